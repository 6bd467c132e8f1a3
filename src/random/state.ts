import type { State } from 'fp-ts/lib/State.js'
import { type Key, split } from './key.ts'

/**
 * A random value: what it is follows from a key, and a new key is left for what comes next. A `State`
 * of fp-ts, so that its `chain`, `map`, `Do`, `sequenceArray`, `traverseArray` … thread keys for you:
 * no key can be used twice by mistake.
 *
 * @example
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as S from 'fp-ts/lib/State.js'
 * import { R, T, type Tensor } from 'cotangent'
 *
 * const point = R.sampler((key) => R.normal(key, [2]))
 * const noisy = (x: Tensor<[2]>) =>
 *   pipe(point, S.map((noise) => T.add(x, T.mul(noise, 0.1))))
 * const walk = pipe(point, S.chain(noisy), S.chain(noisy))
 * S.evaluate(R.key(0))(walk).shape // [2]
 */
export type Random<A> = State<Key, A>

/**
 * A function of a key as a random value: `sampler(f)`. The key is split, f is given one half, and the
 * other is left.
 *
 * Law: `sampler(f)(k) = [f(b), a]`, where `[a, b] = split(k)`: JAX's idiom `key, subkey = split(key)`.
 *
 * @example
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as S from 'fp-ts/lib/State.js'
 * import { R, T } from 'cotangent'
 *
 * const die = R.sampler((key) => T.toNumber(R.randint(key, [], { low: 1, high: 7 })))
 * const two = pipe(die, S.chain((a) => pipe(die, S.map((b) => a + b))))
 * const throws = S.evaluate(R.key(1))(S.traverseArray(() => two)(Array.from({ length: 100 })))
 * throws.every((sum) => sum >= 2 && sum <= 12) // true
 * throws.some((sum) => sum % 2 === 1) // true
 */
export const sampler =
  <A>(f: (key: Key) => A): Random<A> =>
  (key) => {
    const [left, own] = split(key)
    return [f(own), left]
  }

/**
 * A fresh key, and another one for what comes next: `sampler` of the identity.
 *
 * @example
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as S from 'fp-ts/lib/State.js'
 * import { R, T } from 'cotangent'
 *
 * const weights = pipe(R.next, S.map((key) => R.normal(key, [3, 2])))
 * S.evaluate(R.key(0))(weights).shape // [3, 2]
 * const [, left] = R.next(R.key(0))
 * T.toArray(left) // [1797259609, 2579123966]
 */
export const next: Random<Key> = sampler((key) => key)
