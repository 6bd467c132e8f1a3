import type { Arrays, DType, Storage } from '../core/dtype.ts'
import { ShapeError } from '../core/errors.ts'
import type { Node } from '../core/node.ts'
import {
  type Axis,
  axisOf,
  type Blame,
  type IsDynShape,
  type Show,
  showShape,
} from '../core/shape/index.ts'
import type { Dim, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import type { Engine } from '../engine/engine.ts'
import { valueOf } from '../engine/evaluate.ts'
import { defaultEngine } from '../engine/default.ts'
import { only } from './dual.ts'
import { alike, checked } from './operand.ts'

/** The options of a reader. */
export interface ReadOptions {
  /**
   * what evaluates the tensor
   * @defaultValue referenceEngine
   */
  readonly engine?: Engine
}

/** The elements of a tensor. They belong to the node: read only. */
export const elementsOf = (operator: string, x: Node, options: ReadOptions = {}): Storage =>
  valueOf(operator, x, options.engine ?? defaultEngine)

/** What an element is in JavaScript. */
export type ElementOf<D extends DType> = D extends 'bool' ? boolean : number

/** Arrays in arrays, as deep as a shape has dimensions. */
export type NestedArray<S extends Shape, E> =
  IsDynShape<S> extends true
    ? AnyNested<E>
    : S extends readonly [unknown, ...infer Rest]
      ? NestedArray<Rest, E>[]
      : E

/** Arrays in arrays of unknown depth. */
export type AnyNested<E> = E | AnyNested<E>[]

const nested = (
  elements: Storage,
  shape: readonly number[],
  isBool: boolean,
  start = 0,
): unknown => {
  const [size, ...inner] = shape
  if (size === undefined) return isBool ? elements[start] !== 0 : elements[start]
  const stride = inner.reduce((product, dim) => product * dim, 1)
  return Array.from({ length: size }, (_, i) => nested(elements, inner, isBool, start + i * stride))
}

/**
 * The elements as nested arrays of numbers, or of booleans; a number for a scalar. The arrays are
 * fresh.
 *
 * Throws `UnknownValueError` inside a transformation that has no values yet.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.add(T.ones([2, 2]), 1)) // [[2, 2], [2, 2]]
 */
export const toArray: <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: ReadOptions,
) => NestedArray<S, ElementOf<D>> = only((x: unknown, options?: ReadOptions) => {
  const node = nodeOf('toArray', x)
  return nested(elementsOf('toArray', node, options), node.shape, node.dtype === 'bool')
})

/**
 * The elements row by row as a typed array, which is a copy: a `Float32Array` of f32, and so on.
 *
 * Throws `UnknownValueError` inside a transformation that has no values yet.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toTypedArray(T.zeros([2, 2])).length // 4
 */
export const toTypedArray: <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: ReadOptions,
) => Arrays[D] = only((x: unknown, options?: ReadOptions) =>
  elementsOf('toTypedArray', nodeOf('toTypedArray', x), options).slice(),
)

/** A message unless S is a scalar, as far as is known. */
type OneNumber<S extends Shape> =
  IsDynShape<S> extends true
    ? S
    : S extends readonly []
      ? S
      : `toNumber: ${Show<S>} is not a scalar: reduce it, or read it with toArray`

/**
 * The number that a scalar is; 0 or 1 for a boolean.
 *
 * `[] -> number`
 *
 * Throws `ShapeError` for a tensor with dimensions, `UnknownValueError` inside a transformation
 * that has no values yet.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toNumber(T.sum(T.tensor([1, 2, 3]))) // 6
 */
export const toNumber: <S extends Shape>(
  x: Blame<OneNumber<S>, Tensor<S, DType>>,
  options?: ReadOptions,
) => number = only((x: unknown, options?: ReadOptions) => {
  const node = nodeOf('toNumber', x)
  if (node.shape.length > 0)
    throw new ShapeError(
      'toNumber',
      `${showShape(node.shape)} is not a scalar: reduce it, or read it with toArray`,
      [node.shape],
    )
  return elementsOf('toNumber', node, options)[0]
})

/** The options of `allClose`. */
export interface AllCloseOptions extends ReadOptions {
  /**
   * the distance allowed, relative to y
   * @defaultValue 1e-5
   */
  readonly rtol?: number
  /**
   * the distance allowed beside
   * @defaultValue 1e-8
   */
  readonly atol?: number
}

/**
 * Is |x − y| ≤ atol + rtol · |y| everywhere? Infinities have to be equal, NaN is close to nothing.
 * Shapes are broadcast, and either operand may be a number.
 *
 * Throws `ShapeError` where the shapes do not broadcast, `UnknownValueError` inside a
 * transformation that has no values yet.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.allClose(T.tensor([1, 2]), T.tensor([1, 2.000001])) // true
 */
export const allClose = (
  x: number | Tensor<Shape, DType>,
  y: number | Tensor<Shape, DType>,
  options: AllCloseOptions = {},
): boolean => {
  const { rtol = 1e-5, atol = 1e-8 } = options
  const [a, b] = alike('allClose', [x, y], () => 'f64').map((node) =>
    elementsOf('allClose', node, options),
  )
  if (!a || !b) return false
  return a.every((value, i) => {
    const other = b[i] ?? Number.NaN
    if (value === other) return true
    return Number.isFinite(other) && Math.abs(value - other) <= atol + rtol * Math.abs(other)
  })
}

/** The dimension of S at an axis. */
type DimAt<S extends Shape, Ax extends number> =
  Axis<S, Ax, 'dim'> extends infer I extends number
    ? number extends I
      ? number
      : S[I] & Dim
    : number

/**
 * The size of an axis. Its type is the dimension: of a tensor of shape `['batch', 28]` the size of
 * axis 0 is a number with the type `'batch'`, which keeps the name in shapes that are made from it.
 *
 * Throws `ShapeError` for an axis that x does not have.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.zeros([32, 28, 28])
 * T.reshape(x, [T.dim(x, 0), 784]).shape // [32, 784]
 */
export const dim: <S extends Shape, Ax extends number>(
  x: Tensor<S, DType>,
  axis: Blame<Axis<S, Ax, 'dim'>, Ax>,
) => DimAt<S, Ax> = only((x: unknown, axis: number) => {
  const node = nodeOf('dim', x)
  return node.shape[checked('dim', axisOf(node.shape, axis, 'dim'), node.shape)]
})
