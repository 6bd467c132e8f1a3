import type { FloatDType } from '../../core/dtype.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { increment } from '../count.ts'
import {
  at,
  complement,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
  scalarOf,
} from '../hyperparameter.ts'
import { dtypeOf, mapLeaves, over, times } from '../leaves.ts'
import { type Optimizer, type StateOf, type StateType, transformation } from '../optimizer.ts'
import { warmupConstant } from '../schedules/warmup.ts'
import { type AddDecayedWeights, addDecayedWeights } from '../transforms/decay.ts'
import { scaleByLearningRate, type ScaleBySchedule } from '../transforms/scale.ts'
import { scaleByRms, type ScaleByRms } from './rmsprop.ts'
import { type PlainSgd, sgd } from './sgd.ts'

/** The state of `scheduleFree`. */
export interface ScheduleFreeState<F extends StateType, P> {
  readonly _tag: 'ScheduleFree'
  readonly b1: Scalar<FloatDType>
  readonly weightSum: Scalar<FloatDType>
  readonly maxLearningRate: Scalar<FloatDType>
  readonly stepCount: Scalar<'i32'>
  /** the parameters of the inner optimizer */
  readonly z: P
  readonly inner: StateOf<F, P>
}

/** `ScheduleFreeState` as a function of the parameters. */
export interface ScheduleFree<F extends StateType> extends StateType {
  readonly State: ScheduleFreeState<F, this['Params']>
}

/** The options of `scheduleFree`. */
export interface ScheduleFreeOptions {
  /** the learning rate of the inner optimizer, or its schedule */
  readonly learningRate: Rate
  /**
   * β₁: how far gradients are taken from z towards the average
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * steps count in the average with this power of the learning rate
   * @defaultValue 2
   */
  readonly weightLrPower?: Hyperparameter
}

/** x, of which y = b₁x + (1 − b₁)z. */
const averageOf = <P>(y: P, z: P, b1: Hyperparameter): P =>
  mapLeaves((yi, zi) => over(T.sub(yi, times(zi, complement(b1))), b1))(y, z)

/**
 * Schedule-free learning: an optimizer without momentum moves z, x is the average of the z, and the
 * parameters are y = β₁x + (1 − β₁)z: z ← z + u_inner, x ← (1 − c)x + cz, where c is the weight
 * η_max^power of this step divided by the sum of all so far. Predict with x, which
 * `scheduleFreeEvalParams` gives.
 *
 * Defaults: b1 0.9, weightLrPower 2. Source: Defazio et al. 2024, The Road Less Scheduled. (A schedule
 * is asked for steps from 1 on to find c, as in Optax.)
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const inner = optim.sgd({ learningRate: 1 })
 * const { init, update } = optim.scheduleFree(inner, { learningRate: 1 })
 * const p = { w: T.tensor([4]) }
 * T.allClose(update({ w: T.tensor([2]) }, init(p), p)[0].w, T.tensor([-2])) // true
 */
export const scheduleFree = <F extends StateType>(
  inner: Optimizer<F>,
  { learningRate, b1 = 0.9, weightLrPower = 2 }: ScheduleFreeOptions,
): Optimizer<ScheduleFree<F>> => {
  requireRates('scheduleFree', 'a number ≥ 0', { learningRate })
  requireHyperparameters('scheduleFree', 'between 0 and 1', { b1 })
  requireHyperparameters('scheduleFree', 'a number ≥ 0', { weightLrPower })
  return transformation<ScheduleFree<F>>('scheduleFree', 'ScheduleFree', {
    init: (params) => {
      const dtype = dtypeOf(params)
      return {
        _tag: 'ScheduleFree',
        b1: scalarOf(b1, dtype),
        weightSum: T.zeros([], dtype),
        maxLearningRate: T.zeros([], dtype),
        stepCount: T.full([], 1, 'i32'),
        z: params,
        inner: inner.init(params),
      }
    },
    update: (grads, state, params, extra) => {
      const { dtype } = state.weightSum
      const rate = scalarOf(at(learningRate, state.stepCount), dtype)
      const most = T.maximum(state.maxLearningRate, rate)
      const weight = T.pow(most, scalarOf(weightLrPower, dtype))
      const sum = T.add(state.weightSum, weight)
      // before the first step with a learning rate there is nothing to average
      const part = T.where(T.equal(sum, 0), 0, T.div(weight, sum))
      const [updates, next] = inner.update(grads, state.inner, params, extra)
      const z = mapLeaves((zi, u) => T.add(zi, u))(state.z, updates)
      const x = mapLeaves((xi, zi) => T.add(times(xi, complement(part)), times(zi, part)))(
        averageOf(params, state.z, b1),
        z,
      )
      const y = mapLeaves((xi, zi) => T.add(times(xi, b1), times(zi, complement(b1))))(x, z)
      return [
        mapLeaves((to, from) => T.sub(to, from))(y, params),
        {
          _tag: 'ScheduleFree',
          b1: state.b1,
          weightSum: sum,
          maxLearningRate: most,
          stepCount: increment(state.stepCount),
          z,
          inner: next,
        },
      ]
    },
  })
}

/**
 * The parameters to predict with after schedule-free learning: the average x = (y − (1 − β₁)z) / β₁.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const p = { w: T.tensor([4]) }
 * const state = optim.scheduleFreeSgd().init(p)
 * T.allClose(optim.scheduleFreeEvalParams(state, p).w, T.tensor([4])) // true
 */
export const scheduleFreeEvalParams = <F extends StateType, P>(
  state: ScheduleFreeState<F, NoInfer<P>>,
  params: P,
): P => averageOf<P>(params, state.z, state.b1)

/** The options of `scheduleFreeSgd`. */
export interface ScheduleFreeSgdOptions extends Partial<ScheduleFreeOptions> {
  /**
   * η: the size of a step
   * @defaultValue 1 in `scheduleFreeSgd`, 0.0025 in `scheduleFreeAdamw`
   */
  readonly learningRate?: number
  /** so many steps up to the learning rate; none by default */
  readonly warmupSteps?: number
  /**
   * λ: weight decay
   * @defaultValue 0
   */
  readonly weightDecay?: Rate
}

const warmedUp = (learningRate: number, warmupSteps: number | undefined): Rate =>
  warmupSteps === undefined
    ? learningRate
    : warmupConstant({ initValue: 0, peakValue: learningRate, warmupSteps })

/** The state of `scheduleFreeSgd`. */
export type ScheduleFreeSgd = ScheduleFree<Chain<readonly [AddDecayedWeights, PlainSgd]>>

/**
 * Schedule-free gradient descent (see `scheduleFree`).
 *
 * Defaults: learningRate 1, no warm-up, b1 0.9, weightDecay 0, weightLrPower 2. Source: Defazio et al.
 * 2024, The Road Less Scheduled.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scheduleFreeSgd()
 * const p = { w: T.tensor([4]) }
 * T.allClose(update({ w: T.tensor([2]) }, init(p), p)[0].w, T.tensor([-2])) // true
 */
export const scheduleFreeSgd = ({
  learningRate = 1,
  warmupSteps,
  weightDecay = 0,
  ...options
}: ScheduleFreeSgdOptions = {}): Optimizer<ScheduleFreeSgd> => {
  const rate = warmedUp(learningRate, warmupSteps)
  const inner = chain(addDecayedWeights({ weightDecay }), sgd({ learningRate: rate }))
  return scheduleFree(inner, { ...options, learningRate: rate })
}

/** The options of `scheduleFreeAdamw`. */
export interface ScheduleFreeAdamwOptions extends ScheduleFreeSgdOptions {
  /**
   * β₂: the decay of the second moment
   * @defaultValue 0.999
   */
  readonly b2?: Hyperparameter
  /**
   * added to the root
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
}

/** The state of `scheduleFreeAdamw`. */
export type ScheduleFreeAdamw = ScheduleFree<
  Chain<readonly [ScaleByRms, AddDecayedWeights, ScaleBySchedule]>
>

/**
 * Schedule-free AdamW: `scheduleFree` of AdamW without its first moment.
 *
 * Defaults: learningRate 0.0025, no warm-up, b1 0.9, b2 0.999, eps 1e-8, weightDecay 0, weightLrPower 2.
 * Source: Defazio et al. 2024, The Road Less Scheduled.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scheduleFreeAdamw({ learningRate: 0.1 })
 * const p = { w: T.tensor([4]) }
 * T.allClose(update({ w: T.tensor([2]) }, init(p), p)[0].w, T.tensor([-0.1])) // true
 */
export const scheduleFreeAdamw = ({
  learningRate = 0.0025,
  warmupSteps,
  weightDecay = 0,
  b2 = 0.999,
  eps = 1e-8,
  ...options
}: ScheduleFreeAdamwOptions = {}): Optimizer<ScheduleFreeAdamw> => {
  const rate = warmedUp(learningRate, warmupSteps)
  const inner = chain(
    scaleByRms({ decay: b2, eps, epsInSqrt: false, biasCorrection: true }),
    addDecayedWeights({ weightDecay }),
    scaleByLearningRate({ learningRate: rate }),
  )
  return scheduleFree(inner, { ...options, learningRate: rate })
}
