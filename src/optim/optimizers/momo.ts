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
import {
  average,
  dtypeOf,
  innerProduct,
  mapLeaves,
  plus,
  squaredNorm,
  times,
  zerosOf,
} from '../leaves.ts'
import { type Optimizer, requireValue, type StateType, transformation } from '../optimizer.ts'
import { secondMoment } from './adam.ts'

type Real = Scalar<FloatDType>

/** What Momo knows of the model of the loss, apart from its slope. */
interface Model {
  readonly averageValue: Scalar<FloatDType>
  /** the average of ⟨g, p⟩ */
  readonly gamma: Scalar<FloatDType>
  readonly lowerBound: Scalar<FloatDType>
  readonly count: Scalar<'i32'>
}

/** The state of `momo`. */
export interface MomoState<P> extends Model {
  readonly _tag: 'Momo'
  readonly momentum: P
}

/** `MomoState` as a function of the parameters. */
export interface Momo extends StateType {
  readonly State: MomoState<this['Params']>
}

/** The options of `momo`. */
export interface MomoOptions {
  /**
   * η: the longest step, or a schedule of it
   * @defaultValue 1
   */
  readonly learningRate?: Rate
  /**
   * β: the decay of the averages
   * @defaultValue 0.9
   */
  readonly beta?: Hyperparameter
  /**
   * the least loss there is
   * @defaultValue 0
   */
  readonly lowerBound?: Hyperparameter
  /**
   * λ: weight decay
   * @defaultValue 0
   */
  readonly weightDecay?: Hyperparameter
  /**
   * find the least loss while learning
   * @defaultValue false
   */
  readonly adaptLowerBound?: boolean
}

/** One step of the model: its size, and the bound on the loss after it. */
interface Solution {
  readonly step: Real
  readonly lowerBound: Real
}

/**
 * The step that takes the model of the loss to its bound: with w = 1 + ηλ,
 * min(η / c, max(w(f − c b − γ) + ⟨m, p⟩, 0) / ‖m‖²), c the bias correction.
 */
const solve = (problem: {
  readonly model: Model
  readonly rate: Real
  readonly weight: Real
  readonly correction: Real
  readonly inner: Real
  readonly norm: Real
  readonly least: Hyperparameter
  readonly adapts: boolean
}): Solution => {
  const { model, rate, weight, correction, inner, norm, adapts } = problem
  const { averageValue, gamma, lowerBound } = model
  const least = scalarOf(problem.least, norm.dtype)
  const cap = T.add(T.mul(weight, T.sub(averageValue, gamma)), inner)
  const lowered = T.maximum(T.div(cap, T.mul(T.mul(correction, weight), 2)), least)
  const isBelow = T.less(cap, T.mul(T.mul(weight, correction), lowerBound))
  const bound = adapts ? T.where(isBelow, lowered, lowerBound) : lowerBound
  const gap = T.sub(T.sub(averageValue, T.mul(correction, bound)), gamma)
  const reach = T.div(T.maximum(T.add(T.mul(weight, gap), inner), 0), norm)
  const safe = T.where(T.lessEqual(norm, Number.EPSILON), 0, reach)
  const step = T.minimum(T.div(rate, correction), safe)
  const found = T.sub(T.sub(T.add(averageValue, inner), gamma), T.mul(T.mul(step, norm), 0.5))
  return {
    step,
    lowerBound: adapts ? T.maximum(T.div(found, correction), least) : lowerBound,
  }
}

const startOf = (params: unknown, lowerBound: Hyperparameter): Model => {
  const dtype = dtypeOf(params)
  return {
    averageValue: T.zeros([], dtype),
    gamma: T.zeros([], dtype),
    lowerBound: scalarOf(lowerBound, dtype),
    count: zeroCount(),
  }
}

/** A moving average of scalars. */
const mean = (decay: Hyperparameter, x: Real, before: Real): Real =>
  T.add(
    T.mul(x, scalarOf(complement(decay), before.dtype)),
    T.mul(before, scalarOf(decay, before.dtype)),
  )

/**
 * Momo: gradient descent with momentum whose step is as long as a model of the loss allows. With the
 * averages f of losses, m of gradients and γ of ⟨g, p⟩, w = 1 + ηλ and the bound b on the loss:
 * τ = min(η, max(w(f − b − γ) + ⟨m, p⟩, 0) / ‖m‖²), u = −τm − ηλp / w. It needs the loss:
 * `update(grads, state, params, { value })`.
 *
 * Defaults: learningRate 1, beta 0.9, lowerBound 0, weightDecay 0, adaptLowerBound false. Source:
 * Schaipp et al. 2023, MoMo: Momentum Models for Adaptive Learning Rates.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.momo()
 * const g = { w: T.tensor([2]) }
 * T.toArray(update(g, init(g), g, { value: T.tensor(1) })[0].w) // [-0.5]
 */
export const momo = ({
  learningRate = 1,
  beta = 0.9,
  lowerBound = 0,
  weightDecay = 0,
  adaptLowerBound = false,
}: MomoOptions = {}): Optimizer<Momo> => {
  requireRates('momo', 'a number ≥ 0', { learningRate })
  requireHyperparameters('momo', 'between 0 and 1', { beta })
  requireHyperparameters('momo', 'a number ≥ 0', { weightDecay })
  requireHyperparameters('momo', 'any number', { lowerBound })
  return transformation<Momo>('momo', 'Momo', {
    init: (params) => ({
      _tag: 'Momo',
      momentum: zerosOf(params),
      ...startOf(params, lowerBound),
    }),
    update: (grads, state, params, extra) => {
      const { dtype } = state.averageValue
      const decay = T.where(T.equal(state.count, 0), 0, scalarOf(beta, 'f64'))
      const value = T.cast(requireValue('momo', extra), dtype)
      const averageValue = mean(decay, value, state.averageValue)
      const momentum = mapLeaves(average(decay))(grads, state.momentum)
      const gamma = mean(decay, innerProduct(grads, params), state.gamma)
      const rate = scalarOf(at(learningRate, state.count), dtype)
      const shrinking = T.mul(rate, scalarOf(weightDecay, dtype))
      const weight = T.add(shrinking, 1)
      const solution = solve({
        model: { averageValue, gamma, lowerBound: state.lowerBound, count: state.count },
        rate,
        weight,
        correction: T.ones([], dtype),
        inner: innerProduct(momentum, params),
        norm: squaredNorm(momentum),
        least: lowerBound,
        adapts: adaptLowerBound,
      })
      const decayed = T.div(shrinking, weight)
      const updates = mapLeaves((m, p) => T.neg(T.add(times(p, decayed), times(m, solution.step))))(
        momentum,
        params,
      )
      return [
        updates,
        {
          _tag: 'Momo',
          momentum,
          averageValue,
          gamma,
          lowerBound: solution.lowerBound,
          count: increment(state.count),
        },
      ]
    },
  })
}

/** The state of `momoAdam`. */
export interface MomoAdamState<P> extends Model {
  readonly _tag: 'MomoAdam'
  readonly firstMoment: P
  readonly secondMoment: P
}

/** `MomoAdamState` as a function of the parameters. */
export interface MomoAdam extends StateType {
  readonly State: MomoAdamState<this['Params']>
}

/** The options of `momoAdam`. */
export interface MomoAdamOptions extends Omit<MomoOptions, 'beta'> {
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
}

/**
 * Momo for Adam: as `momo`, with the norm of Adam: with d = eps + √(v / (1 − β₂ᵗ)) and c = 1 − β₁ᵗ,
 * τ = min(η / c, max(w(f − c b − γ) + ⟨m, p⟩, 0) / ⟨m, m/d⟩), u = −τm/d − ηλp / w. It needs the loss:
 * `update(grads, state, params, { value })`.
 *
 * Defaults: learningRate 0.01, b1 0.9, b2 0.999, eps 1e-8, lowerBound 0, weightDecay 0,
 * adaptLowerBound false. Source: Schaipp et al. 2023, MoMo: Momentum Models for Adaptive Learning Rates.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.momoAdam()
 * const g = { w: T.tensor([2]) }
 * T.allClose(update(g, init(g), g, { value: T.tensor(1) })[0].w, T.tensor([-0.01])) // true
 */
export const momoAdam = ({
  learningRate = 0.01,
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  lowerBound = 0,
  weightDecay = 0,
  adaptLowerBound = false,
}: MomoAdamOptions = {}): Optimizer<MomoAdam> => {
  requireRates('momoAdam', 'a number ≥ 0', { learningRate })
  requireHyperparameters('momoAdam', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('momoAdam', 'a number ≥ 0', { eps, weightDecay })
  requireHyperparameters('momoAdam', 'any number', { lowerBound })
  return transformation<MomoAdam>('momoAdam', 'MomoAdam', {
    init: (params) => ({
      _tag: 'MomoAdam',
      firstMoment: zerosOf(params),
      secondMoment: zerosOf(params),
      ...startOf(params, lowerBound),
    }),
    update: (grads, state, params, extra) => {
      const { dtype } = state.averageValue
      const count = increment(state.count)
      const value = T.cast(requireValue('momoAdam', extra), dtype)
      const averageValue = mean(b1, value, state.averageValue)
      const gamma = mean(b1, innerProduct(grads, params), state.gamma)
      const first = mapLeaves(average(b1))(grads, state.firstMoment)
      const second = secondMoment(b2)(grads, state.secondMoment)
      const filled = filledPart(b2, count, dtype)
      const direction = mapLeaves((m, v) =>
        T.div(m, plus(T.sqrt(T.div(v, T.cast(filled, v.dtype))), eps)),
      )(first, second)
      const rate = scalarOf(at(learningRate, state.count), dtype)
      const shrinking = T.mul(rate, scalarOf(weightDecay, dtype))
      const weight = T.add(shrinking, 1)
      const solution = solve({
        model: { averageValue, gamma, lowerBound: state.lowerBound, count: state.count },
        rate,
        weight,
        correction: filledPart(b1, count, dtype),
        inner: innerProduct(first, params),
        norm: innerProduct(first, direction),
        least: lowerBound,
        adapts: adaptLowerBound,
      })
      const decayed = T.div(shrinking, weight)
      const updates = mapLeaves((d, p) => T.neg(T.add(times(p, decayed), times(d, solution.step))))(
        direction,
        params,
      )
      return [
        updates,
        {
          _tag: 'MomoAdam',
          firstMoment: first,
          secondMoment: second,
          averageValue,
          gamma,
          lowerBound: solution.lowerBound,
          count,
        },
      ]
    },
  })
}
