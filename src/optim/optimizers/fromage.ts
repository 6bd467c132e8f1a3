import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { at, type Hyperparameter, requireRates, scalarOf } from '../hyperparameter.ts'
import type { Optimizer, Stateless } from '../optimizer.ts'
import { type AddDecayedWeights, addDecayedWeights } from '../transforms/decay.ts'
import { scaleByTrustRatio } from '../transforms/relative.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'

/** The options of `fromage`. */
export interface FromageOptions extends ScaleByLearningRateOptions {
  /**
   * norms count as at least this long
   * @defaultValue 1e-6
   */
  readonly minNorm?: Hyperparameter
}

/** The state of `fromage`. */
export type Fromage = Chain<readonly [Stateless, ScaleBySchedule, AddDecayedWeights]>

/**
 * Fromage, the Frobenius matched gradient: steps as long as the parameters, which then shrink to make
 * up for it: with c = 1 / √(1 + η²), u = −cη g ‖p‖ / ‖g‖ + (c − 1)p.
 *
 * Defaults: minNorm 1e-6. Source: Bernstein et al. 2020, On the Distance between two Neural Networks
 * and the Stability of Learning.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.fromage({ learningRate: 0.75 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update({ w: T.tensor([2, 0]) }, init(p), p)[0].w, T.tensor([-3.6, -0.8])) // true
 */
export const fromage = ({ learningRate, minNorm = 1e-6 }: FromageOptions): Optimizer<Fromage> => {
  requireRates('fromage', 'a number ≥ 0', { learningRate })
  const rate = (step: Scalar<'i32'>) => scalarOf(at(learningRate, step), 'f64')
  const shrinking = (step: Scalar<'i32'>) => T.rsqrt(T.add(T.square(rate(step)), 1))
  return chain(
    scaleByTrustRatio({ minNorm }),
    scaleByLearningRate({ learningRate: (step) => T.mul(shrinking(step), rate(step)) }),
    addDecayedWeights({ weightDecay: (step) => T.sub(shrinking(step), 1) }),
  )
}
