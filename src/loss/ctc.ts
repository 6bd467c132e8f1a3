import type { DType, FloatOf } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import {
  type Blame,
  type LabelledSequences,
  labelledSequences,
  sameShapes,
  type ToShape,
} from '../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../core/tensor.ts'
import { nodeOf, tensorOf } from '../core/tree.ts'
import { only } from '../tensor/dual.ts'
import * as T from '../tensor/index.ts'
import { checked, requireInteger } from '../tensor/operand.ts'
import { operands, type Values } from './face.ts'

/** Whole numbers of any shape. */
type Numbers = Tensor<AnyShape, 'i32'>

/** The options of `ctc`. */
export interface CtcOptions {
  /** How many steps of each sequence count, i32 `[batch]`. Default: all. */
  readonly logitLengths?: Tensor<Shape, 'i32' | 'u32'>
  /** How many labels of each sequence count, i32 `[batch]`. Default: all. */
  readonly labelLengths?: Tensor<Shape, 'i32' | 'u32'>
  /** The class that stands for no label. Default 0. */
  readonly blank?: number
}

/** Lengths of the sequences of a batch, having checked that they are. */
const lengthsOf = (
  name: string,
  given: Tensor<Shape, 'i32' | 'u32'> | undefined,
  batch: number,
  all: number,
): Numbers => {
  if (given === undefined) return T.full([batch], all, 'i32')
  const node = requireInteger('ctc', name, nodeOf('ctc', given))
  checked('ctc', sameShapes([batch], node.shape, 'ctc'), node.shape)
  return T.cast(tensorOf<AnyShape, 'i32'>(node), 'i32')
}

/**
 * The labels with a blank before, between and behind them, `[batch, 2 n + 1]`. What stands behind the
 * labels that count is blank, whatever the caller put there.
 */
const withBlanks = (labels: Numbers, lengths: Numbers, blank: number): Numbers => {
  const [batch = 0, count = 0] = labels.shape
  const counts = T.less(T.arange(count), T.expandDims(lengths, 1))
  const blanks = T.fullLike(labels, blank)
  const pairs = T.stack([blanks, T.where(counts, labels, blanks)] as const, 2)
  return T.concat([T.reshape(pairs, [batch, 2 * count]), T.full([batch, 1], blank, 'i32')], 1)
}

/** Impossible, `[batch, width]`. */
const never = ({ shape: [batch = 0], dtype }: Values, width: number): Values =>
  T.full([batch, width], Number.NEGATIVE_INFINITY, dtype)

/** Places to the right, −∞ coming in from the left. */
const shiftedRight = (x: Values, places: number): Values => {
  const [batch = 0, width = 0] = x.shape
  const by = Math.min(places, width)
  return T.concat([never(x, by), T.slice(x, [0, 0], [batch, width - by])], 1)
}

/** The logarithm of a sum of probabilities that are given as logarithms. */
const either = (...terms: readonly Values[]): Values => T.logsumexp(T.stack(terms, -1), -1)

/**
 * The forward probabilities of Graves' algorithm after the last step that counts: for each place among
 * the labels with blanks, the logarithm of the probability of all ways to have come there.
 */
const forward = (
  logProbabilities: Values,
  places: Numbers,
  lengths: Numbers,
  blank: number,
): Values => {
  const [batch = 0, steps = 0] = logProbabilities.shape
  const width = places.shape[1] ?? 1
  const impossible = never(logProbabilities, width)
  // from one label to the next without a blank, unless they are alike
  const previous = T.concat([T.full([batch, 2], blank, 'i32'), places], 1)
  const differs = T.notEqual(places, T.slice(previous, [0, 0], [batch, width]))
  const maySkip = T.and(T.notEqual(places, blank), differs)
  // without a step: no label yet
  let ways: Values = T.where(T.less(T.arange(width), 1), T.zerosLike(impossible), impossible)
  for (let step = 0; step < steps; step++) {
    const now = T.squeeze(
      T.slice(logProbabilities, [0, step, 0], [batch, step + 1, logProbabilities.shape[2] ?? 0]),
      1,
    )
    const emitted: Values = T.takeAlongAxis(now, places, 1)
    // the first step may enter the blank in front or the first label
    const come: Values =
      step === 0
        ? T.where(T.less(T.arange(width), 2), T.zerosLike(ways), impossible)
        : either(ways, shiftedRight(ways, 1), T.where(maySkip, shiftedRight(ways, 2), impossible))
    const counts = T.expandDims(T.greater(lengths, step), 1)
    ways = T.where(counts, T.add(come, emitted), ways)
  }
  return ways
}

/**
 * Connectionist temporal classification (Graves et al. 2006): −log of the probability that a sequence of
 * classes, one drawn at each step, gives the labels once runs are merged and blanks are left out. Takes
 * logits. `ctc(logits, labels, { logitLengths, labelLengths, blank = 0 })`.
 *
 * `[batch, steps, classes], [batch, n] -> [batch]`
 *
 * ∞, with derivative 0, where there are too few steps for the labels. The program grows with the steps.
 *
 * Law: e^(−ctc) summed over all label sequences is 1.
 *
 * Throws `ShapeError` unless logits have three axes and labels two, with one batch, `DTypeError` unless
 * labels and lengths are i32 or u32, `ArgumentError` where the blank is no class.
 *
 * @example
 * import { loss, T } from 'cotangent'
 *
 * // two steps, three classes, all alike: "1" is 1 1, 1 blank, or blank 1
 * const ctc = loss.ctc(T.zeros([1, 2, 3]), T.tensor([[1]], 'i32'))
 * T.allClose(ctc, T.tensor([Math.log(3)])) // true
 */
export const ctc: <S extends Shape, D extends DType, L extends Shape>(
  logits: Tensor<S, D>,
  labels: Blame<LabelledSequences<S, L, 'ctc'>, Tensor<L, 'i32' | 'u32'>>,
  options?: CtcOptions,
) => Tensor<ToShape<LabelledSequences<S, L, 'ctc'>>, FloatOf<D>> = only(
  (
    logits: unknown,
    labels: unknown,
    { logitLengths, labelLengths, blank = 0 }: CtcOptions = {},
  ) => {
    const [x] = operands('ctc', sameShapes, logits)
    const node = requireInteger('ctc', 'the labels', nodeOf('ctc', labels))
    checked('ctc', labelledSequences(x.shape, node.shape, 'ctc'), x.shape, node.shape)
    const [batch = 0, steps = 0, classes = 0] = x.shape
    if (!(Number.isInteger(blank) && blank >= 0 && blank < classes)) {
      throw new ArgumentError('ctc', `the blank must be one of ${classes} classes, got ${blank}`)
    }
    const targets = T.cast(tensorOf<AnyShape, 'i32'>(node), 'i32')
    const count = node.shape[1] ?? 0
    const ends = lengthsOf('labelLengths', labelLengths, batch, count)
    const places = withBlanks(targets, ends, blank)
    const counted = lengthsOf('logitLengths', logitLengths, batch, steps)
    const ways = forward(T.logSoftmax(x), places, counted, blank)
    // the end is the last label or the blank behind it; one place to the right, for where there is none
    const entries = T.expandDims(T.add(T.mul(ends, 2), 1), 1)
    const padded = T.concat([never(ways, 1), ways], 1)
    const last = T.concat([entries, T.sub(entries, 1)], 1)
    return T.sub(0, T.logsumexp(T.takeAlongAxis(padded, last, 1), -1))
  },
)
