import type { Node } from '../node.ts'
import { axesOf, fill, shifted } from './align.ts'
import type { ConvolutionAttributes } from './convolution.ts'
import type { Convolve } from './convolution-transpose.ts'
import { reshape, transpose } from './movement.ts'

type BatchRule = (
  convolve: Convolve,
  operands: readonly [x: Node, w: Node],
  size: number,
  attributes: ConvolutionAttributes,
) => Node

/** Axis 0 moved in front of axis `to`, counted without it. */
const sink = (x: Node, to: number): Node => {
  const others = shifted(axesOf(x.shape.length - 1))
  return transpose(x, [...others.slice(0, to), 0, ...others.slice(to)])
}

/** Axis `from` moved to the front. */
const raise = (x: Node, from: number): Node =>
  transpose(x, [from, ...axesOf(x.shape.length).filter((axis) => axis !== from)])

/** A batch of inputs is more examples. */
const ofInputs: BatchRule = (convolve, [x, w], size, attributes) => {
  const { batchGroups } = attributes
  const [, batch = 0, ...rest] = x.shape
  const each = batch / batchGroups
  const grouped = batchGroups === 1 ? x : sink(reshape(x, [size, batchGroups, each, ...rest]), 1)
  const result = convolve(reshape(grouped, [size * batch, ...rest]), w, attributes)
  return reshape(result, [size, each, ...result.shape.slice(1)])
}

/** A batch of kernels is more features, inside of each group. */
const ofKernels: BatchRule = (convolve, [x, w], size, attributes) => {
  const groups = attributes.featureGroups * attributes.batchGroups
  const last = x.shape.length - 1
  const before = w.shape.slice(1, -1)
  const features = w.shape.at(-1) ?? 0
  const grouped = sink(reshape(w, [size, ...before, groups, features / groups]), last + 1)
  const result = convolve(x, reshape(grouped, [...before, size * features]), attributes)
  const outer = result.shape.slice(0, -1)
  const apart = raise(reshape(result, [...outer, groups, size, features / groups]), last + 1)
  return reshape(apart, [size, ...outer, features])
}

/** Pairs of inputs and kernels are groups of their own. */
const ofPairs: BatchRule = (convolve, [x, w], size, attributes) => {
  const { featureGroups, batchGroups } = attributes
  const last = x.shape.length - 2
  const kernel = w.shape.slice(1, -1)
  const features = w.shape.at(-1) ?? 0
  const [, batch = 0, ...rest] = x.shape
  const [spatial, channels] = [rest.slice(0, -1), rest.at(-1) ?? 0]
  const inputs =
    batchGroups === 1
      ? reshape(sink(x, last), [batch, ...spatial, size * channels])
      : reshape(x, [size * batch, ...rest])
  const result = convolve(inputs, reshape(sink(w, last), [...kernel, size * features]), {
    ...attributes,
    featureGroups: batchGroups === 1 ? size * featureGroups : 1,
    batchGroups: batchGroups === 1 ? 1 : size * batchGroups,
  })
  return raise(reshape(result, [...result.shape.slice(0, -1), size, features]), last)
}

/** The batch rule of convolution. No choice of what is batched changes the order of a sum. */
export const batchConvolution = (
  convolve: Convolve,
  [x, w]: readonly [x: Node, w: Node],
  [first, second]: readonly boolean[],
  size: number,
  attributes: ConvolutionAttributes,
): Node => {
  if (size === 0) {
    // there are no groups of nothing: an example that is not there tells the shape
    const alone = (node: Node, is: boolean | undefined): Node =>
      is === true ? fill(0, { shape: node.shape.slice(1), dtype: node.dtype }) : node
    const { shape, dtype } = convolve(alone(x, first), alone(w, second), attributes)
    return fill(0, { shape: [0, ...shape], dtype })
  }
  const rule = first !== true ? ofKernels : second !== true ? ofInputs : ofPairs
  return rule(convolve, [x, w], size, attributes)
}
