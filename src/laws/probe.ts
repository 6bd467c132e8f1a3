import { type FunctionSubject, subjectOf } from './function.ts'
import type { Probe } from './subject.ts'

/** What a probe depends on beside the function and its arguments. */
export interface ProbeOptions {
  /** decides directions, cotangents and batches; 0 unless said otherwise */
  readonly seed?: number
  /** the name in reports; that of the function unless said otherwise */
  readonly name?: string
}

/**
 * A function at a point, and a seed: what the laws are predicates of.
 *
 * `probe(f, { seed })(...args)`; the arguments and what f returns are trees of tensors.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[3]>) => T.cumsum(x, 0), { seed: 7 })(T.ones([3]))
 * laws.vjpIsAdjoint(probe) // null
 */
export const probe =
  <A extends unknown[], R>(f: (...args: A) => R, { seed = 0, name }: ProbeOptions = {}) =>
  (...args: A): Probe<FunctionSubject> => ({ of: subjectOf(f, args, name), seed })
