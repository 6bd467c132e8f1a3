import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { T, tree } from '../../src/index.ts'
import type { AnyTensor, Scalar } from '../../src/core/tensor.ts'
import { anyTrees, tensors } from './arbitrary.ts'

/** A tree with the path of one of its tensors. */
const places: fc.Arbitrary<readonly [tree: unknown, path: string]> = anyTrees
  .filter((t) => tree.paths(t).length > 0)
  .chain((t) => fc.tuple(fc.constant(t), fc.constantFrom(...tree.paths(t))))

describe('the laws of lenses, at the path of every tensor', () => {
  test('set and get', () => {
    fc.assert(
      fc.property(places, tensors, tensors, ([t, path], u, v) => {
        const at: string = path
        expect(tree.get(tree.set(t, at, u), at)).toBe(u)
        expect(tree.equals(tree.set(t, at, tree.get(t, at)), t)).toBe(true)
        const twice = tree.set(tree.set(t, at, u), at, v)
        expect(tree.equals(twice, tree.set(t, at, v))).toBe(true)
        expect(tree.equals(tree.replace(t, at, v), tree.set(t, at, v))).toBe(true)
      }),
    )
  })

  test('modify', () => {
    const f = (x: unknown): unknown => [x]
    const g = (x: unknown): unknown => ({ x })
    fc.assert(
      fc.property(places, ([t, path]) => {
        const at: string = path
        expect(tree.get(tree.modify(t, at, f), at)).toEqual([tree.get(t, at)])
        expect(
          tree.equals(
            tree.modify(t, at, (x) => x),
            t,
          ),
        ).toBe(true)
        const twice = tree.modify(tree.modify(t, at, f), at, g)
        expect(
          tree.equals(
            twice,
            tree.modify(t, at, (x) => g(f(x))),
          ),
        ).toBe(true)
      }),
    )
  })

  test('all other tensors stay the same tensors', () => {
    fc.assert(
      fc.property(places, tensors, ([t, path], v) => {
        const changed = tree.set(t, path as string, v)
        expect(tree.paths(changed)).toEqual(tree.paths(t))
        tree.paths(t).forEach((other, i) => {
          expect(tree.leaves(changed)[i]).toBe(other === path ? v : tree.leaves(t)[i])
        })
      }),
    )
  })

  test('a lens is get and set', () => {
    fc.assert(
      fc.property(places, tensors, ([t, path], v) => {
        const lens = tree.lens<unknown>()(path as string)
        expect(lens.get(t)).toBe(tree.get(t, path as string))
        expect(tree.equals(lens.set(v)(t), tree.set(t, path as string, v))).toBe(true)
      }),
    )
  })
})

const params = { w: T.tensor([1, 2]), layers: [{ b: T.tensor(1) }, { b: T.tensor(2) }] }

test('changes one place, shares the rest, and leaves the old tree alone', () => {
  const t = params
  const changed = tree.modify('layers[1].b', (b: Scalar) => T.mul(b, 10))(t)
  expect(T.toNumber(tree.get(changed, 'layers[1].b'))).toBe(20)
  const first = tree.modify(t, 'w', (w) => T.mul(w, 2))
  expect(T.toArray(first.w)).toEqual([2, 4])
  expect(tree.get(first, 'layers[0].b')).toBe(t.layers[0]?.b)
  expect(T.toNumber(t.layers[1]?.b ?? T.tensor(0))).toBe(2)
  expect(changed.w).toBe(t.w)
  expect(changed.layers[0]).toBe(t.layers[0])
  expect(Object.isFrozen(changed) && Object.isFrozen(changed.layers)).toBe(true)
  expect(tree.modify('w', (w: typeof t.w) => w)(t)).toEqual(t)
})

test('goes through pipes, part after part', () => {
  const next = pipe(
    params,
    tree.set('w', T.tensor([5, 6])),
    tree.replace('layers[0]', { kernel: T.zeros([2]) }),
    tree.modify('layers[1].b' as string, (b: unknown) => T.neg(b as Scalar)),
  ) as { readonly w: AnyTensor; readonly layers: readonly unknown[] }
  expect(tree.paths(next)).toEqual(['layers[0].kernel', 'layers[1].b', 'w'])
  const inner = tree.get('layers')
  expect(tree.get(inner(params), '[1].b')).toBe(tree.get(params, 'layers[1].b'))
})

test('the empty path is the tree itself', () => {
  expect(tree.get(params, '')).toBe(params)
  expect(tree.replace(params, '', 3)).toBe(3)
})

test('a part of every way to write its path', () => {
  const t = { a: [{ 'odd key': 1, '7': 2, 'x.y': 3, '"': 4, 'a]b': 5, '': 6 }] }
  for (const path of ['a[0]["odd key"]', '.a.0.odd key', '["a"]["0"]["odd key"]', 'a.0["odd key"]'])
    expect(tree.get(t, path as string)).toBe(1)
  for (const path of ['a[0].7', 'a[0][7]', 'a[0]["7"]']) expect(tree.get(t, path as string)).toBe(2)
  expect(tree.get(t, 'a[0]["x.y"]' as string)).toBe(3)
  expect(tree.get(t, String.raw`a[0]["\""]` as string)).toBe(4)
  expect(tree.get(t, 'a[0]["a]b"]' as string)).toBe(5)
  expect(tree.get(t, 'a[0][""]' as string)).toBe(6)
})

test('what is no path', () => {
  for (const path of ['a..b', 'a.', '.', 'a[', 'a[0', 'a]', 'a[0]b', '[]', '["a]', 'a["b"'])
    expect(() => tree.get(params, path as string)).toThrow(`get: ${path} is not a path`)
  expect(() => tree.get(params, 3 as never)).toThrow('get: a path is a string')
  expect(() => tree.set(params, 'w]' as string, 1)).toThrow('set: w] is not a path, from ] on')
})

test('where there is nothing', () => {
  const t = { layers: [{ kernel: T.tensor(1), bias: T.tensor(2) }] }
  expect(() => tree.get(t, 'layers[0].kernl' as string)).toThrow(
    'get: nothing at layers[0].kernl: a record has no kernl: it has kernel, bias',
  )
  expect(() => tree.get(t, 'layers[3].bias')).toThrow('an array of 1 has no 3')
  expect(() => tree.get(t, 'layers[0].bias.deeper' as string)).toThrow('Tensor f32[] has no deeper')
  expect(() => tree.get(t, 'layers.length' as string)).toThrow('an array of 1 has no length')
  expect(() => tree.set(t, 'layers[0].new' as string, 1)).toThrow('set: nothing at layers[0].new')
  expect(() => tree.replace(t, 'toString' as string, 1)).toThrow('replace: nothing at toString')
  expect(() => tree.modify(t, 'layers[1]', (x) => x)).toThrow('modify: nothing at layers[1]')
})
