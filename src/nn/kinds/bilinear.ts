import * as E from '../../core/either.ts'
import { type DType, type FloatOf, floatOf, type Promote, promote } from '../../core/dtype.ts'
import type { IsCount, IsDynShape } from '../../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { alike, type Alike } from '../alike.ts'
import { configCodec, type ConfigOf, count, isCount, optionsOf } from '../config.ts'
import { initializerCodec } from '../initializer.ts'
import { layerKind, layerOf } from '../kind.ts'
import type {
  Layer,
  LayerType,
  ParameterDim,
  ShowNumber,
  ShowType,
  Signature,
  Unit,
} from '../layer.ts'
import { paramSpec } from '../params.ts'
import { elementsOf, isTensorSpec, showSpec, type Spec, tensorSpec } from '../spec.ts'
import type { DenseOptions } from './dense.ts'
import { parameterSize } from './tensor.ts'

/** The parameters of a bilinear layer. */
export interface BilinearParams<out A, out B, out O, out D extends DType = 'f32'> {
  readonly kernel: Tensor<[A, B, O], D>
  readonly bias: Tensor<[O], D>
}

/** The type of `bilinear(units)`. */
export interface Bilinear<in out Units extends number> extends LayerType {
  readonly Signature: IsCount<Units> extends false
    ? `bilinear(${ShowNumber<Units>}): units must be a positive integer`
    : this['Input'] extends readonly [Tensor<infer SA, infer DA>, Tensor<infer SB, infer DB>]
      ? Rows<Units, SA, SB, FloatOf<Promote<DA, DB>>, this['Input']>
      : `bilinear(${ShowNumber<Units>}): input is not a pair of tensors`
}

type Rows<Units extends number, SA extends Shape, SB extends Shape, D extends DType, I> =
  IsDynShape<SA> extends true
    ? Signature<BilinearParams<number, number, Units, D>, Unit, Tensor<AnyShape, D>, never>
    : IsDynShape<SB> extends true
      ? Signature<BilinearParams<number, number, Units, D>, Unit, Tensor<AnyShape, D>, never>
      : [SA, SB] extends [
            readonly [...infer RowsA extends Shape, infer A],
            readonly [...infer RowsB extends Shape, infer B],
          ]
        ? Alike<Tensor<RowsA>, Tensor<RowsB>> extends infer R
          ? [R] extends [never]
            ? `bilinear(${ShowNumber<Units>}): ${ShowType<I>} differ outside of the last axis`
            : R extends Tensor<infer Rest, DType>
              ? ParameterDim<A> extends infer M extends string
                ? `bilinear(${ShowNumber<Units>}): ${M} (input ${ShowType<Tensor<SA>>})`
                : ParameterDim<B> extends infer M extends string
                  ? `bilinear(${ShowNumber<Units>}): ${M} (input ${ShowType<Tensor<SB>>})`
                  : Signature<
                      BilinearParams<A, B, Units, D>,
                      Unit,
                      Tensor<[...Rest, Units], D>,
                      never
                    >
              : never
          : never
        : `bilinear(${ShowNumber<Units>}): ${ShowType<I>} differ outside of the last axis`

const config = configCodec(
  { units: count },
  { kernelInit: initializerCodec, biasInit: initializerCodec },
)
type Config = ConfigOf<typeof config>

/** A bilinear map of the last axes of two inputs. */
export const bilinearKind = layerKind<Config, { readonly kernel: Tensor; readonly bias: Tensor }>({
  tag: 'bilinear',
  documentation: 'Σ x W y + b along the last axes of two inputs',
  config,
  signature: ({ config: { units, kernelInit, biasInit } }, input) => {
    const name = `bilinear(${units})`
    if (!isCount(units)) return E.left(`${name}: units must be a positive integer`)
    const [x, y, ...more] = isTensorSpec(input) ? [] : (Object.values(input) as readonly Spec[])
    if (x === undefined || y === undefined || more.length > 0)
      return E.left(`${name}: input is not a pair of tensors`)
    if (!isTensorSpec(x) || !isTensorSpec(y))
      return E.left(`${name}: input is not a pair of tensors`)
    const rows = alike(
      tensorSpec(x.shape.slice(0, -1), 'f32'),
      tensorSpec(y.shape.slice(0, -1), 'f32'),
    )
    if (rows === null || !isTensorSpec(rows) || x.shape.length === 0 || y.shape.length === 0)
      return E.left(`${name}: ${showSpec(input)} differ outside of the last axis`)
    const a = parameterSize(name, x.shape.at(-1), x.shape)
    if (typeof a === 'string') return E.left(a)
    const b = parameterSize(name, y.shape.at(-1), y.shape)
    if (typeof b === 'string') return E.left(b)
    const dtype = floatOf(promote(x.dtype, y.dtype))
    return E.right({
      params: {
        kernel: paramSpec([a, b, units], dtype, kernelInit ?? null),
        bias: paramSpec([units], dtype, biasInit ?? 'zeros'),
      },
      output: tensorSpec([...rows.shape, units], dtype),
      flops: elementsOf(rows.shape) * units * (2 * a * b + 2 * b),
    })
  },
  apply: ({ params: { kernel, bias }, state }, [x, y]: readonly [Tensor, Tensor]) => {
    const [a = 0, b = 0, units = 0] = kernel.shape
    const rows = x.shape.slice(0, -1)
    const mapped = T.reshape(T.matmul(x, T.reshape(kernel, [a, b * units])), [...rows, b, units])
    const sum = T.sum(T.mul(mapped, T.expandDims(y, -1)), -2) as Tensor
    return [T.add(sum, bias), state]
  },
})

/**
 * A layer that is linear in each of two inputs: `bilinear(units, { kernelInit, biasInit })` takes a pair.
 *
 * `(x, y) -> Σ xᵢ Wᵢⱼ yⱼ + b`, `([..., a], [..., b]) -> [..., units]`; parameters `kernel` `[a, b, units]`
 * and `bias` `[units]`.
 *
 * @example
 * import { nn, T } from 'cotangent'
 *
 * const both = nn.inputs(nn.input('batch', 2), nn.input('batch', 2))
 * const f = nn.apply(nn.on(both, nn.bilinear(1)))
 * const params = { kernel: T.ones([2, 2, 1]), bias: T.zeros([1]) }
 * T.toArray(f(params, [T.tensor([[1, 2]]), T.tensor([[3, 4]])])) // [[21]]
 */
export const bilinear = <const Units extends number>(
  units: Units,
  options?: Omit<DenseOptions, 'bias'>,
): Layer<Bilinear<Units>> =>
  layerOf(bilinearKind, {
    units,
    ...optionsOf<Omit<DenseOptions, 'bias'>>('bilinear', config, options),
  })
