/** F: a gradient so small that only the call counts. G: gradients by example, and a Hessian's product. */
import { R, T, compile, grad, hvp, tree, vmap } from 'cotangent'
import { measure } from '../measure.js'
import { mlp } from './models.js'

/** Computes a tree now, so that no call does it. */
const settle = (engine, value) => {
  tree.map((x) => {
    T.toTypedArray(x, { engine })
    return x
  })(value)
}

export const smallGradient = function* ({ engine, seconds }) {
  const [k1, k2, k3, k4] = R.split(R.key(5), 4)
  const params = {
    w1: R.normal(k1, [2, 16]),
    b1: T.zeros([16]),
    w2: R.normal(k2, [16, 1]),
    b2: T.zeros([1]),
  }
  const [x, y] = [R.normal(k3, [4, 2]), R.normal(k4, [4, 1])]
  const loss = (p) => {
    const hidden = T.tanh(T.add(T.matmul(x, p.w1), p.b1))
    return T.mean(T.square(T.sub(T.add(T.matmul(hidden, p.w2), p.b2), y)))
  }
  settle(engine, [params, x, y])
  const compiled = compile(grad(loss), { engine })
  yield { size: 4, way: 'compiled call', time: measure(() => compiled(params), seconds) }
  const eager = measure(() => settle(engine, grad(loss)(params)), seconds)
  yield { size: 4, way: 'eager', time: eager }
}

export const byExample = function* ({ engine, seconds }) {
  const { loss, params, input } = mlp(32)
  settle(engine, [params, input])
  const one = (p, x, y) => loss(p, { x: T.reshape(x, [1, 784]), y: T.reshape(y, [1]) })
  const each = (p, { x, y }) => vmap((a, b) => grad(one)(p, a, b))(x, y)
  const compiled = compile(each, { engine })
  yield { size: 32, way: 'by example', time: measure(() => compiled(params, input), seconds) }
  const product = compile((p, v, batch) => hvp(loss)(p, v, batch), { engine })
  const call = () => product(params, params, input)
  yield { size: 32, way: 'Hessian times vector', time: measure(call, seconds) }
}
