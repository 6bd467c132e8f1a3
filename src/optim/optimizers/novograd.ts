import type { FloatDType } from '../../core/dtype.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Leaves } from '../../tree/tree.ts'
import { type Chain, chain } from '../chain.ts'
import { increment, zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, choose, mapLeaves, plus, times, zerosOf, zip } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'

/** The state of `scaleByNovograd`: momentum, and one moment of the squared norm for each tensor. */
export interface ScaleByNovogradState<P> {
  readonly _tag: 'ScaleByNovograd'
  readonly count: Scalar<'i32'>
  readonly mu: P
  readonly nu: Leaves<P, Scalar<FloatDType>>
}

/** `ScaleByNovogradState` as a function of the parameters. */
export interface ScaleByNovograd extends StateType {
  readonly State: ScaleByNovogradState<this['Params']>
}

/** The options of `scaleByNovograd`. */
export interface ScaleByNovogradOptions {
  /**
   * β₁: the decay of the momentum
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the squared norms
   * @defaultValue 0.25
   */
  readonly b2?: Hyperparameter
  /**
   * added to the root
   * @defaultValue 1e-8 in `scaleByNovograd`, 1e-6 in `novograd`
   */
  readonly eps?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 0
   */
  readonly epsRoot?: Hyperparameter
  /**
   * λ: weight decay
   * @defaultValue 0
   */
  readonly weightDecay?: Hyperparameter
}

/**
 * The direction of NovoGrad: for each tensor v ← β₂v + (1 − β₂)‖g‖² (‖g‖² in the first step),
 * d = g / (√(v + epsRoot) + eps) + λp, m ← β₁m + d (d in the first step), u = m.
 *
 * Defaults: b1 0.9, b2 0.25, eps 1e-8, epsRoot 0, weightDecay 0. Source: Ginsburg et al. 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByNovograd()
 * const g = { w: T.tensor([3, 4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([0.6, 0.8])) // true
 */
export const scaleByNovograd = ({
  b1 = 0.9,
  b2 = 0.25,
  eps = 1e-8,
  epsRoot = 0,
  weightDecay = 0,
}: ScaleByNovogradOptions = {}): Optimizer<ScaleByNovograd> => {
  requireHyperparameters('scaleByNovograd', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleByNovograd', 'a number ≥ 0', { eps, epsRoot, weightDecay })
  return transformation<ScaleByNovograd>('scaleByNovograd', 'ScaleByNovograd', {
    init: (params) => ({
      _tag: 'ScaleByNovograd',
      count: zeroCount(),
      mu: zerosOf(params),
      nu: zip((p) => T.cast(T.zeros([]), p.dtype))(params),
    }),
    update: (grads, state, params) => {
      const isFirst = T.equal(state.count, 0)
      const nu = zip((g, v) => {
        const square = T.sum(T.square(g))
        return T.where(isFirst, square, average(b2)(square, v)) as Scalar
      })(grads, state.nu)
      const added = mapLeaves((g, p, v) => {
        const root = plus(T.sqrt(plus(v, epsRoot)), eps)
        return T.add(T.div(g, root), times(p, weightDecay))
      })(grads, params, nu)
      const mu = choose(
        isFirst,
        added,
        mapLeaves((m, d) => T.add(times(m, b1), d))(state.mu, added),
      )
      return [mu, { _tag: 'ScaleByNovograd', count: increment(state.count), mu, nu }]
    },
  })
}

/** The options of `novograd`. */
export interface NovogradOptions extends ScaleByNovogradOptions, ScaleByLearningRateOptions {}

/** The state of `novograd`. */
export type Novograd = Chain<readonly [ScaleByNovograd, ScaleBySchedule]>

/**
 * NovoGrad: gradients normalised tensor by tensor, then momentum (see `scaleByNovograd`). Its second
 * moment is one number for each tensor.
 *
 * Defaults: b1 0.9, b2 0.25, eps 1e-6, epsRoot 0, weightDecay 0. Source: Ginsburg et al. 2019,
 * Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of Deep Networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.novograd({ learningRate: 0.1 })
 * const g = { w: T.tensor([3, 4]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([-0.06, -0.08])) // true
 */
export const novograd = (options: NovogradOptions): Optimizer<Novograd> =>
  chain(scaleByNovograd({ eps: 1e-6, ...options }), scaleByLearningRate(options))
