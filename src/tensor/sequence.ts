import { allocate, type DType } from '../core/dtype.ts'
import { ArgumentError, DTypeError } from '../core/errors.ts'
import { constant } from '../core/node.ts'
import { equal } from '../core/primitives/comparison.ts'
import { convert } from '../core/primitives/conversion.ts'
import { iota } from '../core/primitives/creation.ts'
import { broadcast } from '../core/primitives/movement.ts'
import { type IsDynShape, type DynShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { requireDType } from './cast.ts'
import { byCount } from './dual.ts'
import { requireSizes } from './fill.ts'
import { numberAs, requireInteger } from './operand.ts'

/** An element type that numbers can be counted in. */
type NumberDType = Exclude<DType, 'bool'>

/** The options of a sequence. */
export interface SequenceOptions<D extends NumberDType = NumberDType> {
  /**
   * the element type
   * @defaultValue 'f32'
   */
  readonly dtype?: D
}

const sequenceDType = (operator: string, dtype: unknown): NumberDType => {
  const type = requireDType(operator, dtype ?? 'f32')
  if (type === 'bool') throw new DTypeError(operator, 'does not count in booleans')
  return type
}

/** A vector of numbers that JavaScript computes, each rounded once. */
const vector = (
  operator: string,
  length: number,
  dtype: NumberDType,
  at: (i: number) => number,
) => {
  const storage = allocate(dtype, length)
  for (let i = 0; i < length; i++) storage[i] = numberAs(operator, at(i), dtype)
  return constant([length], dtype, storage)
}

/**
 * 0, 1, … n − 1; f32 if no element type is given.
 *
 * `n -> [n]`. Throws `ShapeError` for a length that is not a whole number ≥ 0, `DTypeError` for bool.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.arange(3)) // [0, 1, 2]
 * T.arange(3, { dtype: 'i32' }).dtype // 'i32'
 */
export const arange = <N extends number, D extends NumberDType = 'f32'>(
  n: N,
  options: SequenceOptions<D> = {},
): Tensor<[N], NoInfer<D>> =>
  tensorOf(iota(requireSizes('arange', [n]), 0, sequenceDType('arange', options.dtype)))

/**
 * `start`, `start + step`, … before `stop`; f32 if no element type is given.
 *
 * `start, stop, step -> [number]`. Throws `ArgumentError` for a step of 0 or bounds that are not
 * finite, `DTypeError` where a number is not one of the element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.range(1, 2, 0.25)) // [1, 1.25, 1.5, 1.75]
 */
export const range = <D extends NumberDType = 'f32'>(
  start: number,
  stop: number,
  step = 1,
  options: SequenceOptions<D> = {},
): Tensor<[number], NoInfer<D>> => {
  if (![start, stop, step].every(Number.isFinite) || step === 0)
    throw new ArgumentError(
      'range',
      `takes finite bounds and a step that is not 0, got ${start}, ${stop} and ${step}`,
    )
  const length = Math.max(0, Math.ceil((stop - start) / step))
  const dtype = sequenceDType('range', options.dtype)
  return tensorOf(vector('range', length, dtype, (i) => start + i * step))
}

/**
 * n numbers at equal distances, `first` and `last` included; f32 if no element type is given.
 *
 * `first, last, n -> [n]`. Throws `ShapeError` for a length that is not a whole number ≥ 0,
 * `DTypeError` where a number is not one of the element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.linspace(0, 1, 5)) // [0, 0.25, 0.5, 0.75, 1]
 */
export const linspace = <N extends number, D extends NumberDType = 'f32'>(
  first: number,
  last: number,
  n: N,
  options: SequenceOptions<D> = {},
): Tensor<[N], NoInfer<D>> => {
  const [length = 0] = requireSizes('linspace', [n])
  const dtype = sequenceDType('linspace', options.dtype)
  const end = length - 1
  return tensorOf(
    vector('linspace', length, dtype, (i) =>
      i === 0 ? first : i === end ? last : first + ((last - first) * i) / end,
    ),
  )
}

/** A shape with one more dimension at the end. */
type Appended<S extends Shape, N extends number> =
  IsDynShape<S> extends true ? DynShape<S> : [...S, N]

interface OneHot {
  <N extends number>(
    classes: N,
  ): <S extends Shape>(indices: Tensor<S, 'i32' | 'u32'>) => Tensor<Appended<S, N>>
  <S extends Shape, N extends number>(
    indices: Tensor<S, 'i32' | 'u32'>,
    classes: N,
  ): Tensor<Appended<S, N>>
}

/**
 * For every index a row of f32 with 1 at the index and 0 elsewhere; an index that is no class gives
 * a row of zeros.
 *
 * `[batch] -> [batch, classes]`; `oneHot(classes)(indices)` for pipes.
 *
 * Throws `DTypeError` unless the indices are i32 or u32, `ShapeError` where the number of classes is
 * not a whole number ≥ 0.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.oneHot(T.tensor([2, 0], 'i32'), 3)) // [[0, 0, 1], [1, 0, 0]]
 */
export const oneHot: OneHot = byCount(2, (indices: unknown, classes: number) => {
  const node = requireInteger('oneHot', 'the indices', nodeOf('oneHot', indices))
  const shape = requireSizes('oneHot', [...node.shape, classes])
  const repeated = broadcast(
    node,
    shape,
    node.shape.map((_, axis) => axis),
  )
  return convert(equal(repeated, iota(shape, node.shape.length, node.dtype)), 'f32')
})
