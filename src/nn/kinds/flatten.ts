import { type Flatten as FlattenShape } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { noConfig } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { type SpecDim, tensorSpec } from '../spec.ts'
import { onTensor } from './tensor.ts'

/** The type of `flatten`. */
export interface Flatten extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? FlattenShape<S> extends infer R
      ? R extends Shape
        ? Signature<Unit, Unit, Tensor<R, D>, never>
        : R
      : never
    : 'flatten: input is not a single tensor'
}

/** The product of dimensions, as far as it is known: 1 times a name is that name. */
export const productOf = (dims: readonly SpecDim[]): SpecDim =>
  dims.reduce<SpecDim>(
    (product, dim) =>
      product === 1
        ? dim
        : dim === 1
          ? product
          : typeof product === 'number' && typeof dim === 'number'
            ? product * dim
            : null,
    1,
  )

/** All axes but the first made one. */
export const flattenKind = layerKind<object>({
  tag: 'flatten',
  documentation: 'all axes but the first made one',
  config: noConfig,
  signature: (_, input) =>
    onTensor('flatten', ({ shape: [first, ...rest], dtype }) =>
      first === undefined
        ? 'flatten: a scalar has no batch axis'
        : { output: tensorSpec([first, productOf(rest)], dtype) },
    )(input),
  apply: ({ state }, x: Tensor) => [T.flatten(x), state],
  suits: (_, behind) => behind,
})

/**
 * All axes but the first made one: from images to rows of numbers.
 *
 * `[batch, 7, 7, 64] -> [batch, 3136]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 7, 7, 64), nn.flatten))
 * f([], T.ones([5, 7, 7, 64])).shape // [5, 3136]
 */
export const flatten: Layer<Flatten> = layerOf(flattenKind, {})
