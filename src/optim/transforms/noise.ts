import type { Scalar } from '../../core/tensor.ts'
import { foldIn, type Key, normal, split } from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { increment, zeroCount } from '../count.ts'
import { beside, type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { mapLeaves } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'

/** The state of `addNoise`. */
export interface AddNoise extends StateType {
  readonly State: {
    readonly _tag: 'AddNoise'
    readonly count: Scalar<'i32'>
    readonly key: Key
  }
}

/** The options of `addNoise`. */
export interface AddNoiseOptions {
  /** the key of all noise to come */
  readonly key: Key
  /**
   * η: the variance in the first step
   * @defaultValue 0.01
   */
  readonly eta?: Hyperparameter
  /**
   * γ: how fast the variance falls
   * @defaultValue 0.55
   */
  readonly gamma?: Hyperparameter
}

/**
 * Gradients with noise: u = g + N(0, η / tᵞ), t = 1, 2, … The key is in the state and changes with
 * every step.
 *
 * Defaults: eta 0.01, gamma 0.55 (as `noisySgd` of Optax; its `add_noise` has none). Source:
 * Neelakantan et al. 2015, Adding Gradient Noise Improves Learning for Very Deep Networks.
 *
 * @example
 * import { R, T, optim } from 'cotangent'
 *
 * const { init, update } = optim.addNoise({ key: R.key(0), eta: 0 })
 * const g = { w: T.tensor([1, 2]) }
 * T.toArray(update(g, init(g), g)[0].w) // [1, 2]
 */
export const addNoise = ({
  key,
  eta = 0.01,
  gamma = 0.55,
}: AddNoiseOptions): Optimizer<AddNoise> => {
  requireHyperparameters('addNoise', 'a number ≥ 0', { eta, gamma })
  // a key is checked where it is first used: here, not in the first step
  split(key)
  return transformation<AddNoise>('addNoise', 'AddNoise', {
    init: () => ({ _tag: 'AddNoise', count: zeroCount(), key }),
    update: (grads, state) => {
      const count = increment(state.count)
      const [next, sample] = split(state.key)
      let place = 0
      const noisy = mapLeaves((g) => {
        const variance = T.div(
          T.mul(T.onesLike(T.cast(count, g.dtype)), beside(eta, g)),
          T.pow(T.cast(count, g.dtype), beside(gamma, g)),
        )
        const noise = normal(foldIn(sample, place++), [...g.shape], { dtype: g.dtype })
        return T.add(g, T.mul(noise, T.sqrt(variance)))
      })(grads)
      return [noisy, { _tag: 'AddNoise', count, key: next }]
    },
  })
}
