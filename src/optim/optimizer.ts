import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Scalar } from '../core/tensor.ts'
import { describe } from '../core/tree.ts'
import * as T from '../tensor/index.ts'
import { mapLeaves, requireFit, requireParams } from './leaves.ts'

/**
 * The type of a state as a function of the type of the parameters. To say that momentum keeps a tree
 * like the parameters: `interface Momentum extends StateType { readonly State: { readonly trace:
 * this['Params'] } }`.
 */
export interface StateType {
  readonly Params: unknown
  readonly State: unknown
}

/** The state that an optimizer has for parameters of a type. */
export type StateOf<F extends StateType, P> = (F & { readonly Params: P })['State']

declare const stateType: unique symbol

/** What some optimizers want to know of a step beside the gradient. */
export interface Extra {
  /** the loss at the parameters: a scalar */
  readonly value?: Scalar<FloatDType>
}

/**
 * A gradient transformation: what turns gradients into updates, from step to step. An optimizer is
 * one whose updates are ready to be added to the parameters (the sign is in them).
 *
 * Both functions are pure, over any tree of tensors. What has to be remembered between steps is the
 * state, a plain record that follows the parameters; the step counter in it is a tensor, so that a
 * step can be compiled.
 */
export interface Optimizer<F extends StateType = StateType> {
  /** Which type of state belongs to which type of parameters. */
  readonly [stateType]?: F
  /** The state before the first step. */
  init<P>(params: P): StateOf<F, P>
  /**
   * One step: `update(grads, state, params)` gives the updates and the next state. Throws
   * `TreeError` where the gradients do not have the structure, the shapes and the element types of
   * the parameters, and `ArgumentError` for a state of another optimizer.
   */
  update<P>(
    grads: NoInfer<P>,
    state: StateOf<F, NoInfer<P>>,
    params: P,
    extra?: Extra,
  ): readonly [updates: P, state: StateOf<F, P>]
}

/** The state of a transformation that remembers nothing. */
export interface Stateless extends StateType {
  readonly State: { readonly _tag: 'Stateless' }
}

/** What a transformation does, apart from the checks that are common to all. */
export interface Rule<F extends StateType> {
  init<P>(params: P): StateOf<F, P>
  update<P>(
    grads: P,
    state: StateOf<F, P>,
    params: P,
    extra: Extra,
  ): readonly [updates: P, state: StateOf<F, P>]
}

const tagOf = (state: unknown): unknown =>
  typeof state === 'object' && state !== null && '_tag' in state ? state._tag : undefined

/**
 * A gradient transformation of your own, with the checks that all of ours have: `operator` is its
 * name in messages, `tag` is the `_tag` of its state.
 *
 * @example
 * import { T, optim, tree } from 'cotangent'
 *
 * interface Halving extends optim.StateType {
 *   readonly State: { readonly _tag: 'Halving' }
 * }
 * const halve = optim.transformation<Halving>('halve', 'Halving', {
 *   init: () => ({ _tag: 'Halving' }),
 *   update: (grads, state) => [tree.map((g) => T.div(g, 2))(grads), state],
 * })
 * const params = { w: T.tensor([2, 4]) }
 * T.toArray(halve.update(params, halve.init(params), params)[0].w) // [1, 2]
 */
export const transformation = <F extends StateType>(
  operator: string,
  tag: string,
  { init, update }: Rule<F>,
): Optimizer<F> => ({
  init: (params) => {
    requireParams(operator, params)
    return init(params)
  },
  update: (grads, state, params, extra = {}) => {
    if (tagOf(state) !== tag)
      throw new ArgumentError(
        operator,
        `takes the state that its init makes, tagged ${tag}, got ${describe(tagOf(state) ?? state)}`,
      )
    requireFit(operator, 'the gradients', grads, params)
    return update(grads, state, params, extra)
  },
})

/**
 * A gradient transformation that remembers nothing: `stateless(operator, (grads, params) => updates)`.
 *
 * @example
 * import { T, optim, tree } from 'cotangent'
 *
 * const flip = optim.stateless('flip', (grads) => tree.map((g) => T.neg(g))(grads))
 * const params = { w: T.tensor([2, 4]) }
 * T.toArray(flip.update(params, flip.init(params), params)[0].w) // [-2, -4]
 */
export const stateless = (
  operator: string,
  f: <P>(grads: P, params: P, extra: Extra) => P,
): Optimizer<Stateless> =>
  transformation<Stateless>(operator, 'Stateless', {
    init: () => ({ _tag: 'Stateless' }),
    update: (grads, state, params, extra) => [f(grads, params, extra), state],
  })

/** The loss that an optimizer cannot do without. */
export const requireValue = (operator: string, { value }: Extra): Scalar<FloatDType> => {
  if (value === undefined)
    throw new ArgumentError(
      operator,
      'needs the loss: update(grads, state, params, { value }), which valueAndGrad gives',
    )
  return value
}

/**
 * The parameters after a step: p + u for every tensor, `applyUpdates(params, updates)`.
 *
 * Throws `TreeError` where the updates do not have the structure, the shapes and the element types of
 * the parameters.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const params = { w: T.tensor([1, 2]) }
 * T.toArray(optim.applyUpdates(params, { w: T.tensor([-1, 1]) }).w) // [0, 3]
 */
export const applyUpdates = <P>(params: P, updates: NoInfer<P>): P => {
  requireFit('applyUpdates', 'the updates', updates, params)
  return mapLeaves((p, u) => T.add(p, u))(params, updates)
}
