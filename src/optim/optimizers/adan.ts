import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { corrected, increment, zeroCount } from '../count.ts'
import { complement, type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, choose, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { dividedByRoot, secondMoment } from './adam.ts'

/** The state of `scaleByAdan`: moments of gradients, of their differences, and of squares. */
export interface ScaleByAdanState<P> {
  readonly _tag: 'ScaleByAdan'
  readonly count: Scalar<'i32'>
  readonly m: P
  readonly v: P
  readonly n: P
  readonly previousGradient: P
}

/** `ScaleByAdanState` as a function of the parameters. */
export interface ScaleByAdan extends StateType {
  readonly State: ScaleByAdanState<this['Params']>
}

/** The options of `scaleByAdan`. */
export interface ScaleByAdanOptions {
  /**
   * β₁: the decay of the first moment
   * @defaultValue 0.98
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the moment of differences
   * @defaultValue 0.92
   */
  readonly b2?: Hyperparameter
  /**
   * β₃: the decay of the second moment
   * @defaultValue 0.99
   */
  readonly b3?: Hyperparameter
  /**
   * added to the root
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 0 in `scaleByAdan`, 1e-8 in `adan`
   */
  readonly epsRoot?: Hyperparameter
}

/**
 * The direction of Adan: with d = gₜ − gₜ₋₁ (0 in the first step), m is the moment of g, v that of d,
 * n that of (g + (1 − β₂)d)², and u = (m̂ + (1 − β₂)v̂) / (√(n̂ + epsRoot) + eps).
 *
 * Defaults: b1 0.98, b2 0.92, b3 0.99, eps 1e-8, epsRoot 0. Source: Xie et al. 2022.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByAdan()
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1])) // true
 */
export const scaleByAdan = ({
  b1 = 0.98,
  b2 = 0.92,
  b3 = 0.99,
  eps = 1e-8,
  epsRoot = 0,
}: ScaleByAdanOptions = {}): Optimizer<ScaleByAdan> => {
  requireHyperparameters('scaleByAdan', 'between 0 and 1', { b1, b2, b3 })
  requireHyperparameters('scaleByAdan', 'a number ≥ 0', { eps, epsRoot })
  const ahead = mapLeaves((g, d) => T.add(g, times(d, complement(b2))))
  return transformation<ScaleByAdan>('scaleByAdan', 'ScaleByAdan', {
    init: (params) => ({
      _tag: 'ScaleByAdan',
      count: zeroCount(),
      m: zerosOf(params),
      v: zerosOf(params),
      n: zerosOf(params),
      previousGradient: zerosOf(params),
    }),
    update: (grads, state) => {
      const count = increment(state.count)
      const differences = choose(
        T.equal(state.count, 0),
        zerosOf(grads),
        mapLeaves((g, before) => T.sub(g, before))(grads, state.previousGradient),
      )
      const m = mapLeaves(average(b1))(grads, state.m)
      const v = mapLeaves(average(b2))(differences, state.v)
      const n = secondMoment(b3)(ahead(grads, differences), state.n)
      const direction = ahead(corrected(m, b1, count), corrected(v, b2, count))
      return [
        dividedByRoot(eps, epsRoot)(direction, corrected(n, b3, count)),
        { _tag: 'ScaleByAdan', count, m, v, n, previousGradient: grads },
      ]
    },
  })
}

/** The options of `adan`. */
export interface AdanOptions
  extends ScaleByAdanOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {}

/** The state of `adan`. */
export type Adan = Chain<readonly [ScaleByAdan, AddDecayedWeights, ScaleBySchedule]>

/**
 * Adan, adaptive Nesterov momentum: Adam that looks ahead by the differences of gradients (see
 * `scaleByAdan`), with decoupled weight decay.
 *
 * Defaults: b1 0.98, b2 0.92, b3 0.99, eps 1e-8, epsRoot 1e-8, weightDecay 0. Source: Xie et al. 2022,
 * Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adan({ learningRate: 0.1 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const adan = (options: AdanOptions): Optimizer<Adan> =>
  chain(
    scaleByAdan({ epsRoot: 1e-8, ...options }),
    addDecayedWeights(options),
    scaleByLearningRate(options),
  )
