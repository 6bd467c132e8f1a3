import fc, { type Arbitrary } from 'fast-check'
import { describe, it } from 'vitest'
import { type DType, dtypes } from '../../../../src/core/dtype.ts'
import { primitives } from '../../../../src/core/primitives/index.ts'
import { lawOf, shapeOf, size } from './law.ts'

const dtype = fc.constantFrom<DType>(...dtypes)
const axesOf = (shape: readonly number[]): number[] => [...shape.keys()]

const typed = (
  minRank = 0,
  maxRank = 4,
): Arbitrary<{ readonly shape: readonly number[]; readonly type: DType }> =>
  fc.record({ shape: shapeOf(minRank, maxRank), type: dtype })

describe('movement: the bits of the reference', () => {
  it('transpose', () => {
    const layouts = typed(0, 5).chain(({ shape, type }) =>
      fc.shuffledSubarray(axesOf(shape), { minLength: shape.length }).map((permutation) => ({
        types: [{ shape, dtype: type }],
        attributes: { permutation },
      })),
    )
    lawOf('transpose', layouts, 400)
  })

  it('transpose of matrices, in strips of every width', () => {
    const layouts = fc.tuple(size, size, dtype).map(([m, n, type]) => ({
      types: [{ shape: [m, n], dtype: type }],
      attributes: { permutation: [1, 0] },
    }))
    lawOf('transpose', layouts, 300)
  })

  it('broadcast', () => {
    const layouts = typed().chain(({ shape, type }) =>
      fc.subarray(axesOf(shape)).map((axes) => ({
        types: [{ shape: axes.map((axis) => shape[axis] ?? 0), dtype: type }],
        attributes: { shape, axes },
      })),
    )
    lawOf('broadcast', layouts)
  })

  it('slice', () => {
    const part = (extent: number) =>
      fc
        .tuple(fc.nat(extent), fc.nat(extent), fc.integer({ min: 1, max: 3 }))
        .map(([a, b, stride]) => ({ start: Math.min(a, b), stop: Math.max(a, b), stride }))
    const layouts = typed().chain(({ shape, type }) =>
      fc.tuple(...shape.map(part)).map((parts) => ({
        types: [{ shape, dtype: type }],
        attributes: {
          starts: parts.map(({ start }) => start),
          stops: parts.map(({ stop }) => stop),
          strides: parts.map(({ stride }) => stride),
        },
      })),
    )
    lawOf('slice', layouts)
  })

  it('pad', () => {
    const layouts = fc
      .record({ shape: shapeOf(0, 3, 500), type: dtype })
      .chain(({ shape, type }) => {
        const counts = fc.array(fc.nat(3), { minLength: shape.length, maxLength: shape.length })
        return fc.record({ low: counts, high: counts, interior: counts }).map((attributes) => ({
          types: [{ shape, dtype: type }],
          attributes,
        }))
      })
    lawOf('pad', layouts)
  })

  it('concatenate', () => {
    const layouts = typed(1).chain(({ shape, type }) =>
      fc
        .tuple(fc.nat(shape.length - 1), fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }))
        .map(([axis, extents]) => ({
          types: extents.map((extent) => ({
            shape: shape.map((one, i) => (i === axis ? extent : Math.min(one, 9))),
            dtype: type,
          })),
          attributes: { axis },
        })),
    )
    lawOf('concatenate', layouts)
  })

  it('reverse', () => {
    const layouts = typed().chain(({ shape, type }) =>
      fc
        .subarray(axesOf(shape))
        .map((axes) => ({ types: [{ shape, dtype: type }], attributes: { axes } })),
    )
    lawOf('reverse', layouts)
  })

  const sliding = fc.record({
    window: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    more: fc.nat(12),
  })
  const slid = (types: readonly DType[]) =>
    fc
      .record({
        axes: fc.array(sliding, { maxLength: 2 }),
        n: fc.nat(3),
        c: fc.nat(20),
        type: fc.constantFrom(...types),
      })
      .map(({ axes, n, c, type }) => ({
        types: [
          {
            shape: [n, ...axes.map((one) => (one.window - 1) * one.dilation + one.more), c],
            dtype: type,
          },
        ],
        attributes: {
          axes: axes.map((_, i) => i + 1),
          sizes: axes.map(({ window }) => window),
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
        },
      }))

  it('windows', () => {
    lawOf('windows', slid(dtypes))
  })

  it('unwindows', () => {
    const layouts = slid(dtypes.filter((type) => type !== 'bool')).map(({ types, attributes }) => ({
      types: [primitives.windows.infer(types, attributes)],
      attributes: { ...attributes, shape: types[0]?.shape ?? [] },
    }))
    lawOf('unwindows', layouts)
  })

  it('long rows in blocks', () => {
    const layouts = fc.tuple(fc.integer({ min: 4000, max: 9000 }), dtype).map(([n, type]) => ({
      types: [{ shape: [n], dtype: type }],
      attributes: { axes: [0] },
    }))
    lawOf('reverse', layouts, 20)
    const filled = fc.tuple(fc.integer({ min: 4000, max: 9000 }), dtype).map(([n, type]) => ({
      types: [{ shape: [], dtype: type }],
      attributes: { shape: [n], axes: [] },
    }))
    lawOf('broadcast', filled, 20)
    const long = fc.tuple(fc.integer({ min: 4000, max: 9000 }), dtype).map(([n, type]) => ({
      types: [{ shape: [n], dtype: type }],
      attributes: { starts: [3], stops: [n - 1], strides: [1] },
    }))
    lawOf('slice', long, 20)
  })
})
