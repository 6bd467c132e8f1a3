import {
  at,
  type Hyperparameter,
  negative,
  type Rate,
  requireHyperparameters,
  requireRates,
} from '../hyperparameter.ts'
import type { Scalar } from '../../core/tensor.ts'
import { increment, zeroCount } from '../count.ts'
import { mapLeaves, times } from '../leaves.ts'
import {
  type Optimizer,
  stateless,
  type Stateless,
  type StateType,
  transformation,
} from '../optimizer.ts'

/** The options of `scale`. */
export interface ScaleOptions {
  /** what every update is multiplied by */
  readonly factor: Hyperparameter
}

/**
 * Updates times a number: u = factor · g.
 *
 * Law: `chain(scale({ factor: a }), scale({ factor: b }))` is `scale({ factor: a * b })`, up to
 * rounding.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scale({ factor: -0.5 })
 * const params = { w: T.tensor([2, 4]) }
 * T.toArray(update(params, init(params), params)[0].w) // [-1, -2]
 */
export const scale = ({ factor }: ScaleOptions): Optimizer<Stateless> => {
  requireHyperparameters('scale', 'any number', { factor })
  return stateless('scale', (grads) => mapLeaves((g) => times(g, factor))(grads))
}

/** The state of `scaleBySchedule` and of `scaleByLearningRate`. */
export interface ScaleBySchedule extends StateType {
  readonly State: { readonly _tag: 'ScaleBySchedule'; readonly count: Scalar<'i32'> }
}

const scaled = (operator: string, rate: Rate, sign: (x: Hyperparameter) => Hyperparameter) =>
  transformation<ScaleBySchedule>(operator, 'ScaleBySchedule', {
    init: () => ({ _tag: 'ScaleBySchedule', count: zeroCount() }),
    update: (grads, { count }) => {
      const factor = sign(at(rate, count))
      return [
        mapLeaves((g) => times(g, factor))(grads),
        { _tag: 'ScaleBySchedule', count: increment(count) },
      ]
    },
  })

/** The options of `scaleBySchedule`. */
export interface ScaleByScheduleOptions {
  /** the factor as a function of the step */
  readonly schedule: Rate
}

/**
 * Updates times a function of the step: u = s(t) · g, t = 0, 1, …
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const schedule = optim.schedule.linear({ initValue: 1, endValue: 0, transitionSteps: 4 })
 * const { init, update } = optim.scaleBySchedule({ schedule })
 * const params = { w: T.tensor([2, 4]) }
 * const [, second] = update(params, init(params), params)
 * T.toArray(update(params, second, params)[0].w) // [1.5, 3]
 */
export const scaleBySchedule = ({
  schedule,
}: ScaleByScheduleOptions): Optimizer<ScaleBySchedule> => {
  requireRates('scaleBySchedule', 'any number', { schedule })
  return scaled('scaleBySchedule', schedule, (x) => x)
}

/** The options of `scaleByLearningRate`. */
export interface ScaleByLearningRateOptions {
  /** the size of a step, ≥ 0, or a schedule of it */
  readonly learningRate: Rate
}

/**
 * What turns a direction into an update that descends: u = −η(t) · g. It stands last in a chain, and
 * is what puts the minus sign there.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByLearningRate({ learningRate: 0.5 })
 * const params = { w: T.tensor([2, 4]) }
 * T.toArray(update(params, init(params), params)[0].w) // [-1, -2]
 */
export const scaleByLearningRate = ({
  learningRate,
}: ScaleByLearningRateOptions): Optimizer<ScaleBySchedule> => {
  requireRates('scaleByLearningRate', 'a number ≥ 0', { learningRate })
  return scaled('scaleByLearningRate', learningRate, negative)
}
