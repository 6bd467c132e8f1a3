/** The train steps of the workloads: the MLP of B, the CNN of C, the transformer of E. */
import { R, T, valueAndGrad } from 'cotangent'
import { adam, adamState } from './adam.js'

const normal = (key, shape, scale) => T.mul(R.normal(key, shape), scale)

const crossEntropy = (logits, labels) =>
  T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits), T.oneHot(labels, 10)), 1)))

const labelsOf = (key, batch) => T.cast(T.floor(T.mul(R.uniform(key, [batch]), 10)), 'i32')

const trained = (loss) => (state, batch) => {
  const [value, grads] = valueAndGrad((p) => loss(p, batch))(state.params)
  return [value, adam(state, grads)]
}

const dense = (key, n, m) => ({ w: normal(key, [n, m], Math.sqrt(2 / n)), b: T.zeros([m]) })

export const mlp = (batch) => {
  const keys = R.split(R.key(0), 6)
  const sizes = [784, 256, 128, 10]
  const params = {
    l1: dense(keys[0], sizes[0], sizes[1]),
    l2: dense(keys[1], sizes[1], sizes[2]),
    l3: dense(keys[2], sizes[2], sizes[3]),
  }
  const forward = ({ l1, l2, l3 }, x) => {
    const h1 = T.relu(T.add(T.matmul(x, l1.w), l1.b))
    const h2 = T.relu(T.add(T.matmul(h1, l2.w), l2.b))
    return T.add(T.matmul(h2, l3.w), l3.b)
  }
  const loss = (p, { x, y }) => crossEntropy(forward(p, x), y)
  const input = { x: R.uniform(keys[3], [batch, 784]), y: labelsOf(keys[4], batch) }
  return { step: trained(loss), state: adamState(params), input, loss, params }
}

export const cnn = (batch) => {
  const keys = R.split(R.key(0), 6)
  const params = {
    c1: { w: normal(keys[0], [3, 3, 1, 16], Math.sqrt(2 / 9)), b: T.zeros([16]) },
    c2: { w: normal(keys[1], [3, 3, 16, 32], Math.sqrt(2 / 144)), b: T.zeros([32]) },
    out: dense(keys[2], 1568, 10),
  }
  const block = ({ w, b }, x) =>
    T.maxPool2d(T.relu(T.add(T.conv2d(x, w, { padding: 'SAME' }), b)), [2, 2])
  const loss = (p, { x, y }) => {
    const h = block(p.c2, block(p.c1, x))
    return crossEntropy(T.add(T.matmul(T.reshape(h, [batch, 1568]), p.out.w), p.out.b), y)
  }
  const input = { x: R.uniform(keys[3], [batch, 28, 28, 1]), y: labelsOf(keys[4], batch) }
  return { step: trained(loss), state: adamState(params), input, loss, params }
}

/** Two pre-norm blocks: d = 128, 4 heads, 64 tokens, feed-forward 512. */
export const transformer = (batch, blocks = 2) => {
  const [d, heads, tokens, wide] = [128, 4, 64, 512]
  const keys = R.split(R.key(0), 40)
  let next = 0
  const weight = (n, m) => ({ w: normal(keys[next++], [n, m], Math.sqrt(1 / n)), b: T.zeros([m]) })
  const norm = () => ({ scale: T.ones([d]), shift: T.zeros([d]) })
  const params = {
    blocks: Array.from({ length: blocks }, () => ({
      n1: norm(),
      q: weight(d, d),
      k: weight(d, d),
      v: weight(d, d),
      o: weight(d, d),
      n2: norm(),
      up: weight(d, wide),
      down: weight(wide, d),
    })),
  }
  const layerNorm = ({ scale, shift }, x) => {
    const mean = T.mean(x, -1, { keepdims: true })
    const centred = T.sub(x, mean)
    const variance = T.mean(T.square(centred), -1, { keepdims: true })
    return T.add(T.mul(T.mul(centred, T.rsqrt(T.add(variance, 1e-5))), scale), shift)
  }
  const linear = ({ w, b }, x) => T.add(T.matmul(x, w), b)
  const split = (x) => T.transpose(T.reshape(x, [batch, tokens, heads, d / heads]), [0, 2, 1, 3])
  const attention = (p, x) => {
    const [q, k, v] = [split(linear(p.q, x)), split(linear(p.k, x)), split(linear(p.v, x))]
    const scores = T.mul(T.matmul(q, T.transpose(k, [0, 1, 3, 2])), 1 / Math.sqrt(d / heads))
    const mixed = T.matmul(T.softmax(scores), v)
    return linear(p.o, T.reshape(T.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, d]))
  }
  const forward = (p, x) =>
    p.blocks.reduce((h, one) => {
      const attended = T.add(h, attention(one, layerNorm(one.n1, h)))
      return T.add(attended, linear(one.down, T.relu(linear(one.up, layerNorm(one.n2, attended)))))
    }, x)
  const loss = (p, { x, y }) => T.mean(T.square(T.sub(forward(p, x), y)))
  const input = {
    x: R.normal(keys[38], [batch, tokens, d]),
    y: R.normal(keys[39], [batch, tokens, d]),
  }
  return { step: trained(loss), state: adamState(params), input, loss, params }
}
