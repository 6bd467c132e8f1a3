import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Scalar, Tensor } from '../core/tensor.ts'
import * as T from '../tensor/index.ts'
import { foldMap } from '../tree/tree.ts'
import { requireNumbers } from './hyperparameter.ts'
import { choose, mapLeaves, over, squaredNorm, times, total, zip } from './leaves.ts'

/** The nearest point of a set, for parameters as one vector. */
export type Projection = <P>(params: P) => P

/**
 * The nearest parameters without negative elements: max(p, 0).
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * T.toArray(optim.projection.nonNegative({ w: T.tensor([-1, 2]) }).w) // [0, 2]
 */
export const nonNegative: Projection = (params) => mapLeaves((p) => T.maximum(p, 0))(params)

/** The options of `box`. */
export interface BoxOptions {
  /** the least element */
  readonly lower: number
  /** the greatest element */
  readonly upper: number
}

/**
 * The nearest parameters with all elements between two bounds. `box({ lower: -c, upper: c })` is the
 * ball of the L∞ norm.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * T.toArray(optim.projection.box({ lower: -1, upper: 1 })({ w: T.tensor([-3, 0.5]) }).w) // [-1, 0.5]
 */
export const box = ({ lower, upper }: BoxOptions): Projection => {
  requireNumbers('box', 'any number', { lower, upper })
  requireNumbers('box', 'a number ≥ 0', { 'upper − lower': upper - lower })
  return (params) => mapLeaves((p) => T.minimum(T.maximum(p, lower), upper))(params)
}

/** The options of the balls and of the sphere. */
export interface BallOptions {
  /**
   * the radius
   * @defaultValue 1
   */
  readonly scale?: number
}

/**
 * The nearest parameters that are no longer than r in the L2 norm: p min(1, r / ‖p‖).
 *
 * Defaults: scale 1.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const near = optim.projection.l2Ball()({ w: T.tensor([3, 4]) })
 * T.allClose(near.w, T.tensor([0.6, 0.8])) // true
 */
export const l2Ball = ({ scale = 1 }: BallOptions = {}): Projection => {
  requireNumbers('l2Ball', 'a number > 0', { scale })
  return (params) => {
    const norm = T.sqrt(squaredNorm(params))
    return choose(T.lessEqual(norm, scale), params, l2Sphere({ scale })(params))
  }
}

/**
 * The nearest parameters that are as long as r in the L2 norm: r p / ‖p‖. (Of p = 0 there is none: the
 * result is NaN.)
 *
 * Defaults: scale 1.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const near = optim.projection.l2Sphere()({ w: T.tensor([0.03, 0.04]) })
 * T.allClose(near.w, T.tensor([0.6, 0.8])) // true
 */
export const l2Sphere = ({ scale = 1 }: BallOptions = {}): Projection => {
  requireNumbers('l2Sphere', 'a number > 0', { scale })
  return (params) => {
    const norm = T.sqrt(squaredNorm(params))
    return mapLeaves((p) => times(over(p, norm), scale))(params)
  }
}

const added: Monoid<number> = { concat: (x, y) => x + y, empty: 0 }

/** How many elements the leaves of a tree have together. */
const sizeOf: (params: unknown) => number = foldMap(added)((p) =>
  p.shape.reduce((size, dim) => size * dim, 1),
)

/** The threshold θ of the simplex: Σ max(x − θ, 0) = r, for the elements of all leaves. */
const simplexThreshold = (params: unknown, scale: number): Scalar => {
  const parts: Tensor[] = []
  zip((p) => parts.push(T.reshape(p, [sizeOf(p)])))(params)
  const sorted = T.flip(T.sort(T.concat(parts, 0))) as Tensor<[number]>
  const rank = T.cast(T.add(T.arange(sorted.shape[0] ?? 0, { dtype: 'i32' }), 1), sorted.dtype)
  const thresholds = T.div(T.sub(T.cumsum(sorted, 0), scale), rank)
  const inside = T.greater(sorted, thresholds)
  // the thresholds rise as long as elements are inside: the last of them is the greatest
  return T.max(T.where(inside, thresholds, Number.NEGATIVE_INFINITY))
}

/**
 * The nearest parameters that are all ≥ 0 and add up to r: max(p − θ, 0), where θ makes the sum right.
 *
 * Defaults: scale 1. Source: Duchi et al. 2008, Efficient Projections onto the ℓ₁-Ball.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * T.toArray(optim.projection.simplex()({ w: T.tensor([1, 0.5, -3]) }).w) // [0.75, 0.25, 0]
 */
export const simplex = ({ scale = 1 }: BallOptions = {}): Projection => {
  requireNumbers('simplex', 'a number > 0', { scale })
  return (params) => {
    if (sizeOf(params) === 0) return params
    const threshold = simplexThreshold(params, scale)
    return mapLeaves((p) => T.maximum(T.sub(p, T.cast(threshold, p.dtype)), 0))(params)
  }
}

/**
 * The nearest parameters that are no longer than r in the L1 norm; many elements of it are 0.
 *
 * Defaults: scale 1. Source: Duchi et al. 2008, Efficient Projections onto the ℓ₁-Ball.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * T.toArray(optim.projection.l1Ball()({ w: T.tensor([-2, 1]) }).w) // [-1, 0]
 */
export const l1Ball = ({ scale = 1 }: BallOptions = {}): Projection => {
  requireNumbers('l1Ball', 'a number > 0', { scale })
  return (params) => {
    const absolute = mapLeaves((p) => T.abs(p))(params)
    const near = simplex({ scale })(absolute)
    const onSphere = mapLeaves((p, a) => T.mul(T.sign(p), a))(params, near)
    return choose(T.lessEqual(total((p) => p)(absolute), scale), params, onSphere)
  }
}

/** The options of `maxNorm`. */
export interface MaxNormOptions {
  /** c: the longest vector of weights into one unit */
  readonly maxNorm: number
}

/**
 * The max-norm constraint: the weights into each unit (all axes but the last) no longer than c in the
 * L2 norm. Vectors and scalars, which are no such weights, stay.
 *
 * Source: Srivastava et al. 2014, Dropout.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const near = optim.projection.maxNorm({ maxNorm: 1 })({ w: T.tensor([[3, 0], [4, 0.5]]) })
 * T.allClose(near.w, T.tensor([[0.6, 0], [0.8, 0.5]])) // true
 */
export const maxNorm = ({ maxNorm: most }: MaxNormOptions): Projection => {
  requireNumbers('maxNorm', 'a number > 0', { maxNorm: most })
  return (params) =>
    mapLeaves((p) => {
      if (p.shape.length < 2) return p
      const inputs = p.shape.map((_, axis) => axis).slice(0, -1)
      const norm = T.sqrt(T.sum(T.square(p), inputs, { keepdims: true }))
      return T.where(T.lessEqual(norm, most), p, T.mul(T.div(p, norm), most))
    })(params)
}
