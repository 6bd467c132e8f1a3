/**
 * Elements in vectors of 16 bytes. A single element is handled as a vector too, of which only the
 * first lane means something: kernels are written once, for `wide` and `narrow` access.
 */
import type { DType } from '../../../core/dtype.ts'
import { type InstructionName, type Value, f32x4, f64x2, op, v128 } from '../encode/index.ts'
import { float32, float64, integer32 } from '../encode/bytes.ts'
import type { instructions } from '../encode/instructions/index.ts'
import type { Instruction } from '../encode/types.ts'

/** Bytes of an element. */
export type Size = 1 | 4 | 8

/** log2 of the bytes of an element. */
export const shiftOf = (size: Size): 0 | 2 | 3 => (size === 1 ? 0 : size === 4 ? 2 : 3)

/** How many elements a vector holds. */
export const lanesOf = (size: Size): 2 | 4 | 16 => (size === 1 ? 16 : size === 4 ? 4 : 2)

/** How elements are read and written: as many as a vector holds, or one. */
export interface Access {
  readonly name: 'wide' | 'narrow'
  /** elements of one access */
  readonly count: number
  readonly load: (address: Value<'i32'>, offset?: number) => Value<'v128'>
  readonly store: (address: Value<'i32'>, value: Value<'v128'>, offset?: number) => Value<'none'>
}

/** Sixteen bytes of zeros. */
export const zero = v128(new Array<number>(16).fill(0))

/** A whole vector at a time, at any address. */
export const wide = (size: Size): Access => ({
  name: 'wide',
  count: lanesOf(size),
  load: (address, offset = 0) => op('v128.load', address, offset),
  store: (address, value, offset = 0) => op('v128.store', address, value, offset),
})

/** One element at a time; the other lanes are zeros. */
export const narrow = (size: Size): Access => ({
  name: 'narrow',
  count: 1,
  load: (address, offset = 0) =>
    size === 4
      ? op('v128.load32_zero', address, offset)
      : size === 8
        ? op('v128.load64_zero', address, offset)
        : op('v128.load8_lane', address, zero, 0, offset),
  store: (address, value, offset = 0) =>
    size === 4
      ? op('v128.store32_lane', address, value, 0, offset)
      : size === 8
        ? op('v128.store64_lane', address, value, 0, offset)
        : op('v128.store8_lane', address, value, 0, offset),
})

/** An element in every lane. */
export const splatted = (size: Size, address: Value<'i32'>): Value<'v128'> =>
  size === 4
    ? op('v128.load32_splat', address)
    : size === 8
      ? op('v128.load64_splat', address)
      : op('v128.load8_splat', address)

/** A number in every lane. */
export const splat = (dtype: 'f32' | 'f64', x: number): Value<'v128'> =>
  dtype === 'f32' ? f32x4(x) : f64x2(x)

const bytes = (count: number, from: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i)

/** The lanes of a vector in another order, the first operand's before the second's. */
export const arrange = (
  size: Size,
  x: Value<'v128'>,
  y: Value<'v128'>,
  lanes: readonly number[],
): Value<'v128'> =>
  op(
    'i8x16.shuffle',
    x,
    y,
    lanes.flatMap((lane) => bytes(size, lane * size)),
  )

/** The instructions that make a vector of two. */
type BinaryName = {
  [N in InstructionName]: (typeof instructions)[N] extends Instruction<
    readonly ['v128', 'v128'],
    'v128',
    'none'
  >
    ? N
    : never
}[InstructionName]

/** An operation on the lanes of two vectors. */
export type VectorOperation = (x: Value<'v128'>, y: Value<'v128'>) => Value<'v128'>

const vector =
  (name: BinaryName): VectorOperation =>
  (x, y) =>
    op(name, x, y)

/** What sums and extrema of an element type are made of. */
export interface Arithmetic {
  readonly size: Size
  readonly add: VectorOperation
  readonly max: VectorOperation
  readonly min: VectorOperation
  /** x < y, all bits of a lane set where it holds */
  readonly less: VectorOperation
  /** x = y, as `less` */
  readonly equal: VectorOperation
  /** the value of one lane everywhere, as bytes: of max over none, of min over none */
  readonly least: Value<'v128'>
  readonly greatest: Value<'v128'>
}

const everywhere = (one: readonly number[]): Value<'v128'> =>
  v128(Array.from({ length: 16 / one.length }, () => one).flat())

/** The vector instructions of every element type. Booleans are not added. */
export const arithmetic: { readonly [D in DType]: Arithmetic } = {
  f32: {
    size: 4,
    add: vector('f32x4.add'),
    max: vector('f32x4.max'),
    min: vector('f32x4.min'),
    less: vector('f32x4.lt'),
    equal: vector('f32x4.eq'),
    least: everywhere(float32(Number.NEGATIVE_INFINITY)),
    greatest: everywhere(float32(Number.POSITIVE_INFINITY)),
  },
  f64: {
    size: 8,
    add: vector('f64x2.add'),
    max: vector('f64x2.max'),
    min: vector('f64x2.min'),
    less: vector('f64x2.lt'),
    equal: vector('f64x2.eq'),
    least: everywhere(float64(Number.NEGATIVE_INFINITY)),
    greatest: everywhere(float64(Number.POSITIVE_INFINITY)),
  },
  i32: {
    size: 4,
    add: vector('i32x4.add'),
    max: vector('i32x4.max_s'),
    min: vector('i32x4.min_s'),
    less: vector('i32x4.lt_s'),
    equal: vector('i32x4.eq'),
    least: everywhere(integer32(-2147483648)),
    greatest: everywhere(integer32(2147483647)),
  },
  u32: {
    size: 4,
    add: vector('i32x4.add'),
    max: vector('i32x4.max_u'),
    min: vector('i32x4.min_u'),
    less: vector('i32x4.lt_u'),
    equal: vector('i32x4.eq'),
    least: everywhere([0]),
    greatest: everywhere([255]),
  },
  bool: {
    size: 1,
    add: vector('i8x16.add'),
    max: vector('i8x16.max_u'),
    min: vector('i8x16.min_u'),
    less: vector('i8x16.lt_u'),
    equal: vector('i8x16.eq'),
    least: everywhere([0]),
    greatest: everywhere([1]),
  },
}
