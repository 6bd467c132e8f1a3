/**
 * Pooling without an array of windows: windows are reduced where they lie. A place of a window is a
 * place of the result; its elements lie at offsets from its first.
 */
import type { DType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import { type WindowsAttributes, windows } from '../../../core/primitives/windows.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { windowStrides } from '../../reference/kernels/windows.ts'
import { offsets, rowStrides } from '../../reference/strided.ts'
import { type Body, type Value, i32 } from '../encode/index.ts'
import { type Access, type Size, arithmetic, narrow, wide, zero } from './element.ts'
import { add, forEach, once } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import {
  type Parameters,
  type Plan,
  addressIn,
  bytesOf,
  kernelOf,
  parameterOf,
  planOf,
} from './plan.ts'
import { LANES, type Reduce, extremum } from './reduce.ts'
import { eachOnce } from './run.ts'
import {
  type Axis,
  type AxisParameters,
  type Origin,
  axisArguments,
  axisAt,
  axisNames,
  simplified,
  walk,
} from './walk.ts'

/** Elements of a window that one kernel takes at most; larger ones are for `windows` itself. */
const MOST = LANES

/** Windows of an array: `from` are steps in the array, `to` steps in an array of one element a window. */
export interface Sliding {
  /** axes that nothing slides along, the last of them the longest run of elements */
  readonly still: readonly Axis[]
  readonly places: readonly Axis[]
  /** where the elements of a window are, row by row */
  readonly elements: readonly number[]
}

export const slidingOf = (x: TensorType, attributes: WindowsAttributes): Sliding | null => {
  const shape = windows.primitive.infer([x], attributes).shape
  const rank = x.shape.length
  const from = windowStrides(x.shape, attributes)
  const to = rowStrides(shape.slice(0, rank))
  const elements = [...offsets(shape.slice(rank), from.slice(rank))]
  if (elements.length > MOST || shape.includes(0)) return null
  const axes = x.shape.map(
    (_, i): Axis => ({ size: shape[i] ?? 1, from: from[i] ?? 0, to: to[i] ?? 0 }),
  )
  return {
    still: axes.filter((_, i) => !attributes.axes.includes(i)),
    places: axes.filter((_, i) => attributes.axes.includes(i)),
    elements,
  }
}

export const elementNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `element${i}`)

/** Visits the elements of a row, by their distances from its first in both arrays. */
export const eachInRow = (
  body: Body,
  size: Size,
  isDense: boolean,
  axis: AxisParameters,
  visit: (access: Access, at: Origin) => void,
): void => {
  if (isDense) {
    eachOnce(body, size, axis.size, (offset, isWide) =>
      visit((isWide ? wide : narrow)(size), { from: offset, to: offset }),
    )
    return
  }
  const [from, to] = [body.local('i32'), body.local('i32')]
  body.set(from, i32(0))
  body.set(to, i32(0))
  forEach(body, 0, axis.size, 1, () => {
    visit(narrow(size), { from, to })
    body.set(from, add(from, axis.from))
    body.set(to, add(to, axis.to))
  })
}

export const isDense = (axis: Axis | undefined): boolean => axis?.from === 1 && axis.to === 1

/** A single place, where a walk has no axis for its rows. */
export const point: Axis = { size: 1, from: 0, to: 0 }

export const axesAt = (
  parameters: Parameters<string>,
  name: string,
  rank: number,
): readonly AxisParameters[] => Array.from({ length: rank }, (_, i) => axisAt(parameters, name, i))

/** Few elements as a sum in lanes: each is a lane of its own, and lanes without one are +0. */
const sumOf = (
  sum: (x: Value<'v128'>, y: Value<'v128'>) => Value<'v128'>,
  elements: readonly Value<'v128'>[],
): Value<'v128'> => {
  const half = (i: number, distance: number): Value<'v128'> | null => {
    if (distance === LANES) return elements[i] ?? null
    const [x, y] = [half(i, 2 * distance), half(i + distance, 2 * distance)]
    return x && y ? sum(x, y) : x
  }
  // of zeros alone only −0 differs if lanes do not start at +0
  return sum(half(0, 1) ?? zero, zero)
}

const pool = (
  reduce: Reduce,
  dtype: DType,
  rank: number,
  count: number,
  dense: boolean,
): WasmKernel =>
  kernelOf(
    `${reduce} of windows ${dtype} ${rank} ${count} ${dense ? 'dense' : 'apart'}`,
    ['array', 'result', ...axisNames('axis', rank), ...elementNames(count)],
    (body, start, end, parameters) => {
      const elements = elementNames(count).map((name) => parameterOf(parameters, name))
      const found = reduce === 'sum' ? null : extremum(body, reduce, dtype, 1)
      const reduced = (values: readonly Value<'v128'>[]): Value<'v128'> => {
        if (!found) return sumOf(arithmetic[dtype].add, values)
        found.start()
        for (const value of values) found.take(0, value)
        found.finish()
        return found.result
      }
      const axes = axesAt(parameters, 'axis', rank)
      const origin = {
        from: parameterOf(parameters, 'array'),
        to: parameterOf(parameters, 'result'),
      }
      walk(body, axes.slice(0, -1), [start, end], origin, (place) =>
        eachInRow(
          body,
          bytesOf(dtype),
          dense,
          axisAt(parameters, 'axis', rank - 1),
          (access, at) => {
            const first = once(body, add(place.from, at.from))
            const values = elements.map((offset) => access.load(add(first, offset)))
            body.do(access.store(add(place.to, at.to), reduced(values)))
          },
        ),
      )
    },
  )

/**
 * `reduceSum`, `reduceMax` or `reduceMin` of the elements of `windows` of operand 0. `null` where a
 * window has more elements than 16, or there are none.
 */
export const poolWindows = (
  reduce: Reduce,
  x: TensorType,
  attributes: WindowsAttributes,
): Plan | null => {
  const sliding = slidingOf(x, attributes)
  if (!sliding) return null
  const { still, places, elements } = sliding
  const all = simplified([...still, ...places])
  const axes = all.length === 0 ? [point] : all
  const size = bytesOf(x.dtype)
  return planOf({
    kernel: pool(reduce, x.dtype, axes.length, elements.length, isDense(axes.at(-1))),
    args: [
      addressIn(0),
      addressIn('result'),
      ...axisArguments(axes, size),
      ...elements.map((element) => element * size),
    ],
    units: sizeOf(axes.slice(0, -1).map((axis) => axis.size)),
  })
}
