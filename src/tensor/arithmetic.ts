import {
  type DType,
  type FloatOf,
  floatOf,
  type NumberOf,
  numberOf,
  type Promote,
} from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import * as primitive from '../core/primitives/arithmetic.ts'
import { remainder } from '../core/primitives/rounding.ts'
import type { Blame, Elementwise, ToShape } from '../core/shape/index.ts'
import type { Tensor } from '../core/tensor.ts'
import { byCount } from './dual.ts'
import { alike, type Operand, type OperandDType, type OperandShape } from './operand.ts'

type Broadcasted<X, Y, Operator extends string> = Elementwise<
  OperandShape<X>,
  OperandShape<Y>,
  Operator,
  X
>
type Promoted<X, Y> = Promote<OperandDType<X>, OperandDType<Y>>

/**
 * An operator on two operands, of which one may be a number: `f(x, y)` and `f(y)(x)`. Shapes are
 * broadcast, element types promoted; booleans count as 0 and 1.
 *
 * The type parameters stand for whole operands, because a number would leave parameters for a
 * shape and an element type open, and the compiler would guess them from the type wanted.
 */
export interface Binary<Operator extends string> {
  <Y extends Operand>(
    y: Y,
  ): <X extends Operand>(
    x: Blame<Broadcasted<X, Y, Operator>, X>,
  ) => Tensor<ToShape<Broadcasted<X, Y, Operator>>, NumberOf<Promoted<X, Y>>>
  <X extends Operand, Y extends Operand>(
    x: X,
    y: Blame<Broadcasted<X, Y, Operator>, Y>,
  ): Tensor<ToShape<Broadcasted<X, Y, Operator>>, NumberOf<Promoted<X, Y>>>
}

/**
 * As {@link Binary}, with a result of real numbers: integers become f32.
 */
export interface FloatBinary<Operator extends string> {
  <Y extends Operand>(
    y: Y,
  ): <X extends Operand>(
    x: Blame<Broadcasted<X, Y, Operator>, X>,
  ) => Tensor<ToShape<Broadcasted<X, Y, Operator>>, FloatOf<Promoted<X, Y>>>
  <X extends Operand, Y extends Operand>(
    x: X,
    y: Blame<Broadcasted<X, Y, Operator>, Y>,
  ): Tensor<ToShape<Broadcasted<X, Y, Operator>>, FloatOf<Promoted<X, Y>>>
}

/** Makes an operator on two operands of what it does to nodes that are alike. */
export const binary = <Face>(
  operator: string,
  working: (dtype: DType) => DType,
  build: (x: Node, y: Node) => Node,
): Face =>
  byCount(2, (x: unknown, y: unknown) => {
    const [a, b] = alike(operator, [x, y], working)
    return a && b && build(a, b)
  })

/**
 * The sum of two tensors, element by element: x + y. Integers wrap.
 *
 * `[4, 1, 3] + [5, 1] -> [4, 5, 3]`, as NumPy broadcasts.
 *
 * Throws `ShapeError` where the shapes do not broadcast, `DTypeError` where a number is not one of
 * the tensor's element type.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.add(T.tensor([1, 2]), T.tensor([[10], [20]]))) // [[11, 12], [21, 22]]
 * T.toArray(T.add(1)(T.tensor([1, 2]))) // [2, 3]
 */
export const add: Binary<'add'> = binary('add', numberOf, primitive.add)

/**
 * The difference: `sub(x, y)` and `sub(y)(x)` are both x − y. Integers wrap.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.sub(T.tensor([1, 2]), 1)) // [0, 1]
 * T.toArray(T.sub(1, T.tensor([1, 2]))) // [0, -1]
 */
export const sub: Binary<'sub'> = binary('sub', numberOf, primitive.sub)

/**
 * The product, element by element: x · y. Integers wrap. (For matrices see `matmul`.)
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.mul(T.tensor([1, 2]), T.tensor([3, 4]))) // [3, 8]
 */
export const mul: Binary<'mul'> = binary('mul', numberOf, primitive.mul)

/**
 * The quotient: `div(x, y)` and `div(y)(x)` are both x / y, a real number: integers give f32.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.div(T.tensor([1, 2]), 4)) // [0.25, 0.5]
 * T.div(T.tensor([1, 2], 'i32'), 4).dtype // 'f32'
 */
export const div: FloatBinary<'div'> = binary('div', floatOf, primitive.div)

/**
 * The power: `pow(x, y)` and `pow(y)(x)` are both xʸ, a real number: integers give f32. x⁰ = 1 for
 * every x; NaN for negative x and broken y.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.pow(T.tensor([-1, 2, 3]), 3)) // [-1, 8, 27]
 */
export const pow: FloatBinary<'pow'> = binary('pow', floatOf, primitive.pow)

/**
 * The remainder of a division: `mod(x, y)` and `mod(y)(x)` are both x − y ⌊x / y⌋, which has the sign
 * of y (where `%` of JavaScript has that of x). Modulo 0 it is NaN, and 0 for integers. Its derivative
 * is 1 in x and −⌊x / y⌋ in y, also where it jumps.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.mod(T.tensor([7, -7, 5.5]), 3)) // [1, 2, 2.5]
 */
export const mod: Binary<'mod'> = binary('mod', numberOf, remainder)

/**
 * The greater of two elements; NaN where either is. (For the greatest of many see `max`.) Where
 * both are equal, each has half of the derivative.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.maximum(T.tensor([-1, 2]), 0)) // [0, 2]
 */
export const maximum: Binary<'maximum'> = binary('maximum', numberOf, primitive.max)

/**
 * The smaller of two elements; NaN where either is. (For the smallest of many see `min`.) Where
 * both are equal, each has half of the derivative.
 *
 * `[a], [a] -> [a]`, broadcast as in `add`. Throws as `add` does.
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.minimum(T.tensor([-1, 2]), 0)) // [-1, 0]
 */
export const minimum: Binary<'minimum'> = binary('minimum', numberOf, primitive.min)
