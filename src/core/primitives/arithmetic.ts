import type { Node } from '../node.ts'
import { fill, zerosLike } from './align.ts'
import { equal, less, select } from './comparison.ts'
import {
  type Binary,
  type Elementwise,
  type Unary,
  binary,
  slope,
  slopes,
  unary,
} from './elementwise.ts'
import { log } from './exponential.ts'
import { noTangent, positives, reals } from './primitive.ts'

/** x + y. Integers wrap. */
export const add: Binary = binary({
  name: 'add',
  documentation: 'x + y; integers wrap',
  takes: 'number',
  jvp: (_, [dx = null, dy = null]) => addPresent(dx, dy),
  transpose: (cotangent, _, linear) => linear.map((is) => (is ? cotangent : null)),
  domain: [reals],
  kinks: [],
})

/** The sum of two tangents, of which either may be zero. */
export const addPresent = (a: Node | null, b: Node | null): Node | null =>
  a && b ? add(a, b) : (a ?? b)

/** x − y. Integers wrap. */
export const sub: Binary = binary({
  name: 'sub',
  documentation: 'x − y; integers wrap',
  takes: 'number',
  jvp: (_, [dx, dy]) => (dx && dy ? sub(dx, dy) : (dx ?? (dy ? neg(dy) : null))),
  transpose: (cotangent, _, [first, second]) => [
    first === true ? cotangent : null,
    second === true ? neg(cotangent) : null,
  ],
  domain: [reals],
  kinks: [],
})

/** x · y. Integers wrap. */
export const mul: Binary = binary({
  name: 'mul',
  documentation: 'x · y; integers wrap',
  takes: 'number',
  jvp: slopes(
    (a, b) => add(a, b),
    (dx, _, y) => mul(dx, y),
    (dy, x) => mul(x, dy),
  ),
  transpose: (cotangent, [x, y], [first, second]) => [
    first === true && y ? mul(cotangent, y) : null,
    second === true && x ? mul(x, cotangent) : null,
  ],
  domain: [reals],
  kinks: [],
})

/** x / y. Integers divide towards zero, and by zero to zero. */
export const div: Binary = binary({
  name: 'div',
  documentation: 'x / y; integers divide towards zero, and give 0 where y = 0',
  takes: 'number',
  jvp: slopes(
    (a, b) => add(a, b),
    (dx, _, y) => div(dx, y),
    (dy, _, y, output) => neg(mul(div(output, y), dy)),
  ),
  transpose: (cotangent, [, y], [first]) => [first === true && y ? div(cotangent, y) : null, null],
  domain: [reals, positives],
  kinks: [],
})

/** −x. */
export const neg: Unary = unary({
  name: 'neg',
  documentation: '−x',
  takes: 'number',
  jvp: slope((t) => neg(t)),
  transpose: (cotangent) => [neg(cotangent)],
  domain: [reals],
  kinks: [],
})

/** |x|. */
export const abs: Unary = unary({
  name: 'abs',
  documentation: '|x|',
  takes: 'number',
  jvp: slope((t, _, x) => mul(t, sign(x))),
  transpose: null,
  domain: [reals],
  kinks: [{ at: 'x = 0', subgradient: '0' }],
})

/** −1, 0 or 1; keeps the sign of zero, NaN stays. */
export const sign: Unary = unary({
  name: 'sign',
  documentation: '−1, 0 or 1 by the sign of x',
  takes: 'number',
  jvp: noTangent,
  transpose: null,
  domain: [reals],
  kinks: [{ at: 'x = 0', subgradient: '0' }],
})

/** The tangent of the operand that an extremum chose, and half of each where they are equal. */
const extremumJvp =
  (chosen: (candidate: Node, other: Node) => Node): Elementwise['jvp'] =>
  (operands, tangents, output) => {
    const term = (i: 0 | 1, k: 0 | 1): Node | null => {
      const [candidate, other, tangent] = [operands[i], operands[k], tangents[i]]
      if (!candidate || !other || !tangent) return null
      const half = mul(tangent, fill(0.5, output))
      return select(
        chosen(candidate, other),
        tangent,
        select(equal(candidate, other), half, zerosLike(output)),
      )
    }
    const [a, b] = [term(0, 1), term(1, 0)]
    return addPresent(a, b)
  }

const ties = [{ at: 'x = y', subgradient: '½ to each' }] as const

/** The greater of x and y; NaN where either is. */
export const max: Binary = binary({
  name: 'max',
  documentation: 'the greater of x and y; NaN where either is',
  takes: 'number',
  jvp: extremumJvp((candidate, other) => less(other, candidate)),
  transpose: null,
  domain: [reals],
  kinks: ties,
})

/** The smaller of x and y; NaN where either is. */
export const min: Binary = binary({
  name: 'min',
  documentation: 'the smaller of x and y; NaN where either is',
  takes: 'number',
  jvp: extremumJvp((candidate, other) => less(candidate, other)),
  transpose: null,
  domain: [reals],
  kinks: ties,
})

/** √x. */
export const sqrt: Unary = unary({
  name: 'sqrt',
  documentation: '√x',
  takes: 'float',
  jvp: slope((t, y) => div(t, add(y, y))),
  transpose: null,
  domain: [positives],
  kinks: [{ at: 'x = 0', subgradient: '∞ (there is none)' }],
})

/** xʸ, with x⁰ = 1 for every x. */
export const pow: Binary = binary({
  name: 'pow',
  documentation: 'xʸ; x⁰ = 1 and 1ʸ = 1 also for NaN',
  takes: 'float',
  jvp: slopes(
    (a, b) => add(a, b),
    // y·xʸ⁻¹, but y·x⁰ at x = y = 0: there 0·∞ would be NaN. Only there, or the mixed derivative 1/x
    // would be lost; and by the exponent, not the result, or reverse mode would make 0·∞ of it
    (dx, x, y) => {
      const zero = zerosLike(y)
      const atOrigin = select(
        equal(x, zero),
        equal(y, zero),
        fill(0, { shape: y.shape, dtype: 'bool' }),
      )
      return mul(dx, mul(y, pow(x, select(atOrigin, zero, sub(y, fill(1, y))))))
    },
    // xʸ·log x, but 0 where x = 0: the limit for y > 0
    (dy, x, _, output) => {
      const atZero = equal(x, zerosLike(x))
      const safe = select(atZero, fill(1, x), x)
      return mul(dy, select(atZero, zerosLike(x), mul(output, log(safe))))
    },
  ),
  transpose: null,
  domain: [positives, reals],
  kinks: [
    { at: 'x = 0, y = 0 (in x)', subgradient: '0' },
    { at: 'x = 0 (in y)', subgradient: '0' },
  ],
})

/** The greatest whole number that is not above x. */
export const floor: Unary = unary({
  name: 'floor',
  documentation: 'the greatest whole number ≤ x',
  takes: 'float',
  jvp: noTangent,
  transpose: null,
  domain: [reals],
  kinks: [{ at: 'whole x', subgradient: '0' }],
})
