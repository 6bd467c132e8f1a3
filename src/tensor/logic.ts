import { isFloat, type Promote } from '../core/dtype.ts'
import { DTypeError } from '../core/errors.ts'
import { type Node, scalar } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import { abs } from '../core/primitives/arithmetic.ts'
import { equal, less, select } from '../core/primitives/comparison.ts'
import { type Blame, broadcastShapes, type Elementwise, type ToShape } from '../core/shape/index.ts'
import type { Shape, Tensor } from '../core/tensor.ts'
import { nodeOf } from '../core/tree.ts'
import { negated } from './compare.ts'
import { byCount, only } from './dual.ts'
import {
  alike,
  checked,
  type Operand,
  type OperandDType,
  type OperandShape,
  stretch,
} from './operand.ts'
import type { Decision } from './unary.ts'

type BooleanTensor = Tensor<Shape, 'bool'>

interface Logic<Operator extends string> {
  <Y extends BooleanTensor>(
    y: Y,
  ): <X extends BooleanTensor>(
    x: Blame<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>, X>,
  ) => Tensor<ToShape<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>>, 'bool'>
  <X extends BooleanTensor, Y extends BooleanTensor>(
    x: X,
    y: Blame<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>, Y>,
  ): Tensor<ToShape<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>>, 'bool'>
}

const booleanNode = (operator: string, x: unknown): Node => {
  const node = nodeOf(operator, x)
  if (node.dtype !== 'bool')
    throw new DTypeError(operator, `takes bool, got ${node.dtype}: compare it with a number first`)
  return node
}

const logic = <Operator extends string>(
  operator: Operator,
  build: (x: Node, y: Node) => Node,
): Logic<Operator> =>
  byCount(2, (x: unknown, y: unknown) => {
    const operands = [booleanNode(operator, x), booleanNode(operator, y)]
    const [a, b] = alike(operator, operands, (dtype) => dtype)
    return a && b && build(a, b)
  })

/**
 * True where both are true.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws `DTypeError` for anything but booleans,
 * `ShapeError` where the shapes do not broadcast.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.and(T.tensor([true, true]), T.tensor([true, false]))) // [true, false]
 */
export const and: Logic<'and'> = logic('and', (x, y) => select(x, y, zerosLike(y)))

/**
 * True where at least one is true.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws `DTypeError` for anything but booleans,
 * `ShapeError` where the shapes do not broadcast.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.or(T.tensor([true, false]), T.tensor([false, false]))) // [true, false]
 */
export const or: Logic<'or'> = logic('or', (x, y) => select(x, fill(1, y), y))

/**
 * True where exactly one is true.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws `DTypeError` for anything but booleans.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.xor(T.tensor([true, true]), T.tensor([true, false]))) // [false, true]
 */
export const xor: Logic<'xor'> = logic('xor', (x, y) => negated(equal(x, y)))

/**
 * True where x is false.
 *
 * `[a] -> [a]`. Throws `DTypeError` for anything but booleans.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.not(T.tensor([true, false]))) // [false, true]
 */
export const not: <S extends Shape>(x: Tensor<S, 'bool'>) => Tensor<S, 'bool'> = only(
  (x: unknown) => negated(booleanNode('not', x)),
)

/**
 * True where x is NaN, which integers and booleans never are.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.isNaN(T.tensor([NaN, 1, Infinity]))) // [true, false, false]
 */
export const isNaN: Decision = only((x: unknown) => {
  const node = nodeOf('isNaN', x)
  return negated(equal(node, node))
})

/**
 * True where x is neither NaN nor infinite.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.isFinite(T.tensor([NaN, 1, Infinity]))) // [false, true, false]
 */
export const isFinite: Decision = only((x: unknown) => {
  const node = nodeOf('isFinite', x)
  return isFloat(node.dtype)
    ? less(abs(node), fill(Number.POSITIVE_INFINITY, node))
    : equal(node, node)
})

/** The element type of a choice between two values; between two numbers it is f32. */
type Chosen<X, Y> = [OperandDType<X> | OperandDType<Y>] extends [never]
  ? 'f32'
  : Promote<OperandDType<X>, OperandDType<Y>>

type ConditionAnd<C, X> = Elementwise<OperandShape<C>, OperandShape<X>, 'where', C>
type ChosenShape<C, X, Y> = Elementwise<ToShape<ConditionAnd<C, X>>, OperandShape<Y>, 'where', C>

interface Where {
  <X extends Operand, Y extends Operand>(
    x: X,
    y: Y,
  ): <C extends BooleanTensor>(
    condition: Blame<ConditionAnd<C, X>, Blame<ChosenShape<C, X, Y>, C>>,
  ) => Tensor<ToShape<ChosenShape<C, X, Y>>, Chosen<X, Y>>
  <C extends BooleanTensor, X extends Operand, Y extends Operand>(
    condition: C,
    x: Blame<ConditionAnd<C, X>, X>,
    y: Blame<ChosenShape<C, X, Y>, Y>,
  ): Tensor<ToShape<ChosenShape<C, X, Y>>, Chosen<X, Y>>
}

/**
 * x where the condition holds, y elsewhere: what to write for `if` where values are not known yet.
 * Both sides are computed, and the one that is not chosen gets derivative 0. Where its own derivative
 * is infinite that makes NaN, so keep its operand away from there too:
 * `where(greater(x, 0), log(where(greater(x, 0), x, 1)), 0)`.
 *
 * `where([a], [a], [a]) -> [a]`, all three broadcast, element types promoted; a number takes that of
 * the tensor beside it. `where(x, y)(condition)` for pipes.
 *
 * Throws `DTypeError` where the condition is not boolean, `ShapeError` where shapes do not
 * broadcast.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * const x = T.tensor([-1, 4])
 * T.toArray(T.where(T.less(x, 0), 0, x)) // [0, 4]
 */
export const where: Where = byCount(3, (condition: unknown, x: unknown, y: unknown) => {
  const choice = booleanNode('where', condition)
  const first = typeof x === 'number' && typeof y === 'number' ? scalar(x, 'f32') : x
  const [a, b] = alike('where', [first, y], (dtype) => dtype)
  if (!a || !b) return undefined
  const shapes = [choice.shape, a.shape]
  const shape = checked('where', broadcastShapes(shapes, 'where'), ...shapes)
  return select(stretch(choice, shape), stretch(a, shape), stretch(b, shape))
})
