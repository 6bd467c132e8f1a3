import type { DType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { isSize } from '../core/shape/index.ts'
import type { Dim, Tensor } from '../core/tensor.ts'
import { describe } from '../core/tree.ts'

/**
 * A dimension as a layer sees it: a size, a name such as `'batch'` that stands for any size, or `null`
 * where a rule cannot say (half of a name, for instance). At type level `null` is `number`.
 */
export type SpecDim = Dim | null

/** What is known of a tensor before there is one. */
export interface TensorSpec {
  readonly _tag: 'TensorSpec'
  readonly shape: readonly SpecDim[]
  readonly dtype: DType
}

/** What is known of a tree of tensors: an input, an output, parameters, state. */
export type Spec = TensorSpec | readonly Spec[] | { readonly [name: string]: Spec }

/** A {@link TensorSpec}. */
export const tensorSpec = (shape: readonly SpecDim[], dtype: DType): TensorSpec => ({
  _tag: 'TensorSpec',
  shape,
  dtype,
})

/** Is it the spec of one tensor? */
export const isTensorSpec = (spec: Spec): spec is TensorSpec =>
  !Array.isArray(spec) && '_tag' in spec && spec._tag === 'TensorSpec'

/** A dimension as text, as the compiler shows it. */
export const showDim = (dim: SpecDim | undefined): string => (dim === null ? 'number' : `${dim}`)

/** A shape as text: `[batch, 784]`. */
export const showDims = (shape: readonly SpecDim[]): string => `[${shape.map(showDim).join(', ')}]`

/** A spec as text: `[batch, 784]`, `[batch] of i32`, `([batch, 3], [batch, 4])`. */
export const showSpec = (spec: Spec): string =>
  isTensorSpec(spec)
    ? `${showDims(spec.shape)}${spec.dtype === 'f32' ? '' : ` of ${spec.dtype}`}`
    : Array.isArray(spec)
      ? `(${(spec as readonly Spec[]).map(showSpec).join(', ')})`
      : `{ ${Object.entries(spec)
          .map(([name, part]: readonly [string, Spec]) => `${name}: ${showSpec(part)}`)
          .join(', ')} }`

/** The number of elements, names and what is not known counting as 1: those of one example. */
export const elementsOf = (shape: readonly SpecDim[]): number =>
  shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1)

/** The specs of the tensors of a tree, in order. */
export const tensorSpecs = (spec: Spec): readonly TensorSpec[] =>
  isTensorSpec(spec) ? [spec] : Object.values(spec).flatMap((part: Spec) => tensorSpecs(part))

declare const inputType: unique symbol

/** What a model is built for: the type of its input, and what is known of it. */
export interface Input<out I> {
  readonly [inputType]: I
  readonly spec: Spec
}

const inputOfSpec = <I>(spec: Spec): Input<I> => ({ spec }) as Input<I>

const checkedSpec = (shape: readonly Dim[], dtype: DType): TensorSpec => {
  const wrong = shape.find((dim) => typeof dim !== 'string' && !isSize(dim))
  if (wrong !== undefined)
    throw new ArgumentError(
      'input',
      `${describe(wrong)} in ${showDims(shape)} is neither a size (a whole number ≥ 0) nor a name`,
    )
  return tensorSpec(shape, dtype)
}

/**
 * The input of a model: `input('batch', 784)` is a tensor of f32 with 784 columns and any number of
 * rows. A name stands for any size, the same wherever it occurs; a model is built once for all of them.
 *
 * Throws `ArgumentError` for a size that is not a whole number ≥ 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2))
 * model.predict(model.init(R.key(0)), T.ones([5, 3])).shape // [5, 2]
 */
export const input = <const S extends Dim[]>(...shape: S): Input<Tensor<S>> =>
  inputOfSpec(checkedSpec(shape, 'f32'))

/**
 * The input of a model in another element type than f32: `inputOf('i32', 'batch', 'time')`. Parameters
 * are of the element type of what they meet, f32 where that is not a float.
 *
 * Throws `ArgumentError` for a size that is not a whole number ≥ 0.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.model(nn.inputOf('i32', 'batch', 'time'), nn.embedding(100, 8))
 * model.predict(model.init(R.key(0)), T.tensor([[1, 2, 3]], 'i32')).shape // [1, 3, 8]
 */
export const inputOf = <const S extends Dim[], D extends DType>(
  dtype: D,
  ...shape: S
): Input<Tensor<S, D>> => inputOfSpec(checkedSpec(shape, dtype))

/** The types of several inputs. */
export type InputTypes<Is extends readonly Input<unknown>[]> = {
  readonly [K in keyof Is]: Is[K] extends Input<infer I> ? I : never
}

/**
 * Several inputs as one, a tuple of tensors: `inputs(input('batch', 3), inputOf('i32', 'batch'))`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const both = nn.inputs(nn.input('batch', 3), nn.input('batch', 4))
 * const model = nn.model(both, nn.concat(), nn.dense(2))
 * model.predict(model.init(R.key(0)), [T.ones([5, 3]), T.ones([5, 4])]).shape // [5, 2]
 */
export const inputs = <const Is extends readonly Input<unknown>[]>(
  ...parts: Is
): Input<InputTypes<Is>> => inputOfSpec(parts.map(({ spec }) => spec))

/** The place of an axis counted from the front, or a message. */
export const placeOf = (
  shape: readonly SpecDim[],
  axis: number,
  operator: string,
): number | string => {
  const place = axis < 0 ? shape.length + axis : axis
  return Number.isInteger(place) && place >= 0 && place < shape.length
    ? place
    : `${operator}: axis ${axis} is out of range for ${showDims(shape)} (rank ${shape.length})`
}
