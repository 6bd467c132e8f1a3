import * as E from 'fp-ts/lib/Either.js'
import * as Id from 'fp-ts/lib/Identity.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { MonoidSum } from 'fp-ts/lib/number.js'
import { MonoidAll } from 'fp-ts/lib/boolean.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, tree } from '../../src/index.ts'
import type { AnyTensor, Scalar } from '../../src/core/tensor.ts'

/** Trees of scalars, empty parts included, with static things among them. */
const { node: trees } = fc.letrec<{ node: unknown; leaf: AnyTensor }>((tie) => ({
  leaf: fc.integer().map((n) => T.tensor(n, 'f64')),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.constantFrom(null, undefined, 'name', 3),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'weight', 'odd key', '0', '__proto_'), tie('node'), {
      maxKeys: 3,
    }),
  ),
}))

const numbers = (x: unknown): readonly number[] =>
  tree.leaves(x).map((leaf) => T.toNumber(leaf as Scalar<'f64'>))

const plus =
  (n: number): tree.Leafwise =>
  (x) =>
    T.add(x, n) as never

describe('laws', () => {
  test('map keeps the structure and composes', () => {
    fc.assert(
      fc.property(trees, (t) => {
        expect(tree.map((x) => x)(t)).toEqual(t)
        const twice = tree.map(plus(2))(tree.map(plus(1))(t))
        expect(numbers(twice)).toEqual(numbers(tree.map((x) => plus(2)(plus(1)(x)))(t)))
        expect(tree.paths(twice)).toEqual(tree.paths(t))
      }),
    )
  })

  test('leaves, paths, mapTo and foldMap see the same tensors in the same order', () => {
    fc.assert(
      fc.property(trees, (t) => {
        const seen: string[] = []
        tree.mapTo((_, path) => seen.push(path))(t)
        expect(seen).toEqual(tree.paths(t))
        const total = tree.foldMap(MonoidSum)((x) => T.toNumber(x as Scalar<'f64'>))(t)
        expect(total).toBe(numbers(t).reduce((a, b) => a + b, 0))
      }),
    )
  })

  test('the order of keys in a record does not matter', () => {
    const [a, b] = [T.tensor(1), T.tensor(2)]
    expect(numbers({ a, b })).toEqual(numbers({ b, a }))
    expect(tree.paths({ b, a })).toEqual(['a', 'b'])
  })

  test('get at every path gives the leaf of that path', () => {
    fc.assert(
      fc.property(trees, (t) => {
        tree.paths(t).forEach((path, i) => {
          if (!path.includes('"')) expect(tree.get(path)(t)).toBe(tree.leaves(t)[i])
        })
      }),
    )
  })

  test('traverse with Identity is map; effects run in order and stop at the first Left', () => {
    fc.assert(
      fc.property(trees, (t) => {
        expect(numbers(tree.traverse(Id.Applicative)(plus(1))(t))).toEqual(
          numbers(tree.map(plus(1))(t)),
        )
        const order: string[] = []
        tree.traverse(E.Applicative)((x, path) => {
          order.push(path)
          return E.right(x)
        })(t)
        expect(order).toEqual(tree.paths(t))
      }),
    )
    const failing = tree.traverse(E.Applicative)((x, path) =>
      path === 'b' ? E.left(`no ${path}`) : E.right(x),
    )
    expect(failing({ a: T.tensor(1), b: T.tensor(2), c: T.tensor(3) })).toEqual(E.left('no b'))
  })

  test('traverse runs tasks', async () => {
    const load = tree.traverse(TE.ApplicativePar)((x) => TE.right(x))
    const loaded = await load({ w: T.tensor([1, 2]), layers: [T.tensor(3)] })()
    expect(E.isRight(loaded) && tree.paths(loaded.right)).toEqual(['layers[0]', 'w'])
  })

  test('zipWith of a tree with itself', () => {
    fc.assert(
      fc.property(trees, (t) => {
        const doubled = tree.zipWith((x, y) => T.add(x, y) as never)(t, t)
        expect(numbers(doubled)).toEqual(numbers(t).map((n) => 2 * n))
      }),
    )
  })

  test('modify changes one place, shares the rest, and leaves the old tree alone', () => {
    const t = { w: T.tensor([1, 2]), layers: [{ b: T.tensor(1) }, { b: T.tensor(2) }] }
    const changed = tree.modify('layers[1].b', (b: Scalar) => T.mul(b, 10))(t)
    const [, second] = changed.layers
    expect(T.toNumber(second?.b ?? T.tensor(0))).toBe(20)
    const first = tree.modify(t, 'w', (w) => T.mul(w, 2))
    expect(T.toArray(first.w)).toEqual([2, 4])
    expect(tree.get(first, 'layers[0].b')).toBe(t.layers[0]?.b)
    expect(T.toNumber(t.layers[1]?.b ?? T.tensor(0))).toBe(2)
    expect(changed.w).toBe(t.w)
    expect(changed.layers[0]).toBe(t.layers[0])
    expect(tree.modify('w', (w: typeof t.w) => w)(t)).toEqual(t)
  })
})

describe('results cannot be written to', () => {
  test('records and arrays made by a map are frozen', () => {
    const mapped = tree.map((x) => x)({ a: [T.tensor(1)] })
    expect(Object.isFrozen(mapped)).toBe(true)
    expect(Object.isFrozen(mapped.a)).toBe(true)
  })
})

describe('bad input', () => {
  test('zipWith names where structures differ', () => {
    const add = tree.zipWith((x) => x)
    const t = { a: { b: T.tensor(1) }, c: [T.tensor(1), T.tensor(2)] }
    expect(() => add(t, { a: {}, c: t.c } as never)).toThrow(
      'zipWith: the trees have different structures: .a.b is missing in one',
    )
    expect(() => add(t, { a: t.a, c: [T.tensor(1)] })).toThrow(
      '.c has 2 items in one and 1 in the other',
    )
    expect(() => add(t, { a: 3, c: t.c } as never)).toThrow(
      '.a is a record in one and the number 3 in the other',
    )
  })

  test('get says what there is', () => {
    const t = { layers: [{ kernel: T.tensor(1), bias: T.tensor(2) }] }
    expect(() => tree.get('layers[0].kernl')(t)).toThrow(
      'get: nothing at layers[0].kernl: a record has no kernl: it has kernel, bias',
    )
    expect(() => tree.get('layers[3].bias')(t)).toThrow('an array of 1 has no 3')
    expect(() => tree.get('layers[0].bias.deeper')(t)).toThrow('Tensor f32[] has no deeper')
    expect(tree.foldMap(MonoidAll)(() => true)({})).toBe(true)
  })
})
