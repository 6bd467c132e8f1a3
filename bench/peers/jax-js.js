/**
 * The workloads on jax-js, its WebAssembly backend on one thread. It is no dependency: a folder says
 * where it is installed (`npm install @jax-js/jax` there).
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { gigaflops, measureAsync } from '../measure.js'

/** A stream of numbers in [0, 1), the same on every run. */
const uniforms = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const normals = (count, seed, scale) => {
  const next = uniforms(seed)
  const sample = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next())
  return Float32Array.from({ length: count }, () => scale * sample())
}

const oneHots = (count, classes, seed) => {
  const next = uniforms(seed)
  const all = new Float32Array(count * classes)
  for (let i = 0; i < count; i++) all[i * classes + Math.floor(next() * classes)] = 1
  return all
}

const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1)

const dense = (name, n, m, scale) => [
  [`w${name}`, [n, m], scale],
  [`b${name}`, [m], 0],
]

const mlpSpec = [
  ...dense(1, 784, 256, 0.05),
  ...dense(2, 256, 128, 0.08),
  ...dense(3, 128, 10, 0.1),
]

const cnnSpec = [
  ['w1', [16, 1, 3, 3], 0.3],
  ['b1', [16, 1, 1], 0],
  ['w2', [32, 16, 3, 3], 0.1],
  ['b2', [32, 1, 1], 0],
  ...dense(3, 1568, 10, 0.03),
]

const [WIDTH, HEADS, TOKENS, WIDE] = [128, 4, 64, 512]

const transformerSpec = [0, 1].flatMap((block) => [
  ...['q', 'k', 'v', 'o'].flatMap((name) => dense(`${name}${block}`, WIDTH, WIDTH, 0.08)),
  ...dense(`up${block}`, WIDTH, WIDE, 0.08),
  ...dense(`down${block}`, WIDE, WIDTH, 0.04),
  [`scale1${block}`, [WIDTH], 1],
  [`shift1${block}`, [WIDTH], 0],
  [`scale2${block}`, [WIDTH], 1],
  [`shift2${block}`, [WIDTH], 0],
])

/** The library of a folder, and the workloads on it. */
export const peer = async (folder) => {
  const installed = pathToFileURL(`${resolve(folder)}/node_modules/@jax-js/jax/`)
  const manifest = JSON.parse(readFileSync(new URL('package.json', installed), 'utf8'))
  const entry = new URL(manifest.exports['.'].import, installed)
  const jax = await import(entry.href)
  const { numpy: np, nn, lax, jit, grad, valueAndGrad, vmap, jvp, tree, blockUntilReady } = jax
  await jax.init('wasm')
  jax.defaultDevice('wasm')

  const array = (shape, seed, scale = 1) =>
    np.array(normals(sizeOf(shape), seed, scale)).reshape(shape)
  const initial = (spec) =>
    Object.fromEntries(
      spec.map(([name, shape, scale], i) => [
        name,
        scale === 0 ? np.zeros(shape) : array(shape, 10 + i, scale),
      ]),
    )
  const zerosLike = (params) =>
    Object.fromEntries(Object.entries(params).map(([name, x]) => [name, np.zeros(x.shape)]))
  const labels = (batch) => np.array(oneHots(batch, 10, 7)).reshape([batch, 10])

  const layer = (p, name, x) => np.dot(x, p[`w${name}`]).add(p[`b${name}`])
  const crossEntropy = (logits, y) =>
    nn
      .logSoftmax(logits)
      .mul(y)
      .sum()
      .mul(-1 / y.shape[0])
  const mlp = (p, x) => layer(p, 3, nn.relu(layer(p, 2, nn.relu(layer(p, 1, x)))))
  const mlpLoss = (p, x, y) => crossEntropy(mlp(p, x), y)

  const adam = (params, grads, m, v, power1, power2) => {
    const [next1, next2] = [power1.mul(0.9), power2.mul(0.999)]
    const [c1, c2] = [np.subtract(1, next1.ref), np.subtract(1, next2.ref)]
    const [p1, m1, v1] = [{}, {}, {}]
    for (const name of Object.keys(params)) {
      const g = grads[name]
      m1[name] = m[name].mul(0.9).add(g.ref.mul(0.1))
      v1[name] = v[name].mul(0.999).add(g.ref.mul(g).mul(0.001))
      const root = np.sqrt(v1[name].ref.div(c2.ref)).add(1e-8)
      p1[name] = params[name].sub(m1[name].ref.div(c1.ref).mul(1e-3).div(root))
    }
    c1.dispose()
    c2.dispose()
    return [p1, m1, v1, next1, next2]
  }

  const training = async function* (size, spec, loss, x, y, seconds) {
    const params = initial(spec)
    let state = [params, zerosLike(params), zerosLike(params), np.array(1), np.array(1)]
    await blockUntilReady(state.slice(0, 3))
    const step = jit((p, m, v, power1, power2, a, b) => {
      const [value, grads] = valueAndGrad(loss)(tree.ref(p), a, b)
      return [value, ...adam(p, grads, m, v, power1, power2)]
    })
    const losses = []
    const call = async () => {
      const [value, ...next] = step(...state, x.ref, y.ref)
      state = next
      losses.push((await value.data())[0])
    }
    const start = performance.now()
    await call()
    const first = performance.now() - start
    const time = await measureAsync(call, seconds)
    yield { size, way: 'jit', time, first, loss: [losses[0], losses.at(-1)] }
  }

  const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2])
  const convolved = (p, i, x) =>
    pool(nn.relu(lax.conv(x, p[`w${i}`], [1, 1], 'SAME').add(p[`b${i}`])))
  const cnnLoss = (p, x, y) =>
    crossEntropy(layer(p, 3, convolved(p, 2, convolved(p, 1, x)).reshape([-1, 1568])), y)

  const norm = (x, scale, shift) => {
    const centred = x.ref.sub(x.mean(-1, { keepdims: true }))
    const variance = centred.ref.mul(centred.ref).mean(-1, { keepdims: true })
    return centred
      .div(np.sqrt(variance.add(1e-5)))
      .mul(scale)
      .add(shift)
  }
  const transformer = (batch) => (p, x) => {
    const d = WIDTH / HEADS
    const split = (name, z) =>
      layer(p, name, z).reshape([batch, TOKENS, HEADS, d]).transpose([0, 2, 1, 3])
    return [0, 1].reduce(
      (h, block) => {
        const z = norm(h.ref, p[`scale1${block}`], p[`shift1${block}`])
        const [q, k] = [split(`q${block}`, z.ref), split(`k${block}`, z.ref)]
        const v = split(`v${block}`, z)
        const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(d))
        const mixed = np.matmul(nn.softmax(scores, -1), v).transpose([0, 2, 1, 3])
        const attended = h.add(layer(p, `o${block}`, mixed.reshape([batch * TOKENS, WIDTH])))
        const z2 = norm(attended.ref, p[`scale2${block}`], p[`shift2${block}`])
        return attended.add(layer(p, `down${block}`, nn.relu(layer(p, `up${block}`, z2))))
      },
      x.reshape([batch * TOKENS, WIDTH]),
    )
  }

  /** Milliseconds of calls whose results are waited for and let go. */
  const timed = (call, seconds) =>
    measureAsync(async () => {
      const result = call()
      await blockUntilReady(result)
      tree.dispose(result)
    }, seconds)

  const workloads = {
    async *A({ seconds }) {
      for (const n of [32, 64, 128, 256, 512, 1024]) {
        const [a, b] = [array([n, n], 1), array([n, n], 2)]
        await blockUntilReady([a, b])
        const product = jit((x, y) => np.matmul(x, y))
        const compiled = await timed(() => product(a.ref, b.ref), seconds)
        yield {
          size: n,
          way: 'jit',
          time: compiled,
          gflops: gigaflops(2 * n ** 3, compiled.median),
        }
        const eager = await timed(() => np.matmul(a.ref, b.ref), seconds)
        yield { size: n, way: 'eager', time: eager, gflops: gigaflops(2 * n ** 3, eager.median) }
      }
    },
    async *B({ seconds }) {
      for (const batch of [32, 128]) {
        yield* training(batch, mlpSpec, mlpLoss, array([batch, 784], 3), labels(batch), seconds)
      }
    },
    C: ({ seconds }) =>
      training(32, cnnSpec, cnnLoss, array([32, 1, 28, 28], 3), labels(32), seconds),
    async *D({ seconds }) {
      const chain = jit((x) => Array.from({ length: 5 }).reduce((y) => y.mul(1.0001).add(0.001), x))
      for (const n of [1000, 1_000_000]) {
        const x = array([n], 4)
        await blockUntilReady(x)
        yield { size: n, way: 'jit', time: await timed(() => chain(x.ref), seconds) }
      }
    },
    E: ({ seconds }) => {
      const loss = (p, x, y) => {
        const difference = transformer(8)(p, x).sub(y)
        return difference.ref.mul(difference).mean()
      }
      const [x, y] = [array([8, TOKENS, WIDTH], 3), array([8 * TOKENS, WIDTH], 4)]
      return training(8, transformerSpec, loss, x, y, seconds)
    },
    async *F({ seconds }) {
      const params = initial([...dense(1, 2, 16, 0.5), ...dense(2, 16, 1, 0.5)])
      const [x, y] = [array([4, 2], 5), array([4, 1], 6)]
      const loss = (p, a, b) => {
        const difference = layer(p, 2, np.tanh(layer(p, 1, a))).sub(b)
        return difference.ref.mul(difference).mean()
      }
      await blockUntilReady([params, x, y])
      const compiled = jit(grad(loss))
      const call = () => compiled(tree.ref(params), x.ref, y.ref)
      yield { size: 4, way: 'jit', time: await timed(call, seconds) }
    },
    async *G({ seconds }) {
      const params = initial(mlpSpec)
      const tangent = initial(mlpSpec)
      const [x, y] = [array([32, 784], 3), labels(32)]
      await blockUntilReady([params, tangent, x, y])
      const one = (p, a, b) => nn.logSoftmax(mlp(p, a)).mul(b).sum().mul(-1)
      const shared = Object.fromEntries(Object.keys(params).map((name) => [name, null]))
      const each = jit((p, a, b) => vmap(grad(one), [shared, 0, 0])(p, a, b))
      const gradients = await timed(() => each(tree.ref(params), x.ref, y.ref), seconds)
      yield { size: 32, way: 'by example', time: gradients }
      const hvp = jit((p, v, a, b) => {
        const slope = (point) => grad((q) => mlpLoss(q, a.ref, b.ref))(point)
        const [value, product] = jvp(slope, [p], [v])
        tree.dispose(value)
        return product
      })
      const call = () => hvp(tree.ref(params), tree.ref(tangent), x.ref, y.ref)
      yield { size: 32, way: 'Hessian times vector', time: await timed(call, seconds) }
    },
  }
  // the library keeps the process alive
  return { version: manifest.version, workloads, end: () => process.exit(0) }
}
