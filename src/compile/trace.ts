import type { Storage } from '../core/dtype.ts'
import { TreeError } from '../core/errors.ts'
import {
  type Node,
  type TensorType,
  constant,
  isConcrete,
  sameShape,
  now,
  variable,
} from '../core/node.ts'
import { showType } from '../core/print.ts'
import { type Closed, type Program, inlineProgram } from '../core/program.ts'
import { type Structure, flatten, requireSameStructure, unflatten } from '../core/tree.ts'
import { closeSince } from '../engine/close.ts'
import type { Engine, PrepareOptions } from '../engine/engine.ts'
import { evaluate, requireEngine, storagesOf } from '../engine/evaluate.ts'
import { defaultEngine } from '../engine/default.ts'

declare const signature: unique symbol

/** The program of a function, which remembers the trees that the function maps. */
export interface TracedProgram<A extends unknown[], R> extends Program {
  readonly arguments: Structure
  readonly result: Structure
  readonly [signature]?: (...args: A) => R
}

/** A function run once on variables. */
export interface Traced extends Closed {
  readonly arguments: Structure
  readonly result: Structure
}

/** Runs a function on variables and closes the graph that it built. */
export const traceFunction = (
  operator: 'trace' | 'compile',
  f: (...args: readonly unknown[]) => unknown,
  structure: Structure,
  types: readonly TensorType[],
  engine: Engine,
): Traced => {
  const moment = now()
  const inputs = types.map((type) => variable(type, operator))
  const value = f(...(unflatten(structure, inputs) as readonly unknown[]))
  const result = flatten(value)
  const captures = operator === 'trace' ? 'evaluate' : 'hand in'
  const closed = closeSince(operator, moment, inputs, result.leaves, captures, engine)
  return { ...closed, arguments: structure, result: result.structure }
}

/** A program as a function of nodes: run at once where all values are known, else built in. */
export const programFunction = (
  operator: string,
  program: Program,
  engine: Engine,
  options: PrepareOptions = {},
): ((inputs: readonly Node[]) => readonly Node[]) => {
  requireEngine(operator, engine)
  const execute = engine.prepare(program, options)
  const slots: readonly TensorType[] = [
    ...program.inputs,
    ...program.constants,
    ...program.equations,
  ]
  const types = program.outputs.flatMap((slot) => slots[slot] ?? [])
  return (inputs) => {
    if (!inputs.every(isConcrete)) return inlineProgram(program, inputs)
    evaluate(operator, inputs, engine)
    const values = execute(storagesOf(operator, inputs))
    return types.map(({ shape, dtype }, i) => constant(shape, dtype, values[i] as Storage))
  }
}

/**
 * The program of a function: run once on symbolic inputs shaped like the examples, whose values do
 * not matter. Plain data that can be printed, compared, run on an engine and exported.
 *
 * `trace(f)(...examples): Program`. Tensors that the function captures become constants.
 *
 * Throws `UnknownValueError` where the function looks at a value.
 *
 * @example
 * import { T, type Tensor, print, trace } from 'cotangent'
 *
 * print(trace((x: Tensor<[3]>) => T.sum(T.sin(x)))(T.zeros([3])))
 * // (a: f32[3]) =>
 * //   b: f32[3] = sin a
 * //   c: f32[] = reduceSum b { axes: [0] }
 * //   c
 */
export const trace =
  <A extends unknown[], R>(f: (...args: A) => R) =>
  (...examples: A): TracedProgram<A, R> => {
    const flat = flatten(examples)
    const traced = traceFunction(
      'trace',
      (...args) => f(...(args as A)),
      flat.structure,
      flat.leaves,
      defaultEngine,
    )
    return Object.freeze({
      ...traced.program,
      arguments: traced.arguments,
      result: traced.result,
    })
  }

/**
 * Runs a traced program on an engine: `run(engine)(program)(arguments)`, the arguments as an array.
 *
 * Law: `run(engine)(trace(f)(...args))(args)` equals `f(...args)`.
 *
 * Throws `TreeError` where the arguments are not shaped like the examples of `trace`.
 *
 * @example
 * import { type Scalar, T, referenceEngine, run, trace } from 'cotangent'
 *
 * const program = trace((x: Scalar) => T.mul(x, x))(T.tensor(0))
 * T.toNumber(run(referenceEngine)(program)([T.tensor(3)])) // 9
 */
export const run =
  (engine: Engine) =>
  <A extends unknown[], R>(program: TracedProgram<A, R>): ((args: A) => R) => {
    const execute = programFunction('run', program, engine)
    return (args) => {
      const flat = flatten(args)
      requireSameStructure(
        'run',
        'the arguments and the examples',
        program.arguments,
        flat.structure,
      )
      flat.leaves.forEach((leaf, i) => {
        const input = program.inputs[i]
        if (input && (input.dtype !== leaf.dtype || !sameShape(input.shape, leaf.shape))) {
          const path = flat.paths[i] ?? ''
          throw new TreeError(
            'run',
            `argument ${path} must be ${showType(input)}, got ${showType(leaf)}: trace the function again for other shapes`,
            path,
          )
        }
      })
      return unflatten(program.result, execute(flat.leaves)) as R
    }
  }
