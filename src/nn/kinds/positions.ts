import { type DType, type FloatDType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { DimOk, IsCount, IsDynShape, Lte, Mod, Show, ShowDim } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { checkedConfig, configCodec, type ConfigOf, count, isCount, positive } from '../config.ts'
import { initializerCodec } from '../initializer.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ParameterDim, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, showDims, type SpecDim, type TensorSpec, tensorSpec } from '../spec.ts'
import { onTensor, parameterSize } from './tensor.ts'

// --------------------------------------------------------------------------------- at type level

/** `[features]` of a sequence, or a message. */
export type SequenceFeatures<Name extends string, S extends Shape> =
  IsDynShape<S> extends true
    ? [number]
    : S extends readonly [unknown, unknown, infer Features]
      ? ParameterDim<Features> extends infer M extends string
        ? `${Name}: ${M} (input ${Show<S>})`
        : [Features]
      : `${Name}: input must be [batch, time, features], got ${Show<S>}`

/** The type of `sinusoidalPositions` and `rotaryPositions`. */
export interface Positions<in out Name extends string> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? SequenceFeatures<Name, S> extends infer F
      ? F extends [infer Features]
        ? DimOk<S, Mod<Features, 2>, 0> extends true
          ? Signature<Unit, Unit, Tensor<S, FloatOf<D>>, never>
          : `${Name}: ${ShowDim<Features>} features do not make pairs`
        : F
      : never
    : `${Name}: input is not a single tensor`
}

/** The parameters of `learnedPositions`. */
export interface PositionParams<out Count, out N, out D extends DType = 'f32'> {
  readonly table: Tensor<[Count, N], D>
}

/** The type of `learnedPositions(count)`. */
export interface LearnedPositions<in out Count extends number> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? SequenceFeatures<`learnedPositions(${ShowNumber<Count>})`, S> extends infer F
      ? F extends [infer Features]
        ? IsCount<Count> extends false
          ? `learnedPositions(${ShowNumber<Count>}): takes a whole number >= 1`
          : Lte<S[1], Count> extends false
            ? `learnedPositions(${ShowNumber<Count>}): there are no positions for time ${ShowDim<S[1]>}`
            : Signature<
                PositionParams<Count, Features, FloatOf<D>>,
                Unit,
                Tensor<S, FloatOf<D>>,
                never
              >
        : F
      : never
    : `learnedPositions(${ShowNumber<Count>}): input is not a single tensor`
}

// -------------------------------------------------------------------------------- at value level

/** The features of a sequence, or a message. */
export const sequenceFeatures = (name: string, shape: readonly SpecDim[]): number | string =>
  shape.length === 3
    ? parameterSize(name, shape[2], shape)
    : `${name}: input must be [batch, time, features], got ${showDims(shape)}`

/** The angles of positions: `[time, pairs]`, position / base^(pair / pairs). */
const angles = (time: number, pairs: number, base: number, dtype: FloatDType): Tensor => {
  const positions = T.reshape(T.arange(time, { dtype }), [time, 1]) as Tensor
  const exponents = T.mul(T.arange(pairs, { dtype }) as Tensor, -1 / Math.max(pairs, 1))
  return T.mul(positions, T.pow(base, exponents))
}

/** Pairs of features, `[..., 2 n]` as two tensors `[..., n]`: the even ones and the odd ones. */
const pairs = (x: Tensor): readonly [Tensor, Tensor] => {
  const half = (x.shape.at(-1) ?? 0) / 2
  const both = T.reshape(x, [...x.shape.slice(0, -1), half, 2])
  const part = (i: 0 | 1): Tensor =>
    T.reshape(T.slice(both, [...x.shape.map(() => 0), i], [...x.shape.slice(0, -1), half, i + 1]), [
      ...x.shape.slice(0, -1),
      half,
    ])
  return [part(0), part(1)]
}

/** {@link pairs} put together again. */
const interleaved = (even: Tensor, odd: Tensor): Tensor =>
  T.reshape(T.stack([even, odd], -1), [...even.shape.slice(0, -1), 2 * (even.shape.at(-1) ?? 0)])

/** Pairs of features turned by an angle that grows with the position, the last axis but one. */
export const rotated = (x: Tensor, base: number): Tensor => {
  const [time = 0, features = 0] = x.shape.slice(-2)
  const angle = angles(time, features / 2, base, floatOf(x.dtype))
  const [cos, sin] = [T.cos(angle), T.sin(angle)]
  const [even, odd] = pairs(x)
  return interleaved(
    T.sub(T.mul(even, cos), T.mul(odd, sin)),
    T.add(T.mul(even, sin), T.mul(odd, cos)),
  )
}

const config = configCodec({}, { base: positive })
type Config = ConfigOf<typeof config>

const positionsKind = (
  tag: string,
  documentation: string,
  f: (x: Tensor, base: number) => Tensor,
): LayerKind<Config> =>
  layerKind<Config>({
    tag,
    documentation,
    config,
    signature: (_, input) =>
      onTensor(tag, ({ shape, dtype }) => {
        const features = sequenceFeatures(tag, shape)
        if (typeof features === 'string') return features
        return features % 2 === 0
          ? { output: tensorSpec(shape, floatOf(dtype)), flops: 3 * elementsOf(shape) }
          : `${tag}: ${features} features do not make pairs`
      })(input),
    apply: ({ config: { base = 10_000 }, state }, x: Tensor) => [f(x, base), state],
    suits: (_, behind) => behind,
  })

/** Positions as sines and cosines, added. */
export const sinusoidalPositionsKind = positionsKind(
  'sinusoidalPositions',
  'x plus sines and cosines of the position',
  (x, base) => {
    const [time = 0, features = 0] = x.shape.slice(-2)
    const angle = angles(time, features / 2, base, floatOf(x.dtype))
    return T.add(x, interleaved(T.sin(angle), T.cos(angle)))
  },
)

/** Positions as angles by which pairs of features are turned. */
export const rotaryPositionsKind = positionsKind(
  'rotaryPositions',
  'pairs of features turned by an angle that grows with the position',
  rotated,
)

/**
 * Positions as waves of many lengths (Vaswani et al. 2017), added to a sequence: to feature 2 i the sine of
 * position / 10000^(2 i / features), to feature 2 i + 1 the cosine.
 *
 * `[batch, time, features] -> [batch, time, features]`, an even number of features. Another base than
 * 10000: `sinusoidalPositionsWith`.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 'time', 2), nn.sinusoidalPositions))
 * T.toArray(T.slice(f([], T.zeros([1, 3, 2])), [0, 0, 0], [1, 1, 2])) // [[[0, 1]]]
 */
export const sinusoidalPositions: Layer<Positions<'sinusoidalPositions'>> = layerOf(
  sinusoidalPositionsKind,
  {},
)

/**
 * `sinusoidalPositions` with another base: `sinusoidalPositionsWith({ base = 10000 })`.
 *
 * Throws `ArgumentError` unless base > 0.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.toJSON(nn.sinusoidalPositionsWith({ base: 500 })) // { kind: 'sinusoidalPositions', config: { base: 500 } }
 */
export const sinusoidalPositionsWith = (options: {
  readonly base?: number
}): Layer<Positions<'sinusoidalPositions'>> =>
  layerOf(sinusoidalPositionsKind, checkedConfig('sinusoidalPositions', config, options))

/**
 * Rotary positions (Su et al. 2021): features 2 i and 2 i + 1 are turned by the angle position /
 * 10000^(2 i / features). `selfAttention(heads, { rotary: true })` turns queries and keys.
 *
 * `[batch, time, features] -> [batch, time, features]`, an even number of features. Another base than
 * 10000: `rotaryPositionsWith`.
 *
 * Laws:
 * 1. Every vector keeps its length.
 * 2. The inner product of two of them depends on their positions by the difference alone.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 'time', 4), nn.rotaryPositions))
 * const x = T.ones([1, 3, 4])
 * T.allClose(T.norm(f([], x), -1), T.norm(x, -1)) // true
 */
export const rotaryPositions: Layer<Positions<'rotaryPositions'>> = layerOf(rotaryPositionsKind, {})

/**
 * `rotaryPositions` with another base: `rotaryPositionsWith({ base = 10000 })`.
 *
 * Throws `ArgumentError` unless base > 0.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.toJSON(nn.rotaryPositionsWith({ base: 500 })) // { kind: 'rotaryPositions', config: { base: 500 } }
 */
export const rotaryPositionsWith = (options: {
  readonly base?: number
}): Layer<Positions<'rotaryPositions'>> =>
  layerOf(rotaryPositionsKind, checkedConfig('rotaryPositions', config, options))

const learnedConfig = configCodec({ count }, { init: initializerCodec })

/** Positions that are learned, added. */
export const learnedPositionsKind = layerKind<
  ConfigOf<typeof learnedConfig>,
  { readonly table: Tensor }
>({
  tag: 'learnedPositions',
  documentation: 'x plus a vector for each position, learned',
  config: learnedConfig,
  signature: ({ config: { count, init = { name: 'normal', stddev: 0.02 } } }, input) => {
    const name = `learnedPositions(${count})`
    return onTensor(name, ({ shape, dtype }: TensorSpec) => {
      const features = sequenceFeatures(name, shape)
      if (typeof features === 'string') return features
      if (!isCount(count)) return `${name}: takes a whole number >= 1`
      const time = shape[1]
      if (typeof time === 'number' && time > count)
        return `${name}: there are no positions for time ${time}`
      return {
        params: { table: paramSpec([count, features], dtype, init) },
        output: tensorSpec(shape, floatOf(dtype)),
        flops: elementsOf(shape),
      }
    })(input)
  },
  apply: ({ params: { table }, state }, x: Tensor) => {
    const [time = 0, features = 0] = x.shape.slice(-2)
    return [T.add(x, T.slice(table, [0, 0], [time, features])), state]
  },
  suits: (_, behind) => behind,
})

/**
 * A vector for each of the first `count` positions, learned and added: `learnedPositions(count, { init })`.
 * They begin normal with standard deviation 0.02.
 *
 * `[batch, time, features] -> [batch, time, features]`, time ≤ count; parameters `table` `[count, features]`.
 *
 * @example
 * import { nn, R } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 'time', 8), nn.learnedPositions(100))
 * model.init(R.key(0)).params.table.shape // [100, 8]
 */
export const learnedPositions = <const Count extends number>(
  count: Count,
  options: { readonly init?: ConfigOf<typeof learnedConfig>['init'] } = {},
): Layer<LearnedPositions<Count>> =>
  layerOf(
    learnedPositionsKind,
    checkedConfig('learnedPositions', learnedConfig, { count, ...options }),
  )
