import type { Node } from '../../core/node.ts'
import { axesOf, fill } from '../../core/primitives/align.ts'
import { div } from '../../core/primitives/arithmetic.ts'
import { type ConvolutionAttributes, convolution } from '../../core/primitives/convolution.ts'
import { reshape, reverse, transpose } from '../../core/primitives/movement.ts'
import {
  type UnwindowsAttributes,
  type WindowsAttributes,
  unwindows,
  windows,
} from '../../core/primitives/windows.ts'
import { type Mutation, type Right, type Wrong, as, broken } from './mutation.ts'

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

/** Mutations in the rules of what slides: convolutions and windows. */
export const slidingMutations = (): readonly Mutation[] => [
  broken('convolution', 'forgotten operand', 'the second tangent is missing', () => ({
    jvp: ([, w], [dx], _, attributes) =>
      dx && w ? convolution(dx, w, as<ConvolutionAttributes>(attributes)) : null,
  })),
  broken(
    'convolution',
    'transposed kernel',
    'the kernel is not mirrored in the transpose',
    misremembered(
      (w) => reverse(w, axesOf(w.shape.length - 2)),
      () => ({}),
    ),
  ),
  broken(
    'convolution',
    'wrong attribute',
    'low and high padding are swapped in the transpose',
    misremembered(same, ({ padding }) => ({
      padding: padding.map(([low, high]) => [high, low] as const),
    })),
  ),
  broken(
    'convolution',
    'wrong attribute',
    'padding is forgotten in the transpose',
    misremembered(same, ({ padding }) => ({ padding: padding.map(() => [0, 0] as const) })),
  ),
  broken(
    'convolution',
    'wrong attribute',
    'strides are forgotten in the transpose',
    misremembered(same, ({ strides }) => ({ strides: strides.map(() => 1) })),
  ),
  broken(
    'convolution',
    'wrong attribute',
    'dilations are exchanged in the transpose',
    misremembered(same, ({ inputDilation, kernelDilation }) => ({
      inputDilation: kernelDilation,
      kernelDilation: inputDilation,
    })),
  ),
  broken(
    'convolution',
    'off by one',
    'padding starts one later in the transpose',
    misremembered(same, ({ padding }) => ({
      padding: padding.map(([low, high]) => [low + 1, high - 1] as const),
    })),
  ),
  broken(
    'convolution',
    'off by one',
    'strides are one longer in the transpose',
    misremembered(same, ({ strides }) => ({ strides: strides.map((stride) => stride + 1) })),
  ),
  broken(
    'convolution',
    'off by one',
    'the kernel is dilated by one more in the transpose',
    misremembered(same, ({ kernelDilation }) => ({
      kernelDilation: kernelDilation.map((dilation) => dilation + 1),
    })),
  ),
  broken(
    'convolution',
    'wrong example in a batch',
    'a batch of kernels is put outside of the groups',
    (right) => ({
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
    }),
  ),
  broken('windows', 'wrong function', 'where windows overlap the mean is transposed', () => ({
    transpose: (c, [x], _, attributes) => {
      if (!x) return [null]
      const own = { ...as<WindowsAttributes>(attributes), shape: x.shape }
      const seen = unwindows(fill(1, c), own)
      return [div(unwindows(c, own), seen)]
    },
  })),
  broken('windows', 'wrong axis', 'the wrong axes in a batch', (right) => ({
    batch: ([x], batched, size, attributes, folds) => {
      const { axes, ...own } = as<WindowsAttributes>(attributes)
      const fits = axes.every((axis) => (x?.shape[axis] ?? 0) === (x?.shape[axis + 1] ?? 0))
      return x && fits
        ? windows(x, { ...own, axes })
        : right.batch([x as Node], batched, size, attributes, folds)
    },
  })),
  broken('unwindows', 'wrong attribute', 'dilations are forgotten in the transpose', () => ({
    transpose: (c, _, __, attributes) => {
      const { axes, sizes, strides, dilations } = as<UnwindowsAttributes>(attributes)
      return [windows(c, { axes, sizes, strides, dilations: dilations.map(() => 1) })]
    },
  })),
  broken(
    'unwindows',
    'wrong order in a batch',
    'the batch is put back in reverse order',
    (right) => ({
      batch: (operands, batched, size, attributes, folds) =>
        reverse(right.batch(operands, batched, size, attributes, folds), [0]),
    }),
  ),
]
