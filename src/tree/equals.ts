import type { Eq } from 'fp-ts/lib/Eq.js'
import { ArgumentError } from '../core/errors.ts'
import { sameShape } from '../core/node.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { difference, flatten, nodeOf, tensorOf } from '../core/tree.ts'
import { elementsOf, type ReadOptions } from '../tensor/read.ts'

/** How far apart two elements may be that count as equal. */
export interface Tolerance extends ReadOptions {
  /**
   * the distance allowed, relative to the larger of the two
   * @defaultValue 0
   */
  readonly rtol?: number
  /**
   * the distance allowed beside
   * @defaultValue 0
   */
  readonly atol?: number
}

/**
 * Are two elements equal? Bit for bit where nothing is allowed, so that NaN is NaN and −0 is not 0;
 * else where |x − y| ≤ atol + rtol · max(|x|, |y|). What is not finite is equal to itself only.
 */
export const sameElement = (
  operator: string,
  { rtol = 0, atol = 0 }: Tolerance,
): ((x: number, y: number) => boolean) => {
  if (!(rtol >= 0 && atol >= 0))
    throw new ArgumentError(
      operator,
      `rtol and atol are at least 0, got rtol ${rtol} and atol ${atol}`,
    )
  if (rtol === 0 && atol === 0) return Object.is
  return (x, y) =>
    Object.is(x, y) ||
    (Number.isFinite(x) &&
      Number.isFinite(y) &&
      Math.abs(x - y) <= atol + rtol * Math.max(Math.abs(x), Math.abs(y)))
}

/** An `Eq` of fp-ts, without loading it: what is the same is equal. */
const fromEquals = <A>(equals: (one: A, other: A) => boolean): Eq<A> => ({
  equals: (one, other) => one === other || equals(one, other),
})

const ofTensors = (operator: string, options: Tolerance): Eq<AnyTensor> => {
  const isSame = sameElement(operator, options)
  return fromEquals((one, other) => {
    const [x, y] = [nodeOf(operator, one), nodeOf(operator, other)]
    if (x === y) return true
    if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) return false
    const [a, b] = [elementsOf(operator, x, options), elementsOf(operator, y, options)]
    return a.every((value, i) => isSame(value, b[i] ?? Number.NaN))
  })
}

/**
 * Equality of trees as an fp-ts `Eq`, from one of tensors: two trees are equal that have the same
 * structure, and equal tensors at each place. An `Eq<unknown>` is an `Eq` of every type of tree.
 *
 * Default: tensors are equal whose shapes, element types and elements are, bit for bit.
 *
 * Laws: those of `Eq`: reflexive, symmetric, transitive.
 *
 * @example
 * import { T, tree } from 'cotangent'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 *
 * const [a, b] = [{ w: T.tensor([1, 2]) }, { w: T.tensor([1, 3]) }]
 * RA.uniq(tree.getEq())([a, b, { w: T.tensor([1, 2]) }]).length // 2
 */
export const getEq = (tensors: Eq<AnyTensor> = ofTensors('getEq', {})): Eq<unknown> =>
  fromEquals((one, other) => {
    const [a, b] = [flatten(one), flatten(other)]
    return (
      difference(a.structure, b.structure) === null &&
      a.leaves.every((leaf, i) => tensors.equals(tensorOf(leaf), tensorOf(b.leaves[i] ?? leaf)))
    )
  })

/**
 * Do two trees have the same structure, and tensors of the same shapes, element types and elements?
 * Bit for bit, so that NaN equals NaN and −0 does not equal 0, or with a tolerance: |x − y| ≤ atol +
 * rtol · max(|x|, |y|), where NaN equals NaN still. What is no tensor is compared by identity.
 *
 * Defaults: rtol 0, atol 0, bit for bit.
 *
 * Laws: reflexive, symmetric; transitive without a tolerance; `equals(a, b)` where `diff(a, b)` is
 * empty.
 *
 * Throws `ArgumentError` for a tolerance below 0, `UnknownValueError` inside a transformation that has
 * no values yet.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * tree.equals({ w: T.tensor([1, 2]) }, { w: T.tensor([1, 2]) }) // true
 * tree.equals({ w: T.tensor([1, 2]) }, { w: T.tensor([1, 2.001]) }, { rtol: 0.01 }) // true
 */
export const equals = (one: unknown, other: unknown, options: Tolerance = {}): boolean =>
  getEq(ofTensors('equals', options)).equals(one, other)
