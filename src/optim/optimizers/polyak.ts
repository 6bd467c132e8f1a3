import { ArgumentError } from '../../core/errors.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import {
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  scalarOf,
} from '../hyperparameter.ts'
import { mapLeaves, squaredNorm, times } from '../leaves.ts'
import { type Optimizer, requireValue, stateless, type Stateless } from '../optimizer.ts'
import { type PlainSgd, sgd } from './sgd.ts'

/** The options of `scaleByPolyak`. */
export interface ScaleByPolyakOptions {
  /**
   * f*: the least loss there is
   * @defaultValue 0
   */
  readonly fMin?: Hyperparameter
  /**
   * the greatest step
   * @defaultValue 1
   */
  readonly maxLearningRate?: Hyperparameter
  /**
   * added to the squared norm of the gradient
   * @defaultValue 0
   */
  readonly eps?: Hyperparameter
  /**
   * with 'sps+' a loss below f* counts as f*
   * @defaultValue 'sps'
   */
  readonly variant?: 'sps' | 'sps+'
}

/**
 * Polyak's step: u = min((f − f*) / (‖g‖² + eps), maxLearningRate) g, 0 where the gradient is 0. It
 * needs the loss f: `update(grads, state, params, { value })`.
 *
 * Defaults: fMin 0, maxLearningRate 1, eps 0, variant 'sps'. Sources: Polyak 1987; Loizou et al. 2021.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByPolyak()
 * const g = { w: T.tensor([2]) }
 * T.toArray(update(g, init(g), g, { value: T.tensor(1) })[0].w) // [0.5]
 */
export const scaleByPolyak = ({
  fMin = 0,
  maxLearningRate = 1,
  eps = 0,
  variant = 'sps',
}: ScaleByPolyakOptions = {}): Optimizer<Stateless> => {
  requireHyperparameters('scaleByPolyak', 'any number', { fMin })
  requireHyperparameters('scaleByPolyak', 'a number ≥ 0', { maxLearningRate, eps })
  const variants: readonly unknown[] = ['sps', 'sps+']
  if (!variants.includes(variant))
    throw new ArgumentError('scaleByPolyak', `variant is 'sps' or 'sps+', got ${variant}`)
  return stateless('scaleByPolyak', (grads, _params, extra) => {
    const norm = squaredNorm(grads)
    const { dtype } = norm
    const gap = T.sub(T.cast(requireValue('scaleByPolyak', extra), dtype), scalarOf(fMin, dtype))
    const above = variant === 'sps+' ? T.maximum(gap, 0) : gap
    const divisor = T.add(norm, scalarOf(eps, dtype))
    const step = T.minimum(T.div(above, divisor), scalarOf(maxLearningRate, dtype))
    const factor = T.where(T.lessEqual(divisor, Number.EPSILON), 0, step)
    return mapLeaves((g) => times(g, factor))(grads)
  })
}

/** The options of `polyakSgd`. */
export interface PolyakSgdOptions extends ScaleByPolyakOptions {
  /**
   * what Polyak's step is multiplied by, or a schedule of it
   * @defaultValue 1
   */
  readonly scaling?: Rate
}

/** The state of `polyakSgd`. */
export type PolyakSgd = Chain<readonly [PlainSgd, Stateless]>

/**
 * Gradient descent that finds its own steps from the loss: u = −s min((f − f*) / ‖g‖², η_max) g, with
 * `update(grads, state, params, { value })`. (As in Optax, the norm is that of s g.)
 *
 * Defaults: scaling 1, fMin 0, maxLearningRate 1, eps 0, variant 'sps'. Sources: Loizou et al. 2021,
 * Stochastic Polyak Step-size for SGD; Berrada et al. 2020, Training Neural Networks for and by
 * Interpolation.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.polyakSgd()
 * const g = { w: T.tensor([2]) }
 * T.toArray(update(g, init(g), g, { value: T.tensor(1) })[0].w) // [-0.5]
 */
export const polyakSgd = ({
  scaling = 1,
  ...options
}: PolyakSgdOptions = {}): Optimizer<PolyakSgd> =>
  chain(sgd({ learningRate: scaling }), scaleByPolyak(options))
