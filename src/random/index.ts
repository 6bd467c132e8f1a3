/**
 * Randomness as a value: explicit keys, no ambient seed. Bit-compatible with JAX's threefry keys in
 * their partitionable mode.
 *
 * @module
 */
export { type Key, type Keys, foldIn, key, split } from './key.ts'
export {
  type NormalOptions,
  type UniformOptions,
  bits,
  normal,
  permutation,
  uniform,
} from './sample.ts'
