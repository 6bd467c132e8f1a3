import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DTypeError, ShapeError, T, type Tensor, compile, grad, vmap } from '../../src/index.ts'
import { type DType, dtypes } from '../../src/core/dtype.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import { nodeOf, tensorOf } from '../../src/core/tree.ts'
import { elementOf } from '../support/definitions.ts'
import { places } from '../../src/laws/places.ts'
import { runs } from '../support/holds.ts'
import { type Input, inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { randomOf, wholeBetween } from '../../src/laws/random.ts'
import { extreme } from '../../src/laws/primitive/sample.ts'

type Any<D extends DType = DType> = Tensor<AnyShape, D>

const tensor = <D extends DType>(input: Input): Any<D> => tensorOf<AnyShape, D>(nodeOfInput(input))
const elements = (x: unknown): readonly number[] => [...(compute([nodeOf('test', x)])[0] ?? [])]

const sizes = fc.constantFrom(2, 3, 1, 4, 0)
const shapes = fc.array(sizes, { minLength: 1, maxLength: 3 })

/** A tensor of special values and indices of it, some negative, some of no element. */
const anything = (shape: readonly number[], dtype: DType, seed: number): Input => {
  const [value] = extreme([{ shape, dtype }], [], randomOf(seed))
  return { shape, dtype, value: value as Input['value'] }
}
const indicesOf = (shape: readonly number[], dtype: 'i32' | 'u32', seed: number): Input => {
  const next = randomOf(seed)
  return inputOf({ shape, dtype }, () =>
    next() < 0.05
      ? dtype === 'i32'
        ? -2147483648
        : 4294967295
      : wholeBetween(next, dtype === 'i32' ? -5 : 0, 4),
  )
}
const indexTypes = fc.constantFrom('i32' as const, 'i32' as const, 'u32' as const)

/** Where an index stands among some rows: counted from the end where negative, or nowhere. */
const placeOf = (index: number, rows: number): number | null => {
  const place = index < 0 ? index + rows : index
  return place >= 0 && place < rows ? place : null
}

const nothing = (dtype: DType): number => (dtype === 'f32' || dtype === 'f64' ? Number.NaN : 0)

describe('take', () => {
  test('is the element at the index', () => {
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1))),
        fc.array(sizes, { maxLength: 2 }),
        fc.constantFrom(...dtypes),
        indexTypes,
        fc.nat(),
        ([shape, axis], indexShape, dtype, indexType, seed) => {
          const x = anything(shape, dtype, seed)
          const indices = indicesOf(indexShape, indexType, seed + 1)
          const taken = T.take(tensor(x), tensor<'i32' | 'u32'>(indices), axis)
          const inside = indexShape.length
          const resultShape = shape.toSpliced(axis, 1, ...indexShape)
          expect(taken.shape).toEqual(resultShape)
          expect(taken.dtype).toBe(dtype)
          expect(elements(taken)).toEqual(
            places(resultShape).map((at) => {
              const index = elementOf(indices, at.slice(axis, axis + inside))
              const place = placeOf(index, shape[axis] as number)
              return place === null
                ? nothing(dtype)
                : elementOf(x, at.toSpliced(axis, inside, place))
            }),
          )
          const last = T.take(tensor<'i32' | 'u32'>(indices), axis - shape.length)(tensor(x))
          expect(elements(last)).toEqual(elements(taken))
        },
      ),
      runs(200),
    )
  })

  test('is an embedding under vmap, the table shared or not', () => {
    const table = T.tensor(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      'f64',
    )
    const tokens = T.tensor(
      [
        [0, 2],
        [1, -1],
        [7, 0],
      ],
      'i32',
    )
    const looked = vmap((own: Tensor<[2], 'i32'>) => T.take(table, own, 0))(tokens)
    expect(T.toArray(looked)).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
      [
        [3, 4],
        [5, 6],
      ],
      [
        [Number.NaN, Number.NaN],
        [1, 2],
      ],
    ])
    const each = vmap((rows: Tensor<[2], 'f64'>) => T.take(rows, T.tensor([1, 0], 'i32'), 0))(table)
    expect(T.toArray(each)).toEqual([
      [2, 1],
      [4, 3],
      [6, 5],
    ])
  })

  test('adds up the derivatives of repeated indices; an index of no row has none', () => {
    const rows = T.tensor([1, 1, 5, 1, -4], 'i32')
    const f = (x: Tensor<[3], 'f64'>) =>
      T.sum(T.where(T.isNaN(T.take(x, rows, 0)), 0, T.take(x, rows, 0)))
    expect(T.toArray(grad(f)(T.tensor([1, 2, 3], 'f64')))).toEqual([0, 3, 0])
    const g = (x: Tensor<[3], 'f64'>) => T.sum(T.take(x, rows, 0))
    expect(T.toArray(grad(g)(T.tensor([1, 2, 3], 'f64')))).toEqual([0, 3, 0])
  })

  test('refuses what is no index and no axis', () => {
    const x = T.zeros([2, 3])
    const index: Any = T.tensor([0.5])
    // @ts-expect-error: not whole numbers
    expect(() => T.take(x, index, 0)).toThrow(DTypeError)
    const axis: number = 2
    expect(() => T.take(x, T.tensor([0], 'i32'), axis)).toThrow(
      'take: axis 2 is out of range for [2, 3] (rank 2)',
    )
    // @ts-expect-error: axis 2 is out of range
    expect(() => T.take(x, T.tensor([0], 'i32'), 2)).toThrow(ShapeError)
  })
})

describe('takeAlongAxis', () => {
  test('is the element at the index of its own place', () => {
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1))),
        sizes,
        fc.constantFrom(...dtypes),
        indexTypes,
        fc.nat(),
        ([shape, axis], count, dtype, indexType, seed) => {
          const x = anything(shape, dtype, seed)
          const indices = indicesOf(shape.with(axis, count), indexType, seed + 1)
          const taken = T.takeAlongAxis(tensor(x), tensor<'i32' | 'u32'>(indices), axis)
          expect(taken.shape).toEqual(indices.shape)
          expect(elements(taken)).toEqual(
            places(indices.shape).map((at) => {
              const place = placeOf(elementOf(indices, at), shape[axis] as number)
              return place === null ? nothing(dtype) : elementOf(x, at.with(axis, place))
            }),
          )
        },
      ),
      runs(200),
    )
  })

  test('refuses other shapes', () => {
    const indices: Tensor<AnyShape, 'i32'> = T.zeros([3, 1], 'i32')
    expect(() => T.takeAlongAxis(T.zeros([2, 3]), indices, 1)).toThrow(
      'takeAlongAxis: [2, 3] and indices [3, 1] differ outside axis 1',
    )
  })
})

describe('setAt and addAt', () => {
  test('change the rows at the indices, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.tuple(sizes, fc.array(sizes, { maxLength: 2 })),
        fc.array(sizes, { maxLength: 2 }),
        fc.constantFrom(...dtypes),
        indexTypes,
        fc.boolean(),
        fc.nat(),
        ([rows, row], indexShape, dtype, indexType, shared, seed) => {
          const x = anything([rows, ...row], dtype, seed)
          const given = shared ? row : [...indexShape, ...row]
          const values = anything(given, dtype, seed + 1)
          const indices = indicesOf(indexShape, indexType, seed + 2)
          const before = Array.from(x.value)
          const put = places(indexShape).map((at) => ({
            at,
            place: placeOf(elementOf(indices, at), rows),
          }))
          const valueAt = (at: readonly number[], rest: readonly number[]): number =>
            elementOf(values, shared ? rest : [...at, ...rest])
          const updates = (at: readonly number[]): readonly number[] =>
            put.filter(({ place }) => place === at[0]).map((own) => valueAt(own.at, at.slice(1)))
          const own = tensor<'i32' | 'u32'>(indices)
          const set = T.setAt(tensor(x), own, tensor(values))
          expect(set.shape).toEqual(x.shape)
          expect(elements(set)).toEqual(
            places(x.shape).map((at) => updates(at).at(-1) ?? elementOf(x, at)),
          )
          expect(elements(T.setAt(own, tensor(values))(tensor(x)))).toEqual(elements(set))
          expect(Array.from(x.value)).toEqual(before)
          if (dtype === 'bool') return
          const round = (sum: number): number =>
            inputOf({ shape: [], dtype }, () => sum).value[0] as number
          expect(elements(T.addAt(tensor(x), own, tensor(values)))).toEqual(
            places(x.shape).map((at) =>
              round(elementOf(x, at) + updates(at).reduce((sum, value) => round(sum + value), 0)),
            ),
          )
        },
      ),
      runs(300),
    )
  })

  test('keep the sign of zero, NaN and infinities', () => {
    const x = T.tensor([1, 2, 3], 'f64')
    const set = T.setAt(x, T.tensor([0, 1, 2], 'i32'), T.tensor([-0, Number.NaN, -Infinity], 'f64'))
    expect(T.toArray(set)).toEqual([-0, Number.NaN, -Infinity])
  })

  test('take a number, which has the element type of x', () => {
    const x = T.tensor([1, 2, 3], 'i32')
    expect(T.toArray(T.setAt(x, T.tensor([0, 2], 'i32'), 9))).toEqual([9, 2, 9])
    expect(T.toArray(T.addAt(x, T.tensor([0, 0], 'i32'), 9))).toEqual([19, 2, 3])
    expect(() => T.setAt(x, T.tensor([0], 'i32'), 0.5)).toThrow(DTypeError)
    expect(T.toArray(T.setAt(T.tensor([true, true]), T.tensor(0, 'i32'), 0))).toEqual([false, true])
  })

  test('refuse other element types, scalars and values that do not fit', () => {
    const x = T.zeros([3, 2])
    const rows = T.tensor([0, 1], 'i32')
    const doubles: Any = T.zeros([2, 2], 'f64')
    // @ts-expect-error: f64 into f32
    expect(() => T.setAt(x, rows, doubles)).toThrow(DTypeError)
    const flags = T.tensor([true, false])
    expect(() => T.addAt(flags, rows, flags)).toThrow('addAt: does not take bool')
    const wide: Tensor<AnyShape> = T.zeros([2, 3])
    expect(() => T.setAt(x, rows, wide)).toThrow(
      'setAt: values [2, 3] do not stretch to rows [2, 2] of [3, 2]',
    )
    // @ts-expect-error: three columns, not two
    expect(() => T.setAt(x, rows, T.zeros([2, 3]))).toThrow(ShapeError)
    const one: Tensor<AnyShape> = T.tensor(1)
    expect(() => T.addAt(one, rows, 1)).toThrow('addAt: a scalar has no rows')
  })

  test('have rows of each example under vmap, and compile', () => {
    const x = T.tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'f64',
    )
    const at = T.tensor(
      [
        [0, 0],
        [2, -2],
      ],
      'i32',
    )
    const set = (own: Tensor<[3], 'f64'>, i: Tensor<[2], 'i32'>) =>
      T.setAt(own, i, T.tensor([7, 8], 'f64'))
    const expected = [
      [8, 2, 3],
      [4, 8, 7],
    ]
    expect(T.toArray(vmap(set)(x, at))).toEqual(expected)
    expect(T.toArray(compile(vmap(set))(x, at))).toEqual(expected)
    const shared = vmap((i: Tensor<[2], 'i32'>) => T.addAt(T.zeros([3], 'f64'), i, 1))(at)
    expect(T.toArray(shared)).toEqual([
      [2, 0, 0],
      [0, 1, 1],
    ])
  })

  test('give values that are overwritten the derivative 0', () => {
    const rows = T.tensor([1, 0, 1, 9], 'i32')
    const into = (v: Tensor<[4], 'f64'>) => T.sum(T.square(T.setAt(T.zeros([3], 'f64'), rows, v)))
    expect(T.toArray(grad(into)(T.tensor([2, 3, 4, 5], 'f64')))).toEqual([0, 6, 8, 0])
    const from = (x: Tensor<[3], 'f64'>) => T.sum(T.square(T.setAt(x, rows, 0)))
    expect(T.toArray(grad(from)(T.tensor([2, 3, 4], 'f64')))).toEqual([0, 0, 8])
  })
})
