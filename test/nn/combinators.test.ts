/** The laws of putting layers together. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, fold, grad, nn, R, T, type Tensor, tree, vmap } from '../../src/index.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'
import { elements } from './support.ts'

const rows = nn.inputOf('f64', 'batch', 3)
const x = tensor([2, 3], { dtype: 'f64', domain: { low: -2, high: 2 } })
const seed = fc.nat()

describe('sequential', () => {
  const a = nn.dense(4)
  const b = nn.sequential(nn.batchNorm, nn.tanh)
  const c = nn.dense(2)
  const flat = nn.on(rows, nn.sequential(a, b, c))
  const left = nn.on(rows, nn.sequential(nn.sequential(a, b), c))
  const right = nn.on(rows, nn.sequential(a, nn.sequential(b, c)))

  test('is associative', () => {
    fc.assert(
      fc.property(x, seed, (x, seed) => {
        const { params: p, state: s } = flat.init(R.key(seed))
        const leftVars = { params: [[p[0], p[1]], p[2]], state: [[[], s[1]], []] } as const
        const rightVars = { params: [p[0], [p[1], p[2]]], state: [[], [s[1], []]] } as const
        const key = R.key(seed)
        const once = elements(flat.predict({ params: p, state: s }, x))
        expect(elements(left.predict(leftVars, x))).toEqual(once)
        expect(elements(right.predict(rightVars, x))).toEqual(once)
        const trained = elements(flat.forward({ params: p, state: s }, x, key))
        expect(elements(left.forward(leftVars, x, key))).toEqual(trained)
        expect(elements(right.forward(rightVars, x, key))).toEqual(trained)
      }),
      { numRuns: 5 },
    )
  })

  test('of nothing is the identity', () => {
    const before = nn.on(rows, nn.sequential(nn.sequential(), a))
    const behind = nn.on(rows, nn.sequential(a, nn.sequential()))
    const alone = nn.on(rows, a)
    fc.assert(
      fc.property(x, seed, (x, seed) => {
        const { params } = alone.init(R.key(seed))
        const once = elements(alone.predict({ params, state: [] }, x))
        expect(elements(before.predict({ params: [[], params], state: [] }, x))).toEqual(once)
        expect(elements(behind.predict({ params: [params, []], state: [] }, x))).toEqual(once)
        expect(elements(nn.apply(nn.model(rows))([], x))).toEqual(elements(x))
      }),
      { numRuns: 5 },
    )
  })

  test('names change where parameters are, not what is computed', () => {
    const named = nn.model(rows, { first: a }, nn.tanh, c)
    const plain = nn.model(rows, a, nn.tanh, c)
    const { params } = plain.init(R.key(1))
    const at = { first: params[0], '2': params[2] }
    const one = T.ones([2, 3], 'f64')
    expect(elements(nn.apply(named)(at, one))).toEqual(elements(nn.apply(plain)(params, one)))
    expect(elements(named.init(R.key(1)).params.first)).toEqual(elements(params[0]))
  })

  test('refuses names that are no names', () => {
    expect(() => nn.sequential({ a: nn.relu }, { a: nn.tanh })).toThrow(
      'sequential: two layers have the name "a"',
    )
    expect(() => nn.sequential({ '0': nn.relu })).toThrow('"0" is not a name')
    expect(() => nn.sequential({ a: nn.relu, b: nn.tanh })).toThrow('records with one key')
    expect(() => nn.sequential(3 as never)).toThrow('takes layers')
  })
})

describe('residual', () => {
  const model = nn.on(rows, nn.residual(nn.dense(5), nn.tanh, nn.dense(3)))
  const { params } = model.init(R.key(0))

  test('of zero is the identity', () => {
    const zero = tree.map(T.zerosLike)(params)
    fc.assert(
      fc.property(x, (x) => {
        expect(elements(nn.apply(model)(zero, x))).toEqual(elements(x))
      }),
    )
  })

  test('is the input and the body', () => {
    const body = nn.model(rows, nn.dense(5), nn.tanh, nn.dense(3))
    fc.assert(
      fc.property(x, (x) => {
        const sum = T.add(x, nn.apply(body)(params, x))
        expect(elements(nn.apply(model)(params, x))).toEqual(elements(sum))
      }),
    )
  })
})

describe('randomness and statistics', () => {
  test('dropout of rate 0 changes nothing', () => {
    const model = nn.on(rows, nn.dropout(0))
    fc.assert(
      fc.property(x, seed, (x, seed) => {
        const [y] = model.forward({ params: [], state: [] }, x, R.key(seed))
        expect(elements(y)).toEqual(elements(x))
      }),
    )
  })

  test.each([
    ['inverted', 1],
    ['classical', 0.6],
  ] as const)('the mean of %s dropout over keys is its prediction', (scaling, kept) => {
    const model = nn.on(nn.input(20_000), nn.dropout(0.4, { scaling }))
    const ones = T.ones([20_000])
    const vars = { params: [], state: [] } as const
    const mean = T.toNumber(T.mean(model.forward(vars, ones, R.key(1))[0]))
    // 4 standard deviations of a mean of 20,000
    const deviation = (4 * Math.sqrt(0.24) * (scaling === 'inverted' ? 1 / 0.6 : 1)) / 141
    expect(Math.abs(mean - kept)).toBeLessThan(deviation)
    expect(T.toNumber(T.mean(model.predict(vars, ones)))).toBeCloseTo(kept, 4)
  })

  test('spatial dropout drops whole channels of an example', () => {
    const model = nn.on(nn.input(6, 3, 4, 5), nn.dropout(0.5, { spatial: true }))
    const [y] = model.forward({ params: [], state: [] }, T.ones([6, 3, 4, 5]), R.key(2))
    const most = T.max(y, [1, 2])
    expect(elements(T.min(y, [1, 2]))).toEqual(elements(most))
    expect(new Set(elements(most))).toEqual(new Set([0, 2]))
  })

  test('layers of one model draw for themselves', () => {
    const model = nn.model(nn.input(1000), nn.dropout(0.5), nn.dropout(0.5))
    const [y] = model.forward({ params: [[], []], state: [] }, T.ones([1000]), R.key(2))
    const kept = elements(y).filter((v) => v !== 0).length
    expect(kept).toBeGreaterThan(190)
    expect(kept).toBeLessThan(310)
  })

  test('prediction of batchNorm uses the statistics that training has gathered', () => {
    const model = nn.on(nn.inputOf('f64', 'batch', 2), nn.batchNormWith({ decay: 0 }))
    const { params, state } = model.init(R.key(0))
    fc.assert(
      fc.property(tensor([4, 2], { dtype: 'f64', domain: { low: -2, high: 2 } }), (x) => {
        const [trained, next] = model.forward({ params, state }, x, R.key(0))
        const predicted = model.predict({ params, state: next }, x)
        elements(predicted).forEach((v, i) => expect(v).toBeCloseTo(elements(trained)[i] ?? 0, 9))
      }),
    )
  })
})

describe('first values', () => {
  const variance = (kernel: Tensor) => T.toNumber(T.variance(kernel))
  const kernelBefore = (...items: readonly nn.Item[]) => {
    const built = nn.buildDyn(nn.input('batch', 400))(nn.sequential(nn.dense(200), ...items))
    if (built._tag === 'Left') throw new Error(built.left)
    const params = built.right.init(R.key(4)).params as readonly { readonly kernel: Tensor }[]
    return variance(params[0]?.kernel ?? T.zeros([1]))
  }
  const he = 2 / 400
  const glorot = 2 / 600
  const lecun = 1 / 400
  test.each<readonly [string, number, readonly nn.Item[]]>([
    ['relu', he, [nn.relu]],
    ['relu behind normalization and dropout', he, [nn.batchNorm, nn.dropout(0.1), nn.relu]],
    ['relu in a block', he, [nn.sequential(nn.layerNorm, nn.sequential(nn.relu))]],
    ['relu behind a block that lets it through', he, [nn.sequential(nn.layerNorm), nn.relu]],
    ['tanh', glorot, [nn.tanh]],
    ['nothing', glorot, []],
    ['another dense layer', glorot, [nn.dense(3), nn.relu]],
    ['selu', lecun, [nn.selu]],
    ['gelu', he, [{ act: nn.gelu }]],
  ])('suit %s', (_, expected, items) => {
    expect(kernelBefore(...items) / expected).toBeCloseTo(1, 1)
  })

  test('suit the activation behind the block that they end', () => {
    const block = nn.residual(nn.dense(400), nn.relu, nn.dense(400), nn.layerNorm)
    const { params } = nn.model(nn.input('batch', 400), block, nn.relu).init(R.key(5))
    expect(variance(params[0][2].kernel) / he).toBeCloseTo(1, 1)
    const open = nn.model(nn.input('batch', 400), block).init(R.key(5))
    expect(variance(open.params[0][2].kernel) / (2 / 800)).toBeCloseTo(1, 1)
  })

  test('are those that are asked for', () => {
    const ones = nn.dense(3, { kernelInit: 'ones', biasInit: { name: 'constant', value: 2 } })
    const { params } = nn.model(nn.input('batch', 2), ones, nn.relu).init(R.key(0))
    expect(elements(params)).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1])
  })

  test('differ from layer to layer and from key to key', () => {
    const model = nn.model(nn.input('batch', 3), nn.dense(3), nn.dense(3))
    const draw = (seed: number) => elements(model.init(R.key(seed)).params).filter((v) => v !== 0)
    expect(new Set([...draw(0), ...draw(1)]).size).toBe(36)
    expect(draw(0)).toEqual(draw(0))
  })
})

describe('models inside transformations', () => {
  const model = nn.model(
    nn.input('batch', 3),
    nn.dense(4),
    nn.batchNorm,
    nn.relu,
    nn.dropout(0.2),
    {
      out: nn.dense(1),
    },
  )
  const vars = model.init(R.key(0))
  type Vars = typeof vars
  const data = R.normal(R.key(9), [8, 3])
  const target = T.sum(data, 1, { keepdims: true })

  test('train in a fold, as in a loop', () => {
    const step = (at: { readonly vars: Vars; readonly key: R.Key }, x: Tensor<[8, 3]>) => {
      const [own, key] = R.split(at.key)
      const [y, state] = model.forward(at.vars, x, own)
      const loss = (params: Vars['params']) =>
        T.mean(T.square(T.sub(model.forward({ params, state: at.vars.state }, x, own)[0], target)))
      const grads = grad(loss)(at.vars.params)
      const params = tree.zipWith((p, g) => T.sub(p, T.mul(g, 0.1)))(at.vars.params, grads)
      return [T.mean(T.square(T.sub(y, target))), { vars: { params, state }, key }] as const
    }
    const start = { vars, key: R.key(1) }
    const batches = Array.from({ length: 30 }, () => data)
    const [losses, end] = fold(step)(start, batches)
    const first = T.toNumber(losses[0] ?? T.tensor(0))
    expect(T.toNumber(losses.at(-1) ?? T.tensor(0))).toBeLessThan(first / 2)
    const looped = batches.reduce((at, x) => compile(step)(at, x)[1], start)
    expect(elements(end.vars)).toEqual(elements(looped.vars))
  })

  test('a batch of models is a batch of predictions', () => {
    const mlp = nn.model(nn.input('batch', 3), nn.dense(4), nn.tanh, nn.dense(1))
    const f = nn.apply(mlp)
    const several = [0, 1, 2].map((seed) => mlp.init(R.key(seed)).params)
    const stacked = vmap((key: R.Key) => mlp.init(key).params)(
      T.stack(
        [0, 1, 2].map((seed) => R.key(seed)),
        0,
      ) as never,
    )
    const together = vmap(f, [0, null])(stacked as never, data)
    expect(elements(together)).toEqual(several.flatMap((params) => elements(f(params, data))))
  })
})
