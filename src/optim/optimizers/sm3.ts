import type { Tensor } from '../../core/tensor.ts'
import { flatten, tensorOf } from '../../core/tree.ts'
import * as T from '../../tensor/index.ts'
import type { Leaves } from '../../tree/tree.ts'
import { type Chain, chain } from '../chain.ts'
import {
  complement,
  type Hyperparameter,
  negative,
  requireHyperparameters,
} from '../hyperparameter.ts'
import { average, mapLeaves, times, zerosOf, zip } from '../leaves.ts'
import { type Optimizer, type Stateless, type StateType, transformation } from '../optimizer.ts'
import { scale } from '../transforms/scale.ts'
import { dividedBySum } from './adagrad.ts'

/** The state of `scaleBySm3`: for each tensor a vector for each axis, and momentum. */
export interface ScaleBySm3State<P> {
  readonly _tag: 'ScaleBySm3'
  readonly accumulators: Leaves<P, readonly Tensor[]>
  readonly momentum: P
}

/** `ScaleBySm3State` as a function of the parameters. */
export interface ScaleBySm3 extends StateType {
  readonly State: ScaleBySm3State<this['Params']>
}

/** The options of `scaleBySm3`. */
export interface ScaleBySm3Options {
  /**
   * β₁: the decay of the momentum
   * @defaultValue 0.9
   */
  readonly b1?: Hyperparameter
  /**
   * β₂: the decay of the sums; 1 keeps all
   * @defaultValue 1
   */
  readonly b2?: Hyperparameter
  /**
   * added under the root
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
}

/** The axes that have an accumulator: all, and for a scalar one that stands for none. */
const axesOf = (x: Tensor): readonly (number | null)[] =>
  x.shape.length === 0 ? [null] : x.shape.map((_, axis) => axis)

const zerosAlong = (x: Tensor, axis: number | null): Tensor =>
  T.cast(T.zeros(axis === null ? [] : [x.shape[axis] ?? 0]), x.dtype)

/** The greatest elements along all axes but one; 0 where there are none. */
const greatest = (x: Tensor, axis: number | null): Tensor => {
  if (x.shape.includes(0)) return zerosAlong(x, axis)
  const others = x.shape.map((_, other) => other).filter((other) => other !== axis)
  return others.length === 0 ? x : T.max(x, others)
}

/** The vector of an axis, standing along it. */
const along = (vector: Tensor, x: Tensor, axis: number | null): Tensor =>
  T.reshape(
    vector,
    x.shape.map((size, other) => (other === axis ? size : 1)),
  )

/**
 * The direction of SM3: for each tensor a vector for each axis, v = minimum of the vectors + g², each
 * vector ← the maximum of v over the other axes, d = g / √(v + eps) (0 where v is 0), and
 * u ← β₁u + (1 − β₁)d.
 *
 * Defaults: b1 0.9, b2 1, eps 1e-8. Source: Anil et al. 2019.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleBySm3({ b1: 0 })
 * const g = { w: T.tensor([[3, -4]]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([[1, -1]])) // true
 */
export const scaleBySm3 = ({
  b1 = 0.9,
  b2 = 1,
  eps = 1e-8,
}: ScaleBySm3Options = {}): Optimizer<ScaleBySm3> => {
  requireHyperparameters('scaleBySm3', 'between 0 and 1', { b1, b2 })
  requireHyperparameters('scaleBySm3', 'a number ≥ 0', { eps })
  return transformation<ScaleBySm3>('scaleBySm3', 'ScaleBySm3', {
    init: (params) => ({
      _tag: 'ScaleBySm3',
      accumulators: zip((p) => axesOf(p).map((axis) => zerosAlong(p, axis)))(params),
      momentum: zerosOf(params),
    }),
    update: (grads, state) => {
      const vectors = flatten(state.accumulators).leaves.values()
      const sums = mapLeaves((g) => {
        const bounds = axesOf(g).map((axis) => {
          const { value } = vectors.next()
          return along(value === undefined ? zerosAlong(g, axis) : tensorOf(value), g, axis)
        })
        const [first = g, ...rest] = bounds
        const bound = rest.reduce((least, other) => T.minimum(least, other), first)
        const square = b2 === 1 ? T.square(g) : times(T.square(g), complement(b2))
        return T.add(square, times(bound, b2))
      })(grads)
      const directions = mapLeaves(dividedBySum(eps))(grads, sums)
      const momentum = mapLeaves(average(b1))(directions, state.momentum)
      const accumulators = zip((v) => axesOf(v).map((axis) => greatest(v, axis)))(sums)
      return [momentum, { _tag: 'ScaleBySm3', accumulators, momentum }]
    },
  })
}

/** The options of `sm3`. */
export interface Sm3Options {
  /** η: the size of a step */
  readonly learningRate: Hyperparameter
  /**
   * β: the decay of the momentum
   * @defaultValue 0.9
   */
  readonly momentum?: Hyperparameter
}

/** The state of `sm3`. */
export type Sm3 = Chain<readonly [ScaleBySm3, Stateless]>

/**
 * SM3, square-root of minima of sums of maxima of squared gradients: AdaGrad in the memory of a row and
 * a column instead of a matrix (see `scaleBySm3`).
 *
 * Defaults: momentum 0.9. Source: Anil et al. 2019, Memory-Efficient Adaptive Optimization.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.sm3({ learningRate: 0.1, momentum: 0 })
 * const g = { w: T.tensor([[3, -4]]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([[-0.1, 0.1]])) // true
 */
export const sm3 = ({ learningRate, momentum = 0.9 }: Sm3Options): Optimizer<Sm3> => {
  requireHyperparameters('sm3', 'a number ≥ 0', { learningRate })
  return chain(scaleBySm3({ b1: momentum }), scale({ factor: negative(learningRate) }))
}
