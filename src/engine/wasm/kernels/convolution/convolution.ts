/**
 * Convolutions of any number of axes, with channels last, without unfolding anything: the result is
 * computed like a matrix product whose rows of A are read from the input where they lie.
 *
 * A unit of work is one row of places of the result. What falls on the input where, a table says:
 * see {@link tapsAt}. Where nothing falls there is no term. Up to 28 bytes behind the end of the
 * kernel or of the input may be read, and are never used.
 */
import { type Body, type Value, i32, op, select } from '../../encode/index.ts'
import { add, less, mul, quotient, remainder, shiftRight, smaller, sub } from '../integers.ts'
import { walksOf } from '../contraction/epilogue.ts'
import { type Numeric, arithmeticOf } from '../contraction/lanes.ts'
import { variable } from '../contraction/variable.ts'
import type { WasmKernel } from '../kernel.ts'
import { type Parameters, kernelOf } from '../plan.ts'
import {
  type WindowCall,
  type WindowCode,
  type WindowShape,
  windowArguments,
  windowPanel,
} from './window-panel.ts'

/** What changes the code of a convolution. */
export interface ConvolutionVariant extends WindowCode {
  readonly dtype: Numeric
  /** whether products of floats may be added without being rounded */
  readonly relaxed: boolean
}

const common = [
  'x',
  'w',
  'y',
  'images',
  'features',
  'segments',
  'segmentTable',
  'block',
  'xImage',
  'xGroup',
  'wGroup',
  'yImage',
  'yGroup',
  'xRow',
  'yRow',
  'channels',
  'xRun',
  'wRun',
] as const

/** The parameters of a convolution: sizes in elements, addresses and steps in bytes. */
export type ConvolutionParameter = (typeof common)[number]

/** The parameters of each axis: how many places it has, where their table is, steps of taps. */
const axisParameters = ['places', 'table', 'xTap', 'wTap'] as const

/** What the table says of a place, and of a segment, in integers of 4 bytes. */
export const PLACE = ['x', 'w', 'y', 'taps'] as const
export const SEGMENT = [...PLACE, 'rows'] as const

/** For a tensor of the epilogue: its address, and bytes of an element for each of the result, or 0. */
const otherParameters = ['at', 'follows'] as const

const shapesOf = ({ lanewise }: WindowCode): readonly WindowShape[] =>
  lanewise
    ? [
        { vectors: 2, rows: [2], masked: true },
        { vectors: 1, rows: [2], masked: true },
      ]
    : [
        { vectors: 4, rows: [2, 1], masked: false },
        { vectors: 2, rows: [4], masked: true },
        { vectors: 1, rows: [4], masked: true },
      ]

/** One place of an axis, read from its table. */
const placeAt = (body: Body, table: Value<'i32'>, index: Value<'i32'>) => {
  const at = body.let(add(table, mul(index, 4 * PLACE.length)))
  const field = (i: number) => body.let(op('i32.load', at, 4 * i))
  return { x: field(0), w: field(1), y: field(2), taps: field(3) }
}

const sum = (first: Value<'i32'>, ...others: readonly Value<'i32'>[]): Value<'i32'> =>
  others.reduce((total, one) => add(total, one), first)

/** The kernel of a variant. */
export const convolutionKernel = (variant: ConvolutionVariant): WasmKernel => {
  const { rank, merged, resumed, lanewise, epilogue } = variant
  const { lanes, key: arithmetic } = arithmeticOf(variant.dtype, variant.relaxed)
  const { bytes } = lanes
  const walks = walksOf(epilogue, bytes)
  const panels = shapesOf(variant).map((shape) => ({
    shape,
    compute: windowPanel(lanes, shape, variant),
  }))
  const flags = [merged && 'merged', resumed && 'resumed', lanewise && 'lanewise'].filter(Boolean)
  const key = ['convolution', rank, arithmetic, ...flags, epilogue.key].join('-')
  const axisNames = Array.from({ length: rank }, (_, axis) =>
    axisParameters.map((name) => `${name}${axis}`),
  )
  const otherNames = walks.map((_, i) => otherParameters.map((name) => `${name}${i}`))

  return kernelOf(
    key,
    [...common, ...axisNames.flat(), ...otherNames.flat()],
    (body, from, to, all) => {
      const p = all as Parameters<ConvolutionParameter>
      const axes = axisNames.map((names) => {
        const [places = p.x, table = p.x, xTap = p.x, wTap = p.x] = names.map((name) => all[name])
        return { places, table, xTap, wTap }
      })
      const others = otherNames.map((names) => {
        const [at = p.x, follows = p.x] = names.map((name) => all[name])
        return { at, follows }
      })
      /** A tensor of the epilogue next to an address of the result. */
      const alongside = (
        y: Value<'i32'>,
        column: Value<'i32'>,
        group: Value<'i32'>,
      ): WindowCall['others'] =>
        others.map(({ at, follows }, i) => {
          const elements = (distance: Value<'i32'>) => shiftRight(distance, Math.log2(bytes))
          const place = add(at, mul(elements(sub(y, p.y)), follows))
          // what does not follow the result is told by its features alone, those of all groups
          const feature = add(column, select(follows, i32(0), mul(group, p.features)))
          const walk = walks[i]
          return {
            at: walk?.columns === 'same' ? place : add(place, mul(feature, walk?.bytes ?? bytes)),
            step: mul(elements(p.yRow), follows),
          }
        })

      /** All features of a segment of places. */
      const segment = (call: Omit<WindowCall, 'width' | 'others'>, group: Value<'i32'>): void => {
        const column = variable(body, i32(0))
        for (const { shape, compute } of panels) {
          const full = shape.vectors * lanes.count
          const left = sub(p.features, column)
          const least = shape.masked ? (shape.vectors > 1 ? full / 2 + 1 : 1) : full
          body.while(less(least - 1, left), () => {
            const inBytes = mul(column, bytes)
            const arguments_ = windowArguments({
              ...call,
              x: lanewise ? add(call.x, inBytes) : call.x,
              w: add(call.w, inBytes),
              y: add(call.y, inBytes),
              width: shape.masked ? smaller(left, full) : i32(full),
              others: alongside(call.y, column, group),
            })
            body.call(compute, ...arguments_)
            body.set(
              column,
              shape.masked ? smaller(add(column, full), p.features) : add(column, full),
            )
          })
        }
      }

      const unit = body.local('i32')
      body.set(unit, from)
      body.while(less(unit, to), () => {
        // the last of the outer axes changes fastest, then images, then groups
        let rest: Value<'i32'> = unit
        const outer = axes.slice(0, -1).map(({ places, table }) => ({ places, table }))
        const at = outer
          .toReversed()
          .map(({ places, table }) => {
            const place = placeAt(body, table, remainder(rest, places))
            rest = body.let(quotient(rest, places))
            return place
          })
          .toReversed()
        const image = body.let(remainder(rest, p.images))
        const group = body.let(quotient(rest, p.images))
        const x = body.let(
          sum(p.x, mul(image, p.xImage), mul(group, p.xGroup), ...at.map((place) => place.x)),
        )
        const w = body.let(sum(p.w, mul(group, p.wGroup), ...at.map((place) => place.w)))
        const y = body.let(
          sum(p.y, mul(image, p.yImage), mul(group, p.yGroup), ...at.map((place) => place.y)),
        )
        const bytesOfSegments = mul(p.segments, 4 * SEGMENT.length)
        const segments = (first: Value<'i32'>, taps: Value<'i32'> | null): void => {
          const [outermost] = axes
          const row = variable(body, p.segmentTable)
          const end = body.let(add(p.segmentTable, bytesOfSegments))
          body.while(less(row, end), () => {
            const field = (i: number) => body.let(op('i32.load', row, 4 * i))
            const [inX, inW, inY, inTaps, rows] = SEGMENT.map((_, i) => field(i)) as [
              Value<'i32'>,
              Value<'i32'>,
              Value<'i32'>,
              Value<'i32'>,
              Value<'i32'>,
            ]
            const call = {
              x: sum(x, inX, mul(first, outermost?.xTap ?? i32(0))),
              w: sum(w, inW, mul(first, outermost?.wTap ?? i32(0))),
              y: add(y, inY),
              xRow: p.xRow,
              yRow: p.yRow,
              rows,
              starts: op('i32.eqz', first),
              channels: p.channels,
              xRun: p.xRun,
              wRun: p.wRun,
              axes: axes.map(({ xTap, wTap }, axis) => ({
                taps: (axis === 0 ? taps : null) ?? at[axis]?.taps ?? inTaps,
                xTap,
                wTap,
              })),
            }
            segment(call, group)
            body.increase(row, 4 * SEGMENT.length)
          })
        }
        const outermost = at[0]
        if (resumed && outermost) {
          const first = body.local('i32')
          body.set(first, i32(0))
          body.loop((again) => {
            segments(first, smaller(sub(outermost.taps, first), p.block))
            body.increase(first, p.block)
            body.branchIf(again, less(first, outermost.taps))
          })
        } else segments(i32(0), null)
        body.increase(unit, 1)
      })
    },
  )
}
