import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { zeroCount } from '../count.ts'
import { type Hyperparameter, requireHyperparameters, requireNumbers } from '../hyperparameter.ts'
import { choose, mapLeaves, times } from '../leaves.ts'
import { type Optimizer, type StateOf, type StateType, transformation } from '../optimizer.ts'

/** The state of `lookahead`. */
export interface LookaheadState<F extends StateType, P> {
  readonly _tag: 'Lookahead'
  readonly stepsSinceSync: Scalar<'i32'>
  /** the slow weights: what to predict with */
  readonly slow: P
  readonly inner: StateOf<F, P>
}

/** `LookaheadState` as a function of the parameters. */
export interface Lookahead<F extends StateType> extends StateType {
  readonly State: LookaheadState<F, this['Params']>
}

/** The options of `lookahead`. */
export interface LookaheadOptions {
  /** k: fast steps between two slow ones */
  readonly syncPeriod: number
  /** α: how far the slow weights go towards the fast ones */
  readonly slowStepSize: Hyperparameter
}

/**
 * Lookahead: k steps of an optimizer, then the slow weights go a part of the way, s ← s + α(p − s),
 * and the fast ones p go back to them. The slow weights are `slow` of the state.
 *
 * (Optax has pairs of fast and slow parameters instead. The numbers are the same.) Source: Zhang et
 * al. 2019, Lookahead Optimizer: k steps forward, 1 step back.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.lookahead(optim.sgd({ learningRate: 1 }), {
 *   syncPeriod: 1,
 *   slowStepSize: 0.5,
 * })
 * const p = { w: T.tensor([4]) }
 * const [updates, { slow }] = update({ w: T.tensor([2]) }, init(p), p)
 * T.toArray(updates.w) // [-1]
 * T.toArray(slow.w) // [3]
 */
export const lookahead = <F extends StateType>(
  inner: Optimizer<F>,
  { syncPeriod, slowStepSize }: LookaheadOptions,
): Optimizer<Lookahead<F>> => {
  requireNumbers('lookahead', 'a whole number ≥ 1', { syncPeriod })
  requireHyperparameters('lookahead', 'between 0 and 1', { slowStepSize })
  return transformation<Lookahead<F>>('lookahead', 'Lookahead', {
    init: (params) => ({
      _tag: 'Lookahead',
      stepsSinceSync: zeroCount(),
      slow: params,
      inner: inner.init(params),
    }),
    update: (grads, state, params, extra) => {
      const [updates, next] = inner.update(grads, state.inner, params, extra)
      const isSync = T.equal(state.stepsSinceSync, syncPeriod - 1)
      const synced = mapLeaves((s, p, u) => T.add(s, times(T.sub(T.add(p, u), s), slowStepSize)))(
        state.slow,
        params,
        updates,
      )
      const back = mapLeaves((s, p) => T.sub(s, p))(synced, params)
      return [
        choose(isSync, back, updates),
        {
          _tag: 'Lookahead',
          stepsSinceSync: T.where(isSync, 0, T.add(state.stepsSinceSync, 1)),
          slow: choose(isSync, synced, state.slow),
          inner: next,
        },
      ]
    },
  })
}
