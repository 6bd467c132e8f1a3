import { type DType, type Storage, allocate } from '../../../core/dtype.ts'
import { type ReduceAttributes, keptAxes } from '../../../core/primitives/summation.ts'
import { type Kernel, type Operand, operandAt } from '../kernel.ts'
import { offsets, rowStrides } from '../strided.ts'

/** For every element of the result its first operand element, and the way to the others from there. */
const groups = (
  x: Operand,
  axes: readonly number[],
): { readonly starts: Int32Array; readonly members: Int32Array } => {
  const strides = rowStrides(x.shape)
  const pick = (from: readonly number[], which: readonly number[]): readonly number[] =>
    which.map((axis) => from[axis] ?? 0)
  const kept = keptAxes(x.shape.length, axes)
  return {
    starts: offsets(pick(x.shape, kept), pick(strides, kept)),
    members: offsets(pick(x.shape, axes), pick(strides, axes)),
  }
}

/**
 * The order of a sum is part of its meaning: element i, counted row by row over the reduced axes,
 * goes to lane i mod 16; the lanes are then added in halves, 8 to 8, 4 to 4, 2 to 2, 1 to 1.
 */
const LANES = 16

export const reduceSum: Kernel<ReduceAttributes> = (operands, result, { axes }) => {
  const x = operandAt(operands, 0)
  const { starts, members } = groups(x, axes)
  const out = allocate(result.dtype, starts.length)
  const lanes = allocate(result.dtype, LANES)
  const value = x.value
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number
    lanes.fill(0)
    for (let k = 0; k < members.length; k++) {
      const lane = k & (LANES - 1)
      lanes[lane] = (lanes[lane] as number) + (value[start + (members[k] as number)] as number)
    }
    for (let half = LANES / 2; half >= 1; half /= 2) {
      for (let lane = 0; lane < half; lane++) {
        lanes[lane] = (lanes[lane] as number) + (lanes[lane + half] as number)
      }
    }
    out[i] = lanes[0] as number
  }
  return out
}

const least: { readonly [D in DType]: number } = {
  f32: Number.NEGATIVE_INFINITY,
  f64: Number.NEGATIVE_INFINITY,
  i32: -2147483648,
  u32: 0,
  bool: 0,
}

const greatest: { readonly [D in DType]: number } = {
  f32: Number.POSITIVE_INFINITY,
  f64: Number.POSITIVE_INFINITY,
  i32: 2147483647,
  u32: 4294967295,
  bool: 1,
}

const extremum =
  (
    ofNone: { readonly [D in DType]: number },
    better: (a: number, b: number) => number,
  ): Kernel<ReduceAttributes> =>
  (operands, result, { axes }) => {
    const x = operandAt(operands, 0)
    const { starts, members } = groups(x, axes)
    const out: Storage = allocate(result.dtype, starts.length)
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] as number
      let best = ofNone[result.dtype]
      for (let k = 0; k < members.length; k++) {
        best = better(best, x.value[start + (members[k] as number)] as number)
      }
      out[i] = best
    }
    return out
  }

export const reduceMax = extremum(least, Math.max)
export const reduceMin = extremum(greatest, Math.min)
