/** Shapes of losses: what they give, and the messages where shapes do not fit. */
import type { Eq } from '../../src/core/shape/index.ts'
import { type AnyTensor, type Dim, loss, type Scalar, T, type Tensor } from '../../src/index.ts'
import { holds } from '../core/shape/agree.ts'

declare const logits: Tensor<['batch', 10]>
declare const labels: Tensor<['batch'], 'i32'>
declare const oneHot: Tensor<['batch', 10], 'f64'>
declare const others: Tensor<['other'], 'i32'>
declare const doubles: Tensor<[32, 10], 'f64'>

// one number for each row, for each element, for each example
const ofLabels = loss.softmaxCrossEntropy(logits, labels)
holds<Eq<typeof ofLabels, Tensor<['batch'], 'f32'>>>()
const ofRows = loss.softmaxCrossEntropy(logits, oneHot, { smoothing: 0.1 })
holds<Eq<typeof ofRows, Tensor<['batch'], 'f64'>>>()
const ofElements = loss.huber(logits, oneHot, { delta: 2 })
holds<Eq<typeof ofElements, Tensor<['batch', 10], 'f64'>>>()
const ofBooleans = loss.sigmoidBinaryCrossEntropy(logits, T.greater(logits, 0))
holds<Eq<typeof ofBooleans, Tensor<['batch', 10], 'f32'>>>()
const ofDistance = loss.cosineDistance(doubles, doubles)
holds<Eq<typeof ofDistance, Tensor<[32], 'f64'>>>()
const ofThree = loss.tripletMargin(doubles, doubles, doubles)
holds<Eq<typeof ofThree, Tensor<[32], 'f64'>>>()
const ofImages = loss.dice(T.zeros([4, 8, 8, 3]), T.zeros([4, 8, 8, 3]))
holds<Eq<typeof ofImages, Tensor<[4], 'f32'>>>()
const ofPairs = loss.ntXent(doubles, T.zeros([32], 'i32'))
holds<Eq<typeof ofPairs, Tensor<[], 'f64'>>>()
const ofSequences = loss.ctc(T.zeros([4, 20, 7]), T.zeros([4, 5], 'i32'))
holds<Eq<typeof ofSequences, Tensor<[4], 'f32'>>>()
const ofMean = loss.mean(ofLabels, T.equal(labels, 0))
holds<Eq<typeof ofMean, Tensor<[], 'f32'>>>()
const ofMany = loss.multiclassHinge(T.zeros([2, 3, 5]), T.zeros([2, 3], 'u32'))
holds<Eq<typeof ofMany, Tensor<[2, 3], 'f32'>>>()
const unknownRank = loss.squaredError(T.zeros([] as number[]), T.zeros([3]))
holds<Eq<typeof unknownRank, Tensor<[3], 'f32'>>>()

// functions that are generic in a dimension, or in the shape
export const generic = <B extends Dim>(x: Tensor<[B, 10]>, y: Tensor<[B], 'i32'>): Scalar =>
  T.mean(loss.softmaxCrossEntropy(x, y))
export const regression = <B extends Dim>(x: Tensor<[B, 1]>, y: Tensor<[B, 1]>): Tensor<[B, 1]> =>
  loss.squaredError(x, y)
export const anyShape = <S extends Dim[]>(x: Tensor<S>): Tensor<S> => loss.l2Loss(x, x)

// mistakes, each with its message on the argument at fault
/** The text of the message that stands for an argument. */
type Message<F> = F extends (first: never, second: infer M, ...rest: never[]) => AnyTensor
  ? M
  : never
holds<
  Eq<
    Message<typeof loss.squaredError<[32, 10], 'f32', [32], 'f32'>>,
    'squaredError: predictions [32, 10] and targets [32] differ'
  >
>()
holds<
  Eq<
    Message<typeof loss.squaredError<[32], 'f32', [32, 1], 'f32'>>,
    'squaredError: predictions [32] and targets [32, 1] differ'
  >
>()
holds<
  Eq<
    Message<typeof loss.softmaxCrossEntropy<['batch', 10], 'f32', [10], 'i32'>>,
    'softmaxCrossEntropy: predictions [batch, 10] need a class for each of [batch], got [10]'
  >
>()
holds<
  Eq<
    Message<typeof loss.softmaxCrossEntropy<['batch', 10], 'f32', ['batch'], 'f32'>>,
    'softmaxCrossEntropy: predictions [batch, 10] and targets [batch] differ'
  >
>()
holds<
  Eq<
    Message<typeof loss.cosineSimilarity<[], 'f32', [], 'f32'>>,
    'cosineSimilarity: a scalar has no rows'
  >
>()
holds<
  Eq<
    Message<typeof loss.dice<[32], 'f32', [32], 'f32'>>,
    'dice: needs a batch and classes, got [32]'
  >
>()

// @ts-expect-error a class for each row of another batch
loss.softmaxCrossEntropy(logits, others)
// @ts-expect-error integers with a shape of probabilities
loss.softmaxCrossEntropy(logits, T.zeros([32, 10], 'i32'))
// @ts-expect-error eleven classes
loss.klDivergence(doubles, T.zeros([32, 11]))
// @ts-expect-error a batch of 31
loss.tripletMargin(doubles, doubles, T.zeros([31, 10]))
// @ts-expect-error the variance of 31
loss.gaussianNll(doubles, T.zeros([31, 10]), doubles)
// @ts-expect-error a label for each of 31
loss.ntXent(doubles, T.zeros([31], 'i32'))
// @ts-expect-error labels that are no whole numbers
loss.ntXent(doubles, T.zeros([32]))
// @ts-expect-error labels of 5 sequences
loss.ctc(T.zeros([4, 20, 7]), T.zeros([5, 5], 'i32'))
// @ts-expect-error logits without steps
loss.ctc(T.zeros([4, 7]), T.zeros([4, 5], 'i32'))
// @ts-expect-error an option that is none
loss.huber(logits, oneHot, { alpha: 2 })
// @ts-expect-error weights of another batch
loss.mean(ofLabels, T.zeros([5]))

/** Inside of a function that is generic in a dimension. */
export const wrong = <B extends Dim>(x: Tensor<[B, 10]>, y: Tensor<[B, 9]>): Scalar => {
  // @ts-expect-error nine classes
  const losses = loss.softmaxCrossEntropy(x, y)
  return T.mean(losses)
}
