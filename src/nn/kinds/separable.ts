import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { IsCount } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, isCount, optionsOf } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import { movingConfig } from './convolution.ts'
import type { WindowSizes } from './convolution-types.ts'
import { type Between, between, depthwise, type DepthwiseOptions } from './depthwise.ts'
import { perAxis } from './sliding.ts'
import { onTensor } from './tensor.ts'

// --------------------------------------------------------------------------------- at type level

/** The parameters of a separable convolution: W is the window, M the channels between the two steps. */
export interface SeparableParams<out W extends Shape, out M, out O, out D extends DType = 'f32'> {
  readonly depthwise: Tensor<[...W, 1, M], D>
  readonly pointwise: Tensor<[M, O], D>
  readonly bias: Tensor<[O], D>
}

/** The type of `separableConv1d` and `separableConv2d`. */
export interface Separable<
  in out R extends 1 | 2,
  in out Filters extends number,
  in out W,
  in out O,
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? IsCount<Filters> extends false
      ? `separableConv${R}d(${ShowNumber<Filters>}): filters must be a positive integer`
      : Between<
            R,
            `separableConv${R}d(${ShowNumber<Filters>})`,
            S,
            WindowSizes<R, W>,
            O
          > extends infer Step
        ? Step extends [infer Out extends readonly [unknown, ...unknown[]], infer M]
          ? Signature<
              SeparableParams<WindowSizes<R, W>, M, Filters, FloatOf<D>>,
              Unit,
              Tensor<[...Out, Filters], FloatOf<D>>,
              never
            >
          : Step
        : never
    : `separableConv${R}d(${ShowNumber<Filters>}): input is not a single tensor`
}

const separableConfig = configCodec(
  { filters: count, window: perAxis },
  { multiplier: count, ...movingConfig },
)

type SeparableConfig = ConfigOf<typeof separableConfig>

interface SeparableTensors {
  readonly depthwise: Tensor
  readonly pointwise: Tensor
  readonly bias: Tensor
}

const separableKind = (rank: 1 | 2): LayerKind<SeparableConfig, SeparableTensors> => {
  const tag = `separableConv${rank}d`
  return layerKind<SeparableConfig, SeparableTensors>({
    tag,
    documentation: 'each channel convolved for itself, then mixed at each place, plus b',
    config: separableConfig,
    signature: ({ config }, input) => {
      const { filters, kernelInit = null, biasInit = 'zeros' } = config
      const name = `${tag}(${filters})`
      return onTensor(name, (x) => {
        if (!isCount(filters)) return `${name}: filters must be a positive integer`
        const step = between(name, rank, x, config)
        if (typeof step === 'string') return step
        const { kernel, width, output, flops } = step
        return {
          params: {
            depthwise: kernel,
            pointwise: paramSpec([width, filters], x.dtype, kernelInit),
            bias: paramSpec([filters], x.dtype, biasInit),
          },
          output: tensorSpec([...output, filters], floatOf(x.dtype)),
          flops: flops + elementsOf(output) * 2 * width * filters,
        }
      })(input)
    },
    apply: ({ config, params, state }, x: Tensor) => {
      const y = depthwise(rank, x, params.depthwise, config)
      return [T.add(T.matmul(y, params.pointwise), params.bias), state]
    },
  })
}

export const separableConv1dKind = separableKind(1)

export const separableConv2dKind = separableKind(2)

/** The options of a separable convolution. */
export type SeparableOptions<R extends 1 | 2> = Omit<DepthwiseOptions<R>, 'bias'>

/**
 * A separable convolution along one axis: `separableConv1d(filters, window, options)`. See
 * `separableConv2d`.
 *
 * `[batch, width, in] -> [batch, places, filters]`
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 100, 8), nn.separableConv1d(16, 3, { strides: 2 }))
 * model.signature.output // { _tag: 'TensorSpec', shape: ['batch', 50, 16], dtype: 'f32' }
 */
export const separableConv1d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<1>,
  const O extends SeparableOptions<1> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, SeparableOptions<1>>,
): Layer<Separable<1, Filters, W, O>> =>
  layerOf(separableConv1dKind, {
    filters,
    window,
    ...optionsOf<SeparableOptions<1>>('separableConv1d', separableConfig, options),
  })

/**
 * A separable convolution (Chollet 2016): `separableConv2d(filters, window, { multiplier = 1, strides = 1,
 * padding = 'SAME', dilation = 1, kernelInit, biasInit })`. Each channel is convolved for itself, then all are
 * mixed at each place.
 *
 * `[batch, height, width, in] -> [batch, places, places, filters]`; parameters `depthwise` `[height, width, 1,
 * in · multiplier]`, `pointwise` `[in · multiplier, filters]` and `bias` `[filters]`.
 *
 * Law: it computes what `conv2d` does with the kernel that is the product of the two.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 8, 8, 4), nn.separableConv2d(16, 3))
 * model.predict(model.init(R.key(0)), T.ones([2, 8, 8, 4])).shape // [2, 8, 8, 16]
 */
export const separableConv2d = <
  const Filters extends number,
  const W extends T.PerSpatialAxis<2>,
  const O extends SeparableOptions<2> = {},
>(
  filters: Filters,
  window: W,
  options?: O & Only<O, SeparableOptions<2>>,
): Layer<Separable<2, Filters, W, O>> =>
  layerOf(separableConv2dKind, {
    filters,
    window,
    ...optionsOf<SeparableOptions<2>>('separableConv2d', separableConfig, options),
  })
