import type { Node } from '../../core/node.ts'
import { axesOf, fill } from '../../core/primitives/align.ts'
import { div } from '../../core/primitives/arithmetic.ts'
import { type ConvolutionAttributes, convolution } from '../../core/primitives/convolution.ts'
import { reshape, reverse, transpose } from '../../core/primitives/movement.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import {
  type UnwindowsAttributes,
  type WindowsAttributes,
  unwindows,
  windows,
} from '../../core/primitives/windows.ts'
import { type Mistake, type Right, type Wrong, broken } from './mistake.ts'

/** The attributes of a primitive that the zoo knows, which a table of rules cannot say in types. */
const as = <A extends Attributes>(attributes: Attributes): A => attributes as unknown as A

/** The transpose of a convolution that misremembers its kernel or attributes. */
const misremembered =
  (
    kernel: (w: Node) => Node,
    change: (attributes: ConvolutionAttributes) => Partial<ConvolutionAttributes>,
  ) =>
  (right: Right): Wrong => ({
    transpose: (c, [x, w], linear, attributes, folds) => {
      if (!x || !w) return [null, null]
      const own = as<ConvolutionAttributes>(attributes)
      return (
        right.transpose?.(
          c,
          [x, linear[1] === true ? w : kernel(w)],
          linear,
          { ...own, ...change(own) },
          folds,
        ) ?? []
      )
    },
  })

const same = (w: Node): Node => w

/** Mistakes in the rules of what slides: convolutions and windows. */
export const slidingMistakes: readonly Mistake[] = [
  broken('convolution', 'the second tangent is missing', () => ({
    jvp: ([, w], [dx], _, attributes) =>
      dx && w ? convolution(dx, w, as<ConvolutionAttributes>(attributes)) : null,
  })),
  broken(
    'convolution',
    'the kernel is not mirrored in the transpose',
    misremembered(
      (w) => reverse(w, axesOf(w.shape.length - 2)),
      () => ({}),
    ),
  ),
  broken(
    'convolution',
    'low and high padding are swapped in the transpose',
    misremembered(same, ({ padding }) => ({
      padding: padding.map(([low, high]) => [high, low] as const),
    })),
  ),
  broken(
    'convolution',
    'padding is forgotten in the transpose',
    misremembered(same, ({ padding }) => ({ padding: padding.map(() => [0, 0] as const) })),
  ),
  broken(
    'convolution',
    'strides are forgotten in the transpose',
    misremembered(same, ({ strides }) => ({ strides: strides.map(() => 1) })),
  ),
  broken(
    'convolution',
    'dilations are exchanged in the transpose',
    misremembered(same, ({ inputDilation, kernelDilation }) => ({
      inputDilation: kernelDilation,
      kernelDilation: inputDilation,
    })),
  ),
  broken('convolution', 'a batch of kernels is put outside of the groups', (right) => ({
    batch: ([x, w], batched, size, attributes, folds) => {
      if (!x || !w || batched[0] === true || size === 0) {
        return right.batch([x as Node, w as Node], batched, size, attributes, folds)
      }
      const rank = w.shape.length - 1
      const before = axesOf(rank - 1).map((axis) => axis + 1)
      const side = reshape(transpose(w, [...before, 0, rank]), [
        ...w.shape.slice(1, -1),
        size * (w.shape[rank] ?? 0),
      ])
      const y = convolution(x, side, as<ConvolutionAttributes>(attributes))
      const apart = reshape(y, [...y.shape.slice(0, -1), size, w.shape[rank] ?? 0])
      return transpose(apart, [rank - 1, ...axesOf(rank - 1), rank])
    },
  })),
  broken('windows', 'where windows overlap the mean is transposed', () => ({
    transpose: (c, [x], _, attributes) => {
      if (!x) return [null]
      const own = { ...as<WindowsAttributes>(attributes), shape: x.shape }
      const seen = unwindows(fill(1, c), own)
      return [div(unwindows(c, own), seen)]
    },
  })),
  broken('windows', 'the wrong axes in a batch', (right) => ({
    batch: ([x], batched, size, attributes, folds) => {
      const { axes, ...own } = as<WindowsAttributes>(attributes)
      const fits = axes.every((axis) => (x?.shape[axis] ?? 0) === (x?.shape[axis + 1] ?? 0))
      return x && fits
        ? windows(x, { ...own, axes })
        : right.batch([x as Node], batched, size, attributes, folds)
    },
  })),
  broken('unwindows', 'dilations are forgotten in the transpose', () => ({
    transpose: (c, _, __, attributes) => {
      const { axes, sizes, strides, dilations } = as<UnwindowsAttributes>(attributes)
      return [windows(c, { axes, sizes, strides, dilations: dilations.map(() => 1) })]
    },
  })),
  broken('unwindows', 'the batch is put back in reverse order', (right) => ({
    batch: (operands, batched, size, attributes, folds) =>
      reverse(right.batch(operands, batched, size, attributes, folds), [0]),
  })),
]
