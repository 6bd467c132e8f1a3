/**
 * A function of one number, looked at in many places: its values and its derivatives, which the
 * library computes. `grad(f)` is a function like f, so its own derivative is `grad(grad(f))`, and
 * `vmap` makes of each a function of all places at once.
 */
import { grad, T, type Tensor, vmap } from 'cotangent'

export type Unary = (z: Tensor<[], 'f64'>) => Tensor<[], 'f64'>

export type Places = Tensor<[number], 'f64'>

export type Sample = {
  readonly z: Places
  /** a = f(z) */
  readonly a: Places
  /** a′ */
  readonly slope: Places
  /** a″ */
  readonly bend: Places
}

export const sample = (f: Unary, z: Places): Sample => ({
  z,
  a: vmap(f)(z),
  slope: vmap(grad(f))(z),
  bend: vmap(grad(grad(f)))(z),
})

/** So many numbers at equal distances, both ends included. */
export const places = (low: number, high: number, count: number): Places =>
  T.linspace(low, high, count, { dtype: 'f64' })
