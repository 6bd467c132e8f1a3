import { type DType, isFloat, isInteger } from '../../../core/dtype.ts'
import { none } from '../../../core/primitives/primitive.ts'
import { type Value, application, isApplicationOf } from '../rewrite.ts'
import { type Rule, type Rules, filled, isAll, operandOf, repeatedNumber } from './rule.ts'

const negated = (x: Value): Value => application('neg', [x], none)

/** The other operand, where one of the two fulfils a condition. */
const besides = ([x, y]: readonly Value[], condition: (value: Value) => boolean): Value | null => {
  if (x === undefined || y === undefined) return null
  return condition(y) ? x : condition(x) ? y : null
}

/** x ∘ neutral = x = neutral ∘ x. */
const neutral =
  (number: number): Rule<'add' | 'mul'> =>
  ({ operands }) =>
    besides(operands, (operand) => isAll(operand, number))

/** x ∘ neutral = x. */
const neutralOnTheRight =
  (number: number): Rule<'sub' | 'div'> =>
  (value) =>
    isAll(operandOf(value, 1), number) ? operandOf(value) : null

const bits = new DataView(new ArrayBuffer(8))

/**
 * 1 / x where that is exact and neither is too small for a normal double: for powers of two. Division
 * by x and multiplication by it then round the same real number.
 */
const exactReciprocal = (x: number, dtype: DType): number | null => {
  bits.setFloat64(0, x)
  const isPowerOfTwo = (bits.getBigUint64(0) & 0xf_ffff_ffff_ffffn) === 0n
  const reciprocal = dtype === 'f32' ? Math.fround(1 / x) : 1 / x
  const isNormal = x !== 0 && Math.abs(x) >= 2 ** -1022 && Math.abs(reciprocal) >= 2 ** -1022
  return isPowerOfTwo && isNormal && Number.isFinite(reciprocal) ? reciprocal : null
}

/** Whether every element of one type is an element of the other. */
const fitsInto = (from: DType, to: DType): boolean =>
  from === to || from === 'bool' || (to === 'f64' && from !== 'f64')

/**
 * The rules of arithmetic. Each holds for every element: zeros of both signs, infinities and NaN (of
 * which only that it is one is specified), and integers at their ends. So there is no x + 0 (it makes
 * 0 of −0), no x · 0, no x − x and no x / x.
 */
export const arithmeticRules: Rules = {
  add: [
    // −0 + −0 = −0 and 0 + −0 = 0
    neutral(-0),
    // x + −y = x − y: that is how a difference is defined
    (value) => {
      const [x, y] = value.operands
      if (x && isApplicationOf(y, 'neg')) return application('sub', [x, operandOf(y)], none)
      if (y && isApplicationOf(x, 'neg')) return application('sub', [y, operandOf(x)], none)
      return null
    },
  ],
  sub: [
    // −0 − 0 = −0 + −0 = −0
    neutralOnTheRight(0),
    // x − −y = x + y
    (value) => {
      const [x, y] = value.operands
      return x && isApplicationOf(y, 'neg') ? application('add', [x, operandOf(y)], none) : null
    },
  ],
  mul: [
    neutral(1),
    // −1 · x = −x, also of zeros
    ({ operands }) => {
      const x = besides(operands, (operand) => isAll(operand, -1))
      return x === null ? null : negated(x)
    },
  ],
  div: [
    neutralOnTheRight(1),
    (value) => (isAll(operandOf(value, 1), -1) ? negated(operandOf(value)) : null),
    // by a power of two
    (value) => {
      const [x, y] = [operandOf(value), operandOf(value, 1)]
      const divisor = repeatedNumber(y)
      if (divisor === null || !isFloat(y.dtype)) return null
      const factor = exactReciprocal(divisor, y.dtype)
      return factor === null ? null : application('mul', [x, filled(factor, y)], none)
    },
  ],
  neg: [
    (value) => {
      const x = operandOf(value)
      return isApplicationOf(x, 'neg') ? operandOf(x) : null
    },
  ],
  select: [
    // between two that are the same value
    (value) => {
      const [x, y] = [operandOf(value, 1), operandOf(value, 2)]
      return x === y ? x : null
    },
    // by a condition that is known
    (value) => {
      const condition = repeatedNumber(operandOf(value))
      return condition === null ? null : operandOf(value, condition === 0 ? 2 : 1)
    },
  ],
  convert: [
    // to its own type
    (value) => {
      const x = operandOf(value)
      return x.dtype === value.dtype ? x : null
    },
    // of what was converted without loss. Between integers there is no detour: they wrap, floats
    // saturate
    (value) => {
      const x = operandOf(value)
      if (!isApplicationOf(x, 'convert')) return null
      const source = operandOf(x)
      const { dtype } = value
      const wraps = isInteger(source.dtype) && isInteger(dtype) && source.dtype !== dtype
      if (!fitsInto(source.dtype, x.dtype) || wraps) return null
      return dtype === source.dtype ? source : application('convert', [source], { dtype })
    },
  ],
}
