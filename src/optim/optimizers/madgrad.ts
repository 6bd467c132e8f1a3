import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { increment, zeroCount } from '../count.ts'
import {
  at,
  complement,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
  scalarOf,
} from '../hyperparameter.ts'
import { mapLeaves, plus, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'

/** The state of `scaleByMadgrad`: the first parameters, and sums over all steps. */
export interface ScaleByMadgradState<P> {
  readonly _tag: 'ScaleByMadgrad'
  readonly count: Scalar<'i32'>
  readonly initialParams: P
  readonly sum: P
  readonly sumOfSquares: P
}

/** `ScaleByMadgradState` as a function of the parameters. */
export interface ScaleByMadgrad extends StateType {
  readonly State: ScaleByMadgradState<this['Params']>
}

/** The options of `scaleByMadgrad`. */
export interface ScaleByMadgradOptions {
  /** η: the size of a step, or a schedule of it */
  readonly learningRate: Rate
  /**
   * β: the part of the parameters that a step keeps
   * @defaultValue 0.9
   */
  readonly momentum?: Hyperparameter
  /**
   * added to the root and to the learning rate
   * @defaultValue 1e-6
   */
  readonly eps?: Hyperparameter
}

/**
 * The update of MADGRAD (a whole one, with the sign in it): λ = (η + eps) √(t + 1), s ← s + λg,
 * v ← v + λg², z = p₀ − s / (∛v + eps), u = (1 − β)(z − p).
 *
 * Defaults: momentum 0.9, eps 1e-6. Source: Defazio and Jelassi 2021.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByMadgrad({ learningRate: 1, momentum: 0 })
 * const g = { w: T.tensor([8]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-2]), { rtol: 1e-4 }) // true
 */
export const scaleByMadgrad = ({
  learningRate,
  momentum = 0.9,
  eps = 1e-6,
}: ScaleByMadgradOptions): Optimizer<ScaleByMadgrad> => {
  requireRates('scaleByMadgrad', 'a number ≥ 0', { learningRate })
  requireHyperparameters('scaleByMadgrad', 'between 0 and 1', { momentum })
  requireHyperparameters('scaleByMadgrad', 'a number ≥ 0', { eps })
  return transformation<ScaleByMadgrad>('scaleByMadgrad', 'ScaleByMadgrad', {
    init: (params) => ({
      _tag: 'ScaleByMadgrad',
      count: zeroCount(),
      initialParams: params,
      sum: zerosOf(params),
      sumOfSquares: zerosOf(params),
    }),
    update: (grads, { count, initialParams, ...state }, params) => {
      const rate = T.add(scalarOf(at(learningRate, count), 'f64'), scalarOf(eps, 'f64'))
      const weight = T.mul(rate, T.sqrt(T.cast(T.add(count, 1), 'f64')))
      const sum = mapLeaves((g, s) => T.add(s, times(g, weight)))(grads, state.sum)
      const sumOfSquares = mapLeaves((g, v) => T.add(v, times(T.square(g), weight)))(
        grads,
        state.sumOfSquares,
      )
      const updates = mapLeaves((p, p0, s, v) => {
        const z = T.sub(p0, T.div(s, plus(T.pow(v, 1 / 3), eps)))
        return times(T.sub(z, p), complement(momentum))
      })(params, initialParams, sum, sumOfSquares)
      return [
        updates,
        { _tag: 'ScaleByMadgrad', count: increment(count), initialParams, sum, sumOfSquares },
      ]
    },
  })
}

/** The options of `madgrad`. */
export interface MadgradOptions extends ScaleByMadgradOptions, WeightDecayOptions {}

/** The state of `madgrad`. */
export type Madgrad = Chain<readonly [AddDecayedWeights, ScaleByMadgrad]>

/**
 * MADGRAD: dual averaging with momentum and cube roots (see `scaleByMadgrad`).
 *
 * Defaults: momentum 0.9, weightDecay 0 (in front), eps 1e-6. Source: Defazio and Jelassi 2021,
 * Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.madgrad({ learningRate: 1, momentum: 0 })
 * const g = { w: T.tensor([8]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-2]), { rtol: 1e-4 }) // true
 */
export const madgrad = (options: MadgradOptions): Optimizer<Madgrad> =>
  chain(addDecayedWeights(options), scaleByMadgrad(options))
