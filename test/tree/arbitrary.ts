import * as fc from 'fast-check'
import { T } from '../../src/index.ts'
import type { DType } from '../../src/core/dtype.ts'
import type { AnyTensor } from '../../src/core/tensor.ts'

/** Scalars of whole numbers. */
export const scalars: fc.Arbitrary<AnyTensor> = fc.integer().map((n) => T.tensor(n, 'f64'))

/** Tensors of every element type, empty ones among them, with the odd numbers of floats. */
export const tensors: fc.Arbitrary<AnyTensor> = fc
  .tuple(
    fc.constantFrom<DType>('f32', 'f64', 'i32', 'u32', 'bool'),
    fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
    fc.array(fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, Number.NaN, Infinity, -Infinity)), {
      minLength: 9,
      maxLength: 9,
    }),
  )
  .map(([dtype, shape, numbers]) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return T.cast(T.reshape(T.tensor(numbers.slice(0, size), 'f64'), shape), dtype)
  })

const keys = [
  'a',
  'b',
  'weight',
  'odd key',
  '0',
  '__proto_',
  'a.b',
  'c[0]',
  '"',
  '\\',
  '',
  '*',
  'é',
  '\n',
] as const

const treesOf = (leaves: fc.Arbitrary<AnyTensor>): fc.Arbitrary<unknown> =>
  fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaves,
      fc.constantFrom(null, undefined, 'name', 3, Number.NaN),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 3 }),
    ),
  })).node

/** Trees of scalars, empty parts included, with static things among them, below the oddest keys. */
export const trees: fc.Arbitrary<unknown> = treesOf(scalars)

/** As {@link trees}, of all kinds of tensors. */
export const anyTrees: fc.Arbitrary<unknown> = treesOf(tensors)
