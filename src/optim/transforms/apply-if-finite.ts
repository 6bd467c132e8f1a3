import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { increment, zeroCount } from '../count.ts'
import { requireNumbers } from '../hyperparameter.ts'
import { allFinite, choose, zerosOf } from '../leaves.ts'
import { type Optimizer, type StateOf, type StateType, transformation } from '../optimizer.ts'

/** The state of `applyIfFinite`. */
export interface ApplyIfFiniteState<F extends StateType, P> {
  readonly _tag: 'ApplyIfFinite'
  /** steps in a row with an element that was not finite */
  readonly notFiniteCount: Scalar<'i32'>
  readonly lastFinite: Scalar<'bool'>
  readonly totalNotFinite: Scalar<'i32'>
  readonly inner: StateOf<F, P>
}

/** `ApplyIfFiniteState` as a function of the parameters. */
export interface ApplyIfFinite<F extends StateType> extends StateType {
  readonly State: ApplyIfFiniteState<F, this['Params']>
}

/** The options of `applyIfFinite`. */
export interface ApplyIfFiniteOptions {
  /** after so many steps in a row, gradients that are not finite go through */
  readonly maxConsecutiveErrors: number
}

/**
 * An optimizer that skips a step whose gradients are not all finite: its updates are 0 and its state
 * stays. After `maxConsecutiveErrors` such steps in a row they go through, so that the failure shows.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const sgd = optim.sgd({ learningRate: 1 })
 * const { init, update } = optim.applyIfFinite(sgd, { maxConsecutiveErrors: 5 })
 * const p = { w: T.tensor([1, 2]) }
 * const [updates, { notFiniteCount }] = update({ w: T.tensor([NaN, 1]) }, init(p), p)
 * T.toArray(updates.w) // [0, 0]
 * T.toNumber(notFiniteCount) // 1
 */
export const applyIfFinite = <F extends StateType>(
  inner: Optimizer<F>,
  { maxConsecutiveErrors }: ApplyIfFiniteOptions,
): Optimizer<ApplyIfFinite<F>> => {
  requireNumbers('applyIfFinite', 'a whole number ≥ 0', { maxConsecutiveErrors })
  return transformation<ApplyIfFinite<F>>('applyIfFinite', 'ApplyIfFinite', {
    init: (params) => ({
      _tag: 'ApplyIfFinite',
      notFiniteCount: zeroCount(),
      lastFinite: T.full([], true),
      totalNotFinite: zeroCount(),
      inner: inner.init(params),
    }),
    update: (grads, state, params, extra) => {
      const isFinite = allFinite(grads)
      const notFiniteCount = T.where(isFinite, 0, increment(state.notFiniteCount))
      const [updates, next] = inner.update(grads, state.inner, params, extra)
      const goes = T.or(isFinite, T.greater(notFiniteCount, maxConsecutiveErrors))
      const total = state.totalNotFinite
      return [
        choose(goes, updates, zerosOf(updates)),
        {
          _tag: 'ApplyIfFinite',
          notFiniteCount,
          lastFinite: isFinite,
          totalNotFinite: T.where(isFinite, total, increment(total)),
          inner: choose(goes, next, state.inner),
        },
      ]
    },
  })
}
