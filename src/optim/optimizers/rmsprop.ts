import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain, identity } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, filledWith, mapLeaves, plus, zerosOf } from '../leaves.ts'
import { type Optimizer, type Stateless, type StateType, transformation } from '../optimizer.ts'
import { type Trace, trace } from '../transforms/accumulate.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { secondMoment } from './adam.ts'

/** The state of `scaleByRms`: the moving average of squares. */
export interface ScaleByRmsState<P> {
  readonly _tag: 'ScaleByRms'
  readonly count: Scalar<'i32'>
  readonly nu: P
}

/** `ScaleByRmsState` as a function of the parameters. */
export interface ScaleByRms extends StateType {
  readonly State: ScaleByRmsState<this['Params']>
}

/** The options of `scaleByRms` and `scaleByStddev`. */
export interface ScaleByRmsOptions {
  /**
   * β: the weight of the past
   * @defaultValue 0.9
   */
  readonly decay?: Hyperparameter
  /**
   * added so that nothing is divided by 0
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
  /**
   * the average of squares before the first step
   * @defaultValue 0
   */
  readonly initialScale?: Hyperparameter
  /**
   * add eps under the root, not to it
   * @defaultValue true
   */
  readonly epsInSqrt?: boolean
  /**
   * divide averages by 1 − βᵗ
   * @defaultValue false
   */
  readonly biasCorrection?: boolean
}

const withDefaults = (
  operator: string,
  options: ScaleByRmsOptions,
): Required<ScaleByRmsOptions> => {
  const all = {
    decay: 0.9,
    eps: 1e-8,
    initialScale: 0,
    epsInSqrt: true,
    biasCorrection: false,
    ...options,
  }
  const { decay, eps, initialScale } = all
  requireHyperparameters(operator, 'between 0 and 1', { decay })
  requireHyperparameters(operator, 'a number ≥ 0', { eps, initialScale })
  return all
}

/** g / √(v + eps), or g / (√v + eps). */
const divided =
  ({ eps, epsInSqrt }: Required<ScaleByRmsOptions>) =>
  <P>(grads: P, variance: P): P =>
    mapLeaves((g, v) =>
      epsInSqrt ? T.mul(T.rsqrt(plus(v, eps)), g) : T.div(g, plus(T.sqrt(v), eps)),
    )(grads, variance)

/**
 * The direction of RMSProp: v ← βv + (1 − β)g², u = g / √(v + eps).
 *
 * Defaults: decay 0.9, eps 1e-8, initialScale 0, epsInSqrt true, biasCorrection false. Source: Hinton
 * 2012, Neural Networks for Machine Learning, lecture 6.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByRms({ decay: 0.75 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([2])) // true
 */
export const scaleByRms = (options: ScaleByRmsOptions = {}): Optimizer<ScaleByRms> => {
  const all = withDefaults('scaleByRms', options)
  const { decay, initialScale, biasCorrection } = all
  return transformation<ScaleByRms>('scaleByRms', 'ScaleByRms', {
    init: (params) => ({
      _tag: 'ScaleByRms',
      count: zeroCount(),
      nu: filledWith(initialScale)(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const nu = secondMoment(decay)(grads, state.nu)
      const variance = biasCorrection ? corrected(nu, decay, count) : nu
      return [divided(all)(grads, variance), { _tag: 'ScaleByRms', count, nu }]
    },
  })
}

/** The state of `scaleByStddev`: moving averages of gradients and of their squares. */
export interface ScaleByStddevState<P> {
  readonly _tag: 'ScaleByStddev'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: P
}

/** `ScaleByStddevState` as a function of the parameters. */
export interface ScaleByStddev extends StateType {
  readonly State: ScaleByStddevState<this['Params']>
}

/**
 * The direction of centred RMSProp: m ← βm + (1 − β)g, v ← βv + (1 − β)g², u = g / √(v − m² + eps).
 *
 * Defaults: as `scaleByRms`. Source: Graves 2013, Generating Sequences With Recurrent Neural Networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByStddev({ decay: 0.5 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([2])) // true
 */
export const scaleByStddev = (options: ScaleByRmsOptions = {}): Optimizer<ScaleByStddev> => {
  const all = withDefaults('scaleByStddev', options)
  const { decay, initialScale, biasCorrection } = all
  return transformation<ScaleByStddev>('scaleByStddev', 'ScaleByStddev', {
    init: (params) => ({
      _tag: 'ScaleByStddev',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: filledWith(initialScale)(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(decay))(grads, state.mu)
      const nu = secondMoment(decay)(grads, state.nu)
      const [mean, square] = biasCorrection
        ? [corrected(mu, decay, count), corrected(nu, decay, count)]
        : [mu, nu]
      const variance = mapLeaves((v, m) => T.sub(v, T.square(m)))(square, mean)
      return [divided(all)(grads, variance), { _tag: 'ScaleByStddev', count, mu, nu }]
    },
  })
}

/** The options of `rmsprop`. */
export interface RmspropOptions extends ScaleByRmsOptions, ScaleByLearningRateOptions {
  /**
   * subtract the square of the mean gradient
   * @defaultValue false
   */
  readonly centered?: boolean
  /**
   * momentum of the steps; null for none
   * @defaultValue null
   */
  readonly momentum?: Hyperparameter | null
  /**
   * look ahead by one step
   * @defaultValue false
   */
  readonly nesterov?: boolean
}

/** The state of `rmsprop`, which depends on the options. */
export type Rmsprop = Chain<
  readonly [ScaleByRms | ScaleByStddev, ScaleBySchedule, Trace | Stateless]
>

/**
 * RMSProp: each coordinate divided by the root of a moving average of its squares,
 * v ← βv + (1 − β)g², u = −η g / √(v + eps); `centered` subtracts the square of the average gradient
 * from v; `momentum` is that of the steps −η g / √…
 *
 * Defaults: decay 0.9, eps 1e-8, initialScale 0, epsInSqrt true, centered false, no momentum, nesterov
 * false, biasCorrection false. Sources: Hinton 2012; Graves 2013.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.rmsprop({ learningRate: 0.1, decay: 0.75 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.2])) // true
 */
export const rmsprop = ({
  centered = false,
  momentum = null,
  nesterov = false,
  ...options
}: RmspropOptions): Optimizer<Rmsprop> => {
  const scaling: Optimizer<ScaleByRms | ScaleByStddev> = centered
    ? scaleByStddev(options)
    : scaleByRms(options)
  const steps: Optimizer<Trace | Stateless> =
    momentum === null ? identity() : trace({ decay: momentum, nesterov })
  return chain(scaling, scaleByLearningRate(options), steps)
}
