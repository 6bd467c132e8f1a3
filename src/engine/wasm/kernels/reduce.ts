/** What reductions of rows and of columns share. */
import { type DType, isFloat } from '../../../core/dtype.ts'
import { type Body, type Local, type Value, f32x4, f64x2, op } from '../encode/index.ts'
import {
  type Arithmetic,
  type VectorOperation,
  arithmetic,
  arrange,
  lanesOf,
  zero,
} from './element.ts'

/** Lanes of a sum: element i of a group is added to lane i mod 16. */
export const LANES = 16

/** What a group is reduced to. */
export type Reduce = 'sum' | 'max' | 'min'

/** How two elements become one, and what no element becomes. */
export interface Reduction {
  readonly combine: VectorOperation
  readonly ofNone: Value<'v128'>
}

/** A reduction of elements of some type. */
export const reductionOf = (
  reduce: Reduce,
  { add, max, min, least, greatest }: Arithmetic,
): Reduction => {
  if (reduce === 'sum') return { combine: add, ofNone: zero }
  return reduce === 'max' ? { combine: max, ofNone: least } : { combine: min, ofNone: greatest }
}

/** Makes the first of some variables what all of them come to: the latter half to the former. */
export const halve = (
  body: Body,
  combine: VectorOperation,
  variables: readonly Local<'v128'>[],
): void => {
  const half = variables.length / 2
  if (half < 1) return
  const rest = variables.slice(0, half)
  rest.forEach((variable, i) => {
    const other = variables[i + half]
    if (other) body.set(variable, combine(variable, other))
  })
  halve(body, combine, rest)
}

/** Makes the first lane what all lanes come to: the latter half to the former. */
export const halveLanes = (
  body: Body,
  combine: VectorOperation,
  size: Arithmetic['size'],
  vector: Local<'v128'>,
): void => {
  const count = lanesOf(size)
  for (let half = count / 2; half >= 1; half /= 2) {
    const lanes = Array.from({ length: count }, (_, i) => (i + half) % count)
    body.set(vector, combine(vector, arrange(size, vector, vector, lanes)))
  }
}

/** An extremum that is being found, lane by lane, of vectors in any order. */
export interface Extremum {
  /** begins anew */
  readonly start: () => void
  /** takes a vector; chains are independent of each other, so that none waits for another */
  readonly take: (chain: number, vector: Value<'v128'>) => void
  /** puts the extremum of all that was taken into the result */
  readonly finish: () => void
  readonly result: Local<'v128'>
}

/**
 * The instructions that treat NaN and −0 as they should take several cycles. Those that do not take
 * one; so NaN is kept in mind beside them, and the signs: where the greatest element is a zero, it is
 * −0 if every element had a sign, and where the least is, if any had.
 */
const floatExtremum = (
  body: Body,
  reduce: 'max' | 'min',
  dtype: 'f32' | 'f64',
  chains: number,
): Extremum => {
  const { ofNone } = reductionOf(reduce, arithmetic[dtype])
  const { equal } = arithmetic[dtype]
  const unequal = dtype === 'f32' ? 'f32x4.ne' : 'f64x2.ne'
  const better = (
    {
      max: { f32: 'f32x4.pmax', f64: 'f64x2.pmax' },
      min: { f32: 'f32x4.pmin', f64: 'f64x2.pmin' },
    } as const
  )[reduce][dtype]
  const both = reduce === 'max' ? 'v128.and' : 'v128.or'
  const minusZero = dtype === 'f32' ? f32x4(-0) : f64x2(-0)
  const vectors = Array.from({ length: chains }, () => body.local('v128'))
  const [result = body.local('v128')] = vectors
  const [given, signs, notNumbers] = [body.local('v128'), body.local('v128'), body.local('v128')]
  return {
    start: () => {
      for (const vector of vectors) body.set(vector, ofNone)
      body.set(signs, reduce === 'max' ? op('v128.not', zero) : zero)
      body.set(notNumbers, zero)
    },
    take: (chain, value) => {
      const vector = vectors[chain]
      if (!vector) return
      body.set(given, value)
      body.set(vector, op(better, vector, given))
      body.set(signs, op(both, signs, given))
      body.set(notNumbers, op('v128.or', notNumbers, op(unequal, given, given)))
    },
    finish: () => {
      halve(body, (x, y) => op(better, x, y), vectors)
      const signed = op('v128.and', signs, minusZero)
      body.set(result, op('v128.bitselect', signed, result, equal(result, zero)))
      body.set(result, op('v128.or', result, notNumbers))
    },
    result,
  }
}

/** An extremum of elements of some type. */
export const extremum = (
  body: Body,
  reduce: 'max' | 'min',
  dtype: DType,
  chains: number,
): Extremum => {
  if (isFloat(dtype)) return floatExtremum(body, reduce, dtype, chains)
  const { combine, ofNone } = reductionOf(reduce, arithmetic[dtype])
  const vectors = Array.from({ length: chains }, () => body.local('v128'))
  const [result = body.local('v128')] = vectors
  return {
    start: () => {
      for (const vector of vectors) body.set(vector, ofNone)
    },
    take: (chain, value) => {
      const vector = vectors[chain]
      if (vector) body.set(vector, combine(vector, value))
    },
    finish: () => halve(body, combine, vectors),
    result,
  }
}
