import * as fc from 'fast-check'
import { not } from 'fp-ts/lib/Predicate.js'
import { describe, expect, test } from 'vitest'
import { optim, T, tree } from '../../src/index.ts'
import type { AnyTensor } from '../../src/core/tensor.ts'
import { anyTrees, scalars, trees } from './arbitrary.ts'

const params = {
  encoder: {
    conv1: { kernel: T.ones([3, 3]), bias: T.zeros([3]) },
    conv2: { kernel: T.ones([3, 3]), bias: T.zeros([3]) },
    norm: { scale: T.ones([3]) },
  },
  layers: [{ kernel: T.ones([2]), bias: T.zeros([2]) }, { kernel: T.ones([4]) }],
  bias: T.tensor(1),
}

const chosen = (which: tree.Which): readonly string[] => Object.keys(tree.select(params, which))

describe('patterns', () => {
  test.each<readonly [pattern: string, paths: readonly string[]]>([
    ['bias', ['bias']],
    ['layers[0].kernel', ['layers[0].kernel']],
    ['layers[*].kernel', ['layers[0].kernel', 'layers[1].kernel']],
    ['layers.*.kernel', ['layers[0].kernel', 'layers[1].kernel']],
    ['layers', ['layers[0].bias', 'layers[0].kernel', 'layers[1].kernel']],
    ['layers[1]', ['layers[1].kernel']],
    ['**.bias', ['bias', 'encoder.conv1.bias', 'encoder.conv2.bias', 'layers[0].bias']],
    ['encoder.**.bias', ['encoder.conv1.bias', 'encoder.conv2.bias']],
    ['**.conv*.k*l', ['encoder.conv1.kernel', 'encoder.conv2.kernel']],
    ['**.norm', ['encoder.norm.scale']],
    ['**.*2.bias', ['encoder.conv2.bias']],
    ['encoder["conv1"].bias', ['encoder.conv1.bias']],
    ['', tree.paths(params)],
    ['*', tree.paths(params)],
    ['**', tree.paths(params)],
    ['**.**', tree.paths(params)],
  ])('%s', (pattern, paths) => {
    expect(chosen(pattern)).toEqual(paths)
    expect(tree.paths(params).filter(tree.matches(pattern))).toEqual(paths)
  })

  test('several patterns, and predicates', () => {
    expect(chosen(['bias', '**.norm'])).toEqual(['bias', 'encoder.norm.scale'])
    expect(chosen((path, x) => x.shape.length === 2 && path.includes('conv1'))).toEqual([
      'encoder.conv1.kernel',
    ])
    const others = chosen(not(tree.matches('**.kernel', '**.bias')))
    expect(others).toEqual(['encoder.norm.scale'])
  })

  test('a star in quotes is a star, and signs of regular expressions are letters', () => {
    const t = { '*': T.tensor(1), a: T.tensor(2), 'b.*': T.tensor(3), bxx: T.tensor(4) }
    expect(Object.keys(tree.select(t, '["*"]'))).toEqual(['["*"]'])
    expect(tree.matches('b+*')('bb')).toBe(false)
    expect(tree.matches('b+*')('b+c')).toBe(true)
  })

  test('every path matches itself and nothing else, whatever its keys are', () => {
    fc.assert(
      fc.property(trees, (t) => {
        const paths = tree.paths(t).filter((path) => !path.includes('*'))
        for (const path of paths) expect(paths.filter(tree.matches(path))).toEqual([path])
      }),
    )
  })

  test('what matches nothing is a mistake, but not of a predicate', () => {
    expect(() => chosen('**.kernl')).toThrow(
      'select: **.kernl matches no tensor: there are bias, encoder.conv1.bias, encoder.conv1.kernel, encoder.conv2.bias, encoder.conv2.kernel, encoder.norm.scale and 3 more; a predicate may hold nowhere',
    )
    expect(() => chosen(['bias', 'head'])).toThrow('select: head matches no tensor')
    expect(() => tree.select({}, '**')).toThrow('there are none')
    expect(chosen(tree.matches('**.kernl'))).toEqual([])
    expect(() => chosen((() => 1) as never)).toThrow(
      'a predicate gives true or false, got the number',
    )
    expect(() => tree.matches('a..b')).toThrow('matches: a..b is not a path')
    expect(() => tree.partition(params, 'head')).toThrow('partition: head')
    expect(() => tree.modifyAll(params, 'head', (x) => x)).toThrow('modifyAll: head')
  })

  test('are masks of optimizers', () => {
    const opt = optim.masked(optim.sgd({ learningRate: 1 }), tree.matches('**.bias'))
    const [updates] = opt.update(params, opt.init(params), params)
    expect(T.toNumber(updates.bias)).toBe(-1)
    expect(updates.encoder.norm.scale).toBe(params.encoder.norm.scale)
  })
})

/** A tree and which of its tensors are meant, by a number for each path. */
const selections = fc.tuple(trees, fc.func(fc.boolean())).map(([t, f]) => {
  const memo = new Map(tree.paths(t).map((path) => [path, f(path)]))
  return [t, (path: string) => memo.get(path) === true] as const
})

const plus =
  (n: number): tree.Leafwise =>
  (x) =>
    T.add(x, n) as never

describe('the laws of traversals', () => {
  test('select', () => {
    fc.assert(
      fc.property(anyTrees, (t) => {
        const all = tree.select(t, () => true)
        expect(Object.keys(all).toSorted()).toEqual(tree.paths(t).toSorted())
        tree.paths(t).forEach((path, i) => {
          expect(all[path]).toBe(tree.leaves(t)[i])
        })
        expect(tree.select(t, () => false)).toEqual({})
      }),
    )
  })

  test('modifyAll', () => {
    fc.assert(
      fc.property(selections, ([t, which]) => {
        expect(
          tree.equals(
            tree.modifyAll(t, which, (x) => x),
            t,
          ),
        ).toBe(true)
        const once = tree.modifyAll(t, which, plus(1))
        const twice = tree.modifyAll(once, which, plus(2))
        expect(
          tree.equals(
            twice,
            tree.modifyAll(t, which, (x) => plus(2)(plus(1)(x))),
          ),
        ).toBe(true)
        const mapped = tree.map(plus(1))(tree.select(t, which))
        expect(tree.equals(tree.select(once, which), mapped)).toBe(true)
        const others = (path: string): boolean => !which(path)
        expect(tree.equals(tree.select(once, others), tree.select(t, others))).toBe(true)
        expect(
          tree.equals(
            tree.modifyAll(t, () => true, plus(1)),
            tree.map(plus(1))(t),
          ),
        ).toBe(true)
      }),
    )
  })

  test('setAll', () => {
    fc.assert(
      fc.property(selections, ([t, which]) => {
        expect(tree.equals(tree.setAll(t, tree.select(t, which)), t)).toBe(true)
        const u = tree.map(plus(1))(t)
        const values = tree.select(u, which)
        const set = tree.setAll(t, values)
        expect(tree.equals(tree.select(set, which), values)).toBe(true)
        expect(tree.equals(set, tree.modifyAll(t, which, plus(1)))).toBe(true)
      }),
    )
  })

  test('modifyAll gives the path, and refuses another type', () => {
    const seen: string[] = []
    tree.modifyAll('layers', (x, path) => {
      seen.push(path)
      return x
    })(params)
    expect(seen).toEqual(['layers[0].bias', 'layers[0].kernel', 'layers[1].kernel'])
    expect(() => tree.modifyAll(params, 'bias', () => T.zeros([2]))).toThrow(
      'modifyAll: the function must keep shapes and element types, but made Tensor f32[2] of Tensor f32[] at bias',
    )
  })

  test('setAll refuses what is not there and what does not fit', () => {
    const set = (path: string, x: AnyTensor): unknown => tree.setAll({ [path]: x })(params)
    expect(tree.get(set('.layers.0.bias', T.tensor([1, 2])), 'layers[0].bias')).toBeDefined()
    expect(() => set('layers', T.tensor(1))).toThrow('setAll: there is no tensor at layers')
    expect(() => set('head', T.tensor(1))).toThrow('setAll: there is no tensor at head')
    expect(() => set('bias', T.tensor([1]))).toThrow(
      'setAll: bias is f32[] and cannot become f32[1]: use replace to change the type',
    )
    expect(() => set('bias', T.tensor(1, 'i32'))).toThrow('bias is f32[] and cannot become i32[]')
    fc.assert(
      fc.property(scalars, (x) => {
        expect(tree.setAll(T.tensor(0, 'f64'), { '': x as never })).toBe(x)
      }),
    )
  })
})
