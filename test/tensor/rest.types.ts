/** The types of operators whose faces are used by others in vocabulary.types.ts, each once. */
import { T, type Scalar, type Tensor } from '../../src/index.ts'
import type { Eq } from '../../src/core/shape/index.ts'

/** Compiles where the argument has exactly the type T. */
declare const is: <T>() => <U>(
  value: U & (Eq<T, U> extends true ? unknown : { readonly expected: T }),
) => void

declare const x: Tensor<['batch', 6]>
declare const row: Tensor<[6]>
declare const square: Tensor<[2, 3, 3], 'f64'>
declare const ints: Tensor<['batch', 6], 'i32'>
declare const signal: Tensor<[8, 20, 4]>

// two operands
is<Tensor<['batch', 6]>>()(T.maximum(x, row))
is<Tensor<['batch', 6]>>()(T.minimum(0, x))
is<Tensor<['batch', 6], 'i32'>>()(T.mod(ints, 3))
is<Tensor<['batch', 6]>>()(T.atan2(x, row))
is<Tensor<['batch', 6]>>()(T.hypot(row)(x))
is<Tensor<['batch', 6]>>()(T.logAddExp(x, ints))
is<Tensor<['batch', 6], 'bool'>>()(T.greaterEqual(x, row))
is<Tensor<['batch', 6], 'bool'>>()(T.xor(T.isNaN(x), T.isInf(x)))
is<Tensor<['batch', 6], 'i32'>>()(T.bitAnd(ints, 1))
is<Tensor<['batch', 6], 'i32'>>()(T.shiftLeft(ints, 2))
// @ts-expect-error 6 and 5
T.atan2(x, T.zeros([5]))

// one operand
is<Tensor<['batch', 6]>>()(T.log1p(ints))
is<Tensor<[2, 3, 3], 'f64'>>()(T.lgamma(square))
is<Tensor<['batch', 6], 'i32'>>()(T.abs(ints))
is<Tensor<['batch', 6]>>()(T.hardSigmoid(x))
is<Tensor<['batch', 6]>>()(T.prelu(x, row))
is<Tensor<['batch', 3]>>()(T.glu(x))
// @ts-expect-error 5 do not halve
T.glu(T.zeros([5]), 0)

// along axes
is<Tensor<['batch']>>()(T.prod(x, 1))
is<Tensor<['batch', 1]>>()(T.norm(x, 1, { keepdims: true }))
is<Tensor<[6]>>()(T.variance(x, 0))
is<Scalar>()(T.logsumexp(x))
is<Tensor<['batch'], 'i32'>>()(T.argmin(x, 1))
is<Tensor<['batch'], 'bool'>>()(T.all(T.isFinite(x), 1))
is<Tensor<['batch', 6]>>()(T.logSoftmax(x))
is<Tensor<['batch', 6]>>()(T.hardmax(x, 0))
// @ts-expect-error there is no axis 2
T.prod(x, 2)

// matrices
is<Tensor<[6, 6]>>()(T.diag(row))
is<Tensor<[2, 3], 'f64'>>()(T.eigvalsh(square))
is<Tensor<[2, 3, 3], 'f64'>>()(T.triu(square))
is<Tensor<['batch', 'batch']>>()(T.corrcoef(x))
// @ts-expect-error not square
T.eigvalsh(T.zeros([2, 3]))

// sliding windows
is<Tensor<[8, 10, 4]>>()(T.avgPool1d(signal, 2))
is<Tensor<[8, 22, 5]>>()(T.conv1dTranspose(signal, T.zeros([3, 5, 4])))
// @ts-expect-error 4 channels, not 3
T.conv1dTranspose(signal, T.zeros([3, 5, 3]))
