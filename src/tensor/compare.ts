import type { Node } from '../core/node.ts'
import { zerosLike } from '../core/primitives/align.ts'
import * as primitive from '../core/primitives/comparison.ts'
import type { Blame, Elementwise, ToShape } from '../core/shape/index.ts'
import type { Tensor } from '../core/tensor.ts'
import { byCount } from './dual.ts'
import { alike, type Operand, type OperandShape } from './operand.ts'

/**
 * A comparison of two operands, of which one may be a number: `f(x, y)` and `f(y)(x)`. The result
 * is boolean, and no derivative goes through it.
 */
export interface Comparison<Operator extends string> {
  <Y extends Operand>(
    y: Y,
  ): <X extends Operand>(
    x: Blame<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>, X>,
  ) => Tensor<ToShape<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>>, 'bool'>
  <X extends Operand, Y extends Operand>(
    x: X,
    y: Blame<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>, Y>,
  ): Tensor<ToShape<Elementwise<OperandShape<X>, OperandShape<Y>, Operator, X>>, 'bool'>
}

const comparison = <Operator extends string>(
  operator: Operator,
  build: (x: Node, y: Node) => Node,
): Comparison<Operator> =>
  byCount(2, (x: unknown, y: unknown) => {
    const [a, b] = alike(operator, [x, y], (dtype) => dtype)
    return a && b && build(a, b)
  })

/** True where a boolean node is false. */
export const negated = (x: Node): Node => primitive.equal(x, zerosLike(x))

/**
 * x = y, in the promoted element type. NaN equals nothing, not even NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.equal(T.tensor([1, 2]), 2)) // [false, true]
 */
export const equal: Comparison<'equal'> = comparison('equal', primitive.equal)

/**
 * x ≠ y. True where either is NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.notEqual(T.tensor([1, 2]), 2)) // [true, false]
 */
export const notEqual: Comparison<'notEqual'> = comparison('notEqual', (x, y) =>
  negated(primitive.equal(x, y)),
)

/**
 * `less(x, y)` and `less(y)(x)` are both x < y. False where either is NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.less(T.tensor([1, 2]), 2)) // [true, false]
 */
export const less: Comparison<'less'> = comparison('less', primitive.less)

/**
 * `lessEqual(x, y)` and `lessEqual(y)(x)` are both x ≤ y. False where either is NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.lessEqual(T.tensor([1, 2, 3]), 2)) // [true, true, false]
 */
export const lessEqual: Comparison<'lessEqual'> = comparison('lessEqual', primitive.lessEqual)

/**
 * `greater(x, y)` and `greater(y)(x)` are both x > y. False where either is NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.greater(T.tensor([1, 2, 3]), 2)) // [false, false, true]
 */
export const greater: Comparison<'greater'> = comparison('greater', (x, y) => primitive.less(y, x))

/**
 * `greaterEqual(x, y)` and `greaterEqual(y)(x)` are both x ≥ y. False where either is NaN.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.greaterEqual(T.tensor([1, 2, 3]), 2)) // [false, true, true]
 */
export const greaterEqual: Comparison<'greaterEqual'> = comparison('greaterEqual', (x, y) =>
  primitive.lessEqual(y, x),
)
