/** The law kit on every loss: gradients against differences, also on kinks, batches, programs. */
import fc, { type Arbitrary } from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { grad, loss, T, type Tensor } from '../../src/index.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'
import { checkGrad } from '../../src/laws/check/gradient.ts'
import { gradientLaws, testLaws } from '../../src/laws/check/properties.ts'
import { showGradReport } from '../../src/laws/check/report.ts'

type Matrix = Tensor<[2, 3], 'f64'>
type Example = Tensor<[1, 2, 3], 'f64'>

const matrices = (low = -3, high = 3): Arbitrary<Matrix> =>
  tensor([2, 3], { dtype: 'f64', domain: { low, high } }) as unknown as Arbitrary<Matrix>
const labels = T.tensor([2, 0], 'i32')
const signs = T.tensor(
  [
    [1, -1, 1],
    [-1, 1, -1],
  ],
  'f64',
)
const mask = T.tensor([
  [true, false, true],
  [true, true, true],
])
const example = (x: Matrix): Example => T.reshape(x, [1, 2, 3])

/** Two operands that are both differentiated. */
const pairs: Readonly<Record<string, (p: Matrix, t: Matrix) => unknown>> = {
  squaredError: loss.squaredError,
  l2Loss: loss.l2Loss,
  absoluteError: loss.absoluteError,
  huber: (p, t) => loss.huber(p, t, { delta: 0.5 }),
  logCosh: loss.logCosh,
  poissonNll: (x, t) => loss.poissonNll(x, T.exp(t), { full: true }),
  gaussianNll: (m, t) => loss.gaussianNll(m, T.add(T.square(t), 1), t),
  cosineDistance: loss.cosineDistance,
  sigmoidBinaryCrossEntropy: (x, t) => loss.sigmoidBinaryCrossEntropy(x, T.sigmoid(t)),
  sigmoidFocal: (x, t) => loss.sigmoidFocal(x, T.sigmoid(t), { alpha: 0.3 }),
  hinge: loss.hinge,
  perceptron: loss.perceptron,
  softMargin: loss.softMargin,
  sparsemax: (s) => loss.sparsemax(s, T.greater(signs, 0)),
  marginRanking: (a, b) => loss.marginRanking(a, b, signs, { margin: 0.5 }),
  softmaxCrossEntropy: (x, t) =>
    loss.softmaxCrossEntropy(x, T.mul(T.softmax(t), mask), {
      smoothing: 0.1,
      mask,
      classWeights: T.arange(3, { dtype: 'f64' }),
    }),
  'softmaxCrossEntropy of labels': (x) => loss.softmaxCrossEntropy(x, labels),
  polyLoss: (x, t) => loss.polyLoss(x, T.softmax(t)),
  rankingSoftmax: (s, t) => loss.rankingSoftmax(s, T.square(t), { mask }),
  klDivergence: (q, t) => loss.klDivergence(q, T.softmax(t)),
  klDivergenceWithLogTargets: loss.klDivergenceWithLogTargets,
  generalizedKlDivergence: (q, t) => loss.generalizedKlDivergence(q, T.exp(t)),
  multiclassHinge: (s) => loss.multiclassHinge(s, labels),
  multiclassPerceptron: (s) => loss.multiclassPerceptron(s, labels),
  multiclassSparsemax: (s) => loss.multiclassSparsemax(s, labels),
  tripletMargin: (a, p) => loss.tripletMargin(a, p, signs),
  ntXent: (x, y) =>
    loss.ntXent(T.concat([x, y], 0), T.tensor([0, 1, 0, 1], 'i32'), { temperature: 0.5 }),
  dice: (x, t) => loss.dice(example(T.softmax(x)), example(T.softmax(t))),
  tversky: (x, t) =>
    loss.tversky(example(T.softmax(x)), example(T.softmax(t)), {
      alpha: 0.2,
      beta: 0.9,
      smooth: 0.1,
    }),
  generalizedDice: (x, t) =>
    loss.generalizedDice(example(T.softmax(x)), T.mul(example(T.softmax(t)), 3)),
  ctc: (x, y) => loss.ctc(T.stack([x, y, T.add(x, y)], 1), T.tensor([[1], [2]], 'i32')),
  fenchelYoung: loss.fenchelYoung(T.logsumexp(-1)),
  smoothLabels: (x) => loss.smoothLabels(x, 0.2),
  mean: (l, w) => loss.mean(l, T.square(w)),
}

test('no loss is without laws', () => {
  const names = new Set(Object.keys(pairs).map((name) => name.split(' ')[0]))
  const without = Object.keys(loss).filter((name) => !names.has(name))
  // the distance has the laws of the similarity, squared logarithms need a domain of their own
  expect(without.toSorted()).toEqual(['cosineSimilarity', 'squaredLogarithmicError'])
})

describe.each(Object.entries(pairs))('%s', (_, f) => {
  testLaws(test, gradientLaws(f, fc.tuple(matrices(), matrices())), { numRuns: 3 })
})

describe('squaredLogarithmicError', () => {
  const f = (p: Matrix, t: Matrix) => loss.squaredLogarithmicError(p, t)
  testLaws(test, gradientLaws(f, fc.tuple(matrices(-0.5, 5), matrices(0, 5))), { numRuns: 3 })
})

describe('on kinks', () => {
  const row = (...elements: readonly number[]): Tensor<[2], 'f64'> =>
    T.tensor([...elements], 'f64') as unknown as Tensor<[2], 'f64'>
  const zero = row(0, 0)
  test.each<readonly [string, (x: Tensor<[2], 'f64'>) => unknown, Tensor<[2], 'f64'>]>([
    ['hinge on its margin', (s) => loss.hinge(s, row(1, -1)), row(1, -1)],
    ['perceptron at 0', (s) => loss.perceptron(s, row(1, -1)), zero],
    ['absoluteError at 0', (x) => loss.absoluteError(x, zero), zero],
    ['huber where the line begins', (x) => loss.huber(x, zero), row(1, -1)],
    ['huber at 0', (x) => loss.huber(x, zero), zero],
    ['sparsemax at −1 and at 1', (s) => loss.sparsemax(s, row(0, 0)), row(-1, 1)],
    ['multiclassHinge on its margin', (s) => loss.multiclassHinge(s, row(1, 0)), row(2, 1)],
    ['multiclassPerceptron at a tie', (s) => loss.multiclassPerceptron(s, row(1, 0)), row(2, 2)],
    [
      'multiclassSparsemax where a class leaves',
      (s) => loss.multiclassSparsemax(s, row(1, 0)),
      row(2, 1),
    ],
    ['marginRanking at its margin', (a) => loss.marginRanking(a, zero, row(1, -1)), zero],
  ])('%s', (_, f, x) => {
    const checked = checkGrad(f)(x)
    if (isLeft(checked)) expect.fail(showGradReport(checked.left))
  })

  test('cosineSimilarity of a row of zeros is 0, with derivative 0', () => {
    const similarity = (x: Tensor<[1, 2]>) => T.sum(loss.cosineSimilarity(x, T.ones([1, 2])))
    expect(T.toNumber(similarity(T.zeros([1, 2])))).toBe(0)
    expect(T.toArray(grad(similarity)(T.zeros([1, 2])))).toEqual([[0, 0]])
  })
})
