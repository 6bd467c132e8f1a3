/**
 * Four elements of some element type in registers: one vector, or two of f64. A bool is a mask of
 * 32 bits, all set where it is true; in memory it is a byte, 0 or 1.
 */
import type { DType } from '../../../../core/dtype.ts'
import {
  type Body,
  type Local,
  type Value,
  call,
  f32x4,
  f64x2,
  func,
  i32,
  i32x4,
  op,
} from '../../encode/index.ts'

/** A vector of 128 bits. */
export type Vector = Value<'v128'>

/** Four elements. */
export interface Lanes {
  readonly dtype: DType
  readonly parts: readonly Vector[]
}

/** How many elements are handled at once. */
export const WIDTH = 4

/** How many bytes an element takes in memory. */
export const bytesOf: { readonly [D in DType]: number } = {
  f32: 4,
  f64: 8,
  i32: 4,
  u32: 4,
  bool: 1,
}

const LOWER_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]
const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const LOWER_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** The mask of four elements from the masks of two pairs. */
export const narrowMask = (lower: Vector, upper: Vector): Vector =>
  op('i8x16.shuffle', lower, upper, LOWER_WORDS)

/** The masks of both pairs. */
export const wideMasks = (mask: Vector): readonly [Vector, Vector] => [
  op('i64x2.extend_low_i32x4_s', mask),
  op('i64x2.extend_high_i32x4_s', mask),
]

/** The last two of four elements in the first two places. */
export const upperHalf = (x: Vector): Vector => op('i8x16.shuffle', x, x, UPPER_HALF)

/** The first two elements of both. */
export const lowerHalves = (x: Vector, y: Vector): Vector => op('i8x16.shuffle', x, y, LOWER_HALVES)

/** The same number four times. */
export const literal = (dtype: DType, value: number): Lanes => {
  switch (dtype) {
    case 'f32':
      return { dtype, parts: [f32x4(value)] }
    case 'f64':
      return { dtype, parts: [f64x2(value), f64x2(value)] }
    case 'i32':
    case 'u32':
      return { dtype, parts: [i32x4(value)] }
    case 'bool':
      return { dtype, parts: [i32x4(value === 0 ? 0 : -1)] }
  }
}

/** One element of memory four times. */
export const loadScalar = (dtype: DType, pointer: Value<'i32'>): Lanes => {
  switch (dtype) {
    case 'f32':
    case 'i32':
    case 'u32':
      return { dtype, parts: [op('v128.load32_splat', pointer)] }
    case 'f64':
      return { dtype, parts: [op('v128.load64_splat', pointer), op('v128.load64_splat', pointer)] }
    case 'bool':
      return { dtype, parts: [op('i32x4.ne', op('v128.load8_splat', pointer), i32x4(0))] }
  }
}

/** Four bytes, in the lowest lane, as masks. */
const masksOf = (bytes: Vector): Vector =>
  op('i32x4.ne', op('i32x4.extend_low_i16x8_u', op('i16x8.extend_low_i8x16_u', bytes)), i32x4(0))

/** Masks as four bytes, in the lowest lane. */
const bytesOfMasks = (mask: Vector): Vector => {
  const words = op('i16x8.narrow_i32x4_s', mask, mask)
  return op('v128.and', op('i8x16.narrow_i16x8_s', words, words), i32x4(0x01010101))
}

/** The four elements from an address on. */
export const load = (dtype: DType, pointer: Value<'i32'>, offset = 0): Lanes => {
  switch (dtype) {
    case 'f32':
    case 'i32':
    case 'u32':
      return { dtype, parts: [op('v128.load', pointer, offset)] }
    case 'f64':
      return {
        dtype,
        parts: [op('v128.load', pointer, offset), op('v128.load', pointer, offset + 16)],
      }
    case 'bool':
      return { dtype, parts: [masksOf(op('v128.load32_zero', pointer, offset))] }
  }
}

/** Stores four elements from an address on. */
export const store = (
  body: Body,
  { dtype, parts }: Lanes,
  pointer: Value<'i32'>,
  offset = 0,
): void => {
  parts.forEach((part, i) => {
    body.do(
      dtype === 'bool'
        ? op('v128.store32_lane', pointer, bytesOfMasks(part), 0, offset)
        : op('v128.store', pointer, part, offset + 16 * i),
    )
  })
}

const loadLane = {
  1: 'v128.load8_lane',
  4: 'v128.load32_lane',
  8: 'v128.load64_lane',
} as const
const storeLane = {
  1: 'v128.store8_lane',
  4: 'v128.store32_lane',
  8: 'v128.store64_lane',
} as const

type Size = 1 | 4 | 8

/** The vector of the first `count` elements of a size, with zeros behind: never reads further. */
const loaderOf = (size: Size) =>
  func(`loadFirst${size}`, ['i32', 'i32'], ['v128'], (body, pointer, count) => {
    const result = body.local('v128')
    for (let lane = 0; lane < Math.min(WIDTH, 16 / size); lane++) {
      body.if(op('i32.gt_s', count, i32(lane)), () => {
        body.set(result, op(loadLane[size], pointer, result, lane, lane * size))
      })
    }
    return [result]
  })

/** Stores the first `count` elements of a size: never writes further. */
const storerOf = (size: Size) =>
  func(`storeFirst${size}`, ['i32', 'v128', 'i32'], [], (body, pointer, x, count) => {
    for (let lane = 0; lane < Math.min(WIDTH, 16 / size); lane++) {
      body.if(op('i32.gt_s', count, i32(lane)), () => {
        body.do(op(storeLane[size], pointer, x, lane, lane * size))
      })
    }
    return []
  })

const loaders = { 1: loaderOf(1), 4: loaderOf(4), 8: loaderOf(8) } as const
const storers = { 1: storerOf(1), 4: storerOf(4), 8: storerOf(8) } as const

/** The elements from an address on, as many as there are of the four: `count`. */
export const loadFirst = (dtype: DType, pointer: Value<'i32'>, count: Value<'i32'>): Lanes => {
  switch (dtype) {
    case 'f32':
    case 'i32':
    case 'u32':
      return { dtype, parts: [call(loaders[4], pointer, count)] }
    case 'f64':
      return {
        dtype,
        parts: [0, 2].map((skipped) =>
          call(
            loaders[8],
            op('i32.add', pointer, i32(8 * skipped)),
            op('i32.sub', count, i32(skipped)),
          ),
        ),
      }
    case 'bool':
      return { dtype, parts: [masksOf(call(loaders[1], pointer, count))] }
  }
}

/** Stores as many of four elements as there are: `count`. */
export const storeFirst = (
  body: Body,
  { dtype, parts }: Lanes,
  pointer: Value<'i32'>,
  count: Value<'i32'>,
): void => {
  parts.forEach((part, i) => {
    switch (dtype) {
      case 'f32':
      case 'i32':
      case 'u32':
        body.do(call(storers[4], pointer, part, count))
        break
      case 'f64':
        body.do(
          call(
            storers[8],
            op('i32.add', pointer, i32(16 * i)),
            part,
            op('i32.sub', count, i32(2 * i)),
          ),
        )
        break
      case 'bool':
        body.do(call(storers[1], pointer, bytesOfMasks(part), count))
        break
    }
  })
}

/** Keeps four elements in variables. */
export const keep = (body: Body, { dtype, parts }: Lanes): Lanes => ({
  dtype,
  parts: parts.map((part) => body.let(part)),
})

/** Variables for four elements, and the elements that are set to them. */
export const variables = (
  body: Body,
  dtype: DType,
): { readonly lanes: Lanes; readonly set: (from: Lanes) => void } => {
  const parts: readonly Local<'v128'>[] = (dtype === 'f64' ? [0, 1] : [0]).map(() =>
    body.local('v128'),
  )
  return {
    lanes: { dtype, parts },
    set: (from) => {
      parts.forEach((part, i) => {
        const value = from.parts[i]
        if (value) body.set(part, value)
      })
    },
  }
}
