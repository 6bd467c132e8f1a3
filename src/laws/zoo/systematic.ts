import { isFloat } from '../../core/dtype.ts'
import { fill, zerosLike } from '../../core/primitives/align.ts'
import { mul, neg } from '../../core/primitives/arithmetic.ts'
import { stopGradient } from '../../core/primitives/conversion.ts'
import { type PrimitiveName, type RegistryName, functions } from '../../core/primitives/index.ts'
import { reverse } from '../../core/primitives/movement.ts'
import { names, primitiveOf, recipeOf } from '../primitive/cases.ts'
import type { Kind } from './kind.ts'
import {
  type Mutation,
  type Right,
  type Wrong,
  afterBatch,
  afterJvp,
  afterTranspose,
  broken,
} from './mutation.ts'

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

/** A mistake that can be made in the rules of many primitives. */
export type Change = readonly [kind: Kind, mistake: string, wrong: (right: Right) => Wrong]

const ofJvp: readonly Change[] = [
  ['sign flip', 'sign flip', afterJvp((given) => neg(given))],
  ['doubled', 'twice', afterJvp((given) => mul(given, fill(2, given)))],
  ['zero derivative', 'zero', afterJvp(() => null)],
  [
    'lost precision',
    'one part in a million',
    afterJvp((given) => mul(given, fill(1 + 1e-6, given))),
  ],
  ['not linear', 'squared tangent', afterJvp((given) => mul(given, given))],
  [
    'not linear',
    'a constant for every tangent',
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
  'stale primal',
  'stale primals in its own derivative',
  (right) => ({
    jvp: (operands, tangents, output, attributes, folds) =>
      right.jvp(operands.map(stopGradient), tangents, stopGradient(output), attributes, folds),
  }),
]

const ofTranspose: readonly Change[] = [
  ['sign flip', 'sign flip', afterTranspose((given) => neg(given))],
  ['doubled', 'twice', afterTranspose((given) => mul(given, fill(2, given)))],
  ['zero derivative', 'zero', afterTranspose((given) => zerosLike(given))],
  ['squared cotangent', 'squared cotangent', afterTranspose((given) => mul(given, given))],
  [
    'lost precision',
    'one part in a million',
    afterTranspose((given) => mul(given, fill(1 + 1e-6, given))),
  ],
  [
    'forgotten operand',
    'the last operand is forgotten',
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
  ['wrong order in a batch', 'in reverse order', afterBatch((given) => reverse(given, [0]))],
]

/** Each of some mistakes in the rules of each of some primitives. */
export const each = (
  of: readonly RegistryName[],
  changes: readonly Change[],
): readonly Mutation[] =>
  of.flatMap((name) => changes.map(([kind, mistake, wrong]) => broken(name, kind, mistake, wrong)))

const hasDerivative = (name: PrimitiveName): boolean =>
  recipeOf(name).takes.some(isFloat) && !flat.has(name)

/** The primitives that hold programs, and those of them that stand for a linear map only. */
const holding = Object.keys(functions) as readonly (keyof typeof functions)[]
const isMap = (name: RegistryName): boolean => name.endsWith('Linear')

/** The same mistakes in every rule of the registry that they change. */
export const systematicMutations = (): readonly Mutation[] => [
  ...each([...names.filter(hasDerivative), ...holding.filter((name) => !isMap(name))], ofJvp),
  ...each(curved, [frozen]),
  ...each(
    [
      ...names.filter((name) => primitiveOf(name).transpose !== null),
      // tangents pass a barrier by: nothing transposes one
      ...holding.filter(isMap),
    ],
    ofTranspose,
  ),
  ...each(
    [...names.filter((name) => name !== 'iota'), ...holding.filter((name) => !isMap(name))],
    ofBatch,
  ),
]
