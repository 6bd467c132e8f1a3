import type { DType, FloatOf } from '../../core/dtype.ts'
import type { DimOk, IsCount, Mod, ShowDim } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import {
  checkedConfig,
  configCodec,
  type ConfigOf,
  count,
  isCount,
  optionsOf,
  positive,
} from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf } from '../spec.ts'
import {
  type AtLeast2,
  channelled,
  type Channels,
  moments,
  normalized,
  type NormParams,
} from './norm.ts'

/** The type of `groupNorm(groups)`. */
export interface GroupNorm<in out Groups extends number> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<
        `groupNorm(${ShowNumber<Groups>})`,
        S,
        'needs a batch axis',
        AtLeast2
      > extends infer C
      ? C extends [infer N]
        ? Grouped<Groups, S, N, D>
        : C
      : never
    : `groupNorm(${ShowNumber<Groups>}): input is not a single tensor`
}

type Grouped<Groups extends number, S extends Shape, N, D extends DType> =
  IsCount<Groups> extends false
    ? `groupNorm(${ShowNumber<Groups>}): groups must be a positive integer`
    : DimOk<S, Mod<N, Groups>, 0> extends true
      ? Signature<NormParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
      : `groupNorm(${ShowNumber<Groups>}): ${ShowDim<N>} channels do not divide into ${ShowNumber<Groups>} groups`

/** The type of `instanceNorm`. */
export interface InstanceNorm extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Channels<
        'instanceNorm',
        S,
        'needs batch, spatial axes and channels',
        AtLeast3
      > extends infer C
      ? C extends [infer N]
        ? Signature<NormParams<N, FloatOf<D>>, Unit, Tensor<S, FloatOf<D>>, never>
        : C
      : never
    : 'instanceNorm: input is not a single tensor'
}

type AtLeast3 = readonly [unknown, unknown, unknown, ...unknown[]]

type Params = { readonly scale: Tensor; readonly offset: Tensor }

const paramsOf = (channels: number, dtype: DType) => ({
  scale: paramSpec([channels], dtype, 'ones'),
  offset: paramSpec([channels], dtype, 'zeros'),
})

const config = configCodec({ groups: count }, { epsilon: positive })

/** Normalization of groups of channels, for each example. */
export const groupNormKind = layerKind<ConfigOf<typeof config>, Params>({
  tag: 'groupNorm',
  documentation: 'groups of channels normalized, each example for itself',
  config,
  signature: ({ config: { groups } }, input) => {
    const name = `groupNorm(${groups})`
    return channelled(name, 'needs a batch axis', 2, ({ shape, dtype }, channels) =>
      !isCount(groups)
        ? `${name}: groups must be a positive integer`
        : channels % groups === 0
          ? { params: paramsOf(channels, dtype), flops: 8 * elementsOf(shape) }
          : `${name}: ${channels} channels do not divide into ${groups} groups`,
    )(input)
  },
  apply: ({ config: { groups, epsilon = 1e-5 }, params: { scale, offset }, state }, x: Tensor) => {
    const channels = x.shape.at(-1) ?? 0
    const split = [groups, channels / groups]
    const grouped = T.reshape(x, [...x.shape.slice(0, -1), ...split])
    const axes = [...grouped.shape.keys()].filter(
      (axis) => axis !== 0 && axis !== x.shape.length - 1,
    )
    const y = normalized(grouped, moments(grouped, axes), epsilon, {
      scale: T.reshape(scale, split),
      offset: T.reshape(offset, split),
    })
    return [T.reshape(y, [...x.shape]), state]
  },
  suits: (_, behind) => behind,
})

const instanceConfig = configCodec({}, { epsilon: positive })

/** Normalization of each channel of each example. */
export const instanceNormKind = layerKind<ConfigOf<typeof instanceConfig>, Params>({
  tag: 'instanceNorm',
  documentation: 'each channel of each example normalized',
  config: instanceConfig,
  signature: (_, input) =>
    channelled(
      'instanceNorm',
      'needs batch, spatial axes and channels',
      3,
      ({ shape, dtype }, channels) => ({
        params: paramsOf(channels, dtype),
        flops: 8 * elementsOf(shape),
      }),
    )(input),
  apply: ({ config: { epsilon = 1e-5 }, params, state }, x: Tensor) => {
    const axes = x.shape.slice(1, -1).map((_, i) => i + 1)
    return [normalized(x, moments(x, axes), epsilon, params), state]
  },
  suits: (_, behind) => behind,
})

/** The options of `groupNorm`. */
export interface GroupNormOptions {
  /**
   * what is added to the variance
   * @defaultValue 1e-5
   */
  readonly epsilon?: number
}

/**
 * Group normalization (Wu and He 2018): channels, the last axis, in groups; each group of each example is
 * normalized over its channels and all axes between: `groupNorm(groups, { epsilon = 1e-5 })`.
 *
 * `x -> (x − mean) / √(variance + ε) · scale + offset`, `[batch, ..., channels] -> [batch, ..., channels]`;
 * parameters `scale` and `offset` `[channels]`.
 *
 * Laws:
 * 1. Every example is mapped for itself, in training too.
 * 2. `groupNorm(channels)` is `instanceNorm`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 4), nn.groupNorm(2))
 * const y = model.predict(model.init(R.key(0)), T.tensor([[1, 3, 10, 30]]))
 * T.allClose(y, T.tensor([[-1, 1, -1, 1]]), { atol: 1e-4 }) // true
 */
export const groupNorm = <const Groups extends number>(
  groups: Groups,
  options?: GroupNormOptions,
): Layer<GroupNorm<Groups>> =>
  layerOf(groupNormKind, { groups, ...optionsOf<GroupNormOptions>('groupNorm', config, options) })

/**
 * `instanceNorm` with another ε: `instanceNormWith({ epsilon = 1e-5 })`.
 *
 * Throws `ArgumentError` unless epsilon > 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 2, 1), nn.instanceNormWith({ epsilon: 3 }))
 * T.toArray(model.predict(model.init(R.key(0)), T.tensor([[[1], [3]]]))) // [[[-0.5], [0.5]]]
 */
export const instanceNormWith = (options: GroupNormOptions): Layer<InstanceNorm> =>
  layerOf(instanceNormKind, checkedConfig('instanceNorm', instanceConfig, options))

/**
 * Instance normalization (Ulyanov et al. 2016): each channel of each example is normalized over all axes
 * between batch and channels.
 *
 * `x -> (x − mean) / √(variance + ε) · scale + offset`, `[batch, ..., channels] -> [batch, ..., channels]`;
 * parameters `scale` and `offset` `[channels]`. ε is 1e-5: see `instanceNormWith`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 2, 1), nn.instanceNorm)
 * const y = model.predict(model.init(R.key(0)), T.tensor([[[1], [3]]]))
 * T.allClose(y, T.tensor([[[-1], [1]]]), { atol: 1e-4 }) // true
 */
export const instanceNorm: Layer<InstanceNorm> = layerOf(instanceNormKind, {})
