import type { Node } from '../../core/node.ts'
import { fill, zerosLike } from '../../core/primitives/align.ts'
import { add, div, mul, neg, pow, sub } from '../../core/primitives/arithmetic.ts'
import { equal, less, lessEqual, select } from '../../core/primitives/comparison.ts'
import { log } from '../../core/primitives/exponential.ts'
import { type Mutation, afterTranspose, broken, one, slope, slopes } from './mutation.ts'

/** Mutations in the rules of arithmetic and of choices. */
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
