import { type FloatOf, floatOf } from '../../core/dtype.ts'
import type { IsDynShape, Show } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { noConfig } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { elementsOf, showDims, tensorSpec } from '../spec.ts'
import { onTensor } from './tensor.ts'

/** The type of `globalMaxPool`. */
export interface GlobalMaxPool extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Ends<'globalMaxPool', S> extends infer R
      ? R extends Shape
        ? Signature<Unit, Unit, Tensor<R, D>, never>
        : R
      : never
    : 'globalMaxPool: input is not a single tensor'
}

/** The type of `globalAvgPool`. */
export interface GlobalAvgPool extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Ends<'globalAvgPool', S> extends infer R
      ? R extends Shape
        ? Signature<Unit, Unit, Tensor<R, FloatOf<D>>, never>
        : R
      : never
    : 'globalAvgPool: input is not a single tensor'
}

/** `[batch, channels]` of a shape, or a message. */
type Ends<Name extends string, S extends Shape> =
  IsDynShape<S> extends true
    ? [number, number]
    : S extends readonly [infer Batch, unknown, ...unknown[], infer Channels]
      ? [Batch, Channels]
      : `${Name}: needs batch, spatial axes and channels, got ${Show<S>}`

const globalPool = (how: 'Max' | 'Avg', f: (x: Tensor, axes: number[]) => Tensor): LayerKind => {
  const name = `global${how}Pool`
  return layerKind<object>({
    tag: name,
    documentation: `the ${how === 'Max' ? 'greatest' : 'mean'} of each channel`,
    config: noConfig,
    signature: (_, input) =>
      onTensor(name, ({ shape, dtype }) =>
        shape.length < 3
          ? `${name}: needs batch, spatial axes and channels, got ${showDims(shape)}`
          : {
              output: tensorSpec(
                [shape[0] ?? null, shape.at(-1) ?? null],
                how === 'Max' ? dtype : floatOf(dtype),
              ),
              flops: elementsOf(shape),
            },
      )(input),
    apply: ({ state }, x: Tensor) => [
      f(
        x,
        x.shape.slice(1, -1).map((_, i) => i + 1),
      ),
      state,
    ],
    suits: (_, behind) => behind,
  })
}

/** Poolings of whole pictures. */
export const globalMaxPoolKind = globalPool('Max', (x, axes) => T.max(x, axes))
export const globalAvgPoolKind = globalPool('Avg', (x, axes) => T.mean(x, axes))

/**
 * The greatest element of each channel, over all axes between batch and channels.
 *
 * `[batch, ..., channels] -> [batch, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 7, 7, 64), nn.globalMaxPool))
 * f([], T.ones([5, 7, 7, 64])).shape // [5, 64]
 */
export const globalMaxPool: Layer<GlobalMaxPool> = layerOf(globalMaxPoolKind, {})

/**
 * The mean of each channel, over all axes between batch and channels (Lin et al. 2013).
 *
 * `[batch, ..., channels] -> [batch, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 7, 7, 64), nn.globalAvgPool))
 * f([], T.ones([5, 7, 7, 64])).shape // [5, 64]
 */
export const globalAvgPool: Layer<GlobalAvgPool> = layerOf(globalAvgPoolKind, {})
