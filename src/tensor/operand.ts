import { type DType, isInteger, promote } from '../core/dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from '../core/errors.ts'
import { type Node, sameShape } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { convert } from '../core/primitives/conversion.ts'
import { broadcast, reshape } from '../core/primitives/movement.ts'
import { broadcastShapes, type IsAny, type Sizes } from '../core/shape/index.ts'
import type { AnyShape, AnyTensor, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'

/** What stands for an operand of a binary operator: a tensor, or a number in the place of one. */
export type Operand = number | AnyTensor

/** The shape of an operand; a number has that of a scalar. */
export type OperandShape<X> =
  IsAny<X> extends true ? AnyShape : X extends Tensor<infer S, infer _D> ? S : []

/** The element type of an operand; a number has none of its own. */
export type OperandDType<X> =
  IsAny<X> extends true ? never : X extends Tensor<infer _S, infer D> ? D : never

/** The result of a shape rule; its message is thrown as the error of the operator. */
export const checked = <R>(
  operator: string,
  result: R | string,
  ...shapes: readonly Sizes[]
): R => {
  // a rule's message begins with the name of the operator, which the error puts there itself
  if (typeof result === 'string')
    throw new ShapeError(operator, result.slice(operator.length + 2), shapes)
  return result
}

const limits = {
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  bool: [0, 1],
} as const

/** A number that an operator was given, if it is one of an element type. */
export const numberAs = (operator: string, value: number, dtype: DType): number => {
  if (dtype === 'f64') return value
  if (dtype === 'f32') {
    if (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
      throw new DTypeError(operator, `${value} is too large for f32: cast the tensor to f64`)
    return value
  }
  const [low, high] = limits[dtype]
  if (!Number.isInteger(value))
    throw new DTypeError(
      operator,
      `${value} is not a whole number, and the tensor is ${dtype}: cast it to f32 first`,
    )
  if (value < low || value > high)
    throw new DTypeError(operator, `${value} is outside ${dtype}, which ends at ${low} and ${high}`)
  return value
}

/** The operand repeated to a shape that it stretches to. */
export const stretch = (x: Node, shape: Sizes): Node => {
  if (sameShape(x.shape, shape)) return x
  const added = shape.length - x.shape.length
  const kept = x.shape
    .map((_, axis) => axis)
    .filter((axis) => x.shape[axis] === shape[axis + added])
  const present = kept.map((axis) => x.shape[axis] ?? 0)
  return broadcast(
    kept.length === x.shape.length ? x : reshape(x, present),
    shape,
    kept.map((axis) => axis + added),
  )
}

/**
 * The operands of an elementwise operator made alike: one shape, one element type, which is what
 * `working` makes of their promotion. A number takes the element type of the tensors beside it.
 */
export const alike = (
  operator: string,
  operands: readonly unknown[],
  working: (promoted: DType) => DType,
): readonly Node[] => {
  const nodes = operands.flatMap((operand) =>
    typeof operand === 'number' ? [] : [nodeOf(operator, operand)],
  )
  const [first, ...others] = nodes
  if (first === undefined)
    throw new ArgumentError(
      operator,
      'takes a tensor: for numbers alone use JavaScript, or make one with T.tensor(…)',
    )
  const dtype = working(others.reduce((type, node) => promote(type, node.dtype), first.dtype))
  const shapes = nodes.map((node) => node.shape)
  const shape = checked(operator, broadcastShapes(shapes, operator), ...shapes)
  return operands.map((operand) =>
    typeof operand === 'number'
      ? fill(numberAs(operator, operand, dtype), { shape, dtype })
      : stretch(convert(nodeOf(operator, operand), dtype), shape),
  )
}

/** The single operand of an operator in the element type that it works in. */
export const operandAs = (operator: string, x: unknown, working: (dtype: DType) => DType): Node => {
  const node = nodeOf(operator, x)
  return convert(node, working(node.dtype))
}

/** A number argument. */
export const requireNumber = (operator: string, name: string, value: unknown): number => {
  if (typeof value !== 'number')
    throw new ArgumentError(operator, `${name} must be a number, got ${String(value)}`)
  return value
}

/** Throws unless indices are whole numbers by their element type. */
export const requireInteger = (operator: string, name: string, x: Node): Node => {
  if (!isInteger(x.dtype))
    throw new DTypeError(operator, `${name} must be i32 or u32, got ${x.dtype}: cast them first`)
  return x
}
