import type { DType } from '../../src/core/dtype.ts'

/** One rounding to an element type, or wrapping; the argument is exact. */
export const roundTo: { readonly [D in DType]: (x: number) => number } = {
  f32: Math.fround,
  f64: (x) => x,
  i32: (x) => Number(BigInt.asIntN(32, BigInt(x))),
  u32: (x) => Number(BigInt.asUintN(32, BigInt(x))),
  bool: (x) => (x === 0 ? 0 : 1),
}

/** Is an element type one of whole numbers? */
export const isWhole = (dtype: DType): dtype is 'i32' | 'u32' => dtype === 'i32' || dtype === 'u32'

/** The element that holds a whole number, however large. */
export const wrap = (dtype: 'i32' | 'u32', x: bigint): number =>
  Number(dtype === 'i32' ? BigInt.asIntN(32, x) : BigInt.asUintN(32, x))
