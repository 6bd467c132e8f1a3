/** Vectors of numbers as the terms of sums: what products are made of. */
import type { DType } from '../../../../core/dtype.ts'
import { type Body, type Value, op, v128 } from '../../encode/index.ts'
import { and, atLeast } from '../integers.ts'
import { variable } from './variable.ts'

/** An element type that has products. */
export type Numeric = Exclude<DType, 'bool'>

type Vector = Value<'v128'>

/** The vectors of an element type. */
export interface Lanes {
  /** bytes of an element */
  readonly bytes: 4 | 8
  /** elements of a vector */
  readonly count: 4 | 2
  /** the element at an address, in every lane */
  readonly splat: (address: Value<'i32'>, offset?: number) => Value<'v128'>
  /** one lane from memory, the others as they are */
  readonly loadLane: (address: Value<'i32'>, x: Value<'v128'>, lane: number) => Value<'v128'>
  /** a sum and one product more */
  readonly addProduct: (sum: Vector, x: Vector, y: Vector) => Vector
}

const words = {
  bytes: 4,
  count: 4,
  splat: (address: Value<'i32'>, offset = 0) => op('v128.load32_splat', address, offset),
  loadLane: (address: Value<'i32'>, x: Value<'v128'>, lane: number) =>
    op('v128.load32_lane', address, x, lane),
} as const

const integers: Lanes = {
  ...words,
  addProduct: (sum, x, y) => op('i32x4.add', sum, op('i32x4.mul', x, y)),
}

/** Each product and each sum is rounded. */
export const lanesOf: { readonly [D in Numeric]: Lanes } = {
  f32: { ...words, addProduct: (sum, x, y) => op('f32x4.add', sum, op('f32x4.mul', x, y)) },
  f64: {
    bytes: 8,
    count: 2,
    splat: (address, offset = 0) => op('v128.load64_splat', address, offset),
    loadLane: (address, x, lane) => op('v128.load64_lane', address, x, lane),
    addProduct: (sum, x, y) => op('f64x2.add', sum, op('f64x2.mul', x, y)),
  },
  i32: integers,
  u32: integers,
}

/** Of floats products need not be rounded before they are added: the machine may do both in one. */
export const relaxedLanesOf: { readonly [D in Numeric]: Lanes } = {
  ...lanesOf,
  f32: { ...lanesOf.f32, addProduct: (sum, x, y) => op('f32x4.relaxed_madd', x, y, sum) },
  f64: { ...lanesOf.f64, addProduct: (sum, x, y) => op('f64x2.relaxed_madd', x, y, sum) },
}

/** The vectors that a kernel computes with, and what its key says of them. */
export const arithmeticOf = (
  dtype: Numeric,
  relaxed: boolean,
): { readonly lanes: Lanes; readonly key: string } => {
  const isRelaxed = relaxed && (dtype === 'f32' || dtype === 'f64')
  return isRelaxed
    ? { lanes: relaxedLanesOf[dtype], key: `${dtype}-relaxed` }
    : { lanes: lanesOf[dtype], key: dtype === 'u32' ? 'i32' : dtype }
}

/** +0 in every lane. */
export const zeros = v128(new Array<number>(16).fill(0))

/** Stores the first of some vectors that follow each other: `width` of their elements, but not all. */
export const storeFirst = (
  body: Body,
  { count }: Lanes,
  address: Value<'i32'>,
  values: readonly Value<'v128'>[],
  width: Value<'i32'>,
): void => {
  // all vectors before the last that has some, and then of that one what is not all
  const last = variable(body, values[0] ?? zeros)
  const at = variable(body, address)
  values.slice(1).forEach((next, j) =>
    body.if(atLeast(width, count * (j + 1)), () => {
      body.do(op('v128.store', at, last))
      body.set(last, next)
      body.increase(at, 16)
    }),
  )
  if (count === 2) {
    body.if(and(width, 1), () => body.do(op('v128.store64_lane', at, last, 0)))
    return
  }
  body.if(
    and(width, 2),
    () => {
      body.do(op('v128.store64_lane', at, last, 0))
      body.if(and(width, 1), () => body.do(op('v128.store32_lane', at, last, 2, 8)))
    },
    () => body.if(and(width, 1), () => body.do(op('v128.store32_lane', at, last, 0))),
  )
}
