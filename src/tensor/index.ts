/**
 * The vocabulary of tensors: making, reading, arithmetic, comparison, reductions, linear algebra,
 * movement. Everything is a pure function of immutable tensors.
 *
 * Operators take their data first with all operands, `T.sub(x, y)`, or last with one less,
 * `T.sub(y)(x)`, for pipes. A number may stand for either operand of a binary operator; it takes
 * the element type of the tensor beside it.
 *
 * @module
 */
export { add, div, maximum, minimum, mod, mul, pow, sub } from './arithmetic.ts'
export {
  elu,
  gelu,
  leakyRelu,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
} from './activation.ts'
export { acos, asin, atan, atan2, hypot } from './angle.ts'
export { bitAnd, bitNot, bitOr, bitXor, shiftLeft, shiftRight } from './bits.ts'
export { cast } from './cast.ts'
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './compare.ts'
export { corrcoef, cov } from './covariance.ts'
export { cumprod, cumsum, type CumulativeOptions } from './cumulative.ts'
export { cholesky, eigh, eigvalsh, qr } from './decomposition.ts'
export { det, slogdet } from './determinant.ts'
export { conv1dTranspose, conv2dTranspose } from './convolution-transpose.ts'
export { conv1d, conv2d, conv3d } from './convolution.ts'
export { einsum } from './einsum.ts'
export {
  cosh,
  erf,
  erfc,
  erfInv,
  exp,
  expm1,
  log,
  log1p,
  logAddExp,
  sinh,
  tanh,
} from './exponential.ts'
export { all, any, argmax, argmin } from './extremum.ts'
export { eye, full, fullLike, ones, onesLike, zeros, zerosLike } from './fill.ts'
export { isInf, nanToNum } from './finite.ts'
export { glu } from './glu.ts'
export { digamma, lgamma, polygamma } from './gamma.ts'
export { acosh, asinh, atanh } from './hyperbolic.ts'
export { concat, split, stack } from './join.ts'
export { dot, matmul, outer, tensordot } from './linear-algebra.ts'
export { and, isFinite, isNaN, not, or, where, xor } from './logic.ts'
export { fromTypedArray, type Nested, tensor } from './make.ts'
export { diag, diagonal, trace, tril, triu } from './matrix.ts'
export { broadcastTo, expandDims, flatten, reshape, squeeze, transpose } from './move.ts'
export { pad, type PadOptions } from './pad.ts'
export { avgPool1d, avgPool2d, maxPool1d, maxPool2d } from './pooling.ts'
export { reciprocal, rsqrt, sqrt, square } from './power.ts'
export { median, quantile } from './quantile.ts'
export {
  allClose,
  type AllCloseOptions,
  dim,
  type ReadOptions,
  toArray,
  toNumber,
  toTypedArray,
} from './read.ts'
export { flip, roll, tile } from './rearrange.ts'
export { max, mean, min, prod, sum } from './reduce.ts'
export type { ReductionOptions } from './reduction.ts'
export { arange, linspace, oneHot, range, type SequenceOptions } from './sequence.ts'
export { show } from './show.ts'
export { abs, ceil, clip, floor, neg, round, sign, trunc } from './sign.ts'
export { slice } from './slice.ts'
export { hardSigmoid, hardSilu, hardTanh, prelu, relu6, rrelu } from './rectifier.ts'
export { celu, log1mexp, logSigmoid, mish, softSign, squareplus } from './smooth.ts'
export type {
  ConvolutionOptions,
  PerSpatialAxis,
  PoolingOptions,
  WindowOptions,
} from './sliding.ts'
export { hardmax, logSoftmax, softmax } from './softmax.ts'
export { argsort, sort, type SortOptions, topK } from './sort.ts'
export { inverse, solve, triangularSolve, type TriangularOptions } from './solve.ts'
export { logsumexp, norm, std, variance } from './statistics.ts'
export { take, takeAlongAxis } from './take.ts'
export { cos, sin, tan } from './trigonometric.ts'
export { addAt, setAt } from './update.ts'
export { fold, unfold } from './unfold.ts'
