/**
 * Schedules: hyperparameters as functions of the step, a scalar of i32 that counts from 0.
 *
 * @module
 */
export {
  constant,
  type ConstantOptions,
  cosineDecay,
  type CosineDecayOptions,
  exponentialDecay,
  type ExponentialDecayOptions,
  linear,
  type LinearOptions,
  polynomial,
  type PolynomialOptions,
  type Schedule64,
} from './basic.ts'
export {
  type BoundariesAndScales,
  join,
  type JoinOptions,
  piecewiseConstant,
  type PiecewiseConstantOptions,
  piecewiseInterpolate,
  type PiecewiseInterpolateOptions,
} from './piecewise.ts'
export {
  cosineOneCycle,
  linearOneCycle,
  type LinearOneCycleOptions,
  type OneCycleOptions,
  sgdr,
  type SgdrOptions,
  warmupConstant,
  type WarmupConstantOptions,
  warmupCosineDecay,
  type WarmupCosineDecayOptions,
  warmupExponentialDecay,
  type WarmupExponentialDecayOptions,
} from './warmup.ts'
