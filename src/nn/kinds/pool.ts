import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import {
  type IsDynShape,
  type Pool,
  type PoolOptions,
  sizeOf,
  spatialNames,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, optionsOf } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { elementsOf, showDims, tensorSpec } from '../spec.ts'
import { windowSizes } from './convolution.ts'
import { padding, perAxis, slideSpec } from './sliding.ts'
import { onTensor } from './tensor.ts'

interface Results<D extends DType> {
  readonly max: D
  readonly avg: FloatOf<D>
}

/** The type of a pooling: `maxPool2d`, `avgPool1d`. */
export interface Pooling<
  in out R extends 1 | 2,
  in out How extends 'max' | 'avg',
  in out W,
  in out O,
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? IsDynShape<S> extends true
      ? Signature<Unit, Unit, Tensor<UnknownImage[R], Results<D>[How]>, never>
      : Pool<R, S, W, O, `${How}Pool${R}d`> extends infer Out
        ? Out extends Shape
          ? Signature<Unit, Unit, Tensor<Out, Results<D>[How]>, never>
          : Out
        : never
    : `${How}Pool${R}d: input is not a single tensor`
}

interface UnknownImage {
  1: [number, number, number]
  2: [number, number, number, number]
}

const config = configCodec({ window: perAxis }, { strides: perAxis, padding })
type Config = ConfigOf<typeof config>

const poolings = {
  max: { 1: T.maxPool1d, 2: T.maxPool2d },
  avg: { 1: T.avgPool1d, 2: T.avgPool2d },
} as const

type Operator = (x: Tensor, window: Config['window'], options: PoolOptions) => Tensor

const poolKind = (rank: 1 | 2, how: 'max' | 'avg'): LayerKind<Config> => {
  const name = `${how}Pool${rank}d`
  return layerKind<Config>({
    tag: name,
    documentation: `the ${how === 'max' ? 'greatest' : 'mean'} of every window of each channel`,
    config,
    signature: ({ config: { window, strides = window, padding = 'VALID' } }, input) =>
      onTensor(name, ({ shape, dtype }) => {
        if (shape.length !== rank + 2)
          return `${name}: input must be [batch, ${spatialNames[rank].join(', ')}, channels], got ${showDims(shape)}`
        const places = slideSpec(name, 'window', rank, shape.slice(1, -1), window, {
          strides,
          dilation: 1,
          padding,
        })
        if (typeof places === 'string') return places
        const output = [shape[0] ?? null, ...places, shape.at(-1) ?? null]
        return {
          output: tensorSpec(output, how === 'max' ? dtype : floatOf(dtype)),
          flops: elementsOf(output) * sizeOf(windowSizes(rank, window)),
        }
      })(input),
    apply: ({ config: { window, ...options }, state }, x: Tensor) => [
      (poolings[how][rank] as unknown as Operator)(x, window, options),
      state,
    ],
    suits: (_, behind) => behind,
  })
}

/** Poolings, by what they keep and along how many axes. */
export const maxPool1dKind = poolKind(1, 'max')
export const maxPool2dKind = poolKind(2, 'max')
export const avgPool1dKind = poolKind(1, 'avg')
export const avgPool2dKind = poolKind(2, 'avg')

const poolOptions = (operator: string, options: PoolOptions | undefined): PoolOptions =>
  optionsOf<PoolOptions>(operator, config, options)

/**
 * The greatest element of every window along one axis: `maxPool1d(window, { strides = window, padding =
 * 'VALID' })`.
 *
 * `[batch, width, channels] -> [batch, places, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 4, 1), nn.maxPool1d(2)))
 * T.toArray(f([], T.reshape(T.tensor([3, 1, 4, 1]), [1, 4, 1]))) // [[[3], [4]]]
 */
export const maxPool1d = <
  const W extends T.PerSpatialAxis<1>,
  const O extends T.PoolingOptions<1> = {},
>(
  window: W,
  options?: O & Only<O, T.PoolingOptions<1>>,
): Layer<Pooling<1, 'max', W, O>> =>
  layerOf(maxPool1dKind, { window, ...poolOptions('maxPool1d', options) })

/**
 * The greatest element of every window of an image: `maxPool2d(window, { strides = window, padding =
 * 'VALID' })`. The window is a size, or `[height, width]`.
 *
 * `[batch, height, width, channels] -> [batch, places, places, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 28, 28, 8), nn.maxPool2d(2)))
 * f([], T.ones([5, 28, 28, 8])).shape // [5, 14, 14, 8]
 */
export const maxPool2d = <
  const W extends T.PerSpatialAxis<2>,
  const O extends T.PoolingOptions<2> = {},
>(
  window: W,
  options?: O & Only<O, T.PoolingOptions<2>>,
): Layer<Pooling<2, 'max', W, O>> =>
  layerOf(maxPool2dKind, { window, ...poolOptions('maxPool2d', options) })

/**
 * The mean of every window along one axis: `avgPool1d(window, { strides = window, padding = 'VALID' })`.
 * Of the padding nothing is counted.
 *
 * `[batch, width, channels] -> [batch, places, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 4, 1), nn.avgPool1d(2)))
 * T.toArray(f([], T.reshape(T.tensor([3, 1, 4, 1]), [1, 4, 1]))) // [[[2], [2.5]]]
 */
export const avgPool1d = <
  const W extends T.PerSpatialAxis<1>,
  const O extends T.PoolingOptions<1> = {},
>(
  window: W,
  options?: O & Only<O, T.PoolingOptions<1>>,
): Layer<Pooling<1, 'avg', W, O>> =>
  layerOf(avgPool1dKind, { window, ...poolOptions('avgPool1d', options) })

/**
 * The mean of every window of an image: `avgPool2d(window, { strides = window, padding = 'VALID' })`. Of
 * the padding nothing is counted. The window is a size, or `[height, width]`.
 *
 * `[batch, height, width, channels] -> [batch, places, places, channels]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 28, 28, 8), nn.avgPool2d([2, 4])))
 * f([], T.ones([5, 28, 28, 8])).shape // [5, 14, 7, 8]
 */
export const avgPool2d = <
  const W extends T.PerSpatialAxis<2>,
  const O extends T.PoolingOptions<2> = {},
>(
  window: W,
  options?: O & Only<O, T.PoolingOptions<2>>,
): Layer<Pooling<2, 'avg', W, O>> =>
  layerOf(avgPool2dKind, { window, ...poolOptions('avgPool2d', options) })
