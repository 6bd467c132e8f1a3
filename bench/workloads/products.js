/** A: square products in float32, of all variants, in a program and as single calls. */
import { R, T, compile, fold } from 'cotangent'
import { gigaflops, measure, measureSteps, perItem } from '../measure.js'

/** Products in a chain: each needs the one before it. */
const LENGTH = 8

const sizes = [32, 64, 128, 256, 512, 1024]

const variants = {
  A·B: (a, b) => T.matmul(a, b),
  Aᵀ·B: (a, b) => T.matmul(T.transpose(a), b),
  A·Bᵀ: (a, b) => T.matmul(a, T.transpose(b)),
}

/** Two matrices with their elements there; multiplying by the second keeps the scale. */
const matrices = (n, engine) => {
  const [k1, k2] = R.split(R.key(n), 2)
  const pair = [R.normal(k1, [n, n]), T.div(R.normal(k2, [n, n]), Math.sqrt(n))]
  for (const matrix of pair) T.toTypedArray(matrix, { engine })
  return pair
}

const rates = (n, time) => ({ gflops: gigaflops(2 * n ** 3, time.median) })

export const products = function* ({ engine, seconds }) {
  for (const n of sizes) {
    const [a, b] = matrices(n, engine)
    for (const [name, product] of Object.entries(variants)) {
      const chain = (x, y) => Array.from({ length: LENGTH }).reduce((p) => product(p, y), x)
      const { inputs, summary } = measureSteps(b, seconds)
      fold((x, y) => [null, chain(x, y)], { engine })(a, inputs)
      const time = perItem(summary(), LENGTH)
      yield { size: n, way: `${name} in a program`, time, ...rates(n, time) }
    }
    const single = compile((x, y) => T.matmul(x, y), { engine })
    const called = measure(() => T.toTypedArray(single(a, b), { engine }), seconds)
    yield { size: n, way: 'A·B, a compiled call', time: called, ...rates(n, called) }
    const eager = measure(() => T.toTypedArray(T.matmul(a, b), { engine }), seconds)
    yield { size: n, way: 'A·B, eager', time: eager, ...rates(n, eager) }
  }
}
