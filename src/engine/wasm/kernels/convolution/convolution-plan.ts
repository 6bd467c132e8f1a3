/** How a convolution is computed: which variant of the kernel, its table and its arguments. */
import type { ConvolutionAttributes } from '../../../../core/primitives/convolution.ts'
import type { Layout } from '../contraction/dot-general.ts'
import { type Epilogue, identity } from '../contraction/epilogue.ts'
import { type Numeric, lanesOf } from '../contraction/lanes.ts'
import type { WasmKernel } from '../kernel.ts'
import {
  type ConvolutionParameter,
  type ConvolutionVariant,
  PLACE,
  SEGMENT,
  convolutionKernel,
} from './convolution.ts'
import { type SlidingAxis, type TapSteps, segmentsOf, tapSteps, tapsAt } from './taps.ts'

/**
 * A convolution of tensors in given layouts: `[images, ...places, channels]`, `[...kernel, channels,
 * features]` and `[images, ...places, features]`. Features lie together, anything else anywhere.
 */
export interface ConvolutionProblem {
  readonly dtype: Numeric
  readonly x: Layout
  readonly w: Layout
  readonly y: Layout
  readonly attributes: ConvolutionAttributes
}

/** A choice of code, and all that a call passes besides addresses. */
export interface ConvolutionPlan {
  readonly kernel: WasmKernel
  readonly units: number
  /** what falls where, for memory at a multiple of 4 */
  readonly table: Int32Array
  readonly sizes: {
    readonly [K in Exclude<ConvolutionParameter, 'x' | 'w' | 'y' | 'segmentTable'>]: number
  }
  /** the first integer of the table of segments */
  readonly segmentTable: number
  readonly axes: readonly {
    readonly places: number
    /** the first integer of its table */
    readonly table: number
    readonly xTap: number
    readonly wTap: number
  }[]
}

/** What may be chosen otherwise than it is. */
export interface ConvolutionChoice {
  readonly relaxed?: boolean
  readonly epilogue?: Epilogue
  /** what the rows of tiles are: places of the last axis, or images */
  readonly rows?: 'places' | 'images'
  /** taps of the first axis whose terms are added before any others are */
  readonly block?: number | null
}

interface Axis extends SlidingAxis {
  readonly steps: TapSteps
  /** bytes between neighbours of the input, the kernel and the result */
  readonly x: number
  readonly w: number
  readonly y: number
}

/** Bytes of a kernel that stay in a cache while all of its terms go by. */
const KERNEL_BYTES = 1 << 18
/** Bytes of a kernel whose terms are added before any others are. */
const BLOCK_BYTES = 1 << 15

const axesOf = ({ dtype, x, w, y, attributes }: ConvolutionProblem): readonly [Axis, ...Axis[]] => {
  const { bytes } = lanesOf[dtype]
  const { strides, padding, inputDilation, kernelDilation } = attributes
  const [first = alone, ...others] = strides.map((stride, i): Axis => {
    const axis: SlidingAxis = {
      input: x.shape[i + 1] ?? 1,
      kernel: w.shape[i] ?? 1,
      output: y.shape[i + 1] ?? 1,
      stride,
      low: padding[i]?.[0] ?? 0,
      inputDilation: inputDilation[i] ?? 1,
      kernelDilation: kernelDilation[i] ?? 1,
    }
    return {
      ...axis,
      steps: tapSteps(axis),
      x: (x.strides[i + 1] ?? 0) * bytes,
      w: (w.strides[i] ?? 0) * bytes,
      y: (y.strides[i + 1] ?? 0) * bytes,
    }
  })
  return [first, ...others]
}

/** The axis of a convolution that has none: one place. */
const alone: Axis = {
  input: 1,
  kernel: 1,
  output: 1,
  stride: 1,
  low: 0,
  inputDilation: 1,
  kernelDilation: 1,
  steps: { kernel: 1, input: 1, period: 1, advance: 1 },
  x: 0,
  w: 0,
  y: 0,
}

type Row = { readonly [K in (typeof SEGMENT)[number]]: number }

const rowOf = (
  axis: Axis,
  place: number,
  taps: { readonly kernel: number; readonly input: number; readonly count: number },
  rows: number,
): Row => ({
  x: taps.input * axis.x,
  w: taps.kernel * axis.w,
  y: place * axis.y,
  taps: taps.count,
  rows,
})

/** The largest divisor up to a limit: rows that every block of images has. */
const divisorUpTo = (size: number, limit: number): number => {
  for (let divisor = Math.min(size, limit); divisor > 1; divisor--)
    if (size % divisor === 0) return divisor
  return 1
}

/** The code to choose, apart from what the caller chooses. */
export const convolutionPlan = (
  problem: ConvolutionProblem,
  { epilogue = identity, ...choice }: ConvolutionChoice = {},
): ConvolutionPlan => {
  const { dtype, x, w, y, attributes } = problem
  const { bytes } = lanesOf[dtype]
  const axes = axesOf(problem)
  const last = axes.at(-1) ?? axes[0]
  const outer = axes.slice(0, -1)
  const { featureGroups, batchGroups } = attributes
  const images = y.shape[0] ?? 0
  const groups = featureGroups * batchGroups
  const channels = w.shape.at(-2) ?? 0
  const features = (w.shape.at(-1) ?? 0) / groups
  const xChannel = (x.strides.at(-1) ?? 0) * bytes
  const wChannel = (w.strides.at(-2) ?? 0) * bytes
  const xImage = (x.strides[0] ?? 0) * bytes
  const yImage = (y.strides[0] ?? 0) * bytes
  const tapsOf = (axis: Axis) => ({
    xTap: axis.steps.input * axis.x,
    wTap: axis.steps.kernel * axis.w,
  })

  const lanewise =
    batchGroups === 1 && featureGroups > 1 && channels === 1 && features === 1 && xChannel === bytes
  const { xTap, wTap } = tapsOf(last)
  const single = channels === 1
  const merged = single || (xTap === channels * xChannel && wTap === channels * wChannel)

  const segments = segmentsOf(last)
  const tiles = segments.reduce((sum, { places }) => sum + Math.ceil(places / 2), 0) * images
  const rows =
    choice.rows ?? (last.output * Math.ceil(images / 2) < 0.95 * tiles ? 'images' : 'places')
  const perBlock = divisorUpTo(images, 16)
  const table =
    rows === 'places'
      ? segments.map((segment) => rowOf(last, segment.place, segment, segment.places))
      : Array.from({ length: last.output }, (_, place) =>
          rowOf(last, place, tapsAt(last, place), perBlock),
        )

  const [first] = axes
  const kernelBytes = (w.shape[0] ?? 1) * Math.abs(first.w)
  const taken = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, Math.abs(first.w))))
  const block =
    epilogue !== identity || outer.length === 0
      ? null
      : choice.block !== undefined
        ? choice.block
        : kernelBytes > KERNEL_BYTES
          ? taken
          : null

  const variant: ConvolutionVariant = {
    dtype,
    relaxed: choice.relaxed ?? false,
    rank: axes.length,
    merged,
    resumed: block !== null,
    lanewise,
    epilogue,
  }
  const tables = outer.map((axis) =>
    Array.from({ length: axis.output }, (_, place) => rowOf(axis, place, tapsAt(axis, place), 1)),
  )
  const starts = tables.map((_, i) =>
    tables.slice(0, i).reduce((sum, list) => sum + list.length * PLACE.length, 0),
  )
  const segmentTable = tables.reduce((sum, list) => sum + list.length * PLACE.length, 0)
  const blocks = rows === 'places' ? images : images / perBlock
  const perGroup = (count: number) => (lanewise ? 0 : count)
  return {
    kernel: convolutionKernel(variant),
    units:
      blocks * (lanewise ? 1 : groups) * outer.reduce((product, { output }) => product * output, 1),
    table: Int32Array.from([
      ...tables.flatMap((list) => list.flatMap((row) => PLACE.map((name) => row[name]))),
      ...table.flatMap((row) => SEGMENT.map((name) => row[name])),
    ]),
    sizes: {
      images: blocks,
      features: lanewise ? groups : features,
      segments: table.length,
      block: block ?? 0,
      xImage: rows === 'places' ? xImage : xImage * perBlock,
      xGroup: perGroup(featureGroups > 1 ? channels * xChannel : images * xImage),
      wGroup: perGroup(features * bytes),
      yImage: rows === 'places' ? yImage : yImage * perBlock,
      yGroup: perGroup(features * bytes),
      xRow: rows === 'places' ? last.steps.advance * last.x : xImage,
      yRow: rows === 'places' ? last.steps.period * last.y : yImage,
      channels,
      xRun: single ? xTap : xChannel,
      wRun: single ? wTap : wChannel,
    },
    segmentTable,
    axes: axes.map((axis, i) => ({
      places: axis.output,
      table: starts[i] ?? 0,
      ...tapsOf(axis),
    })),
  }
}

/** The arguments of a call after its range, without those of an epilogue. */
export const convolutionArguments = <A>(
  { sizes, segmentTable, axes }: ConvolutionPlan,
  at: {
    readonly x: A
    readonly w: A
    readonly y: A
    /** the address of a byte of the table */
    readonly table: (offset: number) => A
  },
): readonly (A | number)[] => {
  const bySize: { readonly [K in ConvolutionParameter]: A | number } = {
    x: at.x,
    w: at.w,
    y: at.y,
    images: sizes.images,
    features: sizes.features,
    segments: sizes.segments,
    segmentTable: at.table(4 * segmentTable),
    block: sizes.block,
    xImage: sizes.xImage,
    xGroup: sizes.xGroup,
    wGroup: sizes.wGroup,
    yImage: sizes.yImage,
    yGroup: sizes.yGroup,
    xRow: sizes.xRow,
    yRow: sizes.yRow,
    channels: sizes.channels,
    xRun: sizes.xRun,
    wRun: sizes.wRun,
  }
  return [
    ...Object.values(bySize),
    ...axes.flatMap(({ places, table, xTap, wTap }) => [places, at.table(4 * table), xTap, wTap]),
  ]
}
