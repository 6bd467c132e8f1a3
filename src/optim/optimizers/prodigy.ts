import type { FloatDType } from '../../core/dtype.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { filledPart, increment, zeroCount } from '../count.ts'
import {
  at,
  complement,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
  scalarOf,
} from '../hyperparameter.ts'
import { dtypeOf, innerProduct, mapLeaves, plus, times, total, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'

/** The options that `prodigy` and `dadaptAdamw` share. */
export interface LearningRateFreeOptions {
  /**
   * what the learning rate that is found is multiplied by, or a schedule of it
   * @defaultValue 1
   */
  readonly learningRate?: Rate
  /**
   * β₁: the decay of the first moment
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
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
  /**
   * d₀: the distance to begin with
   * @defaultValue 1e-6
   */
  readonly estimLr0?: Hyperparameter
  /**
   * λ: weight decay
   * @defaultValue 0
   */
  readonly weightDecay?: Hyperparameter
}

const withDefaults = (
  operator: string,
  options: LearningRateFreeOptions,
): Required<LearningRateFreeOptions> => {
  const all = {
    learningRate: 1,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    estimLr0: 1e-6,
    weightDecay: 0,
    ...options,
  }
  const { learningRate, b1, b2, eps, estimLr0, weightDecay } = all
  requireRates(operator, 'a number ≥ 0', { learningRate })
  requireHyperparameters(operator, 'between 0 and 1', { b1, b2 })
  requireHyperparameters(operator, 'a number ≥ 0', { eps, weightDecay })
  requireHyperparameters(operator, 'a number > 0', { estimLr0 })
  return all
}

type Real = Scalar<FloatDType>

/** The product of scalars of one float type. */
const multiply = (...factors: readonly [Real, ...Real[]]): Real =>
  factors.reduce((product, factor) => T.mul(product, factor))

/** √(1 − β₂ᵗ) / (1 − β₁ᵗ), the bias correction of both moments in one. */
const biasCorrection = (
  b1: Hyperparameter,
  b2: Hyperparameter,
  count: Scalar<'i32'>,
  dtype: FloatDType,
): Real => T.div(T.sqrt(filledPart(b2, count, dtype)), filledPart(b1, count, dtype))

const sumOfAbsolutes = total((x) => T.abs(x))

/** The state of `prodigy`. */
export interface ProdigyState<P> {
  readonly _tag: 'Prodigy'
  readonly count: Scalar<'i32'>
  readonly initialParams: P
  readonly firstMoment: P
  readonly secondMoment: P
  readonly gradientSum: P
  /** d: the distance to the optimum as it is known so far */
  readonly estimLr: Scalar<FloatDType>
  readonly numerator: Scalar<FloatDType>
}

/** `ProdigyState` as a function of the parameters. */
export interface Prodigy extends StateType {
  readonly State: ProdigyState<this['Params']>
}

/** The options of `prodigy`. */
export interface ProdigyOptions extends LearningRateFreeOptions {
  /**
   * β₃: the decay of the sums
   * @defaultValue √b2
   */
  readonly beta3?: Hyperparameter
  /**
   * what the estimate is multiplied by
   * @defaultValue 1
   */
  readonly estimLrCoef?: Hyperparameter
  /**
   * leave the schedule out of the estimate, for a warm-up
   * @defaultValue false
   */
  readonly safeguardWarmup?: boolean
}

/**
 * Prodigy: Adam that finds its learning rate from the distance d to the first parameters p₀. With
 * c = dη √(1 − β₂ᵗ) / (1 − β₁ᵗ): m ← β₁m + (1 − β₁)dg, v ← β₂v + (1 − β₂)(dg)²,
 * s ← β₃s + c dg/d₀, r ← β₃r + (d/d₀) c ⟨g, p₀ − p⟩, d ← max(d, k r / ‖s‖₁),
 * u = −c m / (√v + d eps) − cλp.
 *
 * Defaults: learningRate 1, b1 0.9, b2 0.999, beta3 √b2, eps 1e-8, estimLr0 1e-6, estimLrCoef 1,
 * weightDecay 0, safeguardWarmup false. Source: Mishchenko and Defazio 2023, Prodigy: An Expeditiously
 * Adaptive Parameter-Free Learner.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.prodigy({ estimLr0: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1]), { rtol: 1e-3 }) // true
 */
export const prodigy = ({
  beta3,
  estimLrCoef = 1,
  safeguardWarmup = false,
  ...options
}: ProdigyOptions = {}): Optimizer<Prodigy> => {
  const all = withDefaults('prodigy', options)
  const { learningRate, b1, b2, eps, estimLr0, weightDecay } = all
  requireHyperparameters('prodigy', 'a number > 0', { estimLrCoef })
  if (beta3 !== undefined) requireHyperparameters('prodigy', 'between 0 and 1', { beta3 })
  return transformation<Prodigy>('prodigy', 'Prodigy', {
    init: (params) => {
      const dtype = dtypeOf(params)
      return {
        _tag: 'Prodigy',
        count: zeroCount(),
        initialParams: params,
        firstMoment: zerosOf(params),
        secondMoment: zerosOf(params),
        gradientSum: zerosOf(params),
        estimLr: scalarOf(estimLr0, dtype),
        numerator: T.zeros([], dtype),
      }
    },
    update: (grads, state, params) => {
      const { estimLr, initialParams } = state
      const { dtype } = estimLr
      const count = increment(state.count)
      const first = scalarOf(estimLr0, dtype)
      const decay3 = beta3 === undefined ? T.sqrt(scalarOf(b2, dtype)) : scalarOf(beta3, dtype)
      const rate = scalarOf(at(learningRate, state.count), dtype)
      const step = multiply(estimLr, rate, biasCorrection(b1, b2, count, dtype))
      const scaled = mapLeaves((g) => times(g, estimLr))(grads)
      const distances = mapLeaves((p0, p) => T.sub(p0, p))(initialParams, params)
      const firstMoment = mapLeaves((g, m) => T.add(times(m, b1), times(g, complement(b1))))(
        scaled,
        state.firstMoment,
      )
      const secondMoment = mapLeaves((g, v) =>
        T.add(times(v, b2), times(T.square(g), complement(b2))),
      )(scaled, state.secondMoment)
      const weight = T.div(safeguardWarmup ? estimLr : step, first)
      const gradientSum = mapLeaves((g, s) => T.add(times(s, decay3), times(g, weight)))(
        scaled,
        state.gradientSum,
      )
      const gain = multiply(T.div(estimLr, first), step, innerProduct(grads, distances))
      const numerator = T.add(multiply(decay3, state.numerator), gain)
      const estimate = T.div(
        multiply(scalarOf(estimLrCoef, dtype), numerator),
        sumOfAbsolutes(gradientSum),
      )
      const nextEstimLr = T.maximum(estimLr, estimate)
      const least = multiply(nextEstimLr, scalarOf(eps, dtype))
      const decay = multiply(step, scalarOf(weightDecay, dtype))
      const updates = mapLeaves((m, v, p) => {
        const direction = T.div(times(m, step), plus(T.sqrt(v), least))
        return T.neg(T.add(times(p, decay), direction))
      })(firstMoment, secondMoment, params)
      return [
        updates,
        {
          _tag: 'Prodigy',
          count,
          initialParams,
          firstMoment,
          secondMoment,
          gradientSum,
          estimLr: nextEstimLr,
          numerator,
        },
      ]
    },
  })
}

/** The state of `dadaptAdamw`. */
export interface DadaptAdamwState<P> {
  readonly _tag: 'DadaptAdamw'
  readonly count: Scalar<'i32'>
  readonly firstMoment: P
  readonly secondMoment: P
  readonly gradientSum: P
  /** d: the distance to the optimum as it is known so far */
  readonly estimLr: Scalar<FloatDType>
  readonly numerator: Scalar<FloatDType>
}

/** `DadaptAdamwState` as a function of the parameters. */
export interface DadaptAdamw extends StateType {
  readonly State: DadaptAdamwState<this['Params']>
}

/**
 * D-Adaptation for AdamW: it finds its learning rate from lower bounds d of the distance to the
 * optimum. With c = dη √(1 − β₂ᵗ) / (1 − β₁ᵗ) and b = √β₂: r ← br + (1 − b)c⟨g, s / (√v + eps)⟩,
 * m ← β₁m + (1 − β₁)cg, v ← β₂v + (1 − β₂)g², s ← bs + (1 − b)cg, d ← max(d, r / ((1 − b)‖s‖₁)),
 * u = −m / (√v + eps) − cλp.
 *
 * Defaults: learningRate 1, b1 0.9, b2 0.999, eps 1e-8, estimLr0 1e-6, weightDecay 0. Source: Defazio
 * and Mishchenko 2023, Learning-Rate-Free Learning by D-Adaptation.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.dadaptAdamw({ estimLr0: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1]), { rtol: 1e-3 }) // true
 */
export const dadaptAdamw = (options: LearningRateFreeOptions = {}): Optimizer<DadaptAdamw> => {
  const { learningRate, b1, b2, eps, estimLr0, weightDecay } = withDefaults('dadaptAdamw', options)
  return transformation<DadaptAdamw>('dadaptAdamw', 'DadaptAdamw', {
    init: (params) => {
      const dtype = dtypeOf(params)
      return {
        _tag: 'DadaptAdamw',
        count: zeroCount(),
        firstMoment: zerosOf(params),
        secondMoment: zerosOf(params),
        gradientSum: zerosOf(params),
        estimLr: scalarOf(estimLr0, dtype),
        numerator: T.zeros([], dtype),
      }
    },
    update: (grads, state, params) => {
      const { estimLr } = state
      const { dtype } = estimLr
      const count = increment(state.count)
      const root = T.sqrt(scalarOf(b2, 'f64'))
      const rate = scalarOf(at(learningRate, state.count), dtype)
      const step = multiply(estimLr, rate, biasCorrection(b1, b2, count, dtype))
      const entering = multiply(T.cast(T.sub(1, root), dtype), step)
      const weighted = mapLeaves((s, v) => T.div(s, plus(T.sqrt(v), eps)))(
        state.gradientSum,
        state.secondMoment,
      )
      const firstMoment = mapLeaves((g, m) =>
        T.add(times(m, b1), times(times(g, step), complement(b1))),
      )(grads, state.firstMoment)
      const secondMoment = mapLeaves((g, v) =>
        T.add(times(v, b2), times(T.square(g), complement(b2))),
      )(grads, state.secondMoment)
      const gradientSum = mapLeaves((g, s) => T.add(times(s, root), times(g, entering)))(
        grads,
        state.gradientSum,
      )
      const numerator = T.add(
        multiply(T.cast(root, dtype), state.numerator),
        multiply(entering, innerProduct(grads, weighted)),
      )
      const bound = multiply(T.cast(T.sub(1, root), dtype), sumOfAbsolutes(gradientSum))
      const decay = multiply(step, scalarOf(weightDecay, dtype))
      const updates = mapLeaves((m, v, p) =>
        T.neg(T.add(times(p, decay), T.div(m, plus(T.sqrt(v), eps)))),
      )(firstMoment, secondMoment, params)
      return [
        updates,
        {
          _tag: 'DadaptAdamw',
          count,
          firstMoment,
          secondMoment,
          gradientSum,
          estimLr: T.maximum(estimLr, T.div(numerator, bound)),
          numerator,
        },
      ]
    },
  })
}
