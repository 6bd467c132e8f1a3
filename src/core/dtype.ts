import { ShapeError } from './errors.ts'

/**
 * Element types: two of floating point, two of 32-bit integers that wrap, and booleans.
 */

/** The name of an element type. */
export type DType = 'f32' | 'f64' | 'i32' | 'u32' | 'bool'

/** An element type that derivatives exist for. */
export type FloatDType = 'f32' | 'f64'

/** The element types, from the one that gives way in a promotion to the one that wins. */
export const dtypes = ['bool', 'u32', 'i32', 'f32', 'f64'] as const satisfies readonly DType[]

/** The flat array that holds the elements of a tensor of a given element type, row by row. */
export interface Arrays {
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly u32: Uint32Array
  /** 0 or 1 */
  readonly bool: Uint8Array
}

/** The elements of a tensor. Never written to once a tensor holds it. */
export type Storage = Arrays[DType]

const constructors = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  u32: Uint32Array,
  bool: Uint8Array,
} as const

/** How many bytes an element takes. */
export const bytesPerElement = (dtype: DType): number => constructors[dtype].BYTES_PER_ELEMENT

/** A fresh array of `length` zeros of an element type. */
export const allocate = <D extends DType>(dtype: D, length: number): Arrays[D] => {
  try {
    return new constructors[dtype](length) as Storage as Arrays[D]
  } catch (cause) {
    throw new ShapeError(
      'evaluate',
      `no memory for ${length} elements of ${dtype}: ${cause instanceof Error ? cause.message : 'allocation failed'}`,
    )
  }
}

/** The element type of a typed array; `null` where it is none of ours. `Uint8Array` is bool. */
export const dtypeOfArray = (array: unknown): DType | null => {
  for (const dtype of dtypes) if (array instanceof constructors[dtype]) return dtype
  return null
}

/** Does `dtype` have derivatives? */
export const isFloat = (dtype: DType): dtype is FloatDType => dtype === 'f32' || dtype === 'f64'

/** Is `dtype` a 32-bit integer? */
export const isInteger = (dtype: DType): dtype is 'i32' | 'u32' =>
  dtype === 'i32' || dtype === 'u32'

/** Identity of two types, also where they are unresolved type parameters. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * The promotion table: the element type of a binary operator on operands of two element types.
 * It is symmetric, associative and idempotent: `bool < u32 < i32 < f32 < f64`, the later one wins.
 * (A JavaScript number takes the element type of the tensor beside it and never changes it.)
 */
export interface PromotionTable {
  readonly bool: { bool: 'bool'; u32: 'u32'; i32: 'i32'; f32: 'f32'; f64: 'f64' }
  readonly u32: { bool: 'u32'; u32: 'u32'; i32: 'i32'; f32: 'f32'; f64: 'f64' }
  readonly i32: { bool: 'i32'; u32: 'i32'; i32: 'i32'; f32: 'f32'; f64: 'f64' }
  readonly f32: { bool: 'f32'; u32: 'f32'; i32: 'f32'; f32: 'f32'; f64: 'f64' }
  readonly f64: { bool: 'f64'; u32: 'f64'; i32: 'f64'; f32: 'f64'; f64: 'f64' }
}

/**
 * {@link PromotionTable} at type level. `never` stands for a JavaScript number. Identity is
 * asked first, so that an unresolved type parameter with itself is itself.
 */
export type Promote<A extends DType, B extends DType> =
  Same<A, B> extends true
    ? A
    : Same<A, never> extends true
      ? B
      : Same<B, never> extends true
        ? A
        : PromotionTable[A][B]

/** {@link PromotionTable} at value level. */
export const promote = (a: DType, b: DType): DType =>
  dtypes.indexOf(a) >= dtypes.indexOf(b) ? a : b

/** The element type of a result that is a real number: floats stay, all others become f32. */
export type FloatOf<D extends DType> = D extends FloatDType ? D : 'f32'

/** {@link FloatOf} at value level. */
export const floatOf = (dtype: DType): FloatDType => (isFloat(dtype) ? dtype : 'f32')

/** The element type of a result that counts or adds up: booleans become i32, all others stay. */
export type NumberOf<D extends DType> = D extends 'bool' ? 'i32' : D

/** {@link NumberOf} at value level. */
export const numberOf = (dtype: DType): Exclude<DType, 'bool'> => (dtype === 'bool' ? 'i32' : dtype)
