import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { layerOf } from '../kind.ts'
import type { Layer } from '../layer.ts'
import { type Activation, activationKind, parametricKind } from './elementwise.ts'

// Activations that are smooth, and those along an axis.

/** X Φ(x), Φ the distribution function of the standard normal distribution (Hendrycks and Gimpel 2016). */
export const geluKind = activationKind('gelu', 'x Φ(x)', 'heNormal', (x: Tensor) => T.gelu(x))

/**
 * The activation `gelu` as a layer: x Φ(x), Φ the distribution function of the standard normal
 * distribution (Hendrycks and Gimpel 2016).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.gelu))
 * T.toArray(f([], T.tensor([0, 10]))) // [0, 10]
 */
export const gelu: Layer<Activation<'gelu'>> = layerOf(geluKind, {})

/** X / (1 + e⁻ˣ), also called swish (Ramachandran et al. 2017). */
export const siluKind = activationKind('silu', 'x / (1 + e⁻ˣ)', 'heNormal', (x: Tensor) =>
  T.silu(x),
)

/**
 * The activation `silu` as a layer: x / (1 + e⁻ˣ), also called swish (Ramachandran et al. 2017).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.silu))
 * T.toArray(f([], T.tensor([0, 100]))) // [0, 100]
 */
export const silu: Layer<Activation<'silu'>> = layerOf(siluKind, {})

/** X tanh(log(1 + eˣ)) (Misra 2019). */
export const mishKind = activationKind('mish', 'x tanh(softplus(x))', 'heNormal', (x: Tensor) =>
  T.mish(x),
)

/**
 * The activation `mish` as a layer: x tanh(log(1 + eˣ)) (Misra 2019).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.mish))
 * T.toArray(f([], T.tensor([0, 100]))) // [0, 100]
 */
export const mish: Layer<Activation<'mish'>> = layerOf(mishKind, {})

/** Log(1 + eˣ), the smooth version of relu. */
export const softplusKind = activationKind('softplus', 'log(1 + eˣ)', 'heNormal', (x: Tensor) =>
  T.softplus(x),
)

/**
 * The activation `softplus` as a layer: log(1 + eˣ), the smooth version of relu.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.softplus))
 * T.toArray(f([], T.tensor([-1000, 1000]))) // [0, 1000]
 */
export const softplus: Layer<Activation<'softplus'>> = layerOf(softplusKind, {})

/** (x + √(x² + b)) / 2, b = 4 (Barron 2021). */
export const squareplusKind = parametricKind('squareplus', '(x + √(x² + b)) / 2', 'b', 4, (x, b) =>
  T.squareplus(x, b),
)

/**
 * The activation `squareplus` as a layer: (x + √(x² + b)) / 2, b = 4 (Barron 2021).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.squareplus))
 * T.toArray(f([], T.tensor([0]))) // [1]
 */
export const squareplus: Layer<Activation<'squareplus'>> = layerOf(squareplusKind, {})

/**
 * `squareplus` with another number: `squareplusWith({ b })`, b > 0.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.squareplusWith({ b: 16 })))
 * T.toArray(f([], T.tensor([0]))) // [2]
 */
export const squareplusWith = (options: { readonly b: number }): Layer<Activation<'squareplus'>> =>
  layerOf(squareplusKind, options)

/** 1 / (1 + e⁻ˣ), the logistic function. */
export const sigmoidKind = activationKind(
  'sigmoid',
  '1 / (1 + e⁻ˣ)',
  'glorotUniform',
  (x: Tensor) => T.sigmoid(x),
)

/**
 * The activation `sigmoid` as a layer: 1 / (1 + e⁻ˣ), the logistic function.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.sigmoid))
 * T.toArray(f([], T.tensor([-1000, 0, 1000]))) // [0, 0.5, 1]
 */
export const sigmoid: Layer<Activation<'sigmoid'>> = layerOf(sigmoidKind, {})

/** Log(1 / (1 + e⁻ˣ)), finite also where the sigmoid rounds to 0. */
export const logSigmoidKind = activationKind(
  'logSigmoid',
  'log(1 / (1 + e⁻ˣ))',
  'glorotUniform',
  (x: Tensor) => T.logSigmoid(x),
)

/**
 * The activation `logSigmoid` as a layer: log(1 / (1 + e⁻ˣ)), finite also where the sigmoid rounds
 * to 0.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.logSigmoid))
 * T.toArray(f([], T.tensor([-1000, 1000]))) // [-1000, -0]
 */
export const logSigmoid: Layer<Activation<'logSigmoid'>> = layerOf(logSigmoidKind, {})

/** The hyperbolic tangent. */
export const tanhKind = activationKind('tanh', 'tanh x', 'glorotUniform', (x: Tensor) => T.tanh(x))

/**
 * The activation `tanh` as a layer: the hyperbolic tangent.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.tanh))
 * T.toArray(f([], T.tensor([-1000, 0, 1000]))) // [-1, 0, 1]
 */
export const tanh: Layer<Activation<'tanh'>> = layerOf(tanhKind, {})

/** X / (1 + |x|). */
export const softSignKind = activationKind(
  'softSign',
  'x / (1 + |x|)',
  'glorotUniform',
  (x: Tensor) => T.softSign(x),
)

/**
 * The activation `softSign` as a layer: x / (1 + |x|).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.softSign))
 * T.toArray(f([], T.tensor([-1, 0, 3]))) // [-0.5, 0, 0.75]
 */
export const softSign: Layer<Activation<'softSign'>> = layerOf(softSignKind, {})

/** The softmax along the last axis: eˣ over the sum of all eˣ. */
export const softmaxKind = activationKind(
  'softmax',
  'eˣ / Σ eˣ along the last axis',
  'glorotUniform',
  (x: Tensor) => T.softmax(x),
)

/**
 * The activation `softmax` as a layer: the softmax along the last axis: eˣ over the sum of all eˣ.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.softmax))
 * T.toArray(f([], T.tensor([0, 0]))) // [0.5, 0.5]
 */
export const softmax: Layer<Activation<'softmax'>> = layerOf(softmaxKind, {})

/** The logarithm of the softmax along the last axis. */
export const logSoftmaxKind = activationKind(
  'logSoftmax',
  'x − log Σ eˣ along the last axis',
  'glorotUniform',
  (x: Tensor) => T.logSoftmax(x),
)

/**
 * The activation `logSoftmax` as a layer: the logarithm of the softmax along the last axis.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.logSoftmax))
 * T.toArray(f([], T.tensor([0, -1000]))) // [0, -1000]
 */
export const logSoftmax: Layer<Activation<'logSoftmax'>> = layerOf(logSoftmaxKind, {})

/** 1 at the greatest element along the last axis, 0 elsewhere. */
export const hardmaxKind = activationKind(
  'hardmax',
  '1 at the greatest element along the last axis, 0 elsewhere',
  'glorotUniform',
  (x: Tensor) => T.hardmax(x),
)

/**
 * The activation `hardmax` as a layer: 1 at the greatest element along the last axis, 0 elsewhere.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.hardmax))
 * T.toArray(f([], T.tensor([1, 3, 2]))) // [0, 1, 0]
 */
export const hardmax: Layer<Activation<'hardmax'>> = layerOf(hardmaxKind, {})
