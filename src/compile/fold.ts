import { cutHistory } from '../autodiff/arguments.ts'
import type { Storage } from '../core/dtype.ts'
import { ArgumentError, TreeError } from '../core/errors.ts'
import { type Node, type TensorType, constant, isConcrete } from '../core/node.ts'
import { showType } from '../core/print.ts'
import type { Program } from '../core/program.ts'
import {
  type Flat,
  type Structure,
  describe,
  difference,
  flatten,
  takeLeaves,
  unflatten,
} from '../core/tree.ts'
import { defaultEngine } from '../engine/default.ts'
import { type Engine, type Loop, type PrepareOptions, loopByRunning } from '../engine/engine.ts'
import { evaluate, requireEngine, storagesOf } from '../engine/evaluate.ts'
import { compile, haveTypes, prepareOptionsOf, signatureOf, staticNames } from './compile.ts'
import { type Traced, traceFunction } from './trace.ts'

/** A reducer with an output: what it gives out, and the state after it. */
export type Step<S, X, Y> = (state: S, input: X) => readonly [output: Y, state: S]

/** The options of `fold`. */
export interface FoldOptions<Y> {
  /** The engine that runs the steps. Default: the default engine. */
  readonly engine?: Engine
  /** The most threads that may work on a step. Default: as many as the engine has. */
  readonly threads?: number
  /**
   * Whether products of floats may be added to a sum without being rounded first: see
   * `CompileOptions`. Default: as the engine was made, which is no.
   */
  readonly relaxed?: boolean
  /** Called with each output as soon as there is one, and the number of steps before it. */
  readonly observe?: (output: Y, index: number) => void
}

/** What a loop gives: the output of every step, and the last state. */
export type Folded<S, Y> = readonly [outputs: readonly Y[], state: S]

/** A fold over things that are there, or that come in time. */
export interface Fold<S, X, Y> {
  (state: S, inputs: Iterable<X>): Folded<S, Y>
  (state: S, inputs: AsyncIterable<X>): Promise<Folded<S, Y>>
}

/** A step for one signature of state and input. */
interface Prepared {
  readonly traced: Traced
  readonly input: readonly TensorType[]
  readonly program: Program
  readonly output: Structure
  readonly types: readonly TensorType[]
}

/** A running loop: steps of one signature at a time. */
interface Running<S, X, Y> {
  readonly step: (input: X) => Y
  readonly state: () => S
  /** gives back what the loop holds, however it ended */
  readonly end: () => void
}

const partOf = (structure: Structure, i: number): Structure => {
  const part = structure.kind === 'array' ? structure.children[i] : undefined
  if (part === undefined) throw new RangeError('a step gives an output and a state')
  return part
}

const requireSameState = (
  before: Flat,
  structure: Structure,
  types: readonly TensorType[],
): void => {
  const found = difference(before.structure, structure)
  if (found !== null) {
    throw new TreeError(
      'fold',
      `the step must return a state like the one that it takes, but ${found}. What changes from step to step must be a tensor: a counter is T.tensor(0, 'i32')`,
      '',
    )
  }
  before.leaves.forEach((leaf, i) => {
    const type = types[i]
    if (type !== undefined && showType(type) !== showType(leaf)) {
      const path = `state${before.paths[i]}`
      throw new TreeError(
        'fold',
        `the step must return a state like the one that it takes, but ${path} is ${showType(leaf)} before and ${showType(type)} after`,
        path,
      )
    }
  })
}

const evaluated = (engine: Engine, nodes: readonly Node[]): readonly Storage[] => {
  evaluate('fold', nodes, engine)
  return storagesOf('fold', nodes)
}

const nodesOf = (types: readonly TensorType[], values: readonly Storage[]): readonly Node[] =>
  types.map(({ shape, dtype }, i) => constant(shape, dtype, values[i] as Storage))

const start = <S, X, Y>(
  step: Step<S, X, Y>,
  initial: S,
  engine: Engine,
  options: PrepareOptions,
): Running<S, X, Y> => {
  const first = flatten(initial)
  cutHistory(first.leaves)
  const carried = first.leaves.length
  const seen = new Map<string, Prepared>()
  const nameOf = staticNames()
  const swapped = (state: unknown, input: unknown): unknown => {
    const result = step(state as S, input as X)
    if (!Array.isArray(result) || result.length !== 2) {
      throw new ArgumentError(
        'fold',
        `the step must return [output, state], got ${describe(result)}`,
      )
    }
    return [result[1], result[0]]
  }
  const prepare = (structure: Structure, leaves: readonly Node[]): Prepared => {
    const call = (...args: readonly unknown[]): unknown => swapped(args[0], args[1])
    const traced = traceFunction('compile', call, structure, leaves, engine)
    const { inputs, constants, equations, outputs } = traced.program
    const slots: readonly TensorType[] = [...inputs, ...constants, ...equations]
    const types = outputs.flatMap((slot) => slots[slot] ?? [])
    requireSameState(first, partOf(traced.result, 0), types.slice(0, carried))
    return {
      traced,
      input: inputs.slice(carried),
      program: traced.program,
      output: partOf(traced.result, 1),
      types: types.slice(carried),
    }
  }
  const preparedFor = (input: X): Prepared => {
    const { structure, leaves } = flatten([initial, input])
    const key = signatureOf(structure, leaves, nameOf)
    const prepared = seen.get(key) ?? prepare(structure, leaves)
    seen.set(key, prepared)
    return prepared
  }
  let values = evaluated(engine, first.leaves)
  let running: { readonly prepared: Prepared; readonly loop: Loop } | null = null
  const loopOf = (prepared: Prepared): Loop => {
    if (running?.prepared === prepared) return running.loop
    // another signature: what is carried moves to the loop of its program
    if (running !== null) {
      values = running.loop.state()
      running.loop.end()
      running = null
    }
    running = {
      prepared,
      loop:
        engine.loop?.(prepared.program, values, options) ??
        loopByRunning(engine, prepared.program, values, options),
    }
    return running.loop
  }
  const state = (): S =>
    unflatten(first.structure, nodesOf(first.leaves, running?.loop.state() ?? values)) as S
  /** the rest of the loop, once something that is differentiated or batched has come into it */
  let rest: Running<S, X, Y> | null = null
  return {
    step: (input) => {
      if (rest !== null) return rest.step(input)
      const leaves: Node[] = []
      const isLike =
        running !== null &&
        takeLeaves(partOf(running.prepared.traced.arguments, 1), input, leaves) &&
        haveTypes(leaves, running.prepared.input)
      const prepared = running !== null && isLike ? running.prepared : preparedFor(input)
      const given = [...(isLike ? leaves : flatten(input).leaves), ...prepared.traced.captured]
      if (!given.every(isConcrete)) {
        rest = plain(step, state(), engine, options)
        return rest.step(input)
      }
      const outputs = loopOf(prepared).step(evaluated(engine, given))
      return unflatten(prepared.output, nodesOf(prepared.types, outputs)) as Y
    },
    state: () => rest?.state() ?? state(),
    end: () => running?.loop.end(),
  }
}

/** A loop that transformations look into: a plain reduction. */
const plain = <S, X, Y>(
  step: Step<S, X, Y>,
  initial: S,
  engine: Engine,
  options: PrepareOptions,
): Running<S, X, Y> => {
  const compiled = compile(step, { engine, ...options })
  let state = initial
  return {
    step: (input) => {
      const [output, next] = compiled(state, input)
      state = next
      return output
    },
    state: () => state,
    end: () => undefined,
  }
}

/**
 * A loop: a reducer over inputs, compiled once, whose state stays with the engine and may be
 * changed in place from step to step, because nobody else can see it.
 *
 * `fold(step, options?)(state, inputs)`, `step(state, input) = [output, state]`; gives the outputs of
 * all steps and the last state, `[outputs, state]`: at once for an iterable, a promise of it for an
 * async one. Inputs of another shape (a smaller last batch) are compiled once more.
 *
 * Laws:
 * 1. `fold(step)(state, inputs)` is the plain reduction of the inputs by `step`, bit for bit, unless
 *    it is `relaxed`.
 * 2. `fold(step)(state, [...a, ...b])` goes on where `fold(step)(state, a)` ended.
 *
 * Throws `UnknownValueError` where the step looks at a value; `TreeError` where it returns a state of
 * another structure, shape or element type than it takes.
 *
 * @example
 * import { type Scalar, T, fold } from 'cotangent'
 *
 * const sums = fold((sum: Scalar, x: Scalar) => {
 *   const next = T.add(sum, x)
 *   return [next, next]
 * })
 * const [outputs, last] = sums(T.tensor(0), [T.tensor(1), T.tensor(2), T.tensor(3)])
 * outputs.map((x) => T.toNumber(x)) // [1, 3, 6]
 * T.toNumber(last) // 6
 */
export const fold = <S, X, Y>(step: Step<S, X, Y>, options: FoldOptions<Y> = {}): Fold<S, X, Y> => {
  const engine = options.engine ?? defaultEngine
  requireEngine('fold', engine)
  const prepareOptions = prepareOptionsOf('fold', options)
  const over = (
    state: S,
    inputs: Iterable<X> | AsyncIterable<X>,
  ): Folded<S, Y> | Promise<Folded<S, Y>> => {
    const isKnown = flatten(state).leaves.every(isConcrete)
    const running = (isKnown ? start : plain)(step, state, engine, prepareOptions)
    const outputs: Y[] = []
    const take = (input: X): void => {
      const output = running.step(input)
      options.observe?.(output, outputs.length)
      outputs.push(output)
    }
    if (Symbol.iterator in inputs) {
      try {
        for (const input of inputs) take(input)
        return [outputs, running.state()]
      } finally {
        running.end()
      }
    }
    const overTime = async (): Promise<Folded<S, Y>> => {
      try {
        for await (const input of inputs) take(input)
        return [outputs, running.state()]
      } finally {
        running.end()
      }
    }
    return overTime()
  }
  return over as Fold<S, X, Y>
}
