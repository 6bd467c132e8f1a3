import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { increment, zeroCount } from '../count.ts'
import { requireNumbers } from '../hyperparameter.ts'
import { choose, mapLeaves, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateOf, type StateType, transformation } from '../optimizer.ts'

/** The state of `multiSteps`. */
export interface MultiStepsState<F extends StateType, P> {
  readonly _tag: 'MultiSteps'
  /** gradients taken in since the last real step */
  readonly miniStep: Scalar<'i32'>
  /** real steps so far */
  readonly gradientStep: Scalar<'i32'>
  readonly accumulated: P
  readonly inner: StateOf<F, P>
}

/** `MultiStepsState` as a function of the parameters. */
export interface MultiSteps<F extends StateType> extends StateType {
  readonly State: MultiStepsState<F, this['Params']>
}

/** The options of `multiSteps`. */
export interface MultiStepsOptions {
  /** k: so many gradients make one step */
  readonly steps: number
  /**
   * the mean of the gradients, or their sum
   * @defaultValue true
   */
  readonly useGradMean?: boolean
}

/**
 * An optimizer that steps once for k gradients, with their mean: batches k times as large in the
 * memory of one. The updates in between are 0.
 *
 * Law: after k gradients the parameters are those of one step of the inner optimizer with the mean
 * gradient. Defaults: useGradMean true. Unlike Optax, the sum is kept in the element type of the
 * parameters.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.multiSteps(optim.sgd({ learningRate: 1 }), { steps: 2 })
 * const p = { w: T.tensor([0]) }
 * const [first, state] = update({ w: T.tensor([1]) }, init(p), p)
 * T.toArray(first.w) // [0]
 * T.toArray(update({ w: T.tensor([3]) }, state, p)[0].w) // [-2]
 */
export const multiSteps = <F extends StateType>(
  inner: Optimizer<F>,
  { steps, useGradMean = true }: MultiStepsOptions,
): Optimizer<MultiSteps<F>> => {
  requireNumbers('multiSteps', 'a whole number ≥ 1', { steps })
  return transformation<MultiSteps<F>>('multiSteps', 'MultiSteps', {
    init: (params) => ({
      _tag: 'MultiSteps',
      miniStep: zeroCount(),
      gradientStep: zeroCount(),
      accumulated: zerosOf(params),
      inner: inner.init(params),
    }),
    update: (grads, state, params, extra) => {
      const { miniStep, gradientStep } = state
      const taken = T.add(miniStep, 1)
      const accumulated = mapLeaves((g, sum) =>
        useGradMean ? T.add(sum, T.div(T.sub(g, sum), T.cast(taken, g.dtype))) : T.add(sum, g),
      )(grads, state.accumulated)
      const [updates, next] = inner.update(accumulated, state.inner, params, extra)
      const isStep = T.equal(taken, steps)
      return [
        choose(isStep, updates, zerosOf(updates)),
        {
          _tag: 'MultiSteps',
          miniStep: T.where(isStep, 0, taken),
          gradientStep: T.where(isStep, increment(gradientStep), gradientStep),
          accumulated: choose(isStep, zerosOf(accumulated), accumulated),
          inner: choose(isStep, next, state.inner),
        },
      ]
    },
  })
}
