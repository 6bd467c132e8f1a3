import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Leaves } from '../../tree/tree.ts'
import { mapLeaves, zip } from '../leaves.ts'
import {
  type Optimizer,
  stateless,
  type Stateless,
  type StateType,
  transformation,
} from '../optimizer.ts'
import type { Projection } from '../projections.ts'

/**
 * Parameters kept in a set: u = project(p + g) − p, so that p + u is the nearest point of the set, up
 * to the rounding of the difference. It stands behind the optimizer in a chain; sets are in
 * `optim.projection`.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const learn = optim.chain(
 *   optim.sgd({ learningRate: 1 }),
 *   optim.keepParams(optim.projection.box({ lower: -1, upper: 1 })),
 * )
 * const p = { w: T.tensor([0, 0]) }
 * const [updates] = learn.update({ w: T.tensor([-5, 0.5]) }, learn.init(p), p)
 * T.toArray(updates.w) // [1, -0.5]
 */
export const keepParams = (project: Projection): Optimizer<Stateless> =>
  stateless('keepParams', (updates, params) => {
    const moved = project(mapLeaves((p, u) => T.add(p, u))(params, updates))
    return mapLeaves((m, p) => T.sub(m, p))(moved, params)
  })

/**
 * Parameters kept at or above 0: u = −p where p + g < 0, so that p + u is exactly 0, else g.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.keepParamsNonnegative()
 * const p = { w: T.tensor([1, 1]) }
 * T.toArray(update({ w: T.tensor([-3, -0.5]) }, init(p), p)[0].w) // [-1, -0.5]
 */
export const keepParamsNonnegative = (): Optimizer<Stateless> =>
  stateless('keepParamsNonnegative', (updates, params) =>
    mapLeaves((u, p) => T.where(T.less(T.add(p, u), 0), T.neg(p), u))(updates, params),
  )

/** The state of `zeroNans`: which tensors had a NaN in the last step. */
export interface ZeroNansState<P> {
  readonly _tag: 'ZeroNans'
  readonly foundNaN: Leaves<P, Scalar<'bool'>>
}

/** `ZeroNansState` as a function of the parameters. */
export interface ZeroNans extends StateType {
  readonly State: ZeroNansState<this['Params']>
}

/**
 * 0 in the place of every NaN; the state says which tensors had one.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.zeroNans()
 * const g = { w: T.tensor([NaN, 1]) }
 * const [updates, { foundNaN }] = update(g, init(g), g)
 * T.toArray(updates.w) // [0, 1]
 * T.toNumber(foundNaN.w) // 1
 */
export const zeroNans = (): Optimizer<ZeroNans> =>
  transformation<ZeroNans>('zeroNans', 'ZeroNans', {
    init: (params) => ({ _tag: 'ZeroNans', foundNaN: zip(() => T.full([], false))(params) }),
    update: (grads) => [
      mapLeaves((g) => T.where(T.isNaN(g), 0, g))(grads),
      { _tag: 'ZeroNans', foundNaN: zip((g) => T.any(T.isNaN(g)))(grads) },
    ],
  })
