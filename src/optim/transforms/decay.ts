import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { hide } from '../../tree/partition.ts'
import { increment, zeroCount } from '../count.ts'
import {
  at,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireRates,
} from '../hyperparameter.ts'
import { mapLeaves, times } from '../leaves.ts'
import { chosen, fillIn, type Mask } from '../mask.ts'
import {
  type Optimizer,
  stateless,
  type Stateless,
  type StateType,
  transformation,
} from '../optimizer.ts'

/** The state of `addDecayedWeights`. */
export interface AddDecayedWeights extends StateType {
  readonly State: { readonly _tag: 'AddDecayedWeights'; readonly count: Scalar<'i32'> }
}

/** The options of weight decay, which many optimizers take. */
export interface WeightDecayOptions {
  /** λ: the strength of weight decay, or a schedule of it */
  readonly weightDecay?: Rate
  /**
   * which parameters decay
   * @defaultValue all of them
   */
  readonly mask?: Mask
}

/**
 * Weight decay: u = g + λp, the gradient of ½λ‖p‖² added. In front of a preconditioner it is the L2
 * penalty, behind it the decoupled weight decay of AdamW.
 *
 * Defaults: weightDecay 0, of all parameters. Source: Loshchilov and Hutter 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.addDecayedWeights({ weightDecay: 0.5 })
 * const p = { w: T.tensor([2, 4]) }
 * T.toArray(update({ w: T.tensor([0, 1]) }, init(p), p)[0].w) // [1, 3]
 */
export const addDecayedWeights = ({
  weightDecay = 0,
  mask = true,
}: WeightDecayOptions = {}): Optimizer<AddDecayedWeights> => {
  requireRates('addDecayedWeights', 'any number', { weightDecay })
  return transformation<AddDecayedWeights>('addDecayedWeights', 'AddDecayedWeights', {
    init: (params) => {
      chosen('addDecayedWeights', mask, params)
      return { _tag: 'AddDecayedWeights', count: zeroCount() }
    },
    update: (grads, { count }, params) => {
      const next = { _tag: 'AddDecayedWeights', count: increment(count) } as const
      if (weightDecay === 0) return [grads, next]
      const strength = at(weightDecay, count)
      const shown = chosen('addDecayedWeights', mask, params)
      const decayed = mapLeaves((g, p) => T.add(g, times(p, strength)))(
        hide(grads, shown),
        hide(params, shown),
      )
      return [fillIn(grads, shown, decayed), next]
    },
  })
}

/** The options of `addL1Penalty`. */
export interface L1PenaltyOptions {
  /** λ: the strength of the penalty */
  readonly strength: Hyperparameter
}

/**
 * The L1 penalty: u = g + λ sign(p), the gradient of λ‖p‖₁ added, which pulls small weights to 0.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.addL1Penalty({ strength: 0.5 })
 * const p = { w: T.tensor([2, -4]) }
 * T.toArray(update({ w: T.tensor([0, 1]) }, init(p), p)[0].w) // [0.5, 0.5]
 */
export const addL1Penalty = ({ strength }: L1PenaltyOptions): Optimizer<Stateless> => {
  requireHyperparameters('addL1Penalty', 'a number ≥ 0', { strength })
  return stateless('addL1Penalty', (grads, params) =>
    mapLeaves((g, p) => T.add(g, times(T.sign(p), strength)))(grads, params),
  )
}
