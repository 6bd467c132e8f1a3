import { DTypeError } from '../errors.ts'
import { type Node, apply, sameShape } from '../node.ts'
import { batchAll, requireAlike, zerosLike } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { type Binary, comparison } from './elementwise.ts'
import type { PrimitiveName } from './index.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  noTangent,
  none,
  operation,
  reals,
} from './primitive.ts'

const decides = (name: PrimitiveName, documentation: string): Binary =>
  comparison({
    name,
    documentation,
    takes: 'any',
    jvp: noTangent,
    transpose: null,
    domain: [reals],
    kinks: [],
  })

/** x = y. NaN equals nothing. */
export const equal: Binary = decides('equal', 'x = y; NaN equals nothing')

/** x < y. False where either is NaN. */
export const less: Binary = decides('less', 'x < y; false where either is NaN')

/** x ≤ y. False where either is NaN. */
export const lessEqual: Binary = decides('lessEqual', 'x ≤ y; false where either is NaN')

const selectPrimitive: Primitive<NoAttributes> = {
  name: 'select',
  family: 'elementwise',
  documentation: 'x where the condition holds, y elsewhere',
  infer: (operands) => {
    const [condition, ...values] = operands
    const result = requireAlike('select', values)
    if (condition?.dtype !== 'bool' || !sameShape(condition.shape, result.shape)) {
      throw new DTypeError(
        'select',
        `the condition must be bool of shape ${showShape(result.shape)}, got ${condition?.dtype} ${showShape(condition?.shape ?? [])}`,
      )
    }
    return result
  },
  jvp: ([condition, x, y], [, dx, dy]) =>
    condition && x && y && (dx || dy)
      ? select(condition, dx ?? zerosLike(x), dy ?? zerosLike(y))
      : null,
  transpose: (cotangent, [condition], [, first, second]) => {
    if (!condition) return [null, null, null]
    const zeros = zerosLike(cotangent)
    return [
      null,
      first === true ? select(condition, cotangent, zeros) : null,
      second === true ? select(condition, zeros, cotangent) : null,
    ]
  },
  batch: (operands, batched, size) =>
    apply(selectPrimitive, batchAll(operands, batched, size), none),
  domain: [reals],
  kinks: [],
}

/** x where the condition holds, y elsewhere. The condition is never differentiated. */
export const select: Operation<[condition: Node, x: Node, y: Node], NoAttributes> = operation(
  selectPrimitive,
  (condition, x, y) => apply(selectPrimitive, [condition, x, y], none),
)
