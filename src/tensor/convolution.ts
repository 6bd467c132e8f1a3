import type { DType } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import {
  type ConvolutionAttributes,
  convolution as convolve,
} from '../core/primitives/convolution.ts'
import {
  type Blame,
  type Conv,
  type ConvolutionOptions as AnyOptions,
  type ConvolutionPlan,
  convolutionPlan,
  type IsAny,
  type Rank,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { bySecond } from './dual.ts'
import { factorPair, type ProductDType } from './linear-algebra.ts'
import { checked } from './operand.ts'
import { type ConvolutionOptions, type NoOptions, type Only, requireOptions } from './sliding.ts'

interface ConvolutionOperator<R extends Rank> {
  <
    const X extends AnyTensor,
    const Second extends AnyTensor | ConvolutionOptions<R> = NoOptions,
    const Options extends ConvolutionOptions<R> = NoOptions,
  >(
    x: X,
    kernel?: X extends Tensor<infer S, DType>
      ? Second extends Tensor<infer K, DType>
        ? Blame<Conv<R, S, K, Options>, Second>
        : Second
      : Second,
    options?: Options & Only<Options, ConvolutionOptions<R>>,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Second extends Tensor<infer K, infer E>
        ? Tensor<ToShape<Conv<R, S, K, Options>>, ProductDType<D, E>>
        : <Data extends Shape, E extends DType>(
            x: Blame<Conv<R, Data, S, Second>, Tensor<Data, E>>,
          ) => Tensor<ToShape<Conv<R, Data, S, Second>>, ProductDType<E, D>>
      : never
}

/** The names of the options of a convolution. */
export const optionNames = ['strides', 'padding', 'dilation', 'groups'] as const

/** A planned convolution as attributes of the primitive. */
export const attributesOf = ({ axes, groups }: ConvolutionPlan): ConvolutionAttributes => ({
  strides: axes.map(({ stride }) => stride),
  padding: axes.map(({ padding }) => padding),
  inputDilation: axes.map(() => 1),
  kernelDilation: axes.map(({ dilation }) => dilation),
  featureGroups: groups,
  batchGroups: 1,
})

const convolution = <R extends Rank>(rank: R): ConvolutionOperator<R> =>
  bySecond((x: unknown, kernel: unknown, options: AnyOptions = {}): Node => {
    const operator = `conv${rank}d`
    const [a, w] = factorPair(operator, x, kernel)
    const settings = requireOptions(operator, optionNames, options)
    const plan = checked(
      operator,
      convolutionPlan(rank, a.shape, w.shape, settings),
      a.shape,
      w.shape,
    )
    return convolve(a, w, attributesOf(plan))
  })

/**
 * Convolution along one axis, such as time: `y[n, o, f] = Σₖ Σ_c x[n, s·o + d·k, c] · w[k, c, f]`
 * with stride s and dilation d, where what lies outside of x adds nothing. It is what networks call
 * convolution: the kernel is not mirrored.
 *
 * `[batch, width, channels], [k, channels / groups, out] -> [batch, places, out]`, with
 * `places = ⌊(width + padding − d·(k − 1) − 1) / s⌋ + 1`; `conv1d(kernel, options?)(x)` for pipes.
 * Options: see `conv2d`. A causal convolution is one with padding `[[d·(k − 1), 0]]`.
 *
 * Throws `ShapeError` where input and kernel do not fit, or the kernel is longer than the input.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.tensor([1, 2, 3, 4, 5]), [1, 5, 1])
 * const difference = T.reshape(T.tensor([-1, 1]), [2, 1, 1])
 * T.toArray(T.flatten(T.conv1d(x, difference))) // [[1, 1, 1, 1]]
 * T.toArray(T.flatten(T.conv1d(x, difference, { padding: [[1, 0]] }))) // [[1, 1, 1, 1, 1]]
 */
export const conv1d: ConvolutionOperator<1> = convolution(1)

/**
 * Convolution of images, channels last:
 * `y[n, i, j, f] = Σₖ Σₗ Σ_c x[n, s·i + d·k, s·j + d·l, c] · w[k, l, c, f]` with stride s and dilation
 * d, where what lies outside of x adds nothing. It is what networks call convolution: the kernel is
 * not mirrored. Terms are added in the order k, l, c.
 *
 * `[batch, height, width, channels], [k, l, channels / groups, out] -> [batch, places, places, out]`,
 * with `places = ⌊(size + padding − d·(k − 1) − 1) / s⌋ + 1`; `conv2d(kernel, options?)(x)` for pipes.
 *
 * Options: `strides` (1), `padding` (`'VALID'`: none; `'SAME'`: ⌈size / s⌉ places; or
 * `[[top, bottom], [left, right]]`), `dilation` (1), `groups` (1). With groups, group g of the
 * channels makes group g of the outputs; as many groups as channels is a depthwise convolution.
 *
 * Throws `ShapeError` where input and kernel do not fit, or the kernel is larger than the input.
 *
 * Laws:
 * 1. Linear in x and in the kernel; with a kernel of 1 by 1 it is `matmul` over the channels.
 * 2. Closed under derivatives: those of every order are convolutions again.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.reshape(T.arange(16), [1, 4, 4, 1])
 * const sum = T.ones([3, 3, 1, 1])
 * T.toArray(T.reshape(T.conv2d(x, sum), [2, 2])) // [[45, 54], [81, 90]]
 * T.conv2d(x, sum, { padding: 'SAME' }).shape // [1, 4, 4, 1]
 * T.conv2d(x, sum, { padding: [[1, 1], [1, 1]], strides: 2 }).shape // [1, 2, 2, 1]
 */
export const conv2d: ConvolutionOperator<2> = convolution(2)

/**
 * Convolution of volumes, or of films: `conv2d` with one more axis in front of height and width.
 *
 * `[batch, depth, height, width, channels], [k, l, m, channels / groups, out] ->
 * [batch, places, places, places, out]`; `conv3d(kernel, options?)(x)` for pipes. Options: see
 * `conv2d`.
 *
 * Throws `ShapeError` where input and kernel do not fit, or the kernel is larger than the input.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.ones([1, 3, 4, 5, 2])
 * const y = T.conv3d(x, T.ones([2, 2, 2, 2, 1]))
 * y.shape // [1, 2, 3, 4, 1]
 * T.toNumber(T.max(y)) // 16
 */
export const conv3d: ConvolutionOperator<3> = convolution(3)
