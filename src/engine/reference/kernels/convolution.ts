import { type Storage, allocate } from '../../../core/dtype.ts'
import type { ConvolutionAttributes } from '../../../core/primitives/convolution.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Kernel, operandAt } from '../kernel.ts'
import { offsets, rowStrides } from '../strided.ts'

/** The terms of a sum: for each, where its factors lie, after a beginning that all share. */
interface Terms {
  readonly x: Int32Array
  /** the factors of `count` neighbouring sums begin here */
  readonly w: Int32Array
}

/** Where a row of sums is, and where their factors begin. */
interface Row {
  readonly x: number
  readonly w: number
  readonly out: number
  /** how many neighbouring sums */
  readonly count: number
}

/** Adds up the terms of neighbouring sums, one after the other. */
type Accumulate = (x: Storage, w: Storage, out: Storage, terms: Terms, row: Row) => void

const round = Math.fround

/** Eight neighbouring sums at a time: none waits for another, and none is stored in between. */
const accumulateF32: Accumulate = (x, w, out, terms, { x: xs, w: ws, out: os, count }) => {
  const { x: atX, w: atW } = terms
  let j = 0
  for (; j + 7 < count; j += 8) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let s4 = 0
    let s5 = 0
    let s6 = 0
    let s7 = 0
    for (let p = 0; p < atX.length; p++) {
      const a = x[xs + (atX[p] as number)] as number
      const at = ws + (atW[p] as number) + j
      s0 = round(s0 + round(a * (w[at] as number)))
      s1 = round(s1 + round(a * (w[at + 1] as number)))
      s2 = round(s2 + round(a * (w[at + 2] as number)))
      s3 = round(s3 + round(a * (w[at + 3] as number)))
      s4 = round(s4 + round(a * (w[at + 4] as number)))
      s5 = round(s5 + round(a * (w[at + 5] as number)))
      s6 = round(s6 + round(a * (w[at + 6] as number)))
      s7 = round(s7 + round(a * (w[at + 7] as number)))
    }
    const to = os + j
    out[to] = s0
    out[to + 1] = s1
    out[to + 2] = s2
    out[to + 3] = s3
    out[to + 4] = s4
    out[to + 5] = s5
    out[to + 6] = s6
    out[to + 7] = s7
  }
  for (; j < count; j++) {
    let sum = 0
    for (let p = 0; p < atX.length; p++) {
      const a = x[xs + (atX[p] as number)] as number
      sum = round(sum + round(a * (w[ws + (atW[p] as number) + j] as number)))
    }
    out[os + j] = sum
  }
}

/** A sum in doubles: one of f64 rounds by itself, one of integers wraps as it is stored. */
const accumulateBy =
  (multiply: (a: number, b: number) => number): Accumulate =>
  (x, w, out, { x: atX, w: atW }, { x: xs, w: ws, out: os, count }) => {
    for (let p = 0; p < atX.length; p++) {
      const a = x[xs + (atX[p] as number)] as number
      const wp = ws + (atW[p] as number)
      for (let j = 0; j < count; j++) {
        out[os + j] = (out[os + j] as number) + multiply(a, w[wp + j] as number)
      }
    }
  }

const accumulateIntegers = accumulateBy(Math.imul)

const accumulators = {
  f32: accumulateF32,
  f64: accumulateBy((a, b) => a * b),
  i32: accumulateIntegers,
  u32: accumulateIntegers,
}

/** An element of the kernel along one axis, and the element of the input that it falls on. */
interface Tap {
  readonly kernel: number
  readonly input: number
}

/** For each place of the result along one axis, the taps that fall on elements of the input. */
const tapsAlong = (
  axis: number,
  sizes: { readonly input: number; readonly kernel: number; readonly output: number },
  { strides, padding, inputDilation, kernelDilation }: ConvolutionAttributes,
): readonly (readonly Tap[])[] => {
  const [stride, spread] = [strides[axis] ?? 1, inputDilation[axis] ?? 1]
  const [dilation, low] = [kernelDilation[axis] ?? 1, padding[axis]?.[0] ?? 0]
  return Array.from({ length: sizes.output }, (_, o) =>
    Array.from({ length: sizes.kernel }, (_, k) => ({
      kernel: k,
      input: (o * stride + k * dilation - low) / spread,
    })).filter(({ input }) => Number.isInteger(input) && input >= 0 && input < sizes.input),
  )
}

/** The taps along every axis for one place of the result, counted row by row. */
const tapsAt = (
  along: readonly (readonly (readonly Tap[])[])[],
  place: number,
): readonly (readonly Tap[])[] =>
  rowStrides(along.map(({ length }) => length)).map(
    (stride, axis) => along[axis]?.[Math.floor(place / stride) % (along[axis]?.length ?? 1)] ?? [],
  )

/** All combinations of the taps of several axes, row by row, as offsets. */
const combine = (
  taps: readonly (readonly Tap[])[],
  part: keyof Tap,
  strides: readonly number[],
): Int32Array =>
  taps.reduce((before, along, axis) => {
    const stride = strides[axis] ?? 0
    const next = new Int32Array(before.length * along.length)
    let i = 0
    for (const start of before) for (const tap of along) next[i++] = start + tap[part] * stride
    return next
  }, new Int32Array(1))

/** Every offset of the first list followed by every one of 0, step, 2 step, … */
const followed = (starts: Int32Array, count: number, step: number): Int32Array => {
  const result = new Int32Array(starts.length * count)
  let i = 0
  for (const start of starts) for (let k = 0; k < count; k++) result[i++] = start + k * step
  return result
}

export const convolution: Kernel<ConvolutionAttributes> = (operands, result, attributes) => {
  const x = operandAt(operands, 0)
  const w = operandAt(operands, 1)
  const out = allocate(result.dtype, sizeOf(result.shape))
  if (result.dtype === 'bool') return out
  const accumulate = accumulators[result.dtype]
  const { featureGroups, batchGroups } = attributes
  const groups = featureGroups * batchGroups
  const spatial = result.shape.slice(1, -1)
  const [ofX, ofW, ofOut] = [x, w, result].map(({ shape }) => rowStrides(shape)) as [
    readonly number[],
    readonly number[],
    readonly number[],
  ]
  const batch = result.shape[0] ?? 0
  const channels = w.shape.at(-2) ?? 0
  const features = result.shape.at(-1) ?? 0
  const count = features / groups
  const along = spatial.map((output, axis) =>
    tapsAlong(
      axis,
      { input: x.shape[axis + 1] ?? 0, kernel: w.shape[axis] ?? 0, output },
      attributes,
    ),
  )
  const places = offsets(spatial, ofOut.slice(1, -1))
  for (let o = 0; o < places.length; o++) {
    const taps = tapsAt(along, o)
    const terms = {
      x: followed(combine(taps, 'input', ofX.slice(1)), channels, 1),
      w: followed(combine(taps, 'kernel', ofW), channels, features),
    }
    for (let n = 0; n < batch; n++) {
      for (let g = 0; g < groups; g++) {
        const example = batchGroups === 1 ? n : g * batch + n
        accumulate(x.value, w.value, out, terms, {
          x: example * (ofX[0] ?? 0) + (featureGroups === 1 ? 0 : g * channels),
          w: g * count,
          out: n * (ofOut[0] ?? 0) + (places[o] as number) + g * count,
          count,
        })
      }
    }
  }
  return out
}
