import type * as E from '../../core/either.ts'
import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { IsDynShape, Show } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { KindSignature } from '../kind.ts'
import type { ParameterDim } from '../layer.ts'
import { showDims, type Spec, type TensorSpec, tensorSpec } from '../spec.ts'
import { onTensor, parameterSize } from './tensor.ts'

// What normalizations share: mean and variance along some axes, and a scale and an offset learned for
// each channel, the last axis.

/** The parameters of a normalization. */
export interface NormParams<out N, out D extends DType = 'f32'> {
  readonly scale: Tensor<[N], D>
  readonly offset: Tensor<[N], D>
}

/** The parameters of a normalization without offset. */
export interface ScaleParams<out N, out D extends DType = 'f32'> {
  readonly scale: Tensor<[N], D>
}

/** `[channels]` of what is normalized, or a message. `Least` is the least number of axes. */
export type Channels<Name extends string, S extends Shape, Needs extends string, Least> =
  IsDynShape<S> extends true
    ? [number]
    : S extends Least
      ? S extends readonly [...unknown[], infer N]
        ? ParameterDim<N> extends infer M extends string
          ? `${Name}: ${M} (input ${Show<S>})`
          : [N]
        : never
      : `${Name}: ${Needs}, got ${Show<S>}`

/** A shape of at least one axis, of at least two. */
export type AtLeast1 = readonly [unknown, ...unknown[]]
export type AtLeast2 = readonly [unknown, unknown, ...unknown[]]

/** A tensor in floats: as it is, or as f32. */
export type Floats<S extends Shape, D extends DType> = Tensor<S, FloatOf<D>>

/** The signature of a normalization of the last axis, or a message. */
export const channelled =
  (
    name: string,
    needs: string,
    least: number,
    f: (x: TensorSpec, channels: number) => Omit<KindSignature, 'output'> | string,
  ) =>
  (input: Spec): E.Either<string, KindSignature> =>
    onTensor(name, (x) => {
      if (x.shape.length < least) return `${name}: ${needs}, got ${showDims(x.shape)}`
      const channels = parameterSize(name, x.shape.at(-1), x.shape)
      if (typeof channels === 'string') return channels
      const said = f(x, channels)
      return typeof said === 'string'
        ? said
        : { ...said, output: tensorSpec(x.shape, floatOf(x.dtype)) }
    })(input)

/** Mean and (biased) variance along some axes, which are kept. */
export const moments = (
  x: Tensor,
  axes: readonly number[],
): { readonly mean: Tensor; readonly variance: Tensor } => ({
  mean: T.mean(x, [...axes], { keepdims: true }),
  variance: T.variance(x, [...axes], { keepdims: true }),
})

/** (x − mean) / √(variance + ε) · scale + offset. */
export const normalized = (
  x: Tensor,
  { mean, variance }: { readonly mean: Tensor; readonly variance: Tensor },
  epsilon: number,
  { scale, offset }: { readonly scale: Tensor; readonly offset: Tensor },
): Tensor => T.add(T.mul(T.sub(x, mean), T.mul(T.rsqrt(T.add(variance, epsilon)), scale)), offset)
