import { allocate, type Arrays, type DType, dtypeOfArray, type Storage } from '../core/dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from '../core/errors.ts'
import { constant } from '../core/node.ts'
import {
  type Blame,
  type IsDynShape,
  type IsUnion,
  showShape,
  sizeOf,
  type Sizes,
  sizesFrom,
  type ToShape,
  type DynShape,
} from '../core/shape/index.ts'
import type { AnyShape, Dim, Shape, Tensor } from '../core/tensor.ts'
import { describe, tensorOf } from '../core/tree.ts'
import { requireDType } from './cast.ts'
import { only } from './dual.ts'
import { requireArray } from './move.ts'
import { checked, numberAs } from './operand.ts'

/** Numbers or booleans in arrays in arrays, as deep as the tensor has dimensions. */
export type Nested = number | boolean | readonly Nested[]

/** The shape of nested arrays; what is an array and not a tuple has an unknown size. */
export type NestedShape<A> = Nested extends A
  ? AnyShape
  : A extends readonly []
    ? [0]
    : A extends readonly unknown[]
      ? NestedShape<A[number]> extends infer Row
        ? IsUnion<Row> extends true
          ? true extends HasUnknownSize<Row>
            ? AnyShape
            : 'tensor: the rows have different shapes'
          : Row extends string
            ? Row
            : Row extends Shape
              ? IsDynShape<Row> extends true
                ? DynShape<Row>
                : [A['length'], ...Row]
              : never
        : never
      : []

type HasUnknownSize<Row> = Row extends Shape ? (number extends Row[number] ? true : false) : false

/** What the innermost arrays hold. */
type Leaf<A> = Nested extends A ? number : A extends readonly (infer Row)[] ? Leaf<Row> : A

/** The element type of nested arrays where none is asked for. */
export type NestedDType<A> = [Leaf<A>] extends [never]
  ? 'f32'
  : [Leaf<A>] extends [boolean]
    ? 'bool'
    : 'f32'

interface TensorMaker {
  <const A extends Nested, D extends DType = NestedDType<A>>(
    value: A & Blame<NestedShape<A>, unknown>,
    dtype?: D,
  ): Tensor<ToShape<NestedShape<A>>, NoInfer<D>>
}

/** The shape that the first elements have, all the way in. */
const shapeOfFirst = (value: unknown): readonly number[] =>
  Array.isArray(value) ? [value.length, ...(value.length > 0 ? shapeOfFirst(value[0]) : [])] : []

/** The error for a value that is no array of `size`, or no number where `size` is undefined. */
const misfit = (value: unknown, size: number | undefined, path: readonly number[]): Error => {
  const place = path.length === 0 ? '' : ` at [${path.join('][')}]`
  const isNumber = typeof value === 'number' || typeof value === 'boolean'
  const ragged = (found: string): Error => new ShapeError('tensor', `the array is ragged: ${found}`)
  if (size === undefined)
    return Array.isArray(value)
      ? ragged(`${describe(value)} stands for a number${place}`)
      : new ArgumentError('tensor', `takes numbers or booleans, got ${describe(value)}${place}`)
  if (Array.isArray(value))
    return ragged(
      `there are ${value.length} elements${place} and ${size} in the first row beside it`,
    )
  return isNumber
    ? ragged(`a number stands for an array of ${size}${place}`)
    : new ArgumentError('tensor', `takes nested arrays, got ${describe(value)}${place}`)
}

/**
 * Calls `take` with every leaf in order, having checked that all rows have the same shape. `path`
 * is where the walk is, for messages; it is one array, since there may be millions of leaves.
 */
const eachLeaf = (
  value: unknown,
  shape: Sizes,
  depth: number,
  path: number[],
  take: (leaf: number | boolean) => void,
): void => {
  const size = shape[depth]
  if (size === undefined) {
    if (typeof value !== 'number' && typeof value !== 'boolean')
      throw misfit(value, size, path.slice(0, depth))
    take(value)
    return
  }
  if (!Array.isArray(value) || value.length !== size)
    throw misfit(value, size, path.slice(0, depth))
  const rows: readonly unknown[] = value
  for (let i = 0; i < size; i++) {
    path[depth] = i
    eachLeaf(rows[i], shape, depth + 1, path, take)
  }
}

const firstLeaf = (value: unknown): unknown => (Array.isArray(value) ? firstLeaf(value[0]) : value)

/**
 * A tensor from a number, or from numbers in arrays in arrays. The element type is f32 if none is
 * given, and bool for booleans. The arrays are copied: writing to them later changes nothing.
 *
 * `5 -> []`, `[[1, 2, 3], [4, 5, 6]] -> [2, 3]`
 *
 * Throws `ShapeError` where rows have different lengths, `DTypeError` where a number is not one of
 * the element type, `ArgumentError` for anything else but numbers and booleans.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 * T.tensor([1, 2], 'i32').dtype // 'i32'
 */
export const tensor: TensorMaker = only((value: unknown, dtype?: unknown) => {
  if (dtypeOfArray(value) !== null)
    throw new ArgumentError('tensor', 'takes nested arrays: use T.fromTypedArray(array, shape)')
  const shape = shapeOfFirst(value)
  const ofLeaves = typeof firstLeaf(value) === 'boolean' ? 'bool' : 'f32'
  const type = dtype === undefined ? ofLeaves : requireDType('tensor', dtype)
  const storage = allocate(type, sizeOf(shape))
  let next = 0
  eachLeaf(value, shape, 0, [], (leaf) => {
    storage[next++] = numberAs('tensor', Number(leaf), type)
  })
  return constant(shape, type, storage)
})

/** The element type of a typed array. */
export type TypedArrayDType<A extends Storage> = {
  [D in DType]: A extends Arrays[D] ? D : never
}[DType]

/**
 * A tensor from a typed array, row by row: `Float32Array` is f32, `Float64Array` f64, `Int32Array`
 * i32, `Uint32Array` u32, and `Uint8Array` of 0 and 1 bool. The array is copied.
 *
 * `array, shape -> shape`
 *
 * Throws `ShapeError` where the shape has another number of elements, `DTypeError` for another kind
 * of array, and for bytes that are neither 0 nor 1.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2])) // [[1, 2], [3, 4]]
 */
export const fromTypedArray = <A extends Storage, const S extends Dim[]>(
  array: A,
  shape: S,
): Tensor<S, TypedArrayDType<A>> => {
  const dtype = dtypeOfArray(array)
  if (dtype === null)
    throw new DTypeError(
      'fromTypedArray',
      `takes Float32Array, Float64Array, Int32Array, Uint32Array or Uint8Array, got ${describe(array)}`,
    )
  const sizes = checked(
    'fromTypedArray',
    sizesFrom(requireArray('fromTypedArray', 'the shape', shape), 'fromTypedArray'),
  )
  if (sizeOf(sizes) !== array.length)
    throw new ShapeError(
      'fromTypedArray',
      `the array has ${array.length} elements, ${showShape(sizes)} has ${sizeOf(sizes)}`,
      [sizes],
    )
  if (dtype === 'bool' && array.some((byte) => byte > 1))
    throw new DTypeError(
      'fromTypedArray',
      'bytes other than 0 and 1 are not booleans: convert them with Float32Array.from(…)',
    )
  return tensorOf(constant(sizes, dtype, array.slice()))
}
