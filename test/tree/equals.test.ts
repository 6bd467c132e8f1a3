import * as fc from 'fast-check'
import * as EqOf from 'fp-ts/lib/Eq.js'
import { describe, expect, test } from 'vitest'
import { grad, type Scalar, T, tree } from '../../src/index.ts'
import type { AnyTensor } from '../../src/core/tensor.ts'
import { anyTrees } from './arbitrary.ts'

/** The same tree with every tensor made anew. */
const rebuilt = (t: unknown): unknown =>
  tree.mapTo((x) => T.cast(T.reshape(x, x.shape as never), x.dtype))(t)

describe('the laws of Eq', () => {
  test('reflexive, on what is built anew too', () => {
    fc.assert(
      fc.property(anyTrees, (t) => {
        expect(tree.equals(t, t)).toBe(true)
        expect(tree.equals(t, rebuilt(t))).toBe(true)
        expect(tree.equals(t, rebuilt(t), { rtol: 0.1, atol: 1 })).toBe(true)
        expect(tree.getEq().equals(t, rebuilt(t))).toBe(true)
      }),
    )
  })

  test('symmetric and transitive', () => {
    fc.assert(
      fc.property(anyTrees, anyTrees, anyTrees, (a, b, c) => {
        expect(tree.equals(a, b)).toBe(tree.equals(b, a))
        expect(tree.equals(a, b, { rtol: 0.5 })).toBe(tree.equals(b, a, { rtol: 0.5 }))
        if (tree.equals(a, b) && tree.equals(b, c)) expect(tree.equals(a, c)).toBe(true)
      }),
    )
  })
})

test('equal are the same bits of the same type in the same structure', () => {
  const one = (x: unknown, y: unknown, options?: tree.Tolerance): boolean =>
    tree.equals({ w: [x] }, { w: [y] }, options)
  const of = (...numbers: readonly number[]): AnyTensor => T.tensor(numbers, 'f64')
  expect(one(of(1, Number.NaN), of(1, Number.NaN))).toBe(true)
  expect(one(of(0), of(-0))).toBe(false)
  expect(one(of(1), of(1 + Number.EPSILON))).toBe(false)
  expect(one(of(1), T.tensor([1]))).toBe(false)
  expect(one(of(1), T.tensor([[1]], 'f64'))).toBe(false)
  expect(one(T.zeros([0, 2]), T.zeros([2, 0]))).toBe(false)
  expect(one(T.zeros([0, 2]), T.ones([0, 2]))).toBe(true)
  expect(one(of(1), 1)).toBe(false)
  expect(one(3, 3)).toBe(true)
  expect(one('relu', 'gelu')).toBe(false)
  expect(one([], {})).toBe(false)
  expect(tree.equals({ a: of(1) }, { a: of(1), b: undefined })).toBe(false)
  expect(tree.equals({ a: of(1), b: 2 }, { b: 2, a: of(1) })).toBe(true)
})

test('a tolerance is of numbers', () => {
  const near = (x: number, y: number, options: tree.Tolerance): boolean =>
    tree.equals(T.tensor(x, 'f64'), T.tensor(y, 'f64'), options)
  expect(near(100, 101, { rtol: 0.0099 })).toBe(false)
  expect(near(100, 101, { rtol: 0.01 })).toBe(true)
  expect(near(101, 100, { rtol: 0.01 })).toBe(true)
  expect(near(1, 1.5, { atol: 0.5 })).toBe(true)
  expect(near(1, 1.5, { atol: 0.4 })).toBe(false)
  expect(near(1, 1.5, { atol: 0.25, rtol: 0.2 })).toBe(true)
  expect(near(0, -0, { atol: 1e-9 })).toBe(true)
  expect(near(Infinity, Infinity, { rtol: 1 })).toBe(true)
  expect(near(Infinity, -Infinity, { rtol: 1 })).toBe(false)
  expect(near(Infinity, 5, { rtol: 1 })).toBe(false)
  expect(near(Number.NaN, 5, { rtol: 1 })).toBe(false)
  expect(near(Number.NaN, Number.NaN, { rtol: 1 })).toBe(true)
  expect(() => near(1, 1, { rtol: -1 })).toThrow('equals: rtol and atol are at least 0')
  expect(() => near(1, 1, { atol: Number.NaN })).toThrow('equals: rtol and atol are at least 0')
})

test('an Eq of tensors makes one of trees, which is an Eq of every type', () => {
  const shapes = tree.getEq(EqOf.fromEquals((x, y) => String(x.shape) === String(y.shape)))
  const typed: EqOf.Eq<{ readonly w: AnyTensor }> = shapes
  expect(typed.equals({ w: T.zeros([2]) }, { w: T.ones([2]) })).toBe(true)
  expect(typed.equals({ w: T.zeros([2]) }, { w: T.ones([3]) })).toBe(false)
})

test('has no answer where there are no values yet', () => {
  const f = (x: Scalar): Scalar => (tree.equals({ x }, { x: T.tensor(1) }) ? x : T.neg(x))
  // marks have values
  expect(T.toNumber(grad(f)(T.tensor(1)))).toBe(1)
  expect(T.toNumber(grad(f)(T.tensor(2)))).toBe(-1)
})
