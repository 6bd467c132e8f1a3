import { arrayCodec } from '../../core/codec.ts'
import { isSize, type Reshape as ReshapeShape } from '../../core/shape/index.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, whole } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { type SpecDim, showDims, tensorSpec } from '../spec.ts'
import { productOf } from './flatten.ts'
import { onTensor } from './tensor.ts'

/** The type of `reshape(shape)`. */
export interface Reshape<in out Target extends Shape> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? S extends readonly [infer Batch, ...unknown[]]
      ? ReshapeShape<S, [Batch, ...Target]> extends infer R
        ? R extends Shape
          ? Signature<Unit, Unit, Tensor<R, D>, never>
          : R
        : never
      : number extends S['length']
        ? Signature<Unit, Unit, Tensor<[number, ...Target], D>, never>
        : 'reshape: a scalar has no batch axis'
    : 'reshape: input is not a single tensor'
}

const config = configCodec({ shape: arrayCodec(whole) }, {})

/** What is left of two shapes when equal dimensions are taken away in pairs. */
const cancelled = (
  a: readonly SpecDim[],
  b: readonly SpecDim[],
): readonly [leftOfA: readonly SpecDim[], leftOfB: readonly SpecDim[]] => {
  const leftOfB = [...b]
  const leftOfA = a.filter((dim) => {
    const place = dim === null || dim === 0 ? -1 : leftOfB.indexOf(dim)
    if (place >= 0) leftOfB.splice(place, 1)
    return place < 0
  })
  return [leftOfA, leftOfB]
}

/** The shape rule of `reshape`, for shapes in which not all sizes are known. */
const reshaped = (
  shape: readonly SpecDim[],
  target: readonly SpecDim[],
): readonly SpecDim[] | string => {
  const known = target.filter((dim) => dim !== -1)
  const [from, to] = [showDims(shape), showDims(target)]
  if (target.length - known.length > 1) return `reshape: ${to} has more than one -1`
  const [leftOfA, leftOfB] = cancelled(shape, known)
  const wrong = leftOfB.find((dim) => typeof dim === 'number' && !isSize(dim))
  if (wrong !== undefined) return `reshape: ${wrong} in ${to} is not a size (a whole number >= 0)`
  const note = leftOfA.length < shape.length ? ' (equal dimensions cancelled)' : ''
  const [sizeA, sizeB] = [productOf(leftOfA), productOf(leftOfB)]
  if (known.length === target.length)
    return sizeA === null || sizeB === null || sizeA === sizeB
      ? target
      : `reshape: ${from} has ${sizeA} elements, ${to} has ${sizeB}${note}`
  const rest = (size: SpecDim) => target.map((dim) => (dim === -1 ? size : dim))
  if (sizeB === 1) return rest(sizeA)
  if (typeof sizeA !== 'number' || typeof sizeB !== 'number') return rest(null)
  return sizeB !== 0 && sizeA % sizeB === 0
    ? rest(sizeA / sizeB)
    : `reshape: ${from} cannot be reshaped to ${to}: ${sizeA} is not divisible by ${sizeB}${note}`
}

/** The elements of each example in another shape. */
export const reshapeKind = layerKind<ConfigOf<typeof config>>({
  tag: 'reshape',
  documentation: 'the elements of each example in another shape',
  config,
  signature: ({ config: { shape: target } }, input) =>
    onTensor('reshape', ({ shape, dtype }) => {
      if (shape.length === 0) return 'reshape: a scalar has no batch axis'
      const result = reshaped(shape, [shape[0] ?? null, ...target])
      return typeof result === 'string' ? result : { output: tensorSpec(result, dtype) }
    })(input),
  apply: ({ config: { shape }, state }, x: Tensor) => [
    T.reshape(x, [x.shape[0] ?? 0, ...shape]),
    state,
  ],
  suits: (_, behind) => behind,
})

/**
 * The elements of each example in another shape: `reshape(shape)`, without the batch. One size may be −1.
 *
 * `[batch, 3136] -> [batch, 7, 7, 64]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 3136), nn.reshape([7, -1, 64])))
 * f([], T.ones([5, 3136])).shape // [5, 7, 7, 64]
 */
export const reshape = <const Target extends number[]>(shape: Target): Layer<Reshape<Target>> =>
  layerOf(reshapeKind, { shape: Object.freeze([...shape]) })
