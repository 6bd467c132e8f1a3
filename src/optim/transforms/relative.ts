import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { beside, type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { mapLeaves, plus, rootMeanSquare, times } from '../leaves.ts'
import { type Optimizer, stateless, type Stateless } from '../optimizer.ts'

/** The options of `scaleByTrustRatio`. */
export interface TrustRatioOptions {
  /**
   * norms count as at least this long
   * @defaultValue 0
   */
  readonly minNorm?: Hyperparameter
  /**
   * what the ratio is multiplied by
   * @defaultValue 1
   */
  readonly trustCoefficient?: Hyperparameter
  /**
   * added to the norm of the gradient
   * @defaultValue 0
   */
  readonly eps?: Hyperparameter
}

const safeNorm = (x: Tensor, least: Hyperparameter): Tensor =>
  T.maximum(T.norm(x), beside(least, x))

/**
 * Each tensor of gradients in proportion to its parameters: u = c g ‖p‖ / (‖g‖ + eps); u = g where a
 * norm is 0.
 *
 * Defaults: minNorm 0, trustCoefficient 1, eps 0. Source: You et al. 2020, Large Batch Optimization
 * for Deep Learning.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByTrustRatio()
 * const p = { w: T.tensor([0, 10]) }
 * T.toArray(update({ w: T.tensor([2, 0]) }, init(p), p)[0].w) // [10, 0]
 */
export const scaleByTrustRatio = ({
  minNorm = 0,
  trustCoefficient = 1,
  eps = 0,
}: TrustRatioOptions = {}): Optimizer<Stateless> => {
  requireHyperparameters('scaleByTrustRatio', 'a number ≥ 0', { minNorm, trustCoefficient, eps })
  return stateless('scaleByTrustRatio', (grads, params) =>
    mapLeaves((g, p) => {
      const [length, weight] = [safeNorm(g, minNorm), safeNorm(p, minNorm)]
      const ratio = T.div(times(weight, trustCoefficient), plus(length, eps))
      const isZero = T.or(T.equal(length, 0), T.equal(weight, 0))
      return T.mul(g, T.where(isZero, 1, ratio))
    })(grads, params),
  )
}

/** The options of `scaleByParamBlockNorm` and `scaleByParamBlockRms`. */
export interface ParamBlockOptions {
  /**
   * parameters count as at least this large
   * @defaultValue 1e-3
   */
  readonly minScale?: Hyperparameter
}

/**
 * Each tensor of gradients times the norm of its parameters: u = g max(‖p‖, minScale).
 *
 * Defaults: minScale 1e-3.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByParamBlockNorm()
 * const p = { w: T.tensor([3, 4]) }
 * T.toArray(update({ w: T.tensor([1, 0]) }, init(p), p)[0].w) // [5, 0]
 */
export const scaleByParamBlockNorm = ({
  minScale = 1e-3,
}: ParamBlockOptions = {}): Optimizer<Stateless> => {
  requireHyperparameters('scaleByParamBlockNorm', 'a number ≥ 0', { minScale })
  return stateless('scaleByParamBlockNorm', (grads, params) =>
    mapLeaves((g, p) => T.mul(g, safeNorm(p, minScale)))(grads, params),
  )
}

/**
 * Each tensor of gradients times the root mean square of its parameters: u = g max(rms(p), minScale).
 *
 * Defaults: minScale 1e-3. Source: Shazeer and Stern 2018, Adafactor.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByParamBlockRms()
 * const p = { w: T.tensor([2, -2]) }
 * T.toArray(update({ w: T.tensor([1, 0]) }, init(p), p)[0].w) // [2, 0]
 */
export const scaleByParamBlockRms = ({
  minScale = 1e-3,
}: ParamBlockOptions = {}): Optimizer<Stateless> => {
  requireHyperparameters('scaleByParamBlockRms', 'a number ≥ 0', { minScale })
  return stateless('scaleByParamBlockRms', (grads, params) =>
    mapLeaves((g, p) => T.mul(g, T.maximum(rootMeanSquare(p), beside(minScale, p))))(grads, params),
  )
}

/**
 * The signs of gradients: u = sign(g), 0 where g is 0.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleBySign()
 * const g = { w: T.tensor([3, -0.1, 0]) }
 * T.toArray(update(g, init(g), g)[0].w) // [1, -1, 0]
 */
export const scaleBySign = (): Optimizer<Stateless> =>
  stateless('scaleBySign', (grads) => mapLeaves((g) => T.sign(g))(grads))
