import type { AnyShape, Dim, Tensor } from '../core/tensor.ts'
import type { Eq, IsAny, Show } from '../core/shape/index.ts'
import type { LayerKind } from './kind.ts'

/**
 * What a layer makes of the type of its input, as a function from types to types: to say that relu
 * keeps its input and has no parameters, `interface Relu extends LayerType { readonly Signature:
 * Signature<Unit, Unit, this['Input'], never> }`. Where the input does not fit, the result is a message,
 * a string literal type, which the compiler shows on the layer at fault.
 */
export interface LayerType {
  readonly Input: unknown
  readonly Signature: unknown
}

/** The signature of a layer of type F on an input of type I, or a message. */
export type SignatureOf<F extends LayerType, I> = (F & { readonly Input: I })['Signature']

/**
 * The types that a layer has on some input: of its parameters, its state, its output, and its effects
 * (`'rng'` where training draws random numbers, `never` where nothing is random).
 */
export interface Signature<out P, out S, out O, out E> {
  readonly params: P
  readonly state: S
  readonly output: O
  readonly effects: E
}

/** No parameters, no state. */
export type Unit = readonly []

declare const layerType: unique symbol

/** A layer in its place among the children of another one, with its name if it has one. */
export interface Child {
  readonly name: string | null
  readonly layer: AnyLayer
}

/**
 * A layer: immutable data that says what it is, not yet for which input. `kind` knows what layers of its
 * kind do, `config` is what tells them apart, `children` are the layers that it is made of. The type
 * parameter is a type-level function, see {@link LayerType}; nothing of it exists at run time.
 */
export interface Layer<out F extends LayerType> {
  readonly [layerType]: F
  readonly kind: LayerKind
  readonly config: unknown
  readonly children: readonly Child[]
}

/** A layer of which nothing is known, such as one read from a file. */
export type AnyLayer = Layer<LayerType>

/** A layer, or a record with one key that names it: `{ hidden: dense(256) }`. */
export type Item = AnyLayer | { readonly [name: string]: AnyLayer }

/** The signature of a layer of which nothing is known. */
export type AnySignature = Signature<any, any, Tensor<AnyShape>, 'rng'>

/** What is made of `any`, which a mistake left behind. */
export type Nothing = Signature<any, any, any, any>

/** {@link SignatureOf}, where an input of type `any` gives `any`. */
export type SignatureOn<F extends LayerType, I> =
  IsAny<I> extends true ? Nothing : SignatureOf<F, I>

// ------------------------------------------------------------------------- words of shape messages

/** The last dimension; `number` where the rank is not known. */
export type LastOf<S> = S extends readonly [...unknown[], infer Last] ? Last : number

/** The message about a dimension that parameters cannot have, or the dimension. */
export type ParameterDim<K> = K extends string
  ? `dimension '${K}' is symbolic; parameters need a concrete size`
  : K

/** A type of input or output as text: `[batch, 784]`, `[batch] of i32`, `([batch, 3], [batch, 4])`. */
export type ShowType<X> =
  X extends Tensor<infer S, infer D>
    ? `${Show<S>}${Eq<D, 'f32'> extends true ? '' : ` of ${D}`}`
    : X extends readonly unknown[]
      ? `(${ShowTypes<X>})`
      : 'a record'

type ShowTypes<Xs extends readonly unknown[]> = Xs extends readonly [infer Only]
  ? ShowType<Only>
  : Xs extends readonly [infer First, ...infer Rest]
    ? `${ShowType<First>}, ${ShowTypes<Rest>}`
    : ''

/** A number in a message. */
export type ShowNumber<N> = Eq<N, number> extends true ? 'number' : `${N & Dim}`
