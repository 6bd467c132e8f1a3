import fc, { type Arbitrary } from 'fast-check'
import { type Key, key as keyOf } from '../../random/index.ts'
import { shownAs } from './tensor.ts'

/**
 * Keys of random draws, of any seed of 32 bits: `key()`. Shrinks to `R.key(0)`.
 *
 * @example
 * import fc from 'fast-check'
 * import { R, T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.key(), (key) => {
 *     const [a, b] = R.split(key)
 *     return T.toNumber(R.uniform(a, [])) !== T.toNumber(R.normal(b, []))
 *   }),
 * )
 */
export const key = (): Arbitrary<Key> =>
  fc.nat(2 ** 31 - 1).map((seed) => shownAs(keyOf(seed), () => `R.key(${seed})`))
