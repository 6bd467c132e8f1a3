import { type DType, type FloatOf, floatOf, type NumberOf, numberOf } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { only } from './dual.ts'
import { operandAs } from './operand.ts'

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
