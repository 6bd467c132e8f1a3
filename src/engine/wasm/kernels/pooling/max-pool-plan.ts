/** Which pooling of images a program's windows are, and what a call of its kernel passes. */
import type { WindowsAttributes } from '../../../../core/primitives/windows.ts'
import { dilated, positions } from '../../../../core/primitives/sliding.ts'
import { sizeOf } from '../../../../core/shape/dimension.ts'
import { rowByRow } from '../contraction/dot-general.ts'
import type { Numeric } from '../contraction/lanes.ts'
import { bytesOf } from '../plan.ts'

/** Windows along all axes but the first and the last. */
export interface PoolPlan {
  /** rows of windows in all images: the units of the kernel of the maxima */
  readonly rows: number
  /** the units of the kernel of the cotangent */
  readonly images: number
  /** offsets of rows of windows in an image, then of elements in a window, in bytes */
  readonly table: Int32Array
  /** the arguments after the range, given the address of a byte of the table */
  readonly args: <A>(table: (offset: number) => A) => readonly (A | number)[]
}

/** All sums of one number of each list, row by row. */
const sums = (lists: readonly (readonly number[])[]): readonly number[] =>
  lists.reduce<readonly number[]>(
    (before, list) => before.flatMap((start) => list.map((step) => start + step)),
    [0],
  )

const multiples = (count: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => i * step)

/** The pooling of `[images, ...places, channels]`; `null` where windows slide along other axes. */
export const poolPlan = (
  dtype: Numeric,
  shape: readonly number[],
  { axes, sizes, strides, dilations }: WindowsAttributes,
): PoolPlan | null => {
  const rank = shape.length - 2
  if (rank < 1 || axes.length !== rank || !axes.every((axis, i) => axis === i + 1)) return null
  const bytes = bytesOf(dtype)
  const steps = rowByRow(shape).strides.map((step) => step * bytes)
  const along = axes.map((axis, i) => {
    const [window, stride, dilation] = [sizes[i] ?? 1, strides[i] ?? 1, dilations[i] ?? 1]
    const step = steps[axis] ?? 0
    return {
      places: positions(shape[axis] ?? 0, dilated(window, dilation), stride),
      placeBytes: stride * step,
      elements: multiples(window, dilation * step),
    }
  })
  const last = along.at(-1)
  const outer = along.slice(0, -1)
  const starts = sums(outer.map(({ places, placeBytes }) => multiples(places, placeBytes)))
  const elements = sums(along.map((axis) => axis.elements))
  const images = shape[0] ?? 0
  const places = last?.places ?? 0
  return {
    rows: images * starts.length,
    images,
    table: Int32Array.from([...starts, ...elements]),
    args: (table) => [
      table(0),
      starts.length,
      places,
      shape.at(-1) ?? 0,
      table(4 * starts.length),
      elements.length,
      sizeOf(shape.slice(1)) * bytes,
      last?.placeBytes ?? 0,
    ],
  }
}
