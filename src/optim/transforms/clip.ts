import { ArgumentError } from '../../core/errors.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import {
  beside,
  type Hyperparameter,
  negative,
  requireHyperparameters,
  requireNumbers,
  scalarOf,
} from '../hyperparameter.ts'
import { mapLeaves, over, rootMeanSquare, squaredNorm, times } from '../leaves.ts'
import { type Optimizer, stateless, type Stateless } from '../optimizer.ts'

/** The options of `clip`. */
export interface ClipOptions {
  /** c: no element of an update is further from 0 */
  readonly maxDelta: Hyperparameter
}

/**
 * Every element between −c and c: u = min(max(g, −c), c). It may turn the direction of a step, which
 * `clipByGlobalNorm` does not.
 *
 * Law: idempotent.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.clip({ maxDelta: 1 })
 * const g = { w: T.tensor([3, -0.5]) }
 * T.toArray(update(g, init(g), g)[0].w) // [1, -0.5]
 */
export const clip = ({ maxDelta }: ClipOptions): Optimizer<Stateless> => {
  requireHyperparameters('clip', 'a number ≥ 0', { maxDelta })
  return stateless('clip', (grads) =>
    mapLeaves((g) => T.minimum(T.maximum(g, beside(negative(maxDelta), g)), beside(maxDelta, g)))(
      grads,
    ),
  )
}

/** The options of `clipByGlobalNorm`. */
export interface ClipByGlobalNormOptions {
  /** τ: the longest update */
  readonly maxNorm: Hyperparameter
}

/**
 * All gradients together made no longer than τ: u = g where ‖g‖ < τ, else g τ / ‖g‖, the norm being
 * that of all leaves as one vector. The direction stays.
 *
 * Source: Pascanu et al. 2013, On the difficulty of training recurrent neural networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.clipByGlobalNorm({ maxNorm: 1 })
 * const g = { w: T.tensor([3]), b: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([0.6])) // true
 */
export const clipByGlobalNorm = ({ maxNorm }: ClipByGlobalNormOptions): Optimizer<Stateless> => {
  requireHyperparameters('clipByGlobalNorm', 'a number ≥ 0', { maxNorm })
  return stateless('clipByGlobalNorm', (grads) => {
    const norm = T.sqrt(squaredNorm(grads))
    const short = T.less(norm, typeof maxNorm === 'number' ? maxNorm : T.cast(maxNorm, norm.dtype))
    return mapLeaves((g) => T.where(short, g, times(over(g, norm), maxNorm)))(grads)
  })
}

/** The options of `clipByBlockRms`. */
export interface ClipByBlockRmsOptions {
  /** d: the greatest root mean square of the update of one tensor */
  readonly threshold: Hyperparameter
}

/**
 * Each tensor of gradients made no greater than d on average: u = g / max(1, rms(g) / d).
 *
 * Source: Shazeer and Stern 2018, Adafactor.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.clipByBlockRms({ threshold: 1 })
 * const g = { w: T.tensor([2, -2]), b: T.tensor([0.5]) }
 * T.toArray(update(g, init(g), g)[0].w) // [1, -1]
 */
export const clipByBlockRms = ({ threshold }: ClipByBlockRmsOptions): Optimizer<Stateless> => {
  requireHyperparameters('clipByBlockRms', 'a number > 0', { threshold })
  return stateless('clipByBlockRms', (grads) =>
    mapLeaves((g) => T.div(g, T.maximum(over(rootMeanSquare(g), threshold), 1)))(grads),
  )
}

/** The options of `adaptiveGradClip`. */
export interface AdaptiveGradClipOptions {
  /** λ: the greatest ratio of the norm of a gradient to the norm of its weights */
  readonly clipping: Hyperparameter
  /**
   * weights count as at least this long
   * @defaultValue 1e-3
   */
  readonly eps?: Hyperparameter
  /**
   * the axes that norms are taken over
   * @defaultValue all for vectors, the first for rank 2 and 3, all but the last for rank 4 and 5
   */
  readonly axes?: readonly number[]
}

/** The axes of the inputs of one unit. */
const unitAxes = (x: Tensor): readonly number[] => {
  const rank = x.shape.length
  const all = x.shape.map((_, axis) => axis)
  if (x.shape.filter((size) => size !== 1).length <= 1) return all
  if (rank <= 3) return [0]
  if (rank <= 5) return all.slice(0, -1)
  throw new ArgumentError(
    'adaptiveGradClip',
    `has no axes for a tensor of rank ${rank}: say which with the option axes`,
  )
}

const unitNorm = (x: Tensor, axes: readonly number[]): Tensor =>
  T.sqrt(T.sum(T.square(x), [...axes], { keepdims: true }))

/**
 * Adaptive gradient clipping: for each unit (the weights that go into one output) u = g where
 * ‖g‖ < λ max(‖p‖, eps), else g shortened to that norm.
 *
 * Defaults: eps 1e-3. Source: Brock et al. 2021, High-Performance Large-Scale Image Recognition
 * Without Normalization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adaptiveGradClip({ clipping: 0.1 })
 * const p = { w: T.tensor([[3], [4]]) }
 * T.allClose(update(p, init(p), p)[0].w, T.tensor([[0.3], [0.4]])) // true
 */
export const adaptiveGradClip = ({
  clipping,
  eps = 1e-3,
  axes,
}: AdaptiveGradClipOptions): Optimizer<Stateless> => {
  requireHyperparameters('adaptiveGradClip', 'a number ≥ 0', { clipping, eps })
  axes?.forEach((axis) => requireNumbers('adaptiveGradClip', 'any number', { axis }))
  return stateless('adaptiveGradClip', (grads, params) =>
    mapLeaves((g, p) => {
      const along = axes ?? unitAxes(g)
      const norm = unitNorm(g, along)
      const most = times(T.maximum(unitNorm(p, along), beside(eps, p)), clipping)
      const shortened = T.mul(g, T.div(most, T.maximum(norm, 1e-6)))
      return T.where(T.less(norm, most), g, shortened)
    })(grads, params),
  )
}

/** The options of `normalizeByUpdateNorm`. */
export interface NormalizeByUpdateNormOptions {
  /**
   * the length of the update
   * @defaultValue 1
   */
  readonly scaleFactor?: Hyperparameter
  /**
   * added to the norm, so that nothing is divided by 0
   * @defaultValue 1e-6
   */
  readonly eps?: Hyperparameter
}

/**
 * All gradients together made as long as `scaleFactor`: u = s g / (‖g‖ + eps).
 *
 * Defaults: scaleFactor 1, eps 1e-6.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.normalizeByUpdateNorm()
 * const g = { w: T.tensor([3]), b: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([0.6])) // true
 */
export const normalizeByUpdateNorm = ({
  scaleFactor = 1,
  eps = 1e-6,
}: NormalizeByUpdateNormOptions = {}): Optimizer<Stateless> => {
  requireHyperparameters('normalizeByUpdateNorm', 'a number > 0', { scaleFactor })
  requireHyperparameters('normalizeByUpdateNorm', 'a number ≥ 0', { eps })
  return stateless('normalizeByUpdateNorm', (grads) => {
    const norm = T.sqrt(squaredNorm(grads))
    const length = T.add(norm, scalarOf(eps, norm.dtype))
    const divisor = T.div(length, scalarOf(scaleFactor, norm.dtype))
    return mapLeaves((g) => over(g, divisor))(grads)
  })
}

/**
 * Gradients of matrices and kernels with the mean of each slice along the first axis taken away, as
 * in gradient centralization; vectors stay.
 *
 * Source: Yong et al. 2020, Gradient Centralization. (Its axes are those of Optax: all but the
 * first.)
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.centralize()
 * const g = { w: T.tensor([[1, 3], [2, 2]]) }
 * T.toArray(update(g, init(g), g)[0].w) // [[-1, 1], [0, 0]]
 */
export const centralize = (): Optimizer<Stateless> =>
  stateless('centralize', (grads) =>
    mapLeaves((g) => {
      if (g.shape.length < 2 || g.shape.includes(0)) return g
      const others = g.shape.map((_, axis) => axis).slice(1)
      return T.sub(g, T.mean(g, others, { keepdims: true }))
    })(grads),
  )
