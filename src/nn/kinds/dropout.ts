import { booleanCodec, oneOfTexts } from '../../core/codec.ts'
import { floatOf } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as R from '../../random/index.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, optionsOf, rate as rateCodec } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer } from '../layer.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import { inFloats, type RandomActivation } from './elementwise.ts'
import { onTensor } from './tensor.ts'

const config = configCodec(
  { rate: rateCodec },
  { scaling: oneOfTexts('inverted', 'classical'), spatial: booleanCodec },
)
type Config = ConfigOf<typeof config>

/** Elements that are dropped at random in training. */
export const dropoutKind = layerKind<Config>({
  tag: 'dropout',
  documentation: '0 with probability rate in training, the identity in prediction',
  config,
  signature: ({ config: { spatial } }, input) =>
    onTensor('dropout', (x) =>
      spatial === true && x.shape.length < 2
        ? 'dropout: spatial needs a batch axis and channels'
        : {
            output: tensorSpec(x.shape, floatOf(x.dtype)),
            random: true,
            flops: elementsOf(x.shape),
          },
    )(input),
  apply: (
    { config: { rate, scaling = 'inverted', spatial = false }, state, key },
    input: Tensor,
  ) => {
    const x = inFloats(input)
    const keep = 1 - rate
    if (key === null) return [scaling === 'classical' ? T.mul(x, keep) : x, state]
    if (rate === 0) return [x, state]
    const shape = spatial
      ? x.shape.map((size, i, { length }) => (i === 0 || i === length - 1 ? size : 1))
      : [...x.shape]
    const kept = R.bernoulli(key, shape, { p: keep })
    const mask = T.mul(T.cast(kept, x.dtype), scaling === 'inverted' ? 1 / keep : 1)
    return [T.mul(x, mask as Tensor), state]
  },
  suits: (_, behind) => behind,
})

/** The options of `dropout`. */
export interface DropoutOptions {
  /**
   * `'inverted'`: what is kept is divided by 1 − rate in training, and prediction is the identity.
   * `'classical'` (Srivastava et al. 2014): training changes nothing of what is kept, and prediction
   * multiplies by 1 − rate.
   * @defaultValue 'inverted'
   */
  readonly scaling?: 'inverted' | 'classical'
  /**
   * drop whole channels of an example, the last axis, instead of elements
   * @defaultValue false
   */
  readonly spatial?: boolean
}

/**
 * Dropout: `dropout(rate, { scaling = 'inverted', spatial = false })`. In training each element is 0
 * with probability `rate`, each for itself, and the others are divided by 1 − rate, so that the mean
 * stays. In prediction the identity.
 *
 * `[a] -> [a]`; 0 ≤ rate < 1.
 *
 * Laws:
 * 1. `predict` is the identity (inverted).
 * 2. With rate 0 so is `forward`.
 * 3. The mean of `forward` over keys is what `predict` gives.
 *
 * Throws `ArgumentError` for another rate.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input(4), nn.dropout(0.5))
 * const vars = model.init(R.key(0))
 * T.toArray(model.predict(vars, T.ones([4]))) // [1, 1, 1, 1]
 * T.toArray(model.forward(vars, T.ones([4]), R.key(1))[0]).every((x) => x === 0 || x === 2) // true
 */
export const dropout = (
  rate: number,
  options?: DropoutOptions,
): Layer<RandomActivation<'dropout'>> => {
  if (!rateCodec.is(rate))
    throw new ArgumentError('dropout', `needs a rate between 0 and 1, 1 excluded, got ${rate}`)
  return layerOf(dropoutKind, {
    rate,
    ...optionsOf<DropoutOptions>('dropout', config, options),
  })
}
