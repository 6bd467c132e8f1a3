import { isFloat } from '../../core/dtype.ts'
import { fill, zerosLike } from '../../core/primitives/align.ts'
import { mul, neg } from '../../core/primitives/arithmetic.ts'
import { stopGradient } from '../../core/primitives/conversion.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import { reverse } from '../../core/primitives/movement.ts'
import { names, primitiveOf, recipeOf } from '../primitive/cases.ts'
import {
  type Mistake,
  type Right,
  type Wrong,
  afterJvp,
  afterTranspose,
  broken,
} from './mistake.ts'

/** Primitives whose derivative is zero wherever it exists: no factor changes it. */
const flat: ReadonlySet<PrimitiveName> = new Set([
  'sign',
  'floor',
  'round',
  'equal',
  'less',
  'lessEqual',
  'stopGradient',
  'argmax',
  'argmin',
  'iota',
  'pivots',
  'threefrySplit',
  'threefryFoldIn',
  'threefryBits',
])

/** Primitives whose derivative changes from place to place. */
const curved: readonly PrimitiveName[] = [
  'mul',
  'div',
  'sqrt',
  'pow',
  'exp',
  'expm1',
  'log',
  'log1p',
  'tanh',
  'logistic',
  'erf',
  'erfc',
  'erfInv',
  'sin',
  'cos',
  'atan2',
  'sinh',
  'cosh',
  'asinh',
  'lgamma',
  'polygamma',
  'dotGeneral',
  'triangularSolve',
  'cholesky',
  'solve',
  'lu',
  'qr',
  'eigenvalues',
  'eigenvectors',
  'convolution',
]

type Change = readonly [mistake: string, wrong: (right: Right) => Wrong]

const ofJvp: readonly Change[] = [
  ['jvp: sign flip', afterJvp((given) => neg(given))],
  ['jvp: twice', afterJvp((given) => mul(given, fill(2, given)))],
  ['jvp: zero', afterJvp(() => null)],
  ['jvp: one part in a million', afterJvp((given) => mul(given, fill(1 + 1e-6, given)))],
  ['jvp: squared tangent', afterJvp((given) => mul(given, given))],
  [
    'jvp: a constant is added',
    (right) => ({
      jvp: (operands, tangents, output, attributes, folds) =>
        isFloat(output.dtype)
          ? right.jvp(operands, tangents, output, attributes, folds) && fill(1, output)
          : null,
    }),
  ],
]

/** The derivative is right, but is itself not differentiated. */
const frozen: Change = [
  'jvp: stale primals in its own derivative',
  (right) => ({
    jvp: (operands, tangents, output, attributes, folds) =>
      right.jvp(operands.map(stopGradient), tangents, stopGradient(output), attributes, folds),
  }),
]

const ofTranspose: readonly Change[] = [
  ['transpose: sign flip', afterTranspose((given) => neg(given))],
  ['transpose: twice', afterTranspose((given) => mul(given, fill(2, given)))],
  ['transpose: zero', afterTranspose((given) => zerosLike(given))],
  ['transpose: squared cotangent', afterTranspose((given) => mul(given, given))],
  [
    'transpose: one part in a million',
    afterTranspose((given) => mul(given, fill(1 + 1e-6, given))),
  ],
  [
    'transpose: the last operand is forgotten',
    (right) => ({
      transpose: (cotangent, operands, linear, attributes, folds) => {
        const last = linear.lastIndexOf(true)
        return (right.transpose?.(cotangent, operands, linear, attributes, folds) ?? []).map(
          (given, i) => (i === last ? null : given),
        )
      },
    }),
  ],
]

const ofBatch: readonly Change[] = [
  [
    'batch: in reverse order',
    (right) => ({
      batch: (operands, batched, size, attributes, folds) =>
        reverse(right.batch(operands, batched, size, attributes, folds), [0]),
    }),
  ],
]

const all = (of: readonly PrimitiveName[], changes: readonly Change[]): readonly Mistake[] =>
  of.flatMap((name) => changes.map(([mistake, wrong]) => broken(name, mistake, wrong)))

const hasDerivative = (name: PrimitiveName): boolean =>
  recipeOf(name).takes.some(isFloat) && !flat.has(name)

/** The same mistakes in every rule of the registry that they change. */
export const systematicMistakes: readonly Mistake[] = [
  ...all(names.filter(hasDerivative), ofJvp),
  ...all(curved, [frozen]),
  ...all(
    names.filter((name) => primitiveOf(name).transpose !== null),
    ofTranspose,
  ),
  ...all(
    names.filter((name) => name !== 'iota'),
    ofBatch,
  ),
]
