import type { Monoid as FpMonoid } from 'fp-ts/lib/Monoid.js'
import { ArgumentError } from '../core/errors.ts'
import { describe } from '../core/tree.ts'
import type { Optimizer, StateOf, StateType, Stateless } from './optimizer.ts'
import { stateless } from './optimizer.ts'

/** The states of the parts of a chain, in order. */
export interface Chain<Fs extends readonly StateType[]> extends StateType {
  readonly State: ChainState<Fs, this['Params']>
}

/** A state for each part of a chain. */
export type ChainState<Fs extends readonly StateType[], P> = {
  readonly [K in keyof Fs]: StateOf<Fs[K], P>
}

/** The types of state of some optimizers. */
type StateTypes<Parts extends readonly Optimizer[]> = {
  readonly [K in keyof Parts]: Parts[K] extends Optimizer<infer F> ? F : never
}

/**
 * The transformation that leaves gradients as they are: u = g.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.identity()
 * const params = { w: T.tensor([1, 2]) }
 * T.toArray(update(params, init(params), params)[0].w) // [1, 2]
 */
export const identity = (): Optimizer<Stateless> => stateless('identity', (grads) => grads)

/**
 * Transformations one after the other: the updates of each are the gradients of the next, and the
 * state is the tuple of their states. `chain(a, b, c)`.
 *
 * Laws: `chain(chain(a, b), c)` and `chain(a, chain(b, c))` give the same updates, and `identity()`
 * changes nothing on either side. (Their states are nested in other ways.)
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const clipped = optim.chain(optim.clipByGlobalNorm({ maxNorm: 1 }), optim.sgd({ learningRate: 1 }))
 * const params = { w: T.tensor([0, 0]) }
 * const [updates] = clipped.update({ w: T.tensor([3, 4]) }, clipped.init(params), params)
 * T.allClose(updates.w, T.tensor([-0.6, -0.8])) // true
 */
export const chain = <const Parts extends readonly Optimizer[]>(
  ...parts: Parts
): Optimizer<Chain<StateTypes<Parts>>> => {
  type States = ChainState<StateTypes<Parts>, unknown>
  return {
    init: (params) => Object.freeze(parts.map((part) => part.init(params))) as never,
    update: <P>(grads: P, state: unknown, params: P, extra = {}) => {
      if (!Array.isArray(state) || state.length !== parts.length)
        throw new ArgumentError(
          'chain',
          `takes the state that its init makes, of ${parts.length} parts, got ${describe(state)}`,
        )
      const known = state as unknown as States & readonly unknown[]
      const [updates, states] = parts.reduce<readonly [P, readonly unknown[]]>(
        ([updates, done], part, i) => {
          const [next, after] = part.update(updates, known[i], params, extra)
          return [next, [...done, after]]
        },
        [grads, []],
      )
      return [updates, Object.freeze(states)] as never
    },
  }
}

/**
 * Transformations form a monoid under `chain` with `identity()`, as fp-ts has it. What an optimizer
 * does is compared by its updates: states may be nested in other ways.
 *
 * @example
 * import { T, optim } from 'cotangent'
 * import { concatAll } from 'fp-ts/lib/Monoid.js'
 *
 * const all = concatAll(optim.Monoid)([optim.scale({ factor: 2 }), optim.scale({ factor: 3 })])
 * const params = { w: T.tensor([1, 2]) }
 * T.toArray(all.update(params, all.init(params), params)[0].w) // [6, 12]
 */
export const Monoid: FpMonoid<Optimizer> = {
  empty: identity(),
  concat: (first, second) => chain(first, second),
}
