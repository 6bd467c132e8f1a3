/**
 * Randomness as a value: explicit keys, no ambient seed. Bit-compatible with JAX's threefry keys in
 * their partitionable mode.
 *
 * Every sampler is `f(key, …, options?)`, works inside `compile` and under `vmap` over keys, and draws
 * are differentiable in parameters that are tensors.
 *
 * @module
 */
export { type CategoricalOptions, categorical } from './categorical.ts'
export {
  type ExponentialOptions,
  type LocationScaleOptions,
  exponential,
  gumbel,
  laplace,
} from './continuous.ts'
export {
  type BernoulliOptions,
  type RademacherOptions,
  type RandintOptions,
  bernoulli,
  rademacher,
  randint,
} from './discrete.ts'
export * as init from './initializers.ts'
export { type Key, type Keys, foldIn, key, split } from './key.ts'
export {
  type NormalOptions,
  type TruncatedNormalOptions,
  normal,
  truncatedNormal,
} from './normal.ts'
export { type MatrixOf, type OrthogonalOptions, orthogonal } from './orthogonal.ts'
export type { Parameter } from './parameter.ts'
export { type ChoiceOptions, choice, permutation, shuffle } from './permutation.ts'
export { type Random, next, sampler } from './state.ts'
export { type UniformOptions, bits, uniform } from './uniform.ts'
