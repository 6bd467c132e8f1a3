/**
 * First values of parameters: `R.init.heNormal(key, [784, 128])`. An initializer is a function of a key
 * and a shape, so every sampler is one. The kernels that they are made for have the inputs on the last
 * axis but one, the outputs on the last, and the window of a convolution in front.
 *
 * @module
 */
export {
  type ConstantOptions,
  type DTypeOptions,
  constant,
  identity,
  ones,
  zeros,
} from './fixed-initializers.ts'
export type { FanMode, FanOptions } from './fans.ts'
export {
  type DeltaOrthogonalOptions,
  type OrthogonalInitializerOptions,
  type SparseOptions,
  deltaOrthogonal,
  orthogonal,
  sparse,
} from './structured-initializers.ts'
export {
  type KernelOptions,
  type VarianceScalingOptions,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './variance-scaling.ts'
