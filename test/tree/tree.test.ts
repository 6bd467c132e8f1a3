import * as E from 'fp-ts/lib/Either.js'
import * as Id from 'fp-ts/lib/Identity.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { getApplicativeComposition } from 'fp-ts/lib/Applicative.js'
import { MonoidAll } from 'fp-ts/lib/boolean.js'
import { MonoidSum } from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { Monoid as MonoidText } from 'fp-ts/lib/string.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, tree } from '../../src/index.ts'
import type { AnyTensor, Scalar } from '../../src/core/tensor.ts'
import { scalars, trees } from './arbitrary.ts'

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
          expect(tree.get(t, path)).toBe(tree.leaves(t)[i])
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

  test('mapTo is a functor in what it makes, and map is mapTo a tensor', () => {
    const named = (x: AnyTensor, path: string): string => `${path} ${T.show(x)}`
    fc.assert(
      fc.property(trees, (t) => {
        const made: unknown[] = []
        tree.mapTo((x, path) => made.push(named(x, path).length))(t)
        const composed: unknown[] = []
        tree.mapTo((x, path) => composed.push(named(x, path)))(t)
        expect(made).toEqual(composed.map((text) => String(text).length))
        expect(tree.equals(tree.mapTo((x) => plus(1)(x as never))(t), tree.map(plus(1))(t))).toBe(
          true,
        )
      }),
    )
  })

  test('foldMap maps homomorphisms of monoids: the sum of lengths is the length of the text', () => {
    fc.assert(
      fc.property(trees, (t) => {
        const text = tree.foldMap(MonoidText)((_, path) => path)(t)
        expect(tree.foldMap(MonoidSum)((_, path) => path.length)(t)).toBe(text.length)
        expect(text).toBe(tree.paths(t).join(''))
        const all = tree.foldMap(RA.getMonoid<AnyTensor>())((x) => [x])(t)
        expect(all).toEqual(tree.leaves(t))
      }),
    )
  })

  test('traverse is natural: an Option read as an Either, before or after', () => {
    const toEither = E.fromOption(() => 'none')
    fc.assert(
      fc.property(trees, fc.integer(), (t, least) => {
        const f = (x: AnyTensor): O.Option<AnyTensor> =>
          T.toNumber(x as Scalar<'f64'>) < least ? O.some(plus(1)(x as never)) : O.none
        const after = toEither(tree.traverse(O.Applicative)(f as never)(t))
        const before = tree.traverse(E.Applicative)(((x: AnyTensor) => toEither(f(x))) as never)(t)
        expect(E.isRight(after)).toBe(E.isRight(before))
        if (E.isRight(after) && E.isRight(before))
          expect(tree.equals(after.right, before.right)).toBe(true)
      }),
    )
  })

  test('traverse of a composition is the composition of traversals', () => {
    const composed = getApplicativeComposition(O.Applicative, RA.Applicative)
    const outer = (x: AnyTensor): O.Option<AnyTensor> => O.some(plus(1)(x as never))
    const inner = (x: AnyTensor): readonly AnyTensor[] => [x, plus(2)(x as never)]
    const small = fc.record({ a: fc.array(scalars, { maxLength: 2 }), b: scalars })
    fc.assert(
      fc.property(small, (t) => {
        const once = tree.traverse(composed as never)(((x: AnyTensor) =>
          O.Functor.map(outer(x), inner)) as never)(t) as unknown as O.Option<readonly unknown[]>
        const twice = O.Functor.map(
          tree.traverse(O.Applicative)(outer as never)(t),
          tree.traverse(RA.Applicative)(inner as never),
        )
        if (O.isNone(once) || O.isNone(twice)) throw new Error('none')
        expect(once.value).toHaveLength(2 ** tree.leaves(t).length)
        expect(tree.equals(once.value, twice.value)).toBe(true)
      }),
    )
  })

  test('traverse runs tasks', async () => {
    const load = tree.traverse(TE.ApplicativePar)((x) => TE.right(x))
    const loaded = await load({ w: T.tensor([1, 2]), layers: [T.tensor(3)] })()
    expect(E.isRight(loaded) && tree.paths(loaded.right)).toEqual(['layers[0]', 'w'])
  })

  test('zipWith of a tree with itself, of one side alone, and with the sides exchanged', () => {
    fc.assert(
      fc.property(trees, (t) => {
        const next = tree.map(plus(1))(t)
        expect(tree.equals(tree.zipWith((x) => x)(t, next), t)).toBe(true)
        expect(tree.equals(tree.zipWith((_, y) => y)(t, next), next)).toBe(true)
        const minus = tree.zipWith((x, y) => T.sub(x, y) as never)(t, next)
        const exchanged = tree.zipWith((x, y) => T.sub(y, x) as never)(next, t)
        expect(tree.equals(minus, exchanged)).toBe(true)
        const doubled = tree.zipWith((x, y) => T.add(x, y) as never)(t, t)
        expect(numbers(doubled)).toEqual(numbers(t).map((n) => 2 * n))
      }),
    )
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
    expect(() => tree.get(t, 'layers[0].kernl' as string)).toThrow(
      'get: nothing at layers[0].kernl: a record has no kernl: it has kernel, bias',
    )
    expect(() => tree.get('layers[3].bias')(t)).toThrow('an array of 1 has no 3')
    expect(() => tree.get(t, 'layers[0].bias.deeper' as string)).toThrow(
      'Tensor f32[] has no deeper',
    )
    expect(tree.foldMap(MonoidAll)(() => true)({})).toBe(true)
  })
})
