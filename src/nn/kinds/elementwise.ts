import type * as t from 'io-ts'
import { type DType, type FloatDType, floatOf, isFloat } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, noConfig, positive } from '../config.ts'
import type { Initializer } from '../initializer.ts'
import { type LayerKind, layerKind } from '../kind.ts'
import type { LayerType, Signature, Unit } from '../layer.ts'
import { elementsOf, tensorSpec } from '../spec.ts'
import { onTensor } from './tensor.ts'

/** The type of an activation: the shape stays, integers become f32. */
export interface Activation<in out Name extends string> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Signature<Unit, Unit, Real<this['Input'], S, D>, never>
    : `${Name}: input is not a single tensor`
}

/** A tensor of floats: itself, or in f32. */
export type Real<X, S extends readonly unknown[], D extends DType> = D extends FloatDType
  ? X
  : Tensor<S, 'f32'>

/** As {@link Activation}, random in training. */
export interface RandomActivation<in out Name extends string> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Signature<Unit, Unit, Real<this['Input'], S, D>, 'rng'>
    : `${Name}: input is not a single tensor`
}

/** A tensor in floats: as it is, or as f32. */
export const inFloats = (x: Tensor): Tensor => {
  const dtype: DType = x.dtype
  return isFloat(dtype) ? x : T.cast(x, 'f32')
}

/** A kind of activations with one number, or none. */
const kindOf = <C>(
  tag: string,
  documentation: string,
  config: t.Type<C, unknown>,
  init: Initializer,
  f: (x: Tensor, config: C) => Tensor,
): LayerKind<C> =>
  layerKind<C>({
    tag,
    documentation,
    config,
    signature: (_, input) =>
      onTensor(tag, ({ shape, dtype }) => ({
        output: tensorSpec(shape, floatOf(dtype)),
        flops: elementsOf(shape),
      }))(input),
    apply: ({ config: values, state }, x: Tensor) => [f(inFloats(x), values), state],
    suits: () => init,
  })

/** A kind of activations; `init` suits the kernels in front of them. */
export const activationKind = (
  tag: string,
  documentation: string,
  init: Initializer,
  f: (x: Tensor) => Tensor,
): LayerKind<object> => kindOf<object>(tag, documentation, noConfig, init, f)

/** A kind of activations with a number > 0 that may be left out. */
export const parametricKind = <Name extends string>(
  tag: string,
  documentation: string,
  name: Name,
  usual: number,
  f: (x: Tensor, value: number) => Tensor,
): LayerKind<{ readonly [N in Name]?: number }> =>
  kindOf<{ readonly [N in Name]?: number }>(
    tag,
    documentation,
    configCodec({}, { [name]: positive }),
    'heNormal',
    (x, config) => f(x, config[name] ?? usual),
  )
