import * as E from '../../core/either.ts'
import type { Concat as ConcatShape, Eq } from '../../core/shape/index.ts'
import type { DType } from '../../core/dtype.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { alike, type Alike } from '../alike.ts'
import { configCodec, type ConfigOf, noConfig, whole } from '../config.ts'
import { layerKind, type LayerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowType, Signature, Unit } from '../layer.ts'
import {
  elementsOf,
  isTensorSpec,
  placeOf,
  showDims,
  showSpec,
  type Spec,
  type SpecDim,
  tensorSpec,
} from '../spec.ts'

// Layers that make one tensor of several.

// ----------------------------------------------------------------------------- sum and product

/** The type of `add` and `multiply`. */
export interface Merge<in out Name extends string> extends LayerType {
  readonly Signature: this['Input'] extends readonly [infer First, ...infer Rest]
    ? AreTensors<this['Input']> extends true
      ? Together<Name, First, Rest>
      : `${Name}: input is not a tuple of tensors`
    : `${Name}: input is not a tuple of tensors`
}

type AreTensors<Xs extends readonly unknown[]> = Xs extends readonly [infer X, ...infer Rest]
  ? X extends Tensor<infer _S, infer _D>
    ? AreTensors<Rest>
    : false
  : true

type Together<Name extends string, A, Rest extends readonly unknown[]> = Rest extends readonly [
  infer B,
  ...infer Others,
]
  ? [Alike<A, B>] extends [never]
    ? `${Name}: ${ShowType<A>} and ${ShowType<B>} differ`
    : Together<Name, Alike<A, B>, Others>
  : Signature<Unit, Unit, A, never>

const mergeKind = (
  tag: string,
  documentation: string,
  f: (x: Tensor, y: Tensor) => Tensor,
): LayerKind<object> =>
  layerKind<object>({
    tag,
    documentation,
    config: noConfig,
    signature: (_, input) => {
      const parts = isTensorSpec(input) || !Array.isArray(input) ? [] : (input as readonly Spec[])
      if (parts.length === 0 || !parts.every(isTensorSpec))
        return E.left(`${tag}: input is not a tuple of tensors`)
      const [first, ...rest] = parts
      let output: Spec = first ?? []
      for (const part of rest) {
        const both = alike(output, part)
        if (both === null) return E.left(`${tag}: ${showSpec(output)} and ${showSpec(part)} differ`)
        output = both
      }
      return E.right({
        output,
        flops: isTensorSpec(output) ? rest.length * elementsOf(output.shape) : 0,
      })
    },
    apply: ({ state }, [first, ...rest]: readonly [Tensor, ...Tensor[]]) => [
      rest.reduce(f, first),
      state,
    ],
    suits: (_, behind) => behind,
  })

/** The sum and the product of several tensors. */
export const addKind = mergeKind('add', 'the sum of its inputs', (x, y) => T.add(x, y))
export const multiplyKind = mergeKind('multiply', 'the product of its inputs', (x, y) =>
  T.mul(x, y),
)

/**
 * The sum of several tensors of one shape.
 *
 * `([a], …, [a]) -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.inputs(nn.input('n'), nn.input('n')), nn.add))
 * T.toArray(f([], [T.tensor([1, 2]), T.tensor([3, 4])])) // [4, 6]
 */
export const add: Layer<Merge<'add'>> = layerOf(addKind, {})

/**
 * The product of several tensors of one shape, element by element: gates.
 *
 * `([a], …, [a]) -> [a]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.inputs(nn.input('n'), nn.input('n')), nn.multiply))
 * T.toArray(f([], [T.tensor([1, 2]), T.tensor([3, 4])])) // [3, 8]
 */
export const multiply: Layer<Merge<'multiply'>> = layerOf(multiplyKind, {})

// -------------------------------------------------------------------------------- concatenation

/** The type of `concat(axis)`. */
export interface Concat<in out Axis extends number> extends LayerType {
  readonly Signature: this['Input'] extends readonly [
    Tensor<infer _S, infer D>,
    ...(readonly unknown[]),
  ]
    ? Joined<this['Input'], Axis, D>
    : 'concat: input is not a tuple of tensors'
}

type Joined<Xs extends readonly unknown[], Axis extends number, D extends DType> =
  Shapes<Xs, D> extends infer All
    ? All extends readonly Shape[]
      ? ConcatShape<All, Axis> extends infer R
        ? R extends Shape
          ? Signature<Unit, Unit, Tensor<R, D>, never>
          : R
        : never
      : All
    : never

/** The shapes of tensors of one element type, or a message. */
type Shapes<
  Xs extends readonly unknown[],
  D extends DType,
  Done extends readonly Shape[] = [],
> = Xs extends readonly [infer X, ...infer Rest]
  ? X extends Tensor<infer S, infer E>
    ? Eq<D, E> extends true
      ? Shapes<Rest, D, [...Done, S]>
      : `concat: element types ${D} and ${E} differ`
    : 'concat: input is not a tuple of tensors'
  : Done

const config = configCodec({}, { axis: whole })

/** `concat` of shapes in which not all sizes are known. */
const joined = (
  shapes: readonly (readonly SpecDim[])[],
  axis: number,
): readonly SpecDim[] | string => {
  const [first = [], ...rest] = shapes
  const place = placeOf(first, axis, 'concat')
  let output: readonly SpecDim[] = first
  for (const shape of rest) {
    const [a, b] = [showDims(output), showDims(shape)]
    if (shape.length !== output.length) return `concat: ${a} and ${b} have different ranks`
    if (typeof place === 'string') return place
    const fits = output.every((dim, i) => {
      const other = shape[i]
      return i === place || dim === null || other === null || dim === other
    })
    if (!fits) return `concat: ${a} and ${b} differ outside axis ${axis}`
    output = output.map((dim, i) => {
      const other = shape[i] ?? null
      if (i !== place) return dim ?? other
      return typeof dim === 'number' && typeof other === 'number' ? dim + other : null
    })
  }
  return typeof place === 'string' ? place : output
}

/** Several tensors put together along an axis. */
export const concatKind = layerKind<ConfigOf<typeof config>>({
  tag: 'concat',
  documentation: 'its inputs put together along an axis',
  config,
  signature: ({ config: { axis = -1 } }, input) => {
    if (isTensorSpec(input) || !Array.isArray(input) || input.length === 0)
      return E.left('concat: input is not a tuple of tensors')
    const parts = input as readonly Spec[]
    const specs = parts.filter(isTensorSpec)
    if (specs.length < parts.length) return E.left('concat: input is not a tuple of tensors')
    const [first] = specs
    const dtype = first?.dtype ?? 'f32'
    const other = specs.find((spec) => spec.dtype !== dtype)
    if (other !== undefined)
      return E.left(`concat: element types ${dtype} and ${other.dtype} differ`)
    const shape = joined(
      specs.map((spec) => spec.shape),
      axis,
    )
    return typeof shape === 'string' ? E.left(shape) : E.right({ output: tensorSpec(shape, dtype) })
  },
  apply: ({ config: { axis = -1 }, state }, xs: readonly Tensor[]) => [T.concat(xs, axis), state],
  suits: (_, behind) => behind,
})

/**
 * Several tensors put together along an axis: `concat(axis = -1)`.
 *
 * `([batch, a], [batch, b]) -> [batch, a + b]`
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const skip = nn.sequential(nn.fanout(nn.sequential(), nn.dense(4)), nn.concat())
 * const model = nn.model(nn.input('batch', 3), skip)
 * model.predict(model.init(R.key(0)), T.ones([5, 3])).shape // [5, 7]
 */
export const concat = <const Axis extends number = -1>(
  axis: Axis = -1 as Axis,
): Layer<Concat<Axis>> => layerOf(concatKind, { axis })
