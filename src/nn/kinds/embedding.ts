import { oneOfTexts } from '../../core/codec.ts'
import type { DType, FloatDType } from '../../core/dtype.ts'
import type { IsDynShape } from '../../core/shape/index.ts'
import type { AnyShape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { configCodec, type ConfigOf, count, optionsOf } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { tensorSpec } from '../spec.ts'
import { onTensor } from './tensor.ts'

/** The parameters of an embedding. */
export interface EmbeddingParams<out Count, out Width, out D extends DType = 'f32'> {
  readonly table: Tensor<[Count, Width], D>
}

/** The type of `embedding(count, width)`. */
export interface Embedding<
  in out Count extends number,
  in out Width extends number,
  in out D extends FloatDType = 'f32',
> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer I>
    ? I extends 'i32' | 'u32'
      ? Signature<
          EmbeddingParams<Count, Width, D>,
          Unit,
          Tensor<IsDynShape<S> extends true ? AnyShape : [...S, Width], D>,
          never
        >
      : `embedding: indices must be i32, got ${I}`
    : 'embedding: input is not a single tensor'
}

const config = configCodec(
  { count, width: count },
  { dtype: oneOfTexts('f32', 'f64'), init: initializerCodec },
)
type Config = ConfigOf<typeof config>

/** A row of a table for each index. */
export const embeddingKind = layerKind<Config, { readonly table: Tensor }>({
  tag: 'embedding',
  documentation: 'the row of a table at each index',
  config,
  signature: ({ config: { count, width, dtype = 'f32', init } }, input) =>
    onTensor('embedding', (x) =>
      x.dtype === 'i32' || x.dtype === 'u32'
        ? {
            params: {
              table: paramSpec(
                [count, width],
                dtype,
                init ?? { name: 'normal', stddev: 1 / Math.sqrt(width) },
              ),
            },
            output: tensorSpec([...x.shape, width], dtype),
          }
        : `embedding: indices must be i32, got ${x.dtype}`,
    )(input),
  apply: ({ params: { table }, state }, x: Tensor<readonly number[], 'i32'>) => [
    T.take(table, x, 0),
    state,
  ],
})

/** The options of `embedding`. */
export interface EmbeddingOptions<D extends FloatDType = FloatDType> {
  /**
   * the element type of the table
   * @defaultValue 'f32'
   */
  readonly dtype?: D
  /**
   * how the table begins
   * @defaultValue normal of variance 1 / width
   */
  readonly init?: Initializer
}

/**
 * A vector for each of some symbols, learned: `embedding(count, width, { dtype, init })`.
 *
 * `x -> table[x]`, `[...] -> [..., width]` of whole numbers below `count`; parameters `table` `[count,
 * width]`. A number that is no row gives NaN; negative ones count from the end.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const f = nn.apply(nn.on(nn.inputOf('i32', 'time'), nn.embedding(3, 2)))
 * const table = T.tensor([[0, 1], [2, 3], [4, 5]])
 * T.toArray(f({ table }, T.tensor([2, 0], 'i32'))) // [[4, 5], [0, 1]]
 */
export const embedding = <
  const Count extends number,
  const Width extends number,
  D extends FloatDType = 'f32',
>(
  count: Count,
  width: Width,
  options?: EmbeddingOptions<D>,
): Layer<Embedding<Count, Width, D>> =>
  layerOf(embeddingKind, {
    count,
    width,
    ...optionsOf<EmbeddingOptions>('embedding', config, options),
  })
