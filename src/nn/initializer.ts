import type * as t from 'io-ts'
import { firstOf, oneOfTexts, valueCodec } from '../core/codec.ts'
import type { FloatDType } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { configCodec, finite, notNegative, oneOf, positive } from './config.ts'
import * as R from '../random/index.ts'
import * as T from '../tensor/index.ts'

/** Which axes of a kernel are inputs and which outputs, where they are not the last two. */
export interface Fans {
  readonly inAxis?: number | readonly number[]
  readonly outAxis?: number | readonly number[]
}

/** What an initializer is told beside the shape. */
export interface DrawOptions extends Fans {
  readonly dtype: FloatDType
}

/** Draws values of a shape. */
export type Draw = (key: R.Key, shape: readonly number[], options: DrawOptions) => Tensor

/** The initializers of `R.init` that need nothing but a shape. */
export type InitializerName =
  | 'zeros'
  | 'ones'
  | 'identity'
  | 'glorotNormal'
  | 'glorotUniform'
  | 'heNormal'
  | 'heUniform'
  | 'lecunNormal'
  | 'lecunUniform'
  | 'orthogonal'
  | 'deltaOrthogonal'

const named: { readonly [Name in InitializerName]: Draw } = {
  zeros: (key, shape, options) => R.init.zeros(key, [...shape], options) as Tensor,
  ones: (key, shape, options) => R.init.ones(key, [...shape], options) as Tensor,
  identity: (key, shape, options) => R.init.identity(key, [...shape], options) as Tensor,
  glorotNormal: (key, shape, options) => R.init.glorotNormal(key, [...shape], options) as Tensor,
  glorotUniform: (key, shape, options) => R.init.glorotUniform(key, [...shape], options) as Tensor,
  heNormal: (key, shape, options) => R.init.heNormal(key, [...shape], options) as Tensor,
  heUniform: (key, shape, options) => R.init.heUniform(key, [...shape], options) as Tensor,
  lecunNormal: (key, shape, options) => R.init.lecunNormal(key, [...shape], options) as Tensor,
  lecunUniform: (key, shape, options) => R.init.lecunUniform(key, [...shape], options) as Tensor,
  orthogonal: (key, shape, options) => R.init.orthogonal(key, [...shape], options) as Tensor,
  deltaOrthogonal: (key, shape, options) =>
    R.init.deltaOrthogonal(key, [...shape], options) as Tensor,
}

/**
 * How parameters begin: the name of an initializer of `R.init`, such as `'heNormal'`, or one with
 * numbers, such as `{ name: 'normal', stddev: 0.02 }`. Data, so that a layer is data.
 */
export type Initializer =
  | InitializerName
  | { readonly name: 'uniform'; readonly low: number; readonly high: number }
  | { readonly name: 'normal'; readonly stddev: number }
  | { readonly name: 'truncatedNormal'; readonly stddev: number }
  | { readonly name: 'constant'; readonly value: number }
  | {
      readonly name: 'varianceScaling'
      readonly scale: number
      readonly mode: R.init.FanMode
      readonly distribution: 'truncatedNormal' | 'normal' | 'uniform'
    }

/** The codec of initializers. */
export const initializerCodec: t.Type<Initializer, unknown> = oneOf(
  'the name of an initializer, or one with numbers',
  firstOf(
    valueCodec(
      'the name of an initializer',
      (u): u is InitializerName => typeof u === 'string' && Object.hasOwn(named, u),
    ),
    configCodec({ name: oneOfTexts('uniform'), low: finite, high: finite }, {}),
    configCodec({ name: oneOfTexts('normal'), stddev: notNegative }, {}),
    configCodec({ name: oneOfTexts('truncatedNormal'), stddev: notNegative }, {}),
    configCodec({ name: oneOfTexts('constant'), value: finite }, {}),
    configCodec(
      {
        name: oneOfTexts('varianceScaling'),
        scale: positive,
        mode: oneOfTexts('fanIn', 'fanOut', 'fanAvg', 'fanGeoAvg'),
        distribution: oneOfTexts('truncatedNormal', 'normal', 'uniform'),
      },
      {},
    ),
  ),
)

/** What an initializer draws. */
export const drawOf = (initializer: Initializer): Draw => {
  if (typeof initializer === 'string') return named[initializer]
  return (key, shape, options) => {
    const { dtype } = options
    const sizes = [...shape]
    switch (initializer.name) {
      case 'uniform':
        return R.uniform(key, sizes, {
          low: initializer.low,
          high: initializer.high,
          dtype,
        }) as Tensor
      case 'normal':
        return R.normal(key, sizes, { stddev: initializer.stddev, dtype }) as Tensor
      case 'truncatedNormal':
        return T.mul(
          R.truncatedNormal(key, sizes, { lower: -2, upper: 2, dtype }) as Tensor,
          initializer.stddev,
        )
      case 'constant':
        return R.init.constant(key, sizes, { value: initializer.value, dtype }) as Tensor
      case 'varianceScaling':
        return R.init.varianceScaling(key, sizes, { ...initializer, ...options }) as Tensor
      default:
        return initializer satisfies never
    }
  }
}
