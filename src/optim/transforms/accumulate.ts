import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import {
  complement,
  type Hyperparameter,
  requireHyperparameters,
  requireNumbers,
} from '../hyperparameter.ts'
import { average, choose, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'

/** The state of `trace`. */
export interface TraceState<P> {
  readonly _tag: 'Trace'
  readonly trace: P
}

/** `TraceState` as a function of the parameters. */
export interface Trace extends StateType {
  readonly State: TraceState<this['Params']>
}

/** The options of `trace`. */
export interface TraceOptions {
  /** β: the part of the velocity that a step keeps */
  readonly decay: Hyperparameter
  /**
   * look ahead by one step
   * @defaultValue false
   */
  readonly nesterov?: boolean
  /**
   * τ: the part of a gradient that does not enter; τ = β makes the velocity a moving average
   * @defaultValue 0
   */
  readonly dampening?: Hyperparameter
}

/**
 * Momentum. The velocity is v ← βv + (1 − τ)g and the update v; with `nesterov` it is βv + (1 − τ)g
 * once more, of the new v. With τ = 0 this is the classical form, with τ = β the moving average
 * v ← βv + (1 − β)g, which is the same up to the learning rate: (1 − β) times as large.
 *
 * Source: Sutskever et al. 2013, On the importance of initialization and momentum in deep learning.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.trace({ decay: 0.5 })
 * const g = { w: T.tensor([4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [4]
 * T.toArray(update(g, state, g)[0].w) // [6]
 */
export const trace = ({
  decay,
  nesterov = false,
  dampening = 0,
}: TraceOptions): Optimizer<Trace> => {
  requireHyperparameters('trace', 'between 0 and 1', { decay, dampening })
  const step = mapLeaves((g, v) => {
    const entering = dampening === 0 ? g : times(g, complement(dampening))
    return T.add(entering, times(v, decay))
  })
  return transformation<Trace>('trace', 'Trace', {
    init: (params) => ({ _tag: 'Trace', trace: zerosOf(params) }),
    update: (grads, { trace: old }) => {
      const velocity = step(grads, old)
      return [nesterov ? step(grads, velocity) : velocity, { _tag: 'Trace', trace: velocity }]
    },
  })
}

/** The state of `ema`. */
export interface EmaState<P> {
  readonly _tag: 'Ema'
  readonly count: Scalar<'i32'>
  readonly ema: P
}

/** `EmaState` as a function of the parameters. */
export interface Ema extends StateType {
  readonly State: EmaState<this['Params']>
}

/** The options of `ema`. */
export interface EmaOptions {
  /** β: the weight of the past */
  readonly decay: Hyperparameter
  /**
   * divide by 1 − βᵗ, the weight that t steps have
   * @defaultValue true
   */
  readonly debias?: boolean
}

/**
 * The moving average of gradients: m ← βm + (1 − β)g, u = m / (1 − βᵗ), t = 1, 2, …
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.ema({ decay: 0.5, debias: false })
 * const g = { w: T.tensor([4]) }
 * T.toArray(update(g, init(g), g)[0].w) // [2]
 */
export const ema = ({ decay, debias = true }: EmaOptions): Optimizer<Ema> => {
  requireHyperparameters('ema', 'between 0 and 1', { decay })
  return transformation<Ema>('ema', 'Ema', {
    init: (params) => ({ _tag: 'Ema', count: zeroCount(), ema: zerosOf(params) }),
    update: (grads, state) => {
      const count = increment(state.count)
      const next = mapLeaves(average(decay))(grads, state.ema)
      return [debias ? corrected(next, decay, count) : next, { _tag: 'Ema', count, ema: next }]
    },
  })
}

/** The state of `applyEvery`. */
export interface ApplyEveryState<P> {
  readonly _tag: 'ApplyEvery'
  readonly count: Scalar<'i32'>
  readonly sum: P
}

/** `ApplyEveryState` as a function of the parameters. */
export interface ApplyEvery extends StateType {
  readonly State: ApplyEveryState<this['Params']>
}

/** The options of `applyEvery`. */
export interface ApplyEveryOptions {
  /** so many updates are added up */
  readonly steps: number
}

/**
 * Updates added up and let out together: zero in all steps but every k-th, which has the sum of the
 * last k. (`multiSteps` does so to the gradients, before an optimizer.)
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.applyEvery({ steps: 2 })
 * const g = { w: T.tensor([4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [0]
 * T.toArray(update(g, state, g)[0].w) // [8]
 */
export const applyEvery = ({ steps }: ApplyEveryOptions): Optimizer<ApplyEvery> => {
  requireNumbers('applyEvery', 'a whole number ≥ 1', { steps })
  return transformation<ApplyEvery>('applyEvery', 'ApplyEvery', {
    init: (params) => ({ _tag: 'ApplyEvery', count: zeroCount(), sum: zerosOf(params) }),
    update: (grads, { count, sum: old }) => {
      const sum = choose(T.equal(count, 0), grads, mapLeaves((g, s) => T.add(s, g))(grads, old))
      const out = choose(T.equal(count, steps - 1), sum, zerosOf(sum))
      return [out, { _tag: 'ApplyEvery', count: T.mod(T.add(count, 1), steps), sum }]
    },
  })
}
