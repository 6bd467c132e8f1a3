import type { DType } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { inputCotangent } from '../core/primitives/convolution-transpose.ts'
import { convolution } from '../core/primitives/convolution.ts'
import {
  type Blame,
  type ConvolutionOptions as AnyOptions,
  type ConvTranspose,
  type IsAny,
  type Rank,
  type ToShape,
  transposedPlan,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { attributesOf, optionNames } from './convolution.ts'
import { bySecond } from './dual.ts'
import { factorPair, type ProductDType } from './linear-algebra.ts'
import { checked } from './operand.ts'
import { type ConvolutionOptions, type NoOptions, type Only, requireOptions } from './sliding.ts'

interface TransposedOperator<R extends Rank> {
  <
    const X extends AnyTensor,
    const Second extends AnyTensor | ConvolutionOptions<R> = NoOptions,
    const Options extends ConvolutionOptions<R> = NoOptions,
  >(
    x: X,
    kernel?: X extends Tensor<infer S, DType>
      ? Second extends Tensor<infer K, DType>
        ? Blame<ConvTranspose<R, S, K, Options>, Second>
        : Second
      : Second,
    options?: Options & Only<Options, ConvolutionOptions<R>>,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Second extends Tensor<infer K, infer E>
        ? Tensor<ToShape<ConvTranspose<R, S, K, Options>>, ProductDType<D, E>>
        : <Data extends Shape, E extends DType>(
            x: Blame<ConvTranspose<R, Data, S, Second>, Tensor<Data, E>>,
          ) => Tensor<ToShape<ConvTranspose<R, Data, S, Second>>, ProductDType<E, D>>
      : never
}

const transposed = <R extends Rank>(rank: R): TransposedOperator<R> =>
  bySecond((x: unknown, kernel: unknown, options: AnyOptions = {}): Node => {
    const operator = `conv${rank}dTranspose`
    const [a, w] = factorPair(operator, x, kernel)
    const settings = requireOptions(operator, optionNames, options)
    const plan = checked(
      operator,
      transposedPlan(rank, a.shape, w.shape, settings),
      a.shape,
      w.shape,
    )
    return inputCotangent(
      convolution,
      a,
      { shape: plan.shape, dtype: a.dtype },
      w,
      attributesOf(plan),
    )
  })

/**
 * The transpose of `conv1d`: what takes its results back to inputs. See `conv2dTranspose`.
 *
 * `[batch, width, out], [k, in / groups, out] -> [batch, s·(width − 1) + d·(k − 1) + 1 − padding, in]`;
 * `conv1dTranspose(kernel, options?)(x)` for pipes.
 *
 * Throws `ShapeError` where input and kernel do not fit, or the padding leaves nothing.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 2, 3]), [1, 3, 1])
 * const y = T.conv1dTranspose(x, T.reshape(T.tensor([1, 10]), [2, 1, 1]), { strides: 2 })
 * T.toArray(T.flatten(y)) // [[1, 10, 2, 20, 3, 30]]
 */
export const conv1dTranspose: TransposedOperator<1> = transposed(1)

/**
 * The transpose of `conv2d` with the same kernel and options, also called deconvolution: every
 * element of x adds a copy of the kernel to the result. Generators and decoders enlarge images with
 * it.
 *
 * `[batch, height, width, out], [k, l, in / groups, out] -> [batch, larger, larger, in]`, with
 * `larger = s·(size − 1) + d·(k − 1) + 1 − padding` (`'VALID'`: no padding; `'SAME'`: s · size);
 * `conv2dTranspose(kernel, options?)(x)` for pipes. The kernel is that of the `conv2d`: its last axis
 * belongs to x.
 *
 * Throws `ShapeError` where input and kernel do not fit, or the padding leaves nothing.
 *
 * Law: `conv2dTranspose(y, kernel, options)` is the `pullback(y)` of `vjp(x => conv2d(x, kernel,
 * options))`.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 2, 3, 4]), [1, 2, 2, 1])
 * const y = T.conv2dTranspose(x, T.ones([2, 2, 1, 1]))
 * T.toArray(T.reshape(y, [3, 3])) // [[1, 3, 2], [4, 10, 6], [3, 7, 4]]
 * T.conv2dTranspose(x, T.ones([3, 3, 8, 1]), { strides: 2, padding: 'SAME' }).shape // [1, 4, 4, 8]
 */
export const conv2dTranspose: TransposedOperator<2> = transposed(2)
