/** Windows that are added back to where they were taken from. */
import type { DType } from '../../../core/dtype.ts'
import type { UnwindowsAttributes } from '../../../core/primitives/windows.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { windowStrides } from '../../reference/kernels/windows.ts'
import { rowStrides } from '../../reference/strided.ts'
import { i32 } from '../encode/index.ts'
import { arithmetic, narrow } from './element.ts'
import { add, forEach, mul, once } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Select, addressIn, bytesOf, kernelOf, parameterOf, planOf, typeAt } from './plan.ts'
import { type Axis, axisArguments, axisAt, axisNames, walk } from './walk.ts'
import { clear } from './zero.ts'

/**
 * Adds the elements of windows, those of one place in the order of the windows: a walk over axes that
 * nothing slides along, inside it one over places and elements of windows, inside that a row of the
 * former. A unit is a place of the first walk.
 */
const adding = (dtype: DType, outerRank: number, slidingRank: number): WasmKernel =>
  kernelOf(
    `unwindows ${dtype} ${outerRank} ${slidingRank}`,
    [
      'from',
      'to',
      ...axisNames('outer', outerRank),
      ...axisNames('sliding', slidingRank),
      ...axisNames('row', 1),
    ],
    (body, start, end, parameters) => {
      const { size, add: sum } = arithmetic[dtype]
      const { load, store } = narrow(size)
      const axes = (name: string, rank: number) =>
        Array.from({ length: rank }, (_, i) => axisAt(parameters, name, i))
      const sliding = axes('sliding', slidingRank)
      const row = axisAt(parameters, 'row', 0)
      const steps = once(
        body,
        sliding.reduce((product, axis) => mul(product, axis.size), once(body, 1)),
      )
      const origin = { from: parameterOf(parameters, 'from'), to: parameterOf(parameters, 'to') }
      const [from, to] = [body.local('i32'), body.local('i32')]
      walk(body, axes('outer', outerRank), [start, end], origin, (place) =>
        walk(body, sliding, [i32(0), steps], place, (window) => {
          body.set(from, window.from)
          body.set(to, window.to)
          forEach(body, 0, row.size, 1, () => {
            body.do(store(to, sum(load(to), load(from))))
            body.set(from, add(from, row.from))
            body.set(to, add(to, row.to))
          })
        }),
      )
    },
  )

export const unwindows: Select<UnwindowsAttributes> = (operands, result, attributes) => {
  const x = typeAt(operands, 0)
  const size = bytesOf(x.dtype)
  const zeros = clear('result', sizeOf(result.shape) * size)
  if (sizeOf(x.shape) === 0) return planOf(...zeros)

  const from = rowStrides(x.shape)
  const to = windowStrides(result.shape, attributes)
  const all = x.shape.map(
    (extent, axis): Axis => ({ size: extent, from: from[axis] ?? 0, to: to[axis] ?? 0 }),
  )
  const slides = (axis: number): boolean =>
    axis >= result.shape.length || attributes.axes.includes(axis)
  const isLong = ({ size: extent }: Axis): boolean => extent > 1
  const sliding = all.filter((axis, i) => isLong(axis) && slides(i))
  const still = all.filter((axis, i) => isLong(axis) && !slides(i))
  const row = still.at(-1) ?? { size: 1, from: 0, to: 0 }
  const outer = still.slice(0, -1)
  const kernel = adding(x.dtype, outer.length, sliding.length)
  const args = [
    addressIn(0),
    addressIn('result'),
    ...axisArguments([...outer, ...sliding, row], size),
  ]
  return planOf(...zeros, { kernel, args, units: sizeOf(outer.map((axis) => axis.size)) })
}
