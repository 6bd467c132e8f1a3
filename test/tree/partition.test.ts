import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { grad, T, tree } from '../../src/index.ts'
import { anyTrees } from './arbitrary.ts'

const selections = fc.tuple(anyTrees, fc.func(fc.boolean())).map(([t, f]) => {
  const memo = new Map(tree.paths(t).map((path) => [path, f(path)]))
  return [t, (path: string) => memo.get(path) === true] as const
})

test('two parts make the whole, in either order', () => {
  fc.assert(
    fc.property(selections, ([t, which]) => {
      const [meant, others] = tree.partition(t, which)
      expect(tree.equals(tree.combine(meant, others), t)).toBe(true)
      expect(tree.equals(tree.combine(others, meant), t)).toBe(true)
      expect(tree.paths(meant)).toEqual(tree.paths(t).filter(which))
      expect(tree.paths(others)).toEqual(tree.paths(t).filter((path) => !which(path)))
      expect(tree.count(meant) + tree.count(others)).toBe(tree.count(t))
    }),
  )
})

test('of three parts it does not matter which two come first', () => {
  fc.assert(
    fc.property(selections, fc.func(fc.boolean()), ([t, which], f) => {
      const [a, rest] = tree.partition(t, which)
      const [b, c] = tree.partition(rest, (path) => f(path))
      const left = tree.combine<unknown>(tree.combine<unknown>(a, b), c)
      const right = tree.combine<unknown>(a, tree.combine<unknown>(b, c))
      expect(tree.equals(left, t)).toBe(true)
      expect(tree.equals(right, t)).toBe(true)
      expect(tree.equals(tree.combine<unknown>(null, t), t)).toBe(true)
      expect(tree.equals(tree.combine<unknown>(t, null), t)).toBe(true)
    }),
  )
})

test('the gradient with respect to a part is that part of the gradient', () => {
  const params = { body: { w: T.tensor([1, 2]) }, head: { w: T.tensor([3, 4]), b: T.tensor(5) } }
  const loss = ({ body, head }: typeof params) =>
    T.add(T.sum(T.mul(T.square(body.w), head.w)), T.square(head.b))
  const [trained, frozen] = tree.partition(params, 'head')
  const partial = grad((part: typeof trained) => loss(tree.combine(part, frozen)))(trained)
  expect(partial.body.w).toBeNull()
  const [expected] = tree.partition(grad(loss)(params), 'head')
  expect(tree.equals(partial, expected)).toBe(true)
  const other = tree.partition('**.b')(params)
  expect(tree.paths(other[0])).toEqual(['head.b'])
})

test('what does not go together', () => {
  const [x, y] = [T.tensor(1), T.tensor(2)]
  const combine = (a: unknown, b: unknown) => (): unknown => tree.combine(a, b)
  expect(combine({ a: [x] }, { a: [y] })).toThrow('combine: both trees have a tensor at a[0]')
  expect(combine(x, y)).toThrow('both trees have a tensor at the root')
  expect(combine({ a: x }, { a: null, b: y })).toThrow('combine: b is missing in one of the trees')
  expect(combine({ a: x, b: y }, { a: null })).toThrow('b is missing in one of the trees')
  expect(combine([x], [null, y])).toThrow('[1] is missing in one of the trees')
  expect(combine({ n: 1 }, { n: 2 })).toThrow(
    'n is the number 1 in one and the number 2 in the other',
  )
  expect(combine({ n: x }, { n: 2 })).toThrow('n is Tensor f32[] in one and the number 2')
  expect(combine([x], { '0': null })).toThrow('the root is an array of 1 in one and a record')
})
