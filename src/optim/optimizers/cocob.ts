import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import {
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
} from '../hyperparameter.ts'
import { filledWith, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import { type ScaleBySchedule, scaleBySchedule } from '../transforms/scale.ts'

/** The state of `scaleByCocob`: the bets and what they won. */
export interface ScaleByCocobState<P> {
  readonly _tag: 'ScaleByCocob'
  readonly initialParams: P
  readonly gradientSum: P
  readonly scale: P
  readonly absoluteSum: P
  readonly reward: P
}

/** `ScaleByCocobState` as a function of the parameters. */
export interface ScaleByCocob extends StateType {
  readonly State: ScaleByCocobState<this['Params']>
}

/** The options of `scaleByCocob`. */
export interface ScaleByCocobOptions {
  /**
   * α: how small the first bets are
   * @defaultValue 100
   */
  readonly alpha?: Hyperparameter
  /**
   * the scale of gradients before the first one
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
}

/**
 * The update of COCOB (a whole one, with the sign in it): L ← max(L, |g|), G ← G + |g|,
 * R ← max(R − g(p − p₀), 0), C ← C − g, u = p₀ + C (L + R) / (L max(G + L, αL)) − p.
 *
 * Defaults: alpha 100, eps 1e-8. Source: Orabona and Tommasi 2017.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByCocob({ alpha: 2 })
 * const g = { w: T.tensor([4]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5]
 */
export const scaleByCocob = ({
  alpha = 100,
  eps = 1e-8,
}: ScaleByCocobOptions = {}): Optimizer<ScaleByCocob> => {
  requireHyperparameters('scaleByCocob', 'a number ≥ 0', { alpha })
  requireHyperparameters('scaleByCocob', 'a number > 0', { eps })
  return transformation<ScaleByCocob>('scaleByCocob', 'ScaleByCocob', {
    init: (params) => ({
      _tag: 'ScaleByCocob',
      initialParams: params,
      gradientSum: zerosOf(params),
      scale: filledWith(eps)(params),
      absoluteSum: zerosOf(params),
      reward: zerosOf(params),
    }),
    update: (grads, { initialParams, ...state }, params) => {
      const scale = mapLeaves((l, g) => T.maximum(l, T.abs(g)))(state.scale, grads)
      const absoluteSum = mapLeaves((s, g) => T.add(s, T.abs(g)))(state.absoluteSum, grads)
      const reward = mapLeaves((r, g, p, p0) => T.maximum(T.sub(r, T.mul(g, T.sub(p, p0))), 0))(
        state.reward,
        grads,
        params,
        initialParams,
      )
      const gradientSum = mapLeaves((c, g) => T.sub(c, g))(state.gradientSum, grads)
      const updates = mapLeaves((p, p0, c, l, s, r) => {
        const bound = T.mul(l, T.maximum(T.add(s, l), times(l, alpha)))
        const bet = T.mul(T.div(c, bound), T.add(l, r))
        return T.sub(T.add(p0, bet), p)
      })(params, initialParams, gradientSum, scale, absoluteSum, reward)
      return [
        updates,
        { _tag: 'ScaleByCocob', initialParams, gradientSum, scale, absoluteSum, reward },
      ]
    },
  })
}

/** The options of `cocob`. */
export interface CocobOptions extends ScaleByCocobOptions, WeightDecayOptions {
  /**
   * what gradients are multiplied by, or a schedule of it
   * @defaultValue 1
   */
  readonly learningRate?: Rate
}

/** The state of `cocob`. */
export type Cocob = Chain<readonly [AddDecayedWeights, ScaleBySchedule, ScaleByCocob]>

/**
 * COCOB, continuous coin betting: descent without a learning rate; each coordinate bets on the sign of
 * its next gradient what it has won so far (see `scaleByCocob`).
 *
 * Defaults: learningRate 1, alpha 100, eps 1e-8, weightDecay 0 (in front). Source: Orabona and Tommasi
 * 2017, Training Deep Networks without Learning Rates Through Coin Betting.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.cocob({ alpha: 2 })
 * const g = { w: T.tensor([4]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5]
 */
export const cocob = ({ learningRate = 1, ...options }: CocobOptions = {}): Optimizer<Cocob> => {
  requireRates('cocob', 'a number ≥ 0', { learningRate })
  return chain(
    addDecayedWeights(options),
    scaleBySchedule({ schedule: learningRate }),
    scaleByCocob(options),
  )
}
