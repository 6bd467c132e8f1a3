import { fill } from '../../core/primitives/align.ts'
import { add, div, mul, neg, sqrt, sub } from '../../core/primitives/arithmetic.ts'
import { stopGradient } from '../../core/primitives/conversion.ts'
import { exp } from '../../core/primitives/exponential.ts'
import { polygamma } from '../../core/primitives/gamma.ts'
import { sinh } from '../../core/primitives/hyperbolic.ts'
import { cos, sin } from '../../core/primitives/trigonometric.ts'
import { type Mutation, afterJvp, broken, one, slope, slopes } from './mutation.ts'

/** Mutations in the rules of elementary functions. */
export const elementaryMutations = (): readonly Mutation[] => [
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
]
