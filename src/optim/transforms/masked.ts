import { TreeError } from '../../core/errors.ts'
import type { AnyTensor } from '../../core/tensor.ts'
import { flatten, tensorOf } from '../../core/tree.ts'
import * as T from '../../tensor/index.ts'
import { hide, type Hidden } from '../../tree/partition.ts'
import { shortened } from '../../tree/path.ts'
import { mapLeaves } from '../leaves.ts'
import { chosen, fillIn, type Mask } from '../mask.ts'
import {
  type Extra,
  type Optimizer,
  stateless,
  type Stateless,
  type StateOf,
  type StateType,
  transformation,
} from '../optimizer.ts'

/** The state of `masked`: that of the inner transformation, for the parameters that it sees. */
export interface MaskedState<F extends StateType, P> {
  readonly _tag: 'Masked'
  readonly inner: StateOf<F, Hidden<P>>
}

/** `MaskedState` as a function of the parameters. */
export interface Masked<F extends StateType> extends StateType {
  readonly State: MaskedState<F, this['Params']>
}

/**
 * A transformation of some parameters: `masked(inner, mask)`. The updates of the others go through
 * unchanged, and the inner transformation does not see them: they count in no norm.
 *
 * Throws `TreeError` with the path where a mask that is a tree does not fit the parameters.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const decay = optim.addDecayedWeights({ weightDecay: 1 })
 * const { init, update } = optim.masked(decay, (path) => path !== 'bias')
 * const p = { w: T.tensor([1, 2]), bias: T.tensor([3]) }
 * const [updates] = update({ w: T.tensor([0, 0]), bias: T.tensor([0]) }, init(p), p)
 * T.toArray(updates.w) // [1, 2]
 * T.toArray(updates.bias) // [0]
 */
export const masked = <F extends StateType>(
  inner: Optimizer<F>,
  mask: Mask,
): Optimizer<Masked<F>> =>
  transformation<Masked<F>>('masked', 'Masked', {
    init: (params) => ({
      _tag: 'Masked',
      inner: inner.init(hide(params, chosen('masked', mask, params))),
    }),
    update: (grads, state, params, extra) => {
      const shown = chosen('masked', mask, params)
      const [updates, next] = inner.update(
        hide(grads, shown),
        state.inner,
        hide(params, shown),
        extra,
      )
      return [fillIn(grads, shown, updates), { _tag: 'Masked', inner: next }]
    },
  })

/**
 * No updates at all: u = −0, since p + (−0) is p to the bit, and −0 + 0 is 0. What `freeze` puts in the
 * place of an optimizer.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.setToZero()
 * const p = { w: T.tensor([1, 2]) }
 * T.toArray(update(p, init(p), p)[0].w) // [-0, -0]
 */
export const setToZero = (): Optimizer<Stateless> =>
  stateless('setToZero', (grads) => mapLeaves((g) => T.neg(T.zerosLike(g)))(grads))

/**
 * Some parameters kept as they are, to the bit: `freeze(mask)`, the last in a chain.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const learn = optim.chain(optim.sgd({ learningRate: 1 }), optim.freeze({ w: true, bias: false }))
 * const p = { w: T.tensor([1, 2]), bias: T.tensor([3]) }
 * const [updates] = learn.update(p, learn.init(p), p)
 * T.toArray(updates.w) // [-0, -0]
 * T.toArray(updates.bias) // [-3]
 */
export const freeze = (mask: Mask): Optimizer<Masked<Stateless>> => masked(setToZero(), mask)

/** The state of `partition`: one for each label. */
export interface PartitionState<Fs extends Readonly<Record<string, StateType>>, P> {
  readonly _tag: 'Partition'
  readonly inner: PartitionStates<Fs, Hidden<P>>
}

/** `PartitionState` as a function of the parameters. */
export interface Partition<Fs extends Readonly<Record<string, StateType>>> extends StateType {
  readonly State: PartitionState<Fs, this['Params']>
}

/** A state for each label. */
export type PartitionStates<Fs extends Readonly<Record<string, StateType>>, P> = {
  readonly [K in keyof Fs]: StateOf<Fs[K], P>
}

type Optimizers = Readonly<Record<string, Optimizer>>

type StateTypes<Os extends Optimizers> = {
  readonly [K in keyof Os]: Os[K] extends Optimizer<infer F> ? F : never
}

/**
 * Parameters in groups, each with an optimizer of its own:
 * `partition({ a: optimizer, b: optimizer }, (path, x) => label)`. No optimizer sees the parameters
 * of another.
 *
 * Throws `TreeError` with the path where a parameter has a label that is not in the record.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.partition(
 *   { fast: optim.sgd({ learningRate: 1 }), slow: optim.sgd({ learningRate: 0.5 }) },
 *   (path) => (path === 'bias' ? 'fast' : 'slow'),
 * )
 * const p = { w: T.tensor([2, 4]), bias: T.tensor([3]) }
 * const [updates] = update(p, init(p), p)
 * T.toArray(updates.w) // [-1, -2]
 * T.toArray(updates.bias) // [-3]
 */
export const partition = <const Os extends Optimizers>(
  optimizers: Os,
  label: (path: string, x: AnyTensor) => keyof Os & string,
): Optimizer<Partition<StateTypes<Os>>> => {
  const labels = Object.keys(optimizers)
  const labelsOf = (params: unknown): readonly string[] => {
    const { leaves, paths } = flatten(params)
    return leaves.map((leaf, i) => {
      const path = shortened(paths[i] ?? '')
      const found = label(path, tensorOf(leaf))
      if (labels.includes(found)) return found
      throw new TreeError(
        'partition',
        `the label of ${path} is ${found}, for which there is no optimizer: there are ${labels.join(', ') || 'none'}`,
        path,
      )
    })
  }
  const groups = (
    params: unknown,
  ): readonly (readonly [string, Optimizer, readonly boolean[]])[] => {
    const found = labelsOf(params)
    return Object.entries<Optimizer>(optimizers).map(([name, optimizer]) => [
      name,
      optimizer,
      found.map((other) => other === name),
    ])
  }
  return transformation<Partition<StateTypes<Os>>>('partition', 'Partition', {
    init: (params) => ({
      _tag: 'Partition',
      inner: Object.fromEntries(
        groups(params).map(([name, optimizer, shown]) => [
          name,
          optimizer.init(hide(params, shown)),
        ]),
      ) as never,
    }),
    update: <P>(grads: P, state: { readonly inner: unknown }, params: P, extra: Extra) => {
      const inner = state.inner as Readonly<Record<string, unknown>>
      const [updates, states] = groups(params).reduce<
        readonly [P, Readonly<Record<string, unknown>>]
      >(
        ([updates, states], [name, optimizer, shown]) => {
          const [part, next] = optimizer.update<unknown>(
            hide(grads, shown),
            inner[name],
            hide(params, shown),
            extra,
          )
          return [fillIn(updates, shown, part), { ...states, [name]: next }]
        },
        [grads, {}],
      )
      return [updates, { _tag: 'Partition', inner: states } as never]
    },
  })
}
