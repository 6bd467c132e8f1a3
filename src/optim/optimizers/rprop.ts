import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { beside, type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { filledWith, mapLeaves, times, zerosOf } from '../leaves.ts'
import { type Optimizer, type Stateless, type StateType, transformation } from '../optimizer.ts'
import { scale } from '../transforms/scale.ts'

/** The state of `scaleByRprop`: the size of each coordinate's step, and its last step. */
export interface ScaleByRpropState<P> {
  readonly _tag: 'ScaleByRprop'
  readonly stepSizes: P
  readonly previousUpdates: P
}

/** `ScaleByRpropState` as a function of the parameters. */
export interface ScaleByRprop extends StateType {
  readonly State: ScaleByRpropState<this['Params']>
}

/** The options of `rprop` and `scaleByRprop`. */
export interface RpropOptions {
  /** the size of the first steps */
  readonly learningRate: Hyperparameter
  /**
   * what a step is multiplied by where the sign has changed
   * @defaultValue 0.5
   */
  readonly etaMinus?: Hyperparameter
  /**
   * what a step is multiplied by where the sign is the same
   * @defaultValue 1.2
   */
  readonly etaPlus?: Hyperparameter
  /**
   * the shortest step
   * @defaultValue 1e-6
   */
  readonly minStepSize?: Hyperparameter
  /**
   * the longest step
   * @defaultValue 50
   */
  readonly maxStepSize?: Hyperparameter
}

/**
 * The direction of Rprop: each coordinate has a step size s. Where the sign of the gradient is that of
 * the last step s ← s η₊ and u = s sign(g); where it has changed s ← s η₋ and u = 0, and after that
 * u = s sign(g) with s as it is.
 *
 * Defaults: etaMinus 0.5, etaPlus 1.2, minStepSize 1e-6, maxStepSize 50. Source: Riedmiller and Braun
 * 1993.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByRprop({ learningRate: 0.5 })
 * const g = { w: T.tensor([4]) }
 * const [first, state] = update(g, init(g), g)
 * T.toArray(first.w) // [0.5]
 * T.allClose(update(g, state, g)[0].w, T.tensor([0.6])) // true
 */
export const scaleByRprop = ({
  learningRate,
  etaMinus = 0.5,
  etaPlus = 1.2,
  minStepSize = 1e-6,
  maxStepSize = 50,
}: RpropOptions): Optimizer<ScaleByRprop> => {
  const sizes = { learningRate, etaMinus, etaPlus, minStepSize, maxStepSize }
  requireHyperparameters('scaleByRprop', 'a number ≥ 0', sizes)
  const bounded = (x: Tensor): Tensor =>
    T.minimum(T.maximum(x, beside(minStepSize, x)), beside(maxStepSize, x))
  return transformation<ScaleByRprop>('scaleByRprop', 'ScaleByRprop', {
    init: (params) => ({
      _tag: 'ScaleByRprop',
      stepSizes: filledWith(learningRate)(params),
      previousUpdates: zerosOf(params),
    }),
    update: (grads, state) => {
      const agreement = mapLeaves((g, u) => T.mul(g, u))(grads, state.previousUpdates)
      const stepSizes = mapLeaves((a, s) => {
        const longer = bounded(times(s, etaPlus))
        const shorter = bounded(times(s, etaMinus))
        const changed = T.where(T.greater(a, 0), longer, shorter)
        return T.where(T.equal(a, 0), s, changed)
      })(agreement, state.stepSizes)
      const updates = mapLeaves((a, g, s) => T.where(T.less(a, 0), 0, T.mul(s, T.sign(g))))(
        agreement,
        grads,
        stepSizes,
      )
      return [updates, { _tag: 'ScaleByRprop', stepSizes, previousUpdates: updates }]
    },
  })
}

/** The state of `rprop`. */
export type Rprop = Chain<readonly [ScaleByRprop, Stateless]>

/**
 * Rprop, resilient backpropagation: only the signs of gradients count, and each coordinate finds the
 * size of its steps (see `scaleByRprop`). For full batches: noise in the signs spoils it.
 *
 * Defaults: etaMinus 0.5, etaPlus 1.2, minStepSize 1e-6, maxStepSize 50. Source: Riedmiller and Braun
 * 1993, A direct adaptive method for faster backpropagation learning.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.rprop({ learningRate: 0.5 })
 * const g = { w: T.tensor([4, -0.1]) }
 * T.toArray(update(g, init(g), g)[0].w) // [-0.5, 0.5]
 */
export const rprop = (options: RpropOptions): Optimizer<Rprop> =>
  chain(scaleByRprop(options), scale({ factor: -1 }))
