import { DTypeError, ShapeError } from '../errors.ts'
import { type Node, type TensorType, apply, sameShape } from '../node.ts'
import { showShape } from '../shape/dimension.ts'
import { only, requireAxes, requireSizes, shifted } from './align.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'
import { areCounts, dilated, positions } from './sliding.ts'

/** The attributes of {@link windows}: a number for each axis that windows slide along. */
export type WindowsAttributes = {
  readonly axes: readonly number[]
  /** how many elements a window takes */
  readonly sizes: readonly number[]
  /** how far the next window is */
  readonly strides: readonly number[]
  /** how far the next element of a window is */
  readonly dilations: readonly number[]
}

/** The attributes of {@link unwindows}: those of the windows, and the shape that they were taken of. */
export type UnwindowsAttributes = WindowsAttributes & { readonly shape: readonly number[] }

/** The shape of the windows of a tensor: positions in the place of each axis, elements at the end. */
const windowsShape = (name: string, x: TensorType, attributes: WindowsAttributes) => {
  const { axes, sizes, strides, dilations } = attributes
  requireAxes(name, x, axes)
  const lists = [sizes, strides, dilations]
  if (!lists.every((list) => list.length === axes.length && areCounts(list))) {
    throw new ShapeError(
      name,
      `sizes ${showShape(sizes)}, strides ${showShape(strides)} and dilations ${showShape(dilations)} must be whole numbers >= 1, one for each of the axes (${axes.join(', ')})`,
      [x.shape],
    )
  }
  const places = x.shape.map((size, axis) => {
    const i = axes.indexOf(axis)
    return i < 0
      ? size
      : positions(size, dilated(sizes[i] ?? 1, dilations[i] ?? 1), strides[i] ?? 1)
  })
  return [...places, ...sizes]
}

const batchOf = ({ axes, sizes, strides, dilations }: WindowsAttributes): WindowsAttributes => ({
  axes: shifted(axes),
  sizes,
  strides,
  dilations,
})

const windowsPrimitive: Primitive<WindowsAttributes> = {
  name: 'windows',
  family: 'movement',
  documentation:
    'y[…, o, …, k] = x[…, o · stride + k · dilation, …]: what windows that slide along some axes see; their elements are the last axes',
  infer: (operands, attributes) => {
    const x = only('windows', operands)
    return { shape: windowsShape('windows', x, attributes), dtype: x.dtype }
  },
  jvp: (_, [t], __, attributes) => (t ? windows(t, attributes) : null),
  transpose: (cotangent, operands, _, attributes) => [
    unwindows(cotangent, { ...attributes, shape: only('windows', operands).shape }),
  ],
  batch: (operands, _, __, attributes) => windows(only('windows', operands), batchOf(attributes)),
  domain: [reals],
  kinks: [],
}

/** What windows that slide along some axes of x see. Where they no longer fit there is none. */
export const windows: Operation<[x: Node, attributes: WindowsAttributes], WindowsAttributes> =
  operation(windowsPrimitive, (x, attributes) => apply(windowsPrimitive, [x], attributes))

const unwindowsPrimitive: Primitive<UnwindowsAttributes> = {
  name: 'unwindows',
  family: 'movement',
  documentation:
    'the sum of all windows, each put back where windows took it from; windows are added one after the other, row by row',
  infer: (operands, { shape, ...attributes }) => {
    const x = only('unwindows', operands)
    requireSizes('unwindows', shape)
    if (x.dtype === 'bool') {
      throw new DTypeError('unwindows', 'does not take bool: convert to i32 to count')
    }
    const taken = windowsShape('unwindows', { shape, dtype: x.dtype }, attributes)
    if (!sameShape(taken, x.shape)) {
      throw new ShapeError(
        'unwindows',
        `${showShape(x.shape)} are not the windows of ${showShape(shape)}, which are ${showShape(taken)}`,
        [x.shape, shape],
      )
    }
    return { shape, dtype: x.dtype }
  },
  jvp: (_, [t], __, attributes) => (t ? unwindows(t, attributes) : null),
  transpose: (cotangent, _, __, { axes, sizes, strides, dilations }) => [
    windows(cotangent, { axes, sizes, strides, dilations }),
  ],
  batch: (operands, _, size, attributes) =>
    unwindows(only('unwindows', operands), {
      ...batchOf(attributes),
      shape: [size, ...attributes.shape],
    }),
  domain: [reals],
  kinks: [],
}

/** The sum of windows, each put back where {@link windows} took it from. */
export const unwindows: Operation<[x: Node, attributes: UnwindowsAttributes], UnwindowsAttributes> =
  operation(unwindowsPrimitive, (x, attributes) => apply(unwindowsPrimitive, [x], attributes))
