import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, trace, tree } from '../../src/index.ts'
import { anyTrees, tensors } from './arbitrary.ts'

const exchanged = (difference: tree.Difference): tree.Difference => {
  const { path } = difference
  switch (difference._tag) {
    case 'Missing':
      return { _tag: 'Extra', path, other: difference.one }
    case 'Extra':
      return { _tag: 'Missing', path, one: difference.other }
    case 'Unlike':
      return { ...difference, one: difference.other, other: difference.one }
    case 'Changed':
      return difference
  }
}

const byPath = (differences: readonly tree.Difference[]): readonly tree.Difference[] =>
  differences.toSorted((a, b) => (a.path < b.path ? -1 : 1))

/** Two trees that are alike but for some tensors. */
const pairs = fc
  .tuple(anyTrees, fc.array(tensors, { minLength: 1, maxLength: 3 }), fc.func(fc.boolean()))
  .map(([t, others, f]): readonly [unknown, unknown] => {
    let next = 0
    return [t, tree.mapTo((x, path) => (f(path) ? x : others[next++ % others.length]))(t)]
  })

describe('laws', () => {
  test('of a tree with itself, and where trees are equal, there is nothing', () => {
    fc.assert(
      fc.property(fc.oneof(pairs, fc.tuple(anyTrees, anyTrees)), ([a, b]) => {
        expect(tree.diff(a, a)).toEqual([])
        expect(tree.diff(a, b).length === 0).toBe(tree.equals(a, b))
        const options = { rtol: 0.5, atol: 1 }
        expect(tree.diff(a, b, options).length === 0).toBe(tree.equals(a, b, options))
      }),
    )
  })

  test('the other way round it says the same', () => {
    fc.assert(
      fc.property(fc.oneof(pairs, fc.tuple(anyTrees, anyTrees)), ([a, b]) => {
        expect(byPath(tree.diff(b, a))).toEqual(byPath(tree.diff(a, b).map(exchanged)))
      }),
    )
  })

  test('the largest difference stands where it says, and the norm is not less', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        for (const change of tree.diff(a, b)) {
          if (change._tag !== 'Changed') continue
          const at = (t: unknown): number =>
            change.at.reduce<unknown>(
              (part, i) => (part as readonly unknown[])[i],
              T.toArray(T.cast(tree.get(t, change.path as string) as never, 'f64')),
            ) as number
          const gap = at(a) === at(b) ? 0 : Math.abs(at(b) - at(a))
          expect(change.maxAbs).toBe(gap)
          expect(change.changed).toBeGreaterThan(0)
          expect(change.changed).toBeLessThanOrEqual(change.count)
          if (Number.isNaN(gap)) expect(change.norm).toBeNaN()
          else {
            expect(change.norm).toBeGreaterThanOrEqual(gap)
            expect(change.norm).toBeLessThanOrEqual(gap * Math.sqrt(change.count) * (1 + 1e-12))
          }
        }
      }),
    )
  })
})

const before = {
  layers: [
    {
      kernel: T.tensor([
        [1, 2],
        [3, 4],
      ]),
      bias: T.zeros([2]),
    },
    { kernel: T.ones([2, 1]) },
  ],
  steps: T.tensor(3, 'i32'),
  activation: 'relu',
  empty: {},
}
const after = {
  layers: [
    {
      kernel: T.tensor([
        [1, 2],
        [0, 8],
      ]),
      bias: T.zeros([2]),
    },
    { kernel: T.ones([2, 3]) },
  ],
  steps: T.tensor(3, 'u32'),
  activation: 'gelu',
  head: { bias: T.tensor(1) },
}

test('two checkpoints', () => {
  expect(tree.diff(before, after)).toEqual([
    { _tag: 'Unlike', path: 'activation', one: 'the string "relu"', other: 'the string "gelu"' },
    { _tag: 'Missing', path: 'empty', one: 'a record' },
    {
      _tag: 'Changed',
      path: 'layers[0].kernel',
      type: 'f32[2, 2]',
      count: 4,
      changed: 2,
      maxAbs: 4,
      at: [1, 1],
      norm: 5,
    },
    { _tag: 'Unlike', path: 'layers[1].kernel', one: 'f32[2, 1]', other: 'f32[2, 3]' },
    { _tag: 'Unlike', path: 'steps', one: 'i32[]', other: 'u32[]' },
    { _tag: 'Extra', path: 'head.bias', other: 'f32[]' },
  ])
  expect(tree.showDiff(tree.diff(before, after))).toBe(
    [
      '6 differences',
      '! activation        the string "relu" → the string "gelu"',
      '- empty             a record',
      '~ layers[0].kernel  f32[2, 2]: 2 of 4 changed, max |Δ| 4 at [1, 1], ‖Δ‖ 5',
      '! layers[1].kernel  f32[2, 1] → f32[2, 3]',
      '! steps             i32[] → u32[]',
      '+ head.bias         f32[]',
    ].join('\n'),
  )
})

test('as text: none, one, and one of a tree that is a tensor', () => {
  expect(tree.showDiff([])).toBe('no differences')
  const one = tree.diff(T.tensor(1), T.tensor(1.5))
  expect(tree.showDiff(one)).toBe(
    '1 difference\n~ (root)  f32[]: 1 of 1 changed, max |Δ| 0.5, ‖Δ‖ 0.5',
  )
})

describe('odd numbers', () => {
  const of = (...numbers: readonly number[]) => T.tensor(numbers, 'f64')
  const only = (a: unknown, b: unknown, options?: tree.Tolerance): tree.Changed => {
    const [change] = tree.diff(a, b, options)
    if (change?._tag !== 'Changed') throw new Error('nothing changed')
    return change
  }

  test('the sign of a zero is a change of no size', () => {
    expect(only(of(0, 1), of(-0, 1))).toMatchObject({ changed: 1, maxAbs: 0, norm: 0 })
  })

  test('NaN in one of the two is no number, wherever it is', () => {
    const { maxAbs, norm, at, changed } = only(of(1, Number.NaN, 3), of(9, 2, Number.NaN))
    expect([maxAbs, norm, at, changed]).toEqual([Number.NaN, Number.NaN, [1], 3])
  })

  test('infinities', () => {
    expect(only(of(Infinity, 1), of(Infinity, 2))).toMatchObject({ changed: 1, maxAbs: 1, at: [1] })
    expect(only(of(Infinity), of(2))).toMatchObject({ maxAbs: Infinity, norm: Infinity })
    expect(only(of(Infinity), of(-Infinity)).maxAbs).toBe(Infinity)
  })

  test('the squares of what is very large and very small', () => {
    expect(only(of(0, 0), of(3e200, 4e200)).norm).toBeCloseTo(5e200, -190)
    expect(only(of(0, 0), of(3e-200, 4e-200)).norm / 5e-200).toBeCloseTo(1, 12)
  })

  test('within a tolerance nothing counts as changed', () => {
    const change = only(of(1, 2, 3), of(1.1, 2.5, 3), { atol: 0.2 })
    expect(change).toMatchObject({ changed: 1, maxAbs: 0.5, at: [1] })
    expect(() => tree.diff(of(1), of(2), { rtol: -1 })).toThrow('diff: rtol and atol')
  })

  test('integers and booleans are counted as numbers', () => {
    expect(only(T.tensor([0, 4294967295], 'u32'), T.tensor([4294967295, 0], 'u32'))).toMatchObject({
      changed: 2,
      maxAbs: 4294967295,
    })
    expect(only(T.tensor([true, false]), T.tensor([true, true])).maxAbs).toBe(1)
  })
})

test('has no answer where there are no values yet', () => {
  expect(() =>
    trace((x: ReturnType<typeof T.ones<[2]>>) => {
      tree.diff({ x }, { x: T.ones([2]) })
      return x
    })(T.ones([2])),
  ).toThrow('diff: ')
})
