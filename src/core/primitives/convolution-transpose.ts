import type { Node, TensorType } from '../node.ts'
import { axesOf } from './align.ts'
import type { ConvolutionAttributes } from './convolution.ts'
import { reshape, reverse, transpose } from './movement.ts'
import { dilated } from './sliding.ts'

/** The builder of a convolution, which rules in files of their own are given. */
export type Convolve = (x: Node, w: Node, attributes: ConvolutionAttributes) => Node

/** The first `from` axes as they are, and the last two exchanged. */
const exchangeLast = (rank: number): readonly number[] => [...axesOf(rank - 2), rank - 1, rank - 2]

/**
 * The kernel as the input's cotangent sees it: backwards, and channels and features of each group
 * exchanged. `[...k, c, groups · f] -> [...k, f, groups · c]`.
 */
const mirrored = (w: Node, groups: number): Node => {
  const rank = w.shape.length - 2
  const kernel = w.shape.slice(0, rank)
  const [channels, features] = [w.shape[rank] ?? 0, w.shape[rank + 1] ?? 0]
  const backwards = reverse(w, axesOf(rank))
  if (groups === 1) return transpose(backwards, exchangeLast(rank + 2))
  const grouped = reshape(backwards, [...kernel, channels, groups, features / groups])
  const exchanged = transpose(grouped, [...axesOf(rank), rank + 2, rank + 1, rank])
  return reshape(exchanged, [...kernel, features / groups, groups * channels])
}

/** `[batch, ..., groups · c] -> [groups · batch, ..., c]`: groups of channels become examples. */
const groupsToFront = (x: Node, groups: number): Node => {
  if (groups === 1) return x
  const last = x.shape.length - 1
  const [batch, channels] = [x.shape[0] ?? 0, x.shape[last] ?? 0]
  const spatial = x.shape.slice(1, last)
  const grouped = reshape(x, [batch, ...spatial, groups, channels / groups])
  const moved = transpose(grouped, [last, ...axesOf(last), last + 1])
  return reshape(moved, [groups * batch, ...spatial, channels / groups])
}

/** The cotangent of the input: the result's, spread by the strides, under the mirrored kernel. */
export const inputCotangent = (
  convolve: Convolve,
  cotangent: Node,
  x: TensorType,
  w: Node,
  { strides, padding, inputDilation, kernelDilation, ...groups }: ConvolutionAttributes,
): Node => {
  const { featureGroups, batchGroups } = groups
  const pulled = convolve(cotangent, mirrored(w, featureGroups * batchGroups), {
    strides: inputDilation,
    padding: padding.map(([low], axis) => {
      const kernel = dilated(w.shape[axis] ?? 1, kernelDilation[axis] ?? 1)
      const input = dilated(x.shape[axis + 1] ?? 0, inputDilation[axis] ?? 1)
      const output = dilated(cotangent.shape[axis + 1] ?? 0, strides[axis] ?? 1)
      return [kernel - 1 - low, input - output + low]
    }),
    inputDilation: strides,
    kernelDilation,
    featureGroups: featureGroups * batchGroups,
    batchGroups: 1,
  })
  return groupsToFront(pulled, batchGroups)
}

/**
 * The cotangent of the kernel: the input, with examples for channels, under the result's cotangent
 * as the kernel. Strides and dilations exchange their parts, and so do the kinds of groups.
 */
export const kernelCotangent = (
  convolve: Convolve,
  cotangent: Node,
  x: Node,
  w: TensorType,
  { strides, padding, inputDilation, kernelDilation, ...groups }: ConvolutionAttributes,
): Node => {
  const rank = x.shape.length - 2
  const spatial = axesOf(rank).map((axis) => axis + 1)
  const pulled = convolve(
    transpose(x, [rank + 1, ...spatial, 0]),
    transpose(cotangent, [...spatial, 0, rank + 1]),
    {
      strides: kernelDilation,
      padding: padding.map(([low], axis) => {
        const kernel = dilated(w.shape[axis] ?? 1, kernelDilation[axis] ?? 1)
        const input = dilated(x.shape[axis + 1] ?? 0, inputDilation[axis] ?? 1)
        const output = dilated(cotangent.shape[axis + 1] ?? 0, strides[axis] ?? 1)
        return [low, kernel + output - 1 - input - low]
      }),
      inputDilation,
      kernelDilation: strides,
      featureGroups: groups.batchGroups,
      batchGroups: groups.featureGroups,
    },
  )
  return transpose(pulled, [...spatial, 0, rank + 1])
}
