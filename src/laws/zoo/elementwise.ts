import type { Node } from '../../core/node.ts'
import { fill, zerosLike } from '../../core/primitives/align.ts'
import { add, div, mul, neg, pow, sqrt, sub } from '../../core/primitives/arithmetic.ts'
import { equal, less, lessEqual, select } from '../../core/primitives/comparison.ts'
import { stopGradient } from '../../core/primitives/conversion.ts'
import { exp, log } from '../../core/primitives/exponential.ts'
import { polygamma } from '../../core/primitives/gamma.ts'
import { sinh } from '../../core/primitives/hyperbolic.ts'
import { cos, sin } from '../../core/primitives/trigonometric.ts'
import { type Mutation, type Wrong, afterJvp, afterTranspose, broken } from './mutation.ts'

/** A wrong rule of one operand. */
const slope = (wrong: (t: Node, x: Node, y: Node) => Node) => (): Wrong => ({
  jvp: ([x], [t], output) => (x && t ? wrong(t, x, output) : null),
})

/** A wrong rule of two operands: a term for each, added. */
const slopes =
  (
    first: (t: Node, x: Node, y: Node, output: Node) => Node,
    second: (t: Node, x: Node, y: Node, output: Node) => Node,
  ) =>
  (): Wrong => ({
    jvp: ([x, y], [dx, dy], output) => {
      if (!x || !y) return null
      const a = dx ? first(dx, x, y, output) : null
      const b = dy ? second(dy, x, y, output) : null
      return a && b ? add(a, b) : (a ?? b)
    },
  })

const one = (like: Node): Node => fill(1, like)

/** Mutations in the rules of arithmetic, of elementary functions and of choices. */
export const elementwiseMutations = (): readonly Mutation[] => [
  broken('add', 'forgotten operand', 'the second tangent is missing', () => ({
    jvp: (_, [dx]) => dx ?? null,
  })),
  broken('add', 'forgotten operand', 'the second cotangent is missing', () => ({
    transpose: (c, _, [first]) => [first === true ? c : null, null],
  })),
  broken(
    'sub',
    'sign flip',
    'sign flip in the jvp',
    slopes(
      (t) => t,
      (t) => t,
    ),
  ),
  broken('sub', 'swapped operands', 'the cotangents are swapped', () => ({
    transpose: (c, _, [first, second]) => [
      first === true ? neg(c) : null,
      second === true ? c : null,
    ],
  })),
  broken('sub', 'sign flip', 'sign flip in the transpose', () => ({ transpose: (c) => [c, c] })),
  broken(
    'mul',
    'forgotten operand',
    'the second tangent is missing',
    slopes((t, _, y) => mul(t, y), zerosLike),
  ),
  broken(
    'mul',
    'stale primal',
    'the wrong primal',
    slopes(
      (t, x) => mul(t, x),
      (t, _, y) => mul(t, y),
    ),
  ),
  broken('mul', 'not linear', 'a term of second order in the tangents', () => ({
    jvp: ([x, y], [dx, dy]) => {
      if (!x || !y) return null
      if (!dx || !dy) return dx ? mul(dx, y) : dy ? mul(x, dy) : null
      return sub(mul(add(x, dx), add(y, dy)), mul(x, y))
    },
  })),
  broken(
    'mul',
    'squared cotangent',
    'squared cotangent',
    afterTranspose((given, cotangent) => mul(given, cotangent)),
  ),
  broken('mul', 'stale primal', 'the transpose takes its own operand for the other', () => ({
    transpose: (c, [x, y], [first]) =>
      first === true ? [y ? mul(c, mul(y, y)) : null, null] : [null, x ? mul(c, x) : null],
  })),
  broken(
    'div',
    'dropped factor',
    'the quotient rule without a square',
    slopes(
      (t, _, y) => div(t, y),
      (t, _, __, output) => neg(mul(output, t)),
    ),
  ),
  broken(
    'div',
    'sign flip',
    'sign flip',
    slopes(
      (t, _, y) => div(t, y),
      (t, _, y, o) => mul(div(o, y), t),
    ),
  ),
  broken('div', 'wrong function', 'the transpose multiplies', () => ({
    transpose: (c, [, y]) => [y ? mul(c, y) : null, null],
  })),
  broken(
    'neg',
    'sign flip',
    'the identity',
    slope((t) => t),
  ),
  broken(
    'abs',
    'wrong at a kink',
    '1 at 0',
    slope((t, x) => select(lessEqual(zerosLike(x), x), t, neg(t))),
  ),
  broken(
    'abs',
    'wrong at a kink',
    '½ at 0',
    slope((t, x) =>
      select(
        equal(x, zerosLike(x)),
        mul(t, fill(0.5, x)),
        select(less(zerosLike(x), x), t, neg(t)),
      ),
    ),
  ),
  broken(
    'sign',
    'straight through',
    'straight through',
    slope((t) => t),
  ),
  broken(
    'floor',
    'straight through',
    'straight through',
    slope((t) => t),
  ),
  broken(
    'max',
    'doubled at ties',
    'twice at ties',
    slopes(
      (t, x, y) => select(lessEqual(y, x), t, zerosLike(t)),
      (t, x, y) => select(lessEqual(x, y), t, zerosLike(t)),
    ),
  ),
  broken(
    'max',
    'wrong at a kink',
    'nothing at ties',
    slopes(
      (t, x, y) => select(less(y, x), t, zerosLike(t)),
      (t, x, y) => select(less(x, y), t, zerosLike(t)),
    ),
  ),
  broken(
    'max',
    'wrong at a kink',
    'the first at ties',
    slopes(
      (t, x, y) => select(lessEqual(y, x), t, zerosLike(t)),
      (t, x, y) => select(less(x, y), t, zerosLike(t)),
    ),
  ),
  broken(
    'min',
    'swapped operands',
    'the tangent of the greater',
    slopes(
      (t, x, y) => select(less(y, x), t, zerosLike(t)),
      (t, x, y) => select(less(x, y), t, zerosLike(t)),
    ),
  ),
  broken(
    'sqrt',
    'dropped factor',
    'the factor ½ is missing',
    slope((t, _, y) => div(t, y)),
  ),
  broken(
    'sqrt',
    'stale primal',
    'the operand for the result',
    slope((t, x) => div(t, add(x, x))),
  ),
  broken(
    'sqrt',
    'wrong at a kink',
    'safe at 0: no derivative where there is an infinite one',
    slope((t, x, y) => select(equal(x, zerosLike(x)), zerosLike(x), div(t, add(y, y)))),
  ),
  broken(
    'pow',
    'dropped factor',
    'the factor y is missing',
    slopes(
      (t, x, y) => mul(t, pow(x, sub(y, one(y)))),
      (t, x, _, output) => mul(t, mul(output, log(x))),
    ),
  ),
  broken(
    'pow',
    'off by one',
    'the exponent is not lowered',
    slopes(
      (t, _, y, output) => mul(t, mul(y, output)),
      (t, x, _, output) => mul(t, mul(output, log(x))),
    ),
  ),
  broken('pow', 'unsafe at an edge', '0 · ∞ at x = 0, y = 0', ({ jvp }) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const [x, y] = operands
      const [dx, dy] = tangents
      if (!x || !y || !dx || dy) return jvp(operands, tangents, output, attributes, folds)
      return mul(dx, mul(y, pow(x, sub(y, one(y)))))
    },
  })),
  broken('pow', 'unsafe at an edge', '0 · log 0 at x = 0', ({ jvp }) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const [x, , dx, dy] = [...operands, ...tangents]
      if (!x || !dy || dx) return jvp(operands, tangents, output, attributes, folds)
      return mul(dy, mul(output, log(x)))
    },
  })),
  broken(
    'exp',
    'stale primal',
    'the operand for the result',
    slope((t, x) => mul(t, x)),
  ),
  broken(
    'exp',
    'wrong only at second order',
    'the result is taken to be constant',
    slope((t, _, y) => mul(t, stopGradient(y))),
  ),
  broken(
    'expm1',
    'stale primal',
    'the result for eˣ',
    slope((t, _, y) => mul(t, y)),
  ),
  broken(
    'log',
    'wrong function',
    'multiplied',
    slope((t, x) => mul(t, x)),
  ),
  broken(
    'log1p',
    'wrong function',
    'that of log',
    slope((t, x) => div(t, x)),
  ),
  broken(
    'tanh',
    'dropped factor',
    '1 − y for 1 − y²',
    slope((t, _, y) => mul(t, sub(one(y), y))),
  ),
  broken(
    'tanh',
    'wrong only at second order',
    'second order missing',
    slope((t, _, y) => mul(t, sub(one(y), mul(y, stopGradient(y))))),
  ),
  broken(
    'logistic',
    'dropped factor',
    '1 − a is missing',
    slope((t, _, y) => mul(t, y)),
  ),
  broken(
    'logistic',
    'lost precision',
    'inaccurate: 1 − a by way of f32',
    afterJvp((given) => mul(given, fill(1 + 2 ** -22, given))),
  ),
  broken(
    'erf',
    'dropped factor',
    'the factor 2/√π is missing',
    slope((t, x) => mul(t, exp(neg(mul(x, x))))),
  ),
  broken(
    'erf',
    'wrong function',
    'e^(−x) for e^(−x²)',
    slope((t, x) => mul(t, mul(fill(2 / Math.sqrt(Math.PI), x), exp(neg(x))))),
  ),
  broken(
    'erfc',
    'wrong function',
    'that of erf',
    slope((t, x) => mul(t, mul(fill(2 / Math.sqrt(Math.PI), x), exp(neg(mul(x, x)))))),
  ),
  broken(
    'erfInv',
    'sign flip',
    'sign flip in the exponent',
    slope((t, _, y) => mul(t, mul(fill(Math.sqrt(Math.PI) / 2, y), exp(neg(mul(y, y)))))),
  ),
  broken(
    'sin',
    'wrong function',
    'not turned',
    slope((t, x) => mul(t, sin(x))),
  ),
  broken(
    'cos',
    'sign flip',
    'sign flip',
    slope((t, x) => mul(t, sin(x))),
  ),
  broken(
    'sin',
    'dropped factor',
    'degrees',
    slope((t, x) => mul(t, cos(mul(x, fill(Math.PI / 180, x))))),
  ),
  broken(
    'atan2',
    'swapped operands',
    'x and y are swapped',
    slopes(
      (t, y, x) => div(mul(t, y), add(mul(x, x), mul(y, y))),
      (t, y, x) => neg(div(mul(t, x), add(mul(x, x), mul(y, y)))),
    ),
  ),
  broken(
    'atan2',
    'unsafe at an edge',
    '0 / 0 at the origin',
    slopes(
      (t, y, x) => div(mul(t, x), add(mul(x, x), mul(y, y))),
      (t, y, x) => neg(div(mul(t, y), add(mul(x, x), mul(y, y)))),
    ),
  ),
  broken(
    'cosh',
    'sign flip',
    'sign flip, as if it were cos',
    slope((t, x) => neg(mul(t, sinh(x)))),
  ),
  broken(
    'sinh',
    'wrong function',
    'that of sinh itself',
    slope((t, _, y) => mul(t, y)),
  ),
  broken(
    'asinh',
    'sign flip',
    'that of the inverse sine',
    slope((t, x) => div(t, sqrt(add(one(x), neg(mul(x, stopGradient(x))))))),
  ),
  broken(
    'lgamma',
    'wrong function',
    'trigamma for digamma',
    slope((t, x) => mul(t, polygamma(x, 1))),
  ),
  broken(
    'polygamma',
    'off by one',
    'the same order',
    slope((t, _, y) => mul(t, y)),
  ),
  broken(
    'remainder',
    'forgotten operand',
    'the divisor is forgotten',
    slopes((t) => t, zerosLike),
  ),
  broken(
    'remainder',
    'wrong function',
    'x / y is not rounded down',
    slopes(
      (t) => t,
      (t, x, y) => neg(mul(t, div(x, y))),
    ),
  ),
  broken(
    'round',
    'straight through',
    'straight through',
    slope((t) => t),
  ),
  broken('select', 'swapped operands', 'the tangents are swapped', () => ({
    jvp: ([condition, x, y], [, dx, dy]) =>
      condition && x && y ? select(condition, dy ?? zerosLike(y), dx ?? zerosLike(x)) : null,
  })),
  broken('select', 'forgotten operand', 'a missing tangent is that of the other', () => ({
    jvp: ([condition], [, dx, dy]) =>
      condition && (dx || dy) ? select(condition, (dx ?? dy) as Node, (dy ?? dx) as Node) : null,
  })),
  broken('select', 'swapped operands', 'the cotangents are swapped', () => ({
    transpose: (c, [condition]) =>
      condition
        ? [null, select(condition, zerosLike(c), c), select(condition, c, zerosLike(c))]
        : [],
  })),
  broken('select', 'forgotten operand', 'the condition is forgotten in the transpose', () => ({
    transpose: (c) => [null, c, c],
  })),
  broken('convert', 'wrong dtype', 'the cotangent is not converted back', () => ({
    transpose: (c) => [c],
  })),
  broken('stopGradient', 'straight through', 'nothing is stopped', () => ({
    jvp: (_, [t]) => t ?? null,
  })),
]
