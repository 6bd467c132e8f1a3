import { type Node, type TensorType, sameShape } from '../core/node.ts'
import { showType } from '../core/print.ts'
import { type Structure, flatten, takeLeaves, unflatten } from '../core/tree.ts'
import { cutHistory } from '../autodiff/arguments.ts'
import type { Engine, PrepareOptions } from '../engine/engine.ts'
import { defaultEngine } from '../engine/default.ts'
import { requireThreads } from '../engine/evaluate.ts'
import { type Traced, programFunction, traceFunction } from './trace.ts'

/** The options of `compile`. */
export interface CompileOptions {
  /** The engine that runs the program. Default: the default engine. */
  readonly engine?: Engine
  /** The most threads that may work on it. Default: as many as the engine has. */
  readonly threads?: number
  /**
   * Whether products of floats may be added to a sum without being rounded first: faster on some
   * machines, no longer the same bits on all. Default: as the engine was made, which is no.
   */
  readonly relaxed?: boolean
}

/** The options that are the engine's. */
export const prepareOptionsOf = (
  operator: string,
  { threads, relaxed }: Pick<CompileOptions, 'threads' | 'relaxed'>,
): PrepareOptions => {
  const precision = relaxed === undefined ? {} : { relaxed }
  if (threads === undefined) return precision
  return { threads: requireThreads(operator, threads), ...precision }
}

/** A signature that was seen: its trace, ready to run. */
interface Compiled {
  readonly traced: Traced
  readonly execute: (inputs: readonly Node[]) => readonly Node[]
}

/** How many signatures one compiled function remembers; the oldest is forgotten first. */
const rememberedSignatures = 256

/** Names what is static: data by its value, objects and functions by identity. */
export const staticNames = (): ((value: unknown) => string) => {
  const objects = new WeakMap<object, number>()
  let count = 0
  return (value) => {
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value === 'symbol') return value.toString()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`
    }
    const known = objects.get(value) ?? ++count
    objects.set(value, known)
    return `#${known}`
  }
}

/** The static signature of arguments: structure, shapes, element types and everything static. */
export const signatureOf = (
  structure: Structure,
  leaves: readonly Node[],
  nameOf: (value: unknown) => string,
): string => {
  let next = 0
  const show = (part: Structure): string => {
    if (part.kind === 'tensor') {
      const leaf = leaves[next++]
      return leaf === undefined ? '?' : showType(leaf)
    }
    if (part.kind === 'static') return nameOf(part.value)
    const children = part.children.map(show)
    return part.kind === 'array'
      ? `(${children.join(';')})`
      : `{${children.map((child, i) => `${JSON.stringify(part.keys[i])}:${child}`).join(';')}}`
  }
  return show(structure)
}

/** Are leaves of the types that a program takes as its first inputs? */
export const haveTypes = (leaves: readonly Node[], types: readonly TensorType[]): boolean =>
  leaves.every((leaf, i) => {
    const type = types[i]
    return type !== undefined && leaf.dtype === type.dtype && sameShape(leaf.shape, type.shape)
  })

/**
 * The same function, traced once for each static signature and then run as a program: dead code is
 * gone and the engine sees the whole computation at once.
 *
 * `compile(f, { engine, threads, relaxed })` has the type of `f`. Tensors are inputs; everything else is
 * static and part of the signature. Inside other transformations a compiled function behaves like `f`.
 *
 * Law: `compile(f)(...args)` equals `f(...args)`, bit for bit, unless it is `relaxed`.
 *
 * Throws `UnknownValueError` where the function looks at a value.
 *
 * @example
 * import { type Scalar, T, compile, grad } from 'cotangent'
 *
 * const slope = compile(grad((x: Scalar) => T.mul(x, x)))
 * T.toNumber(slope(T.tensor(3))) // 6
 */
export const compile = <F extends (...args: never[]) => unknown>(
  f: F,
  options: CompileOptions = {},
): F => {
  const engine = options.engine ?? defaultEngine
  const prepareOptions = prepareOptionsOf('compile', options)
  const seen = new Map<string, Compiled>()
  const nameOf = staticNames()
  const compiledFor = (structure: Structure, leaves: readonly Node[]): Compiled => {
    const key = signatureOf(structure, leaves, nameOf)
    const known = seen.get(key)
    if (known !== undefined) return known
    const traced = traceFunction(
      'compile',
      (...args) => f(...(args as never[])),
      structure,
      leaves,
      engine,
    )
    const execute = programFunction('compile', traced.program, engine, prepareOptions)
    const compiled = { traced, execute }
    seen.set(key, compiled)
    const [oldest] = seen.keys()
    if (seen.size > rememberedSignatures && oldest !== undefined) seen.delete(oldest)
    return compiled
  }
  /** the signature that was called last: most calls are like the one before */
  let last: Compiled | null = null
  const compiled: (...args: never[]) => unknown = (...args) => {
    let leaves: readonly Node[] = []
    const taken: Node[] = []
    if (
      last !== null &&
      takeLeaves(last.traced.arguments, args, taken) &&
      haveTypes(taken, last.traced.program.inputs)
    ) {
      leaves = taken
    } else {
      const flat = flatten(args)
      leaves = flat.leaves
      last = compiledFor(flat.structure, leaves)
    }
    cutHistory(leaves)
    const { traced, execute } = last
    return unflatten(traced.result, execute([...leaves, ...traced.captured]))
  }
  return compiled as F
}
