/**
 * What the core costs: building and differentiating graphs, looking at values, compiled calls, and
 * the reference engine's loops. Medians of several rounds.
 *
 *     npm run build && node bench/core.js
 */
import { R, T, compile, grad, trace, valueAndGrad } from 'cotangent'

const ROUNDS = 9

/** The median milliseconds of a call. */
const milliseconds = (f, calls) => {
  const round = () => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < calls; i++) f()
    return Number(process.hrtime.bigint() - start) / 1e6 / calls
  }
  round()
  const rounds = Array.from({ length: ROUNDS }, round).sort((a, b) => a - b)
  return rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

const row = (name, value, unit) => {
  console.log(`${name.padEnd(58)} ${value.toPrecision(3).padStart(8)} ${unit}`)
}

const x = T.tensor(1.5)
row('build a node', milliseconds(() => T.exp(x), 20_000) * 1e6, 'ns')

const chain = (v) => Array.from({ length: 1000 }).reduce((y) => T.sin(y), v)
row(
  'differentiate a chain of 1,000 (build, jvp, transpose)',
  milliseconds(() => grad(chain)(x), 5),
  'ms',
)

const small = (p, v) => T.sum(T.matmul(T.tanh(T.add(T.matmul(v, p.w1), p.b1)), p.w2))
const smallParams = {
  w1: R.normal(R.key(1), [2, 16]),
  b1: T.zeros([16]),
  w2: R.normal(R.key(2), [16, 1]),
}
const smallInput = R.normal(R.key(3), [4, 2])
const smallGrad = compile(grad(small))
row(
  'gradient of a 2-16-1 tanh net, batch 4: compiled call',
  milliseconds(() => smallGrad(smallParams, smallInput), 500) * 1e3,
  'µs',
)
row(
  'the same uncompiled, looked at',
  milliseconds(() => T.toTypedArray(grad(small)(smallParams, smallInput).w1), 200) * 1e3,
  'µs',
)
row(
  'the same, traced',
  milliseconds(() => trace(grad(small))(smallParams, smallInput), 200) * 1e3,
  'µs',
)

for (const n of [32, 128, 512]) {
  const a = R.normal(R.key(4), [n, n])
  const b = R.normal(R.key(5), [n, n])
  T.toTypedArray(a)
  T.toTypedArray(b)
  const product = compile((p, q) => T.matmul(p, q))
  const ms = milliseconds(() => product(a, b), n > 200 ? 1 : 20)
  row(`matmul ${n} × ${n}`, (2 * n ** 3) / ms / 1e6, 'GFLOP/s')
}

const keys = R.split(R.key(0), 4)
const params = {
  w1: R.normal(keys[0], [784, 128], { stddev: 0.05 }),
  b1: T.zeros([128]),
  w2: R.normal(keys[1], [128, 10], { stddev: 0.1 }),
  b2: T.zeros([10]),
}
const images = R.uniform(keys[2], [64, 784])
const labels = T.oneHot(R.permutation(keys[3], 64), 10)
const loss = (p, v, t) => {
  const hidden = T.relu(T.add(T.matmul(v, p.w1), p.b1))
  const logits = T.add(T.matmul(hidden, p.w2), p.b2)
  return T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits), t), 1)))
}
const step = compile((p, v, t) => valueAndGrad(loss)(p, v, t))
row(
  '784-128-10, batch 64: loss and gradient',
  milliseconds(() => step(params, images, labels), 5),
  'ms',
)
