import type { DType, FloatOf } from '../../core/dtype.ts'
import type {
  DimOk,
  Div,
  Eq,
  InputParts,
  IsCount,
  Mod,
  OptionOf,
  Rank,
  Show,
  ShowDim,
  Slide,
  Spatial,
} from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import type { ParameterDim, Signature, Unit } from '../layer.ts'

// What all convolutions have in common at type level.

// --------------------------------------------------------------------------------- at type level

/** The parameters of a convolution: K is `[...window, in / groups, out]`. */
export interface ConvParams<out K extends Shape, out O, out D extends DType = 'f32'>
  extends ConvKernel<K, D> {
  readonly bias: Tensor<[O], D>
}

/** The parameters of a convolution without bias. */
export interface ConvKernel<out K extends Shape, out D extends DType = 'f32'> {
  readonly kernel: Tensor<K, D>
}

/** The sizes of a window along R axes. */
export type WindowSizes<R extends Rank, W> = [W] extends [number]
  ? { 1: [W]; 2: [W, W]; 3: [W, W, W] }[R]
  : W extends readonly unknown[]
    ? [...W]
    : never

/** How a window moves, where SAME is the default. */
export type SamePadded<O> = {
  readonly strides: OptionOf<O, 'strides', 1>
  readonly dilation: OptionOf<O, 'dilation', 1>
  readonly padding: OptionOf<O, 'padding', 'SAME'>
}

/** Where windows of size W go. With the options left out they go everywhere, which is known at once. */
export type Places<R extends Rank, Name extends string, Inner extends Shape, W extends Shape, O> =
  Eq<Extract<keyof O, 'strides' | 'padding' | 'dilation'>, never> extends true
    ? W['length'] extends Inner['length']
      ? AreCounts<W> extends true
        ? Inner
        : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>
      : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>
    : Slide<Name, 'kernel', Spatial[R], Inner, W, SamePadded<O>>

type AreCounts<W extends Shape> = W extends readonly [infer First, ...infer Rest]
  ? IsCount<First> extends true
    ? AreCounts<Rest>
    : false
  : true

export interface UnknownPlaces {
  1: [number]
  2: [number, number]
  3: [number, number, number]
}

/** `[batch, spatial, channels / groups]` of an input, or a message. */
export type GroupedInput<R extends Rank, Name extends string, S extends Shape, Groups, Filters> =
  InputParts<Name, Spatial[R], S> extends infer Parts
    ? Parts extends [infer Batch, infer Inner, infer C]
      ? ParameterDim<C> extends infer M extends string
        ? `${Name}: ${M} (input ${Show<S>})`
        : Eq<Groups, 1> extends true
          ? Parts
          : IsCount<Groups> extends false
            ? `${Name}: groups ${ShowDim<Groups>} is not a whole number >= 1`
            : DimOk<S, Mod<C, Groups>, 0> extends true
              ? DimOk<S, Mod<Filters, Groups>, 0> extends true
                ? [Batch, Inner, Div<C, Groups>]
                : `${Name}: ${ShowDim<Filters>} output channels do not divide into ${ShowDim<Groups>} groups`
              : `${Name}: ${ShowDim<C>} input channels do not divide into ${ShowDim<Groups>} groups`
      : Parts
    : never

/** The signature of a convolution. */
export type ConvResult<K extends Shape, Filters, D extends DType, O, Out extends Shape> = Signature<
  O extends { readonly bias: false }
    ? ConvKernel<K, FloatOf<D>>
    : ConvParams<K, Filters, FloatOf<D>>,
  Unit,
  Tensor<Out, FloatOf<D>>,
  never
>
