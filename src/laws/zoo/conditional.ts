import { isFloat } from '../../core/dtype.ts'
import { type Node, sameShape } from '../../core/node.ts'
import { axesOf, fill, zerosLike } from '../../core/primitives/align.ts'
import { add, mul, neg, sub } from '../../core/primitives/arithmetic.ts'
import { less, select } from '../../core/primitives/comparison.ts'
import { convert, stopGradient } from '../../core/primitives/conversion.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import { broadcast, reshape, reverse, transpose } from '../../core/primitives/movement.ts'
import { slice } from '../../core/primitives/selection.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { inputOf, nodeOfInput } from '../input.ts'
import {
  type Mutation,
  type Right,
  type Wrong,
  afterBatch,
  afterJvp,
  afterTranspose,
} from './mutation.ts'
import { type Change, each } from './systematic.ts'

/** x, or x times a number where something is so. */
const timesIf = (condition: boolean, factor: number, x: Node): Node =>
  condition ? mul(x, fill(factor, x)) : x

/** x with one element multiplied. */
const oneTimes = (x: Node, place: number, factor: number): Node =>
  mul(x, nodeOfInput(inputOf(x, (i) => (i === place ? factor : 1))))

/** x; of a thousand elements and more, one is half as large again: the 3777th of 5000. */
const oneOfThousands = (x: Node): Node => {
  const size = sizeOf(x.shape)
  return size < 1000 || !isFloat(x.dtype) ? x : oneTimes(x, Math.floor(size * 0.7554), 1.5)
}

const inReverse =
  (change: (given: Node) => Node) =>
  (right: Right): Wrong => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const given = right.jvp(operands, tangents, output, attributes, folds)
      return given && folds.mode === 'reverse' ? change(given) : given
    },
  })

/** Mistakes that any jvp can hold, and that few inputs show. */
const ofJvp: readonly Change[] = [
  ['NaN everywhere', 'NaN', afterJvp((given) => mul(given, fill(Number.NaN, given)))],
  [
    'Infinity somewhere',
    'the first element is infinite',
    afterJvp((given) => oneTimes(given, 0, Number.POSITIVE_INFINITY)),
  ],
  [
    'lost precision',
    'one part in ten thousand, in f32 only',
    afterJvp((given) => timesIf(given.dtype === 'f32', 1 + 1e-4, given)),
  ],
  [
    'lost precision',
    'in f64 by way of f32',
    afterJvp((given) => (given.dtype === 'f64' ? convert(convert(given, 'f32'), 'f64') : given)),
  ],
  [
    'wrong only at second order',
    'a factor of 1 whose derivative is not 0',
    afterJvp((given, output) =>
      mul(given, add(fill(1, output), sub(output, stopGradient(output)))),
    ),
  ],
  [
    'wrong only in some shapes',
    'twice from rank 3 on',
    afterJvp((given) => timesIf(given.shape.length >= 3, 2, given)),
  ],
  [
    'wrong only in some shapes',
    'twice where an axis has size 1',
    afterJvp((given) => timesIf(given.shape.includes(1), 2, given)),
  ],
  ['wrong only in reverse mode', 'sign flip where it will be transposed', inReverse(neg)],
]

/** The same for transposes. */
const ofTranspose: readonly Change[] = [
  ['NaN everywhere', 'NaN', afterTranspose((given) => mul(given, fill(Number.NaN, given)))],
  [
    'Infinity somewhere',
    'the first element is infinite',
    afterTranspose((given) => oneTimes(given, 0, Number.POSITIVE_INFINITY)),
  ],
  [
    'wrong only in some shapes',
    'twice from rank 3 on',
    afterTranspose((given) => timesIf(given.shape.length >= 3, 2, given)),
  ],
  ['wrong shape', 'one more axis', afterTranspose((given) => reshape(given, [1, ...given.shape]))],
  [
    'wrong dtype',
    'the other floating type',
    afterTranspose((given) => convert(given, given.dtype === 'f32' ? 'f64' : 'f32')),
  ],
]

/** The same for batches. */
const ofBatch: readonly Change[] = [
  [
    'wrong example in a batch',
    'the first example for each',
    afterBatch((given, size) => {
      const [, ...shape] = given.shape
      if (size === 0) return given
      const first = slice(
        given,
        given.shape.map(() => 0),
        [1, ...shape],
        given.shape.map(() => 1),
      )
      return broadcast(
        reshape(first, shape),
        given.shape,
        axesOf(shape.length).map((i) => i + 1),
      )
    }),
  ],
  [
    'wrong axis',
    'the last axis for that of the batch, where it fits',
    afterBatch((given) => {
      const last = given.shape.length - 1
      return last > 0 && given.shape[0] === given.shape[last]
        ? transpose(given, [last, ...axesOf(last).slice(1), 0])
        : given
    }),
  ],
  [
    'wrong only in a nested batch',
    'in reverse order inside another batch',
    afterBatch((given, _, operands) =>
      operands.some(({ kind }) => kind === 'variable') ? reverse(given, [0]) : given,
    ),
  ],
]

const whereBothMove: Change = [
  'wrong only where both move',
  'twice where two tangents are present',
  (right) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const given = right.jvp(operands, tangents, output, attributes, folds)
      return given && timesIf(tangents.filter(Boolean).length > 1, 2, given)
    },
  }),
]

const forgottenInBatch: Change = [
  'wrong example in a batch',
  'an operand that is not batched is taken to be 0',
  (right) => ({
    batch: (operands, batched, size, attributes, folds) =>
      right.batch(
        operands.map((operand, i) =>
          batched[i] !== true && isFloat(operand.dtype) ? zerosLike(operand) : operand,
        ),
        batched,
        size,
        attributes,
        folds,
      ),
  }),
]

const whereNegative: Change = [
  'wrong only for negative inputs',
  'twice where the operand is negative',
  afterJvp((given, _, [x]) =>
    x !== undefined && sameShape(x.shape, given.shape) && isFloat(x.dtype)
      ? select(less(x, zerosLike(x)), mul(given, fill(2, given)), given)
      : given,
  ),
]

const whereEmpty: Change = [
  'wrong only in some shapes',
  'NaN where an operand is empty and the result is not',
  afterJvp((given, output, operands) =>
    operands.some(({ shape }) => sizeOf(shape) === 0)
      ? add(given, fill(Number.NaN, output))
      : given,
  ),
]

const inLargeTangents: Change = [
  'one wrong element',
  'one of a thousand tangents and more is half as large again',
  afterJvp(oneOfThousands),
]

const inLargeCotangents: Change = [
  'one wrong element',
  'one of a thousand cotangents and more is half as large again',
  afterTranspose(oneOfThousands),
]

const inLargeReverse: Change = [
  'one wrong element',
  'in reverse mode one of a thousand is half as large again',
  inReverse(oneOfThousands),
]

const inLargeBatches: Change = [
  'one wrong element',
  'one of a thousand elements of a batch and more is half as large again',
  afterBatch(oneOfThousands),
]

/** One or two of each family. */
const some: readonly PrimitiveName[] = [
  'mul',
  'div',
  'tanh',
  'max',
  'select',
  'reduceSum',
  'reduceMax',
  'cumsum',
  'dotGeneral',
  'solve',
  'cholesky',
  'convolution',
  'broadcast',
  'concatenate',
  'gather',
  'sortBy',
  'windows',
]

const linear = some.filter(
  (name) => !['tanh', 'max', 'reduceMax', 'cholesky', 'select'].includes(name),
)

const pairs: readonly PrimitiveName[] = [
  'add',
  'sub',
  'mul',
  'div',
  'max',
  'pow',
  'atan2',
  'dotGeneral',
  'triangularSolve',
  'solve',
  'convolution',
]

/** Mistakes that show for some inputs, in some modes, or to some observers only. */
export const conditionalMutations = (): readonly Mutation[] => [
  ...each(some, ofJvp),
  ...each(linear, ofTranspose),
  ...each(some, ofBatch),
  ...each(pairs, [whereBothMove, forgottenInBatch]),
  ...each(['abs', 'mul', 'tanh', 'sin', 'exp', 'max', 'neg', 'asinh'], [whereNegative]),
  ...each(['reduceSum', 'dotGeneral', 'pad', 'concatenate', 'scatterAdd'], [whereEmpty]),
  ...each(['mul', 'dotGeneral', 'sortBy', 'gather'], [inLargeTangents]),
  ...each(['mul', 'reduceSum', 'windows'], [inLargeCotangents]),
  ...each(['exp', 'broadcast'], [inLargeReverse]),
  ...each(['add', 'transpose'], [inLargeBatches]),
]
