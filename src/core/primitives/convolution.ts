import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { isSize, showShape, sizeOf } from '../shape/dimension.ts'
import { addPresent } from './arithmetic.ts'
import { batchConvolution } from './convolution-batch.ts'
import { inputCotangent, kernelCotangent } from './convolution-transpose.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'
import { areCounts, dilated, positions } from './sliding.ts'

/** The attributes of {@link convolution}: lists have a number or pair for each spatial axis. */
export type ConvolutionAttributes = {
  /** how far the kernel moves from one element of the result to the next */
  readonly strides: readonly number[]
  /** zeros before and after the input; a negative number takes elements away instead */
  readonly padding: readonly (readonly [low: number, high: number])[]
  /** how far neighbours of the input are apart: 2 puts a zero between them */
  readonly inputDilation: readonly number[]
  /** how far neighbours of the kernel are apart */
  readonly kernelDilation: readonly number[]
  /** group g of the channels makes group g of the features */
  readonly featureGroups: number
  /** group g of the examples makes group g of the features */
  readonly batchGroups: number
}

const requireAttributes = (x: TensorType, attributes: ConvolutionAttributes): void => {
  const { strides, padding, inputDilation, kernelDilation } = attributes
  const { featureGroups, batchGroups } = attributes
  const rank = x.shape.length - 2
  const counts = [strides, inputDilation, kernelDilation]
  const fit =
    counts.every((list) => list.length === rank && areCounts(list)) &&
    padding.length === rank &&
    padding.every(([low, high]) => isSize(Math.abs(low)) && isSize(Math.abs(high))) &&
    areCounts([featureGroups, batchGroups]) &&
    (featureGroups === 1 || batchGroups === 1)
  if (!fit) {
    throw new ShapeError(
      'convolution',
      `strides ${showShape(strides)}, dilations ${showShape(inputDilation)} and ${showShape(kernelDilation)}, groups ${featureGroups} and ${batchGroups} must be whole numbers >= 1 and paddings ${showShape(padding.flat())} whole, one for each spatial axis of ${showShape(x.shape)}, with groups of one kind`,
      [x.shape],
    )
  }
}

/** The size of the result along one spatial axis. */
const outputSize = (
  size: number,
  kernel: number,
  axis: number,
  { strides, padding, inputDilation, kernelDilation }: ConvolutionAttributes,
): number => {
  const [low, high] = padding[axis] ?? [0, 0]
  return positions(
    low + dilated(size, inputDilation[axis] ?? 1) + high,
    dilated(kernel, kernelDilation[axis] ?? 1),
    strides[axis] ?? 1,
  )
}

const convolutionPrimitive: Primitive<ConvolutionAttributes> = {
  name: 'convolution',
  family: 'contraction',
  documentation:
    'y[n, o, f] = Σₖ Σ_c x[n, o · stride + k · dilation − low, c] · w[k, c, f]: added up over the places k of the kernel row by row, then over channels; where the padded x has no element there is no term',
  infer: (operands, attributes) => {
    const [x, w] = operands
    if (!x || !w) throw new ShapeError('convolution', 'takes two operands')
    if (x.dtype !== w.dtype || x.dtype === 'bool') {
      throw new DTypeError(
        'convolution',
        `operands must have one numeric element type, got ${x.dtype} and ${w.dtype}: convert them first`,
      )
    }
    const { featureGroups, batchGroups } = attributes
    const rank = x.shape.length - 2
    const [channels, features] = [w.shape.at(-2) ?? -1, w.shape.at(-1) ?? -1]
    const batch = x.shape[0] ?? -1
    requireAttributes(x, attributes)
    const fit =
      rank >= 0 &&
      w.shape.length === rank + 2 &&
      x.shape[rank + 1] === channels * featureGroups &&
      features % (featureGroups * batchGroups) === 0 &&
      batch % batchGroups === 0 &&
      w.shape.slice(0, rank).every((size) => size >= 1)
    if (!fit) {
      throw new ShapeError(
        'convolution',
        `[batch, ...spatial, channels] ${showShape(x.shape)} and [...kernel, channels, features] ${showShape(w.shape)} do not fit, with ${featureGroups} groups of channels and ${batchGroups} of examples`,
        [x.shape, w.shape],
      )
    }
    const spatial = x.shape
      .slice(1, -1)
      .map((size, axis) => outputSize(size, w.shape[axis] ?? 1, axis, attributes))
    return { shape: [batch / batchGroups, ...spatial, features], dtype: x.dtype }
  },
  jvp: ([x, w], [dx, dw], _, attributes) => {
    if (!x || !w) return null
    const first = dx ? convolution(dx, w, attributes) : null
    const second = dw ? convolution(x, dw, attributes) : null
    return addPresent(first, second)
  },
  transpose: (cotangent, [x, w], [first, second], attributes) => {
    // of no elements, or made of no terms: the cotangents are zero
    if (!x || !w || [x, w, cotangent].some(({ shape }) => sizeOf(shape) === 0)) return [null, null]
    return [
      first === true ? inputCotangent(convolution, cotangent, x, w, attributes) : null,
      second === true ? kernelCotangent(convolution, cotangent, x, w, attributes) : null,
    ]
  },
  batch: ([x, w], batched, size, attributes) => {
    if (!x || !w) throw new ShapeError('convolution', 'takes two operands')
    return batchConvolution(convolution, [x, w], batched, size, attributes)
  },
  domain: [reals],
  kinks: [],
}

/**
 * Convolution as networks have it (the kernel is not mirrored), with channels last:
 * `[batch, ...spatial, channels]` and `[...kernel, channels / groups, features]` give
 * `[batch, ...spatial, features]`.
 */
export const convolution: Operation<
  [x: Node, w: Node, attributes: ConvolutionAttributes],
  ConvolutionAttributes
> = operation(convolutionPrimitive, (x, w, attributes) =>
  apply(convolutionPrimitive, [x, w], attributes),
)
