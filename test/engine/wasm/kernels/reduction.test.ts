import fc from 'fast-check'
import { describe, it } from 'vitest'
import { type DType, dtypes } from '../../../../src/core/dtype.ts'
import type { PrimitiveName } from '../../../../src/core/primitives/index.ts'
import { mul } from '../../../../src/engine/reference/kernels/arithmetic.ts'
import { reduceSum } from '../../../../src/engine/reference/kernels/reduction.ts'
import { none } from '../../../../src/core/primitives/primitive.ts'
import { addressIn, parameterOf, planOf } from '../../../../src/engine/wasm/kernels/plan.ts'
import { gridOf, reduceGrid } from '../../../../src/engine/wasm/kernels/reduction.ts'
import { type Source, arraySource } from '../../../../src/engine/wasm/kernels/source.ts'
import { f32, op } from '../../../../src/engine/wasm/encode/index.ts'
import { operandsFor } from '../../../../src/laws/primitive/cases.ts'
import { lawOf, shapeOf } from './law.ts'
import { expectSame, runPlan } from './run.ts'

const reductions = ['reduceSum', 'reduceMax', 'reduceMin'] as const satisfies PrimitiveName[]

const typesOf = (name: PrimitiveName): readonly DType[] =>
  name === 'reduceSum' ? dtypes.filter((dtype) => dtype !== 'bool') : dtypes

describe.each(reductions)('%s: the bits of the reference', (name) => {
  const dtype = fc.constantFrom<DType>(...typesOf(name))

  it('over any axes of any shape', () => {
    const layouts = fc
      .tuple(shapeOf(0, 5), dtype)
      .chain(([shape, type]) =>
        fc
          .subarray([...shape.keys()])
          .map((axes) => ({ types: [{ shape, dtype: type }], attributes: { axes } })),
      )
    lawOf(name, layouts, 400)
  })

  it('of rows', () => {
    const layouts = fc.tuple(shapeOf(2, 2), dtype).map(([shape, type]) => ({
      types: [{ shape, dtype: type }],
      attributes: { axes: [1] },
    }))
    lawOf(name, layouts, 300)
  })

  it('of columns, and of blocks of them', () => {
    const layouts = fc.tuple(shapeOf(2, 3), dtype).map(([shape, type]) => ({
      types: [{ shape, dtype: type }],
      attributes: { axes: [shape.length - 2] },
    }))
    lawOf(name, layouts, 300)
  })
})

/** The products of two arrays, computed where a sum reads them. */
const products = (dtype: 'f32' | 'f64'): Source => {
  const array = arraySource(dtype)
  const multiplied = dtype === 'f32' ? 'f32x4.mul' : 'f64x2.mul'
  return {
    key: `${dtype} products`,
    dtype,
    names: ['x', 'y'],
    open: (body, parameters) => {
      const of = (name: string) =>
        array.open(body, { ...parameters, array: parameterOf(parameters, name) })
      const [x, y] = [of('x'), of('y')]
      return {
        wide: (index, more) => op(multiplied, x.wide(index, more), y.wide(index, more)),
        narrow: (index, more) =>
          // the lanes that nobody may look at
          op(
            'f32x4.replace_lane',
            op(multiplied, x.narrow(index, more), y.narrow(index, more)),
            f32(7),
            3,
          ),
      }
    },
  }
}

describe('a sum of an expression', () => {
  it('is the sum of its values, without an array of them', () => {
    const cases = fc
      .tuple(shapeOf(1, 3), fc.constantFrom('f32' as const, 'f64' as const), fc.nat())
      .chain(([shape, dtype, seed]) =>
        fc.nat(shape.length - 1).map((axis) => ({ shape, dtype, seed, axis })),
      )
    fc.assert(
      fc.property(cases, ({ shape, dtype, seed, axis }) => {
        const operands = operandsFor(
          'mul',
          [
            { shape, dtype },
            { shape, dtype },
          ],
          'extreme',
          seed,
        )
        const [x] = operands
        const grid = gridOf(shape, [axis])
        if (!x || !grid) throw new RangeError('one axis lies together')
        const result = { shape: shape.toSpliced(axis, 1), dtype }
        const plan = planOf(
          ...reduceGrid('sum', grid, products(dtype), [addressIn(0), addressIn(1)]),
        )
        const value = mul(operands, x, none)
        expectSame(
          runPlan(plan, operands, result, seed),
          reduceSum([{ shape, dtype, value }], result, { axes: [axis] }),
        )
      }),
      { numRuns: 300 },
    )
  })
})
