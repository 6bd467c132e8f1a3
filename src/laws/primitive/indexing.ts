/** Operand types and attributes of orders, choices, indices and random bits. */
import fc, { type Arbitrary } from 'fast-check'
import { type DType, dtypes } from '../../core/dtype.ts'
import { none } from '../../core/primitives/primitive.ts'
import { type LayoutOf, shapes } from './layout.ts'

/** Keys of any type decide about the values; keys of the values' own type more often. */
export const sortBy = (dtype: DType): Arbitrary<LayoutOf<'sortBy'>> =>
  fc.tuple(shapes(1), fc.constantFrom(dtype, dtype, ...dtypes)).map(([shape, keys]) => ({
    types: [
      { shape, dtype: keys },
      { shape, dtype },
    ],
    attributes: none,
  }))

export const cumsum = (dtype: DType): Arbitrary<LayoutOf<'cumsum'>> =>
  fc.tuple(shapes(1), fc.boolean()).chain(([shape, backwards]) =>
    fc.nat(shape.length - 1).map((axis) => ({
      types: [{ shape, dtype }],
      attributes: { axis, reverse: backwards },
    })),
  )

/** The axis that is chosen from has elements, the others may have none. */
export const choice = (dtype: DType): Arbitrary<LayoutOf<'argmax'>> =>
  shapes(1).chain((shape) =>
    fc.nat(shape.length - 1).map((axis) => ({
      types: [{ shape: shape.with(axis, Math.max(shape[axis] ?? 1, 1)), dtype }],
      attributes: { axis },
    })),
  )

const few = fc.constantFrom(2, 3, 1, 4, 0)

/** Axes of a batch, two sizes, and the axes of a row. */
const rowsOf = fc.tuple(fc.array(few, { maxLength: 2 }), few, few, fc.array(few, { maxLength: 2 }))

export const gather = (dtype: DType): Arbitrary<LayoutOf<'gather'>> =>
  rowsOf.map(([batch, rows, count, row]) => ({
    types: [
      { shape: [...batch, rows, ...row], dtype },
      { shape: [...batch, count], dtype: 'i32' },
    ],
    attributes: none,
  }))

export const scatterAdd = (dtype: DType): Arbitrary<LayoutOf<'scatterAdd'>> =>
  rowsOf.map(([batch, size, count, row]) => ({
    types: [
      { shape: [...batch, count, ...row], dtype },
      { shape: [...batch, count], dtype: 'i32' },
    ],
    attributes: { size },
  }))

export const iota = (dtype: DType): Arbitrary<LayoutOf<'iota'>> =>
  shapes(1).chain((shape) =>
    fc.nat(shape.length - 1).map((axis) => ({ types: [], attributes: { shape, axis, dtype } })),
  )

/** A few keys: shapes that end in the two words of one. */
const keys: Arbitrary<readonly number[]> = fc
  .array(fc.constantFrom(2, 1, 3, 0), { maxLength: 2 })
  .map((sizes) => [...sizes, 2])

export const threefrySplit = (dtype: DType): Arbitrary<LayoutOf<'threefrySplit'>> =>
  fc.tuple(keys, fc.nat(5)).map(([shape, count]) => ({
    types: [{ shape, dtype }],
    attributes: { count },
  }))

export const threefryFoldIn = (dtype: DType): Arbitrary<LayoutOf<'threefryFoldIn'>> =>
  keys.map((shape) => ({
    types: [
      { shape, dtype },
      { shape: shape.slice(0, -1), dtype },
    ],
    attributes: none,
  }))

export const threefryBits = (dtype: DType): Arbitrary<LayoutOf<'threefryBits'>> =>
  fc
    .tuple(
      keys,
      fc.array(fc.constantFrom(2, 3, 1, 0), { maxLength: 2 }),
      fc.constantFrom(32 as const, 64 as const),
    )
    .map(([shape, bits, width]) => ({
      types: [{ shape, dtype }],
      attributes: { shape: bits, width },
    }))
