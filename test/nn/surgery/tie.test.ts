import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { grad, nn, R, type Scalar, T, tree } from '../../../src/index.ts'

const net = nn.sequential(
  { left: nn.dense(4) },
  nn.tanh,
  { right: nn.dense(4) },
  { out: nn.dense(4) },
)
const input = nn.input('batch', 4)
const x = R.normal(R.key(3), [5, 4])
const full = nn.on(input, net)
const tied = nn.on(input, nn.tie(net, 'right', 'left'))

describe('ties', () => {
  test('leaves out what is shared, and computes what the layer does with it in both places', () => {
    const { params } = tied.init(R.key(0))
    expect(params.right).toEqual([])
    expect(tree.paths(params)).toEqual(['left.bias', 'left.kernel', 'out.bias', 'out.kernel'])
    const both = { ...params, right: params.left }
    expect(tree.equals(nn.apply(tied)(params, x), nn.apply(full)(both, x))).toBe(true)
    expect(nn.summary(tied).parameters).toBe(nn.summary(full).parameters - 20)
  })

  test('has for gradient the sum of those of both places', () => {
    const { params } = tied.init(R.key(0))
    const shared = grad((p: typeof params): Scalar => T.sum(T.square(nn.apply(tied)(p, x))))(params)
    const both = { ...params, right: params.left }
    const apart = grad((p: typeof both): Scalar => T.sum(T.square(nn.apply(full)(p, x))))(both)
    const sum = tree.zipWith((a, b) => T.add(a, b))(apart.left, apart.right)
    expect(tree.equals(shared.left, sum, { rtol: 1e-5, atol: 1e-6 })).toBe(true)
    expect(tree.equals(shared.out, apart.out, { rtol: 1e-5, atol: 1e-6 })).toBe(true)
  })

  test('an embedding transposed is the last layer', () => {
    const lm = nn.sequential({ tokens: nn.embedding(10, 3) }, nn.tanh, { out: nn.dense(10) })
    const model = nn.on(
      nn.inputOf('i32', 'batch'),
      nn.tie(lm, 'out.kernel', 'tokens.table', { transpose: true }),
    )
    const { params } = model.init(R.key(0))
    expect(tree.paths(params)).toEqual(['out.bias', 'tokens.table'])
    const ids = T.tensor([1, 5], 'i32')
    const expected = T.add(
      T.matmul(T.tanh(T.take(params.tokens.table, ids, 0)), T.transpose(params.tokens.table)),
      params.out.bias,
    )
    expect(tree.equals(nn.apply(model)(params, ids), expected)).toBe(true)
  })

  test('twice: three places with the same parameters', () => {
    const thrice = nn.on(input, nn.tie(nn.tie(net, 'right', 'left'), 'out', 'left'))
    const { params } = thrice.init(R.key(0))
    expect(tree.count(params)).toBe(20)
    const all = { left: params.left, right: params.left, out: params.left }
    expect(tree.equals(nn.apply(thrice)(params, x), nn.apply(full)(all, x))).toBe(true)
  })

  test('is data: it is written and read', () => {
    const layer = nn.tie(net, 'right', 'left')
    const read = nn.decode(JSON.parse(JSON.stringify(nn.toJSON(layer))))
    if (E.isLeft(read)) throw new Error(String(read.left))
    expect(nn.toJSON(read.right)).toEqual(nn.toJSON(layer))
    expect(nn.toJSON(layer).config).toEqual({ path: 'right', from: 'left' })
  })

  test('goes through surgery', () => {
    const layer = nn.tie(net, 'right', 'left')
    const paths = tree.paths(tied.init(R.key(0)).params)
    expect(paths.filter(nn.parametersOf(tied, '[0].left'))).toEqual(['left.bias', 'left.kernel'])
    expect(paths.filter(nn.parametersOf(tied, '[0].right'))).toEqual([])
    const vars = tied.init(R.key(0))
    const wider = nn.on(input, nn.replace(layer, '[0].out', nn.dense(7)))
    const [next, moves] = nn.transplant(tied, vars, wider as nn.AnyModel, R.key(1))
    expect(nn.showMoves(moves)).toContain('2 carried over, 2 new, 2 left behind')
    expect(tree.get(next, 'params.left.kernel' as string)).toBe(vars.params.left.kernel)
  })
})

describe('what does not fit', () => {
  const built = (layer: nn.AnyLayer): unknown => {
    const made = nn.buildDyn(input)(layer)
    return E.isLeft(made) ? made.left : 'built'
  }

  test('is a message', () => {
    const wide = nn.sequential({ a: nn.dense(4) }, { b: nn.dense(5) }) as nn.AnyLayer
    const tie = (path: string, from: string, options: nn.TieOptions = {}): unknown =>
      built(nn.tie(wide, path, from, options))
    expect(tie('b', 'a')).toBe(
      'tie: the parameters at a (kernel [4, 4], bias [4]) do not fit at b (kernel [4, 5], bias [5])',
    )
    expect(tie('b.kernel', 'a.kernel', { transpose: true })).toContain('do not fit')
    expect(tie('b', 'c')).toContain('tie: nothing at c')
    expect(tie('c', 'a')).toContain('tie: nothing at c')
    expect(tie('a', 'a.kernel')).toBe('tie: a.kernel and a are parts of each other')
    expect(tie('a', 'a')).toBe('tie: a and a are parts of each other')
    expect(tie('a..', 'b')).toBe('tie: a.. is not a path')
    expect(built(nn.tie(nn.residual(nn.dense(3)), '', ''))).toContain('tie: residual: branch')
  })
})
