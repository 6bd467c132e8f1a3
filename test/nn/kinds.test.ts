/** What kinds compute, against definitions, against each other, and against what papers promise. */
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grad, nn, R, T, type Tensor, tree } from '../../src/index.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'
import { elements } from './support.ts'

const drawn = (seed: number, shape: readonly number[]): Tensor =>
  R.normal(R.key(seed), [...shape], { dtype: 'f64' }) as unknown as Tensor

const close = (a: unknown, b: unknown, digits = 9): void => {
  const [left, right] = [elements(a), elements(b)]
  expect(left).toHaveLength(right.length)
  left.forEach((v, i) => expect(v).toBeCloseTo(right[i] ?? Number.NaN, digits))
}

const on = (input: nn.Input<unknown>, layer: nn.AnyLayer): nn.AnyModel => {
  const built = nn.buildDyn(input)(layer)
  if (built._tag === 'Left') throw new Error(built.left)
  return built.right
}

const f64 = (...shape: (number | string)[]): nn.Input<unknown> => nn.inputOf('f64', ...shape)

const predict = (layer: nn.AnyLayer, params: unknown, x: Tensor): Tensor =>
  on(f64(...x.shape), layer).predict({ params, state: [] }, x)

describe('convolutions', () => {
  const x = drawn(1, [2, 5, 6, 4])

  test('a separable one is a convolution with the product of its kernels', () => {
    const [depthwise, pointwise] = [drawn(2, [3, 2, 1, 8]), drawn(3, [8, 5])]
    const bias = drawn(4, [5])
    // channel c has the filters 2 c and 2 c + 1
    const spread = T.reshape(depthwise, [3, 2, 4, 2])
    const mixing = T.reshape(pointwise, [4, 2, 5])
    const kernel = T.einsum('hwcm,cmo->hwco', spread, mixing)
    close(
      predict(
        nn.separableConv2d(5, [3, 2], { multiplier: 2, strides: 2 }),
        { depthwise, pointwise, bias },
        x,
      ),
      predict(nn.conv2d(5, [3, 2], { strides: 2 }), { kernel, bias }, x),
    )
  })

  test('a depthwise one is a convolution of each channel', () => {
    const kernel = drawn(2, [3, 3, 1, 4])
    const channel = (c: number) =>
      predict(
        nn.conv2d(1, 3, { bias: false }),
        { kernel: T.slice(kernel, [0, 0, 0, c], [3, 3, 1, c + 1]) },
        T.slice(x, [0, 0, 0, c], [2, 5, 6, c + 1]),
      )
    close(
      predict(nn.depthwiseConv2d(3, { bias: false }), { kernel }, x),
      T.concat([0, 1, 2, 3].map(channel), 3),
    )
  })

  test('a transposed one is the adjoint', () => {
    const kernel = drawn(2, [3, 2, 4, 3])
    const options = { strides: 2, bias: false } as const
    const y = drawn(5, [2, 3, 3, 3])
    const large = drawn(6, [2, 6, 6, 4])
    const forward = predict(nn.conv2d(3, [3, 2], options), { kernel }, large)
    const back = predict(nn.conv2dTranspose(4, [3, 2], options), { kernel }, y)
    close(T.sum(T.mul(forward, y)), T.sum(T.mul(large, back)))
  })

  test('the kernel of a transposed one begins with the variance of its inputs', () => {
    const model = nn.model(nn.input('batch', 8, 8, 64), nn.conv2dTranspose(16, 3), nn.relu)
    const { kernel } = model.init(R.key(1)).params[0]
    expect(T.toNumber(T.variance(kernel)) / (2 / (9 * 64))).toBeCloseTo(1, 1)
  })
})

describe('normalizations', () => {
  const one = { scale: T.ones([4], 'f64'), offset: T.zeros([4], 'f64') }
  const images = tensor([3, 2, 3, 4], {
    dtype: 'f64',
    domain: { low: -3, high: 3 },
  }) as unknown as Arbitrary<Tensor>

  test('of as many groups as channels is that of instances, of one group that of layers', () => {
    fc.assert(
      fc.property(images, (x) => {
        close(predict(nn.groupNorm(4), one, x), predict(nn.instanceNorm, one, x))
        const flat = T.reshape(x, [3, 24])
        const ones = { scale: T.ones([24], 'f64'), offset: T.zeros([24], 'f64') }
        close(predict(nn.groupNorm(1), one, x), predict(nn.layerNorm, ones, flat))
      }),
      { numRuns: 10 },
    )
  })

  test('of the root mean square is that of layers where the mean is 0', () => {
    fc.assert(
      fc.property(images, (x) => {
        const centred = T.sub(x, T.mean(x, -1, { keepdims: true })) as Tensor
        close(
          predict(nn.rmsNorm, { scale: one.scale }, centred),
          predict(nn.layerNorm, one, centred),
        )
      }),
      { numRuns: 10 },
    )
  })

  test('of batches in training gives mean 0 and variance 1', () => {
    const model = on(f64(50, 4), nn.batchNorm)
    const { params, state } = model.init(R.key(0))
    const [y] = model.forward({ params, state }, T.add(T.mul(drawn(3, [50, 4]), 5), 7), R.key(1))
    close(T.mean(y as Tensor, 0), T.zeros([4]))
    close(T.variance(y as Tensor, 0), T.ones([4]), 5)
  })

  test('of batches moves its statistics by the decay', () => {
    const model = on(f64(50, 4), nn.batchNormWith({ decay: 0.75 }))
    const { params, state } = model.init(R.key(0))
    const x = drawn(3, [50, 4])
    const [, next] = model.forward({ params, state }, x, R.key(1))
    const { mean, variance } = next as nn.BatchStats<number, 'f64'>
    close(mean, T.mul(T.mean(x, 0), 0.25))
    close(variance, T.add(T.mul(T.variance(x, 0), 0.25), 0.75))
  })
})

describe('attention', () => {
  const x = drawn(1, [2, 5, 4])
  const shuffled = [3, 0, 4, 1, 2]
  const permuted = (y: Tensor): Tensor => T.take(y, T.tensor([...shuffled], 'i32'), 1) as Tensor
  const built = (layer: nn.AnyLayer) => on(f64('batch', 'time', 4), layer)

  test('is its definition', () => {
    const model = built(nn.selfAttention(2, { bias: false }))
    const { params } = model.init(R.key(2))
    const { query, key, value, out } = params as nn.AttentionKernels<4, 4>
    const project = (p: nn.KernelParams<4, 4>, y: Tensor): Tensor => {
      const kernel = T.reshape(p.kernel, [4, 2, 2])
      return T.einsum('bte,ehd->bthd', y, kernel)
    }
    const scores = T.einsum('bqhd,bkhd->bhqk', project(query, x), project(key, x)) as Tensor
    const weights = T.softmax(T.div(scores, Math.SQRT2))
    const mixed = T.einsum('bhqk,bkhd->bqhd', weights, project(value, x)) as Tensor
    const all = T.matmul(T.reshape(mixed, [2, 5, 4]), out.kernel)
    close(model.predict({ params, state: [] }, x), all)
  })

  test('without positions commutes with permutations of time', () => {
    const model = built(nn.selfAttention(2))
    const vars = model.init(R.key(2))
    close(model.predict(vars, permuted(x)), permuted(model.predict(vars, x)))
  })

  test('to a memory does not depend on its order', () => {
    const model = on(
      nn.inputs(f64('batch', 'time', 4), f64('batch', 'places', 4)),
      nn.crossAttention(2),
    )
    const vars = model.init(R.key(2))
    const memory = drawn(7, [2, 5, 4])
    close(model.predict(vars, [x, permuted(memory)]), model.predict(vars, [x, memory]))
  })

  test.each<readonly [string, nn.AnyLayer]>([
    ['attention', nn.selfAttention(2, { causal: true })],
    ['attention with rotary positions', nn.selfAttention(2, { causal: true, rotary: true })],
    ['a block', nn.transformerBlock(2, { causal: true })],
    ['blocks', nn.repeat(2, nn.transformerBlock(2, { causal: true, norm: 'post' }))],
  ])('causal %s does not see what comes', (_, layer) => {
    const model = built(layer)
    const vars = model.init(R.key(2))
    const head = (y: Tensor) => T.slice(y, [0, 0, 0], [2, 3, 4])
    const changed = T.concat([head(x), drawn(9, [2, 2, 4])], 1) as Tensor
    close(head(model.predict(vars, changed)), head(model.predict(vars, x)), 12)
    expect(elements(model.predict(vars, changed))).not.toEqual(elements(model.predict(vars, x)))
  })

  test('that is not causal sees everything', () => {
    const model = built(nn.selfAttention(2))
    const vars = model.init(R.key(2))
    const changed = T.concat([T.slice(x, [0, 0, 0], [2, 4, 4]), drawn(9, [2, 1, 4])], 1) as Tensor
    const first = (y: Tensor) => elements(T.slice(y, [0, 0, 0], [2, 1, 4]))
    expect(first(model.predict(vars, changed))).not.toEqual(first(model.predict(vars, x)))
  })
})

describe('a transformer block', () => {
  const x = drawn(1, [2, 3, 4])
  const input = nn.inputOf('f64', 'batch', 'time', 4)
  const attention = nn.selfAttention(2)
  const mixing = nn.sequential({ hidden: nn.dense(5) }, nn.gelu, { out: nn.dense(4) })
  const named = nn.sequential({ norm: nn.layerNorm }, { f: attention })
  const run = (layer: nn.AnyLayer, params: unknown, y: Tensor): Tensor =>
    on(input, layer).predict({ params, state: [] }, y)

  test('normalizes what enters its branches', () => {
    const model = nn.on(input, nn.transformerBlock(2, { hidden: 5 }))
    const { params } = model.init(R.key(1))
    const { attentionNorm, hiddenNorm, hidden, out } = params
    const y = T.add(x, run(named, { norm: attentionNorm, f: params.attention }, x))
    const z = T.add(y, run(mixing, { hidden, out }, run(nn.layerNorm, hiddenNorm, y)))
    close(on(input, model.layer).predict({ params, state: [] }, x), z)
  })

  test('or the sums behind them', () => {
    const model = nn.on(input, nn.transformerBlock(2, { hidden: 5, norm: 'post' }))
    const { params } = model.init(R.key(1))
    const { attentionNorm, hiddenNorm, hidden, out } = params
    const moved = { ...attentionNorm, scale: T.full([4], 2, 'f64') }
    const sum = T.add(x, run(attention, params.attention, x))
    const y = run(nn.layerNorm, moved, sum)
    const z = run(nn.layerNorm, hiddenNorm, T.add(y, run(mixing, { hidden, out }, y)))
    const all = { ...params, attentionNorm: moved }
    close(on(input, model.layer).predict({ params: all, state: [] }, x), z)
  })
})

describe('positions', () => {
  test('rotary ones keep lengths, and inner products depend on distances', () => {
    const model = on(f64('batch', 'time', 6), nn.rotaryPositions)
    const turn = (y: Tensor): Tensor => model.predict({ params: [], state: [] }, y)
    const [q, k] = [drawn(1, [6]), drawn(2, [6])]
    const everywhere = (y: Tensor) => turn(T.broadcastTo(y, [1, 8, 6]) as Tensor)
    const [qs, ks] = [everywhere(q), everywhere(k)]
    close(T.norm(qs, -1), T.broadcastTo(T.norm(q), [1, 8]))
    const products = T.toArray(T.einsum('btf,bsf->bts', qs, ks)) as unknown as number[][][]
    for (let t = 0; t + 3 < 8; t++)
      expect(products[0]?.[t]?.[t + 3]).toBeCloseTo(products[0]?.[0]?.[3] ?? 0, 9)
    expect(products[0]?.[0]?.[3]).not.toBeCloseTo(products[0]?.[0]?.[2] ?? 0, 3)
  })

  test('sinusoidal ones are waves', () => {
    const model = on(f64('batch', 'time', 4), nn.sinusoidalPositions)
    const y: Tensor = model.predict({ params: [], state: [] }, T.zeros([1, 3, 4], 'f64'))
    const expected = [0, 1, 2].flatMap((t) => [
      Math.sin(t),
      Math.cos(t),
      Math.sin(t / 100),
      Math.cos(t / 100),
    ])
    elements(y).forEach((v, i) => expect(v).toBeCloseTo(expected[i] ?? 0, 12))
  })
})

describe('layers several times', () => {
  const x = drawn(1, [3, 4])
  const body = nn.sequential(nn.dense(4), nn.tanh)

  test('each with its own parameters are a sequence', () => {
    const repeated = on(f64('batch', 4), nn.repeat(3, body))
    const { params } = repeated.init(R.key(3))
    const part = (i: number) =>
      tree.mapTo((p) => T.take(p as Tensor, T.tensor(i, 'i32') as never, 0))(params)
    const sequence = on(f64('batch', 4), nn.sequential(body, body, body))
    close(
      repeated.predict({ params, state: [] }, x),
      sequence.predict({ params: [part(0), part(1), part(2)], state: [] }, x),
    )
    const [kernels] = params as readonly [{ readonly kernel: Tensor }]
    expect(new Set(elements(kernels.kernel)).size).toBe(48)
  })

  test('with the same parameters have the sum of the gradients', () => {
    const shared = on(f64('batch', 4), nn.shared(3, body))
    const sequence = on(f64('batch', 4), nn.sequential(body, body, body))
    const { params } = shared.init(R.key(3))
    type P = readonly [{ readonly kernel: Tensor }]
    const one = grad((p: P) => T.sum(shared.predict({ params: p, state: [] }, x)) as never)(
      params as P,
    )
    const three = grad(
      (p: readonly [P, P, P]) => T.sum(sequence.predict({ params: p, state: [] }, x)) as never,
    )([params, params, params] as readonly [P, P, P])
    close(
      one[0].kernel,
      three.map(([{ kernel }]) => kernel).reduce((a, b) => T.add(a, b)),
    )
  })
})

describe('wired models', () => {
  const x = nn.inputOf('f64', 'batch', 200)

  test('that are called twice have one set of parameters, and draw twice', () => {
    const drop = nn.wire(
      'twice',
      { d: nn.on(x, nn.dropout(0.5)) },
      x,
      ({ d }, x) => [d(x), d(x)] as const,
    )
    const model = on(x, drop)
    const [[a, b]] = model.forward({ params: {}, state: [] }, T.ones([1, 200], 'f64'), R.key(1))
    expect(elements(a)).not.toEqual(elements(b))
    expect(elements(a).filter((v) => v === 0).length).toBeGreaterThan(60)
  })

  test('that have state pass it from call to call', () => {
    const norm = nn.wire(
      'norms',
      { n: nn.on(x, nn.batchNormWith({ decay: 0.5 })) },
      x,
      ({ n }, x) => n(n(x)),
    )
    const model = on(x, norm)
    const { params, state } = model.init(R.key(0))
    const [, next] = model.forward({ params, state }, T.ones([4, 200], 'f64'), R.key(1))
    // ones have mean 1 and variance 0, and so become zeros: 0 → ½ → ¼, and 1 → ½ → ¼
    const { n } = next as { readonly n: nn.BatchStats<number, 'f64'> }
    close(n.mean, T.full([200], 0.25))
    close(n.variance, T.full([200], 0.25))
  })
})

describe('noise', () => {
  test('has the standard deviation that it says, in training alone', () => {
    const model = on(f64(20_000), nn.gaussianNoise(0.5))
    const vars = { params: [], state: [] }
    const [y] = model.forward(vars, T.ones([20_000], 'f64'), R.key(1))
    expect(T.toNumber(T.mean(y as Tensor) as never)).toBeCloseTo(1, 1)
    expect(T.toNumber(T.std(y as Tensor) as never)).toBeCloseTo(0.5, 1)
    close(model.predict(vars, T.ones([20_000], 'f64')), T.ones([20_000]))
  })

  test('stochastic depth drops whole examples', () => {
    const model = on(f64(5000, 3), nn.stochasticDepth(0.2))
    const [y] = model.forward({ params: [], state: [] }, T.ones([5000, 3], 'f64'), R.key(1))
    const least = elements(T.min(y as Tensor, 1))
    expect(least).toEqual(elements(T.max(y as Tensor, 1)))
    expect(new Set(least)).toEqual(new Set([0, 1.25]))
    expect(T.toNumber(T.mean(y as Tensor) as never)).toBeCloseTo(1, 1)
  })
})

describe('low rank', () => {
  const model = nn.on(nn.inputOf('f64', 'batch', 5), nn.lora(2, nn.dense(3), { alpha: 6 }))
  const { params } = model.init(R.key(0))
  const x = drawn(1, [4, 5]) as unknown as Tensor<[4, 5], 'f64'>
  const f = nn.apply(model)

  test('is the layer in the beginning', () => {
    const base = nn.apply(nn.on(nn.inputOf('f64', 'batch', 5), nn.dense(3)))
    close(f(params, x), base(params.base, x))
  })

  test('learns the two factors alone', () => {
    const moved = { ...params, up: drawn(2, [2, 3]) as never }
    const gradient = grad((p: typeof params) => T.sum(T.square(f(p, x))) as never)(moved)
    expect(elements(gradient.base).every((v) => v === 0)).toBe(true)
    expect(elements(gradient.down).some((v) => v !== 0)).toBe(true)
    expect(elements(gradient.up).some((v) => v !== 0)).toBe(true)
    const merged = T.add(params.base.kernel, T.mul(T.matmul(params.down, moved.up), 3))
    close(f(moved, x), T.matmul(x, merged))
  })
})

test.each<readonly [string, nn.AnyLayer]>([
  ['relu', nn.relu],
  ['relu6', nn.relu6],
  ['tanh', nn.tanh],
  ['leakyRelu', nn.leakyRelu],
  ['dropout', nn.dropout(0.3)],
  ['classical dropout', nn.dropout(0.3, { scaling: 'classical' })],
  ['gaussianNoise', nn.gaussianNoise(1)],
  ['stochasticDepth', nn.stochasticDepth(0.3)],
  ['rrelu', nn.rrelu],
  ['prelu', nn.prelu],
  ['layerNorm', nn.layerNorm],
  ['batchNorm', nn.batchNorm],
  ['dense', nn.dense(2)],
  ['bias', nn.bias],
  ['glu', nn.glu],
])('%s of whole numbers is what its signature says', (_, layer) => {
  const model = on(nn.inputOf('i32', 'batch', 4), layer)
  const vars = model.init(R.key(0))
  const x = T.tensor(
    [
      [1, -2, 3, 0],
      [5, 6, -7, 8],
    ],
    'i32',
  )
  const [trained] = model.forward(vars, x, R.key(1)) as [Tensor, unknown]
  expect(model.signature.output).toMatchObject({ dtype: 'f32' })
  expect([trained.dtype, (model.predict(vars, x) as Tensor).dtype]).toEqual(['f32', 'f32'])
})

describe('tables', () => {
  test('a tied one reads the output with the table', () => {
    const model = nn.on(nn.inputOf('i32', 'batch'), nn.tiedEmbedding(7, 3, nn.tanh))
    const { params } = model.init(R.key(0))
    const ids = T.tensor([2, 6], 'i32')
    const rows = T.tanh(T.take(params.table, ids, 0))
    close(nn.apply(model)(params, ids), T.matmul(rows, T.transpose(params.table)), 5)
  })

  test('an embedding begins with rows of length 1, on average', () => {
    const { table } = nn.on(nn.inputOf('i32', 'n'), nn.embedding(1000, 64)).init(R.key(0)).params
    expect(T.toNumber(T.mean(T.sum(T.square(table), 1)))).toBeCloseTo(1, 1)
  })
})

test('a bilinear map is linear in each input', () => {
  const model = nn.on(
    nn.inputs(nn.inputOf('f64', 'n', 3), nn.inputOf('f64', 'n', 4)),
    nn.bilinear(2),
  )
  const { params } = model.init(R.key(0))
  const [x, y] = [drawn(1, [5, 3]), drawn(2, [5, 4])] as never as [
    Tensor<[5, 3], 'f64'>,
    Tensor<[5, 4], 'f64'>,
  ]
  close(nn.apply(model)(params, [x, y]), T.einsum('na,abk,nb->nk', x, params.kernel, y))
})
