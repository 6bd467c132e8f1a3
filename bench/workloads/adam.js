/** Adam as a reducer over any tree, as the workloads use it. */
import { T, tree } from 'cotangent'

export const adamState = (params) => {
  const zeros = tree.map((x) => T.zerosLike(x))
  return { params, m: zeros(params), v: zeros(params), t: T.tensor(0) }
}

export const adam = ({ params, m, v, t }, grads, rate = 1e-3) => {
  const t1 = T.add(t, 1)
  const c1 = T.sub(1, T.pow(T.fullLike(t1, 0.9), t1))
  const c2 = T.sub(1, T.pow(T.fullLike(t1, 0.999), t1))
  const mix = (a) => tree.zipWith((x, g) => T.add(T.mul(x, a), T.mul(g, 1 - a)))
  const m1 = mix(0.9)(m, grads)
  const v1 = tree.zipWith((x, g) => T.add(T.mul(x, 0.999), T.mul(T.square(g), 0.001)))(v, grads)
  const step = tree.zipWith((a, b) => T.div(T.div(a, c1), T.add(T.sqrt(T.div(b, c2)), 1e-8)))(
    m1,
    v1,
  )
  const params1 = tree.zipWith((p, s) => T.sub(p, T.mul(s, rate)))(params, step)
  return { params: params1, m: m1, v: v1, t: t1 }
}
