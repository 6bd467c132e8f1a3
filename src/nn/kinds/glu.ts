import { type FloatOf, floatOf } from '../../core/dtype.ts'
import type { DimOk, DivMod, IsDynShape, Show, ShowDim } from '../../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { noConfig } from '../config.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { elementsOf, showDim, showDims, tensorSpec } from '../spec.ts'
import { onTensor } from './tensor.ts'

/** The type of `glu`. */
export interface Glu extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? Halved<S> extends infer R
      ? R extends Shape
        ? Signature<Unit, Unit, Tensor<R, FloatOf<D>>, never>
        : R
      : never
    : 'glu: input is not a single tensor'
}

type Halved<S extends Shape> =
  IsDynShape<S> extends true
    ? AnyShape
    : S extends readonly [...infer Rest, infer C]
      ? DivMod<C, 2> extends [infer Half, infer Remainder]
        ? DimOk<S, Remainder, 0> extends true
          ? [...Rest, Half]
          : `glu: ${ShowDim<C>} features do not divide into two halves (input ${Show<S>})`
        : never
      : 'glu: needs an axis of features, got []'

/** A half that the other half lets through. */
export const gluKind = layerKind<object>({
  tag: 'glu',
  documentation: 'the first half of the last axis times the sigmoid of the second',
  config: noConfig,
  signature: (_, input) =>
    onTensor('glu', ({ shape, dtype }) => {
      const last = shape.at(-1)
      if (last === undefined) return 'glu: needs an axis of features, got []'
      if (typeof last === 'number' && last % 2 !== 0)
        return `glu: ${showDim(last)} features do not divide into two halves (input ${showDims(shape)})`
      const output = [...shape.slice(0, -1), typeof last === 'number' ? last / 2 : null]
      return { output: tensorSpec(output, floatOf(dtype)), flops: 2 * elementsOf(output) }
    })(input),
  apply: ({ state }, x: Tensor) => [T.glu(x), state],
})

/**
 * The gated linear unit (Dauphin et al. 2016): the first half of the last axis times the sigmoid of the
 * second.
 *
 * `[..., 2 n] -> [..., n]`
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.input('batch', 4), nn.glu))
 * T.toArray(f([], T.tensor([[2, 3, 0, 100]]))) // [[1, 3]]
 */
export const glu: Layer<Glu> = layerOf(gluKind, {})
