import { describe, expect, test } from 'vitest'
import {
  type DType,
  type FloatOf,
  type NumberOf,
  type Promote,
  allocate,
  dtypeOfArray,
  dtypes,
  floatOf,
  isFloat,
  isInteger,
  numberOf,
  promote,
} from '../../src/core/dtype.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import { holds } from './shape/agree.ts'

/** The promotion table, written out once for both levels. */
const table = [
  ['bool', 'bool', 'bool'],
  ['bool', 'u32', 'u32'],
  ['bool', 'i32', 'i32'],
  ['bool', 'f32', 'f32'],
  ['bool', 'f64', 'f64'],
  ['u32', 'u32', 'u32'],
  ['u32', 'i32', 'i32'],
  ['u32', 'f32', 'f32'],
  ['u32', 'f64', 'f64'],
  ['i32', 'i32', 'i32'],
  ['i32', 'f32', 'f32'],
  ['i32', 'f64', 'f64'],
  ['f32', 'f32', 'f32'],
  ['f32', 'f64', 'f64'],
  ['f64', 'f64', 'f64'],
] as const

type Rows = typeof table
type Agrees<Row> = Row extends readonly [infer A extends DType, infer B extends DType, infer R]
  ? Eq<Promote<A, B>, R> extends true
    ? Eq<Promote<B, A>, R>
    : false
  : false
type AllAgree = { [I in keyof Rows]: Agrees<Rows[I]> }[number]

describe('promotion', () => {
  test.each(table)('%s with %s is %s, both ways and at both levels', (a, b, result) => {
    expect(promote(a, b)).toBe(result)
    expect(promote(b, a)).toBe(result)
    holds<AllAgree>()
  })

  test('is associative, so that the order of a long sum does not matter', () => {
    for (const a of dtypes) {
      for (const b of dtypes) {
        for (const c of dtypes) {
          expect(promote(promote(a, b), c)).toBe(promote(a, promote(b, c)))
        }
      }
    }
  })

  test('a JavaScript number takes the other element type', () => {
    holds<Eq<Promote<never, 'i32'>, 'i32'>>()
    holds<Eq<Promote<'f64', never>, 'f64'>>()
  })

  test('an unresolved element type is itself with itself', () => {
    const same = <D extends DType>(): true | undefined => holds<Eq<Promote<D, D>, D>>()
    expect(same()).toBe(undefined)
  })
})

describe('element types of results', () => {
  test('real numbers: floats stay, all others become f32', () => {
    expect(dtypes.map(floatOf)).toEqual(['f32', 'f32', 'f32', 'f32', 'f64'])
    holds<Eq<FloatOf<'i32'>, 'f32'>>()
    holds<Eq<FloatOf<'f64'>, 'f64'>>()
  })

  test('counts: booleans become i32', () => {
    expect(dtypes.map(numberOf)).toEqual(['i32', 'u32', 'i32', 'f32', 'f64'])
    holds<Eq<NumberOf<'bool'>, 'i32'>>()
  })

  test('arrays tell their element type', () => {
    for (const dtype of dtypes) expect(dtypeOfArray(allocate(dtype, 3))).toBe(dtype)
    expect(dtypeOfArray([1, 2])).toBe(null)
    expect(dtypeOfArray(new Int16Array(2))).toBe(null)
    expect(dtypes.filter(isFloat)).toEqual(['f32', 'f64'])
    expect(dtypes.filter(isInteger)).toEqual(['u32', 'i32'])
  })
})
