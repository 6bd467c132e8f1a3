import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { layerOf } from '../kind.ts'
import type { Layer } from '../layer.ts'
import { type Activation, activationKind, parametricKind } from './elementwise.ts'

// Activations of straight lines and of exponentials joined to them. What is taken on their corners is
// said by the functions of `T`.

/** X where it is positive, 0 elsewhere (Nair and Hinton 2010). */
export const reluKind = activationKind('relu', 'max(x, 0)', 'heNormal', (x: Tensor) => T.relu(x))

/**
 * The activation `relu` as a layer: x where it is positive, 0 elsewhere (Nair and Hinton 2010).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.relu))
 * T.toArray(f([], T.tensor([-1, 0, 2]))) // [0, 0, 2]
 */
export const relu: Layer<Activation<'relu'>> = layerOf(reluKind, {})

/** X between 0 and 6, the bounds beyond. */
export const relu6Kind = activationKind('relu6', 'min(max(x, 0), 6)', 'heNormal', (x: Tensor) =>
  T.relu6(x),
)

/**
 * The activation `relu6` as a layer: x between 0 and 6, the bounds beyond.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.relu6))
 * T.toArray(f([], T.tensor([-1, 2, 7]))) // [0, 2, 6]
 */
export const relu6: Layer<Activation<'relu6'>> = layerOf(relu6Kind, {})

/** X where it is positive, 0.01 x elsewhere. */
export const leakyReluKind = parametricKind(
  'leakyRelu',
  'x where positive, slope x elsewhere',
  'slope',
  0.01,
  (x, slope) => T.leakyRelu(x, slope),
)

/**
 * The activation `leakyRelu` as a layer: x where it is positive, 0.01 x elsewhere.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.leakyRelu))
 * T.toArray(f([], T.tensor([-100, 2]))) // [-1, 2]
 */
export const leakyRelu: Layer<Activation<'leakyRelu'>> = layerOf(leakyReluKind, {})

/**
 * `leakyRelu` with another number: `leakyReluWith({ slope })`, slope > 0.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.leakyReluWith({ slope: 0.5 })))
 * T.toArray(f([], T.tensor([-2, 2]))) // [-1, 2]
 */
export const leakyReluWith = (options: {
  readonly slope: number
}): Layer<Activation<'leakyRelu'>> => layerOf(leakyReluKind, options)

/** X where it is positive, eˣ − 1 elsewhere (Clevert et al. 2015). */
export const eluKind = activationKind(
  'elu',
  'x where positive, eˣ − 1 elsewhere',
  'heNormal',
  (x: Tensor) => T.elu(x),
)

/**
 * The activation `elu` as a layer: x where it is positive, eˣ − 1 elsewhere (Clevert et al. 2015).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.elu))
 * T.toArray(f([], T.tensor([-1000, 0, 2]))) // [-1, 0, 2]
 */
export const elu: Layer<Activation<'elu'>> = layerOf(eluKind, {})

/** X where it is positive, α (e^(x/α) − 1) elsewhere, α = 1 (Barron 2017). */
export const celuKind = parametricKind(
  'celu',
  'x where positive, α (e^(x/α) − 1) elsewhere',
  'alpha',
  1,
  (x, alpha) => T.celu(x, alpha),
)

/**
 * The activation `celu` as a layer: x where it is positive, α (e^(x/α) − 1) elsewhere, α = 1
 * (Barron 2017).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.celu))
 * T.toArray(f([], T.tensor([-1000, 0, 2]))) // [-1, 0, 2]
 */
export const celu: Layer<Activation<'celu'>> = layerOf(celuKind, {})

/**
 * `celu` with another number: `celuWith({ alpha })`, alpha > 0.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.celuWith({ alpha: 0.5 })))
 * T.toArray(f([], T.tensor([-1000, 2]))) // [-0.5, 2]
 */
export const celuWith = (options: { readonly alpha: number }): Layer<Activation<'celu'>> =>
  layerOf(celuKind, options)

/** Λ x where it is positive, λ α (eˣ − 1) elsewhere, with the λ and α that keep mean 0 and variance 1 (Klambauer et al. 2017); kernels in front of it begin as `lecunNormal`. */
export const seluKind = activationKind(
  'selu',
  'λ x where positive, λ α (eˣ − 1) elsewhere',
  'lecunNormal',
  (x: Tensor) => T.selu(x),
)

/**
 * The activation `selu` as a layer: λ x where it is positive, λ α (eˣ − 1) elsewhere, with the λ
 * and α that keep mean 0 and variance 1 (Klambauer et al. 2017); kernels in front of it begin as
 * `lecunNormal`.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.selu))
 * T.toArray(f([], T.tensor([0]))) // [0]
 */
export const selu: Layer<Activation<'selu'>> = layerOf(seluKind, {})

/** X between −1 and 1, the bounds beyond. */
export const hardTanhKind = activationKind(
  'hardTanh',
  'min(max(x, −1), 1)',
  'glorotUniform',
  (x: Tensor) => T.hardTanh(x),
)

/**
 * The activation `hardTanh` as a layer: x between −1 and 1, the bounds beyond.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.hardTanh))
 * T.toArray(f([], T.tensor([-2, 0.5, 2]))) // [-1, 0.5, 1]
 */
export const hardTanh: Layer<Activation<'hardTanh'>> = layerOf(hardTanhKind, {})

/** X / 6 + ½ between −3 and 3, 0 below and 1 above. */
export const hardSigmoidKind = activationKind(
  'hardSigmoid',
  'min(max(x / 6 + ½, 0), 1)',
  'glorotUniform',
  (x: Tensor) => T.hardSigmoid(x),
)

/**
 * The activation `hardSigmoid` as a layer: x / 6 + ½ between −3 and 3, 0 below and 1 above.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.hardSigmoid))
 * T.toArray(f([], T.tensor([-4, 0, 4]))) // [0, 0.5, 1]
 */
export const hardSigmoid: Layer<Activation<'hardSigmoid'>> = layerOf(hardSigmoidKind, {})

/** X · hardSigmoid(x) (Howard et al. 2019). */
export const hardSiluKind = activationKind(
  'hardSilu',
  'x · hardSigmoid(x)',
  'heNormal',
  (x: Tensor) => T.hardSilu(x),
)

/**
 * The activation `hardSilu` as a layer: x · hardSigmoid(x) (Howard et al. 2019).
 *
 * `[a] -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('n'), nn.hardSilu))
 * T.toArray(f([], T.tensor([0, 4]))) // [0, 4]
 */
export const hardSilu: Layer<Activation<'hardSilu'>> = layerOf(hardSiluKind, {})
