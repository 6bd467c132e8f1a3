import { type DType, type FloatOf, floatOf, type NumberOf, numberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import type { IsAny } from '../core/shape/index.ts'
import type { AnyTensor, Shape, Tensor } from '../core/tensor.ts'
import { byTensor, only } from './dual.ts'
import { operandAs, requireNumber } from './operand.ts'

/** A function of every element that keeps the element type; booleans count as 0 and 1. */
export type NumberFunction = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
) => Tensor<S, NumberOf<D>>

/** A function of every element whose result is a real number: integers become f32. */
export type FloatFunction = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
) => Tensor<S, FloatOf<D>>

/** A function of every element that decides something. */
export type Decision = <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, 'bool'>

/** Makes a {@link NumberFunction} of what it does to nodes. */
export const numberFunction = (operator: string, build: (x: Node) => Node): NumberFunction =>
  only((x: unknown) => build(operandAs(operator, x, numberOf)))

/** Makes a {@link FloatFunction} of what it does to nodes. */
export const floatFunction = (operator: string, build: (x: Node) => Node): FloatFunction =>
  only((x: unknown) => build(operandAs(operator, x, floatOf)))

/** A function of every element with a number that may be left out: `f(x, a)`, `f(x)` and `f(a)(x)`. */
export interface ParametricFunction {
  <const X extends AnyTensor | number>(
    x: X,
    parameter?: X extends Tensor<Shape, DType> ? number : never,
  ): IsAny<X> extends true
    ? Tensor
    : X extends Tensor<infer S, infer D>
      ? Tensor<S, FloatOf<D>>
      : <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, FloatOf<D>>
}

/** Makes a {@link ParametricFunction} of what it does to nodes. */
export const parametricFunction = (
  operator: string,
  name: string,
  usual: number,
  build: (x: Node, parameter: number) => Node,
): ParametricFunction =>
  byTensor((x: unknown, parameter: unknown = usual) =>
    build(operandAs(operator, x, floatOf), requireNumber(operator, name, parameter)),
  )
