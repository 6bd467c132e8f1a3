import { booleanCodec } from '../../core/codec.ts'
import { type DType, type FloatOf, floatOf } from '../../core/dtype.ts'
import type { Eq, IsCount, IsDynShape, Show } from '../../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Only } from '../../tensor/sliding.ts'
import { configCodec, type ConfigOf, count, isCount, optionsOf } from '../config.ts'
import { type Initializer, initializerCodec } from '../initializer.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ParameterDim, ShowNumber, Signature, Unit } from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, showDims, tensorSpec } from '../spec.ts'
import { onTensor, parameterSize } from './tensor.ts'

/** The parameters of a dense layer. */
export interface DenseParams<out I, out O, out D extends DType = 'f32'>
  extends KernelParams<I, O, D> {
  readonly bias: Tensor<[O], D>
}

/** The parameters of a dense layer without bias. */
export interface KernelParams<out I, out O, out D extends DType = 'f32'> {
  readonly kernel: Tensor<[I, O], D>
}

/** The type of `dense(units)`. */
export interface Dense<in out Units extends number> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? DenseShapes<S, Units> extends infer Shapes
      ? Shapes extends [infer I, infer Out extends Shape]
        ? Signature<DenseParams<I, Units, FloatOf<D>>, Unit, Tensor<Out, FloatOf<D>>, never>
        : Shapes
      : never
    : `dense(${ShowNumber<Units>}): input is not a single tensor`
}

/** The type of `dense(units, { bias: false })`. */
export interface DenseWithoutBias<in out Units extends number> extends LayerType {
  readonly Signature: this['Input'] extends Tensor<infer S, infer D>
    ? DenseShapes<S, Units> extends infer Shapes
      ? Shapes extends [infer I, infer Out extends Shape]
        ? Signature<KernelParams<I, Units, FloatOf<D>>, Unit, Tensor<Out, FloatOf<D>>, never>
        : Shapes
      : never
    : `dense(${ShowNumber<Units>}): input is not a single tensor`
}

/** `[inputs, output]` of an input, or a message. */
type DenseShapes<S extends Shape, Units extends number> =
  IsCount<Units> extends false
    ? `dense(${ShowNumber<Units>}): units must be a positive integer`
    : S extends readonly [...infer Batch, infer I]
      ? Eq<Batch, []> extends true
        ? `dense(${ShowNumber<Units>}): needs a batch axis, got ${Show<S>}`
        : ParameterDim<I> extends infer M extends string
          ? `dense(${ShowNumber<Units>}): ${M} (input ${Show<S>})`
          : [I, [...Batch, Units]]
      : IsDynShape<S> extends true
        ? [number, AnyShape]
        : `dense(${ShowNumber<Units>}): cannot be applied to a scalar`

const config = configCodec(
  { units: count },
  { bias: booleanCodec, kernelInit: initializerCodec, biasInit: initializerCodec },
)
type Config = ConfigOf<typeof config>

/** An affine map of the last axis. */
export const denseKind = layerKind<Config, { readonly kernel: Tensor; readonly bias?: Tensor }>({
  tag: 'dense',
  documentation: 'x W + b along the last axis',
  config,
  signature: ({ config: { units, bias = true, kernelInit, biasInit } }, input) => {
    const name = `dense(${units})`
    return onTensor(name, ({ shape, dtype }) => {
      if (!isCount(units)) return `${name}: units must be a positive integer`
      if (shape.length === 0) return `${name}: cannot be applied to a scalar`
      if (shape.length === 1) return `${name}: needs a batch axis, got ${showDims(shape)}`
      const inputs = parameterSize(name, shape.at(-1), shape)
      if (typeof inputs === 'string') return inputs
      const kernel = paramSpec([inputs, units], dtype, kernelInit ?? null)
      const rows = elementsOf(shape.slice(0, -1))
      return {
        params: bias
          ? { kernel, bias: paramSpec([units], dtype, biasInit ?? 'zeros') }
          : { kernel },
        output: tensorSpec([...shape.slice(0, -1), units], floatOf(dtype)),
        flops: rows * (2 * inputs * units - (bias ? 0 : units)),
      }
    })(input)
  },
  apply: ({ params: { kernel, bias }, state }, x: Tensor) => {
    const y = T.matmul(x, kernel)
    return [bias === undefined ? y : T.add(y, bias), state]
  },
})

/** The options of `dense`. */
export interface DenseOptions {
  /**
   * is there a bias?
   * @defaultValue true
   */
  readonly bias?: boolean
  /**
   * how the kernel begins
   * @defaultValue what suits the activation that follows: `'heNormal'` before relu and its kin,
   * `'lecunNormal'` before selu, `'glorotUniform'` before all else
   */
  readonly kernelInit?: Initializer
  /**
   * how the bias begins
   * @defaultValue 'zeros'
   */
  readonly biasInit?: Initializer
}

/**
 * A dense (fully connected, linear) layer: `dense(units, { bias = true, kernelInit, biasInit })`.
 *
 * `x -> x W + b`, `[..., in] -> [..., units]`; parameters `kernel` `[in, units]` and `bias` `[units]`.
 *
 * The kernel begins as suits the activation that follows in a sequence: `heNormal` before relu and its
 * kin, `lecunNormal` before selu, `glorotUniform` before all else (He et al. 2015, Glorot and Bengio
 * 2010).
 *
 * Law: every row of the batch is mapped for itself.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const model = nn.on(nn.input('batch', 3), nn.dense(2))
 * const params = { kernel: T.ones([3, 2]), bias: T.tensor([0, 1]) }
 * T.toArray(nn.apply(model)(params, T.tensor([[1, 2, 3]]))) // [[6, 7]]
 */
export const dense = <const Units extends number, const O extends DenseOptions = {}>(
  units: Units,
  options?: O & Only<O, DenseOptions>,
): Layer<O extends { readonly bias: false } ? DenseWithoutBias<Units> : Dense<Units>> =>
  layerOf(denseKind, {
    units,
    ...optionsOf<DenseOptions>('dense', config, options),
  })
