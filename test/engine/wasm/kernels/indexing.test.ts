import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DType, dtypes } from '../../../../src/core/dtype.ts'
import { lawOf, requireSame, shapeOf, size } from './law.ts'

const numbers = fc.constantFrom<DType>(...dtypes.filter((dtype) => dtype !== 'bool'))
const any = fc.constantFrom<DType>(...dtypes)

const tables = fc.record({
  batch: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
  rows: fc.integer({ min: 0, max: 12 }),
  count: fc.integer({ min: 0, max: 30 }),
  row: shapeOf(0, 2, 300),
})

describe('rows by index: the bits of the reference', () => {
  it('gather', () => {
    const layouts = fc.tuple(tables, any).map(([{ batch, rows, count, row }, dtype]) => ({
      types: [
        { shape: [...batch, rows, ...row], dtype },
        { shape: [...batch, count], dtype: 'i32' as const },
      ],
      attributes: {},
    }))
    lawOf('gather', layouts, 300)
  })

  it('scatterAdd', () => {
    const layouts = fc.tuple(tables, numbers).map(([{ batch, rows, count, row }, dtype]) => ({
      types: [
        { shape: [...batch, count, ...row], dtype },
        { shape: [...batch, count], dtype: 'i32' as const },
      ],
      attributes: { size: rows },
    }))
    lawOf('scatterAdd', layouts, 300)
  })
})

describe('scans along an axis: the bits of the reference', () => {
  const along = (dtype: fc.Arbitrary<DType>) =>
    fc
      .tuple(shapeOf(1, 3), dtype)
      .chain(([shape, type]) =>
        fc.nat(shape.length - 1).map((axis) => ({ shape, dtype: type, axis })),
      )

  it('cumsum', () => {
    const layouts = fc.tuple(along(numbers), fc.boolean()).map(([{ axis, ...type }, reverse]) => ({
      types: [type],
      attributes: { axis, reverse },
    }))
    lawOf('cumsum', layouts, 300)
  })

  it.each(['argmax', 'argmin'] as const)('%s', (name) => {
    const layouts = along(any).map(({ axis, shape, dtype }) => ({
      types: [{ shape: shape.with(axis, Math.max(shape[axis] ?? 1, 1)), dtype }],
      attributes: { axis },
    }))
    lawOf(name, layouts, 300)
  })

  it('sortBy', () => {
    const layouts = fc.tuple(shapeOf(1, 3), any, any).map(([shape, keys, values]) => ({
      types: [
        { shape, dtype: keys },
        { shape, dtype: values },
      ],
      attributes: {},
    }))
    lawOf('sortBy', layouts, 400)
  })

  it('a stable order keeps zeros of both signs and NaN of both signs where they are', () => {
    for (const dtype of ['f32', 'f64'] as const) {
      const Type = dtype === 'f32' ? Float32Array : Float64Array
      const value = new Type([Number.NaN, 0, -0, -1, 0, -0, Number.NaN, 5e-324, -Infinity])
      // −NaN
      new Uint8Array(value.buffer)[value.BYTES_PER_ELEMENT - 1] = 0xff
      expect(Number.isNaN(value[0])).toBe(true)
      const places = Int32Array.from(value, (_, i) => i)
      const shape = [value.length]
      requireSame(
        'sortBy',
        [
          { shape, dtype, value },
          { shape, dtype: 'i32', value: places },
        ],
        {},
        0,
      )
    }
  })
})

describe('numbers from nothing: the bits of the reference', () => {
  it('iota', () => {
    const layouts = fc
      .tuple(shapeOf(1, 3), numbers)
      .chain(([shape, dtype]) =>
        fc.nat(shape.length - 1).map((axis) => ({ types: [], attributes: { shape, axis, dtype } })),
      )
    lawOf('iota', layouts)
  })

  const keys = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 })

  it('threefryBits and threefrySplit', () => {
    const layouts = fc
      .tuple(keys, fc.oneof(size, fc.integer({ min: 1000, max: 3000 })))
      .map(([batch, count]) => ({
        types: [{ shape: [...batch, 2], dtype: 'u32' as const }],
        attributes: { count },
      }))
    lawOf('threefrySplit', layouts)
    for (const width of [32, 64] as const) {
      lawOf(
        'threefryBits',
        layouts.map(({ types, attributes: { count } }) => ({
          types,
          attributes: { shape: [count], width },
        })),
      )
    }
  })

  it('threefryFoldIn', () => {
    const layouts = shapeOf(0, 2).map((shape) => ({
      types: [
        { shape: [...shape, 2], dtype: 'u32' as const },
        { shape, dtype: 'u32' as const },
      ],
      attributes: {},
    }))
    lawOf('threefryFoldIn', layouts)
  })
})
