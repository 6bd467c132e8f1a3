import { isFloat, isInteger } from '../dtype.ts'
import { DTypeError } from '../errors.ts'
import { type Node, type TensorType, apply } from '../node.ts'
import { batchAll, only, requireAlike } from './align.ts'
import type { PrimitiveName } from './index.ts'
import {
  type Domain,
  type Kink,
  type NoAttributes,
  type Operation,
  type Primitive,
  type TransposeRule,
  none,
} from './primitive.ts'

/** A primitive of one operand. */
export type Unary = Operation<[x: Node], NoAttributes>
/** A primitive of two operands of one shape. */
export type Binary = Operation<[x: Node, y: Node], NoAttributes>

/** Which element types an elementwise primitive takes: floats, integers, both, or all. */
export type Takes = 'float' | 'integer' | 'number' | 'any'

/** What remains to be said of an elementwise primitive: the rest is the same for all. */
export interface Elementwise {
  readonly name: PrimitiveName
  readonly documentation: string
  readonly takes: Takes
  readonly jvp: (
    operands: readonly Node[],
    tangents: readonly (Node | null)[],
    output: Node,
  ) => Node | null
  readonly transpose: TransposeRule<NoAttributes> | null
  readonly domain: readonly Domain[]
  readonly kinks: readonly Kink[]
}

const takes: { readonly [T in Takes]: (operand: TensorType) => boolean } = {
  float: (operand) => isFloat(operand.dtype),
  integer: (operand) => isInteger(operand.dtype),
  number: (operand) => operand.dtype !== 'bool',
  any: () => true,
}

/** What to convert other element types to. */
const wanted: { readonly [T in Takes]: string } = {
  float: 'f32 or f64',
  integer: 'i32 or u32',
  number: 'a number',
  any: 'any type',
}

/** The record of an elementwise primitive whose operands are alike. */
const elementwise = (
  definition: Elementwise,
  result: (operand: TensorType) => TensorType,
): Primitive<NoAttributes> => {
  const { name, documentation, jvp, transpose, domain, kinks } = definition
  const primitive: Primitive<NoAttributes> = {
    name,
    family: 'elementwise',
    documentation,
    infer: (operands) => {
      const operand = requireAlike(name, operands)
      if (!takes[definition.takes](operand)) {
        throw new DTypeError(
          name,
          `does not take ${operand.dtype}: convert to ${wanted[definition.takes]} first`,
        )
      }
      return result(operand)
    },
    jvp,
    transpose,
    batch: (operands, batched, size) => apply(primitive, batchAll(operands, batched, size), none),
    domain,
    kinks,
  }
  return primitive
}

const same = (operand: TensorType): TensorType => operand
const decision = (operand: TensorType): TensorType => ({ shape: operand.shape, dtype: 'bool' })

/** Defines an elementwise primitive of one operand. */
export const unary = (definition: Elementwise): Unary => {
  const primitive = elementwise(definition, same)
  return Object.assign((x: Node) => apply(primitive, [x], none), { primitive })
}

/** Defines an elementwise primitive of two operands of one shape and element type. */
export const binary = (definition: Elementwise): Binary => {
  const primitive = elementwise(definition, same)
  return Object.assign((x: Node, y: Node) => apply(primitive, [x, y], none), { primitive })
}

/** Defines a primitive that decides about each pair of elements: its result is boolean. */
export const comparison = (definition: Elementwise): Binary => {
  const primitive = elementwise(definition, decision)
  return Object.assign((x: Node, y: Node) => apply(primitive, [x, y], none), { primitive })
}

/** The tangent rule of a function of one operand, from its tangent, itself and its operand. */
export const slope =
  (tangentOf: (tangent: Node, output: Node, x: Node) => Node): Elementwise['jvp'] =>
  (operands, [tangent], output) =>
    tangent ? tangentOf(tangent, output, only('slope', operands)) : null

/** The tangent rule of a function of two operands: a term for each tangent, added where both are. */
export const slopes =
  (
    add: (a: Node, b: Node) => Node,
    first: (tangent: Node, x: Node, y: Node, output: Node) => Node,
    second: (tangent: Node, x: Node, y: Node, output: Node) => Node,
  ): Elementwise['jvp'] =>
  ([x, y], [dx, dy], output) => {
    if (!x || !y) return null
    const a = dx ? first(dx, x, y, output) : null
    const b = dy ? second(dy, x, y, output) : null
    return a && b ? add(a, b) : (a ?? b)
  }
