import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { filledWith, mapLeaves, plus } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'

/** The state of `scaleByRss`: the sum of the squares of all gradients. */
export interface ScaleByRssState<P> {
  readonly _tag: 'ScaleByRss'
  readonly sumOfSquares: P
}

/** `ScaleByRssState` as a function of the parameters. */
export interface ScaleByRss extends StateType {
  readonly State: ScaleByRssState<this['Params']>
}

/** The options of `scaleByRss`. */
export interface ScaleByRssOptions {
  /**
   * the sum of squares before the first step
   * @defaultValue 0.1
   */
  readonly initialAccumulatorValue?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 1e-7
   */
  readonly eps?: Hyperparameter
}

/** g / √(v + eps), and 0 where v is 0. */
export const dividedBySum =
  (eps: Hyperparameter) =>
  (g: Tensor, v: Tensor): Tensor =>
    T.where(T.greater(v, 0), T.mul(g, T.rsqrt(plus(v, eps))), 0)

/**
 * The direction of AdaGrad: v ← v + g², u = g / √(v + eps), 0 where v is 0.
 *
 * Defaults: initialAccumulatorValue 0.1, eps 1e-7. Source: Duchi et al. 2011.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByRss({ initialAccumulatorValue: 0 })
 * const g = { w: T.tensor([4, 0]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([1, 0])) // true
 */
export const scaleByRss = ({
  initialAccumulatorValue = 0.1,
  eps = 1e-7,
}: ScaleByRssOptions = {}): Optimizer<ScaleByRss> => {
  requireHyperparameters('scaleByRss', 'a number ≥ 0', { initialAccumulatorValue, eps })
  return transformation<ScaleByRss>('scaleByRss', 'ScaleByRss', {
    init: (params) => ({
      _tag: 'ScaleByRss',
      sumOfSquares: filledWith(initialAccumulatorValue)(params),
    }),
    update: (grads, state) => {
      const sumOfSquares = mapLeaves((g, v) => T.add(T.square(g), v))(grads, state.sumOfSquares)
      return [
        mapLeaves(dividedBySum(eps))(grads, sumOfSquares),
        { _tag: 'ScaleByRss', sumOfSquares },
      ]
    },
  })
}

/** The options of `adagrad`. */
export interface AdagradOptions extends ScaleByRssOptions, ScaleByLearningRateOptions {}

/** The state of `adagrad`. */
export type Adagrad = Chain<readonly [ScaleByRss, ScaleBySchedule]>

/**
 * AdaGrad: each coordinate divided by the root of the sum of the squares of its gradients so far, so
 * that rare features learn faster: v ← v + g², u = −η g / √(v + eps).
 *
 * Defaults: initialAccumulatorValue 0.1, eps 1e-7. Source: Duchi et al. 2011, Adaptive Subgradient
 * Methods for Online Learning and Stochastic Optimization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adagrad({ learningRate: 0.1, initialAccumulatorValue: 0 })
 * const g = { w: T.tensor([4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.1])) // true
 */
export const adagrad = (options: AdagradOptions): Optimizer<Adagrad> =>
  chain(scaleByRss(options), scaleByLearningRate(options))
