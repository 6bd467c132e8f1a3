/** Values and gradients are those of optax, in double precision, to 1e-12. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { grad, loss, T, type Tensor } from '../../src/index.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import type { Nested } from '../../src/tensor/index.ts'

type Doubles = Tensor<AnyShape, 'f64'>
type Labels = Tensor<AnyShape, 'i32'>

interface Case {
  readonly name: string
  readonly operands: readonly Nested[]
  readonly value: Nested
  readonly gradient: Nested
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/losses/optax.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] }

const doubles = (values: Nested): Doubles => T.tensor(values, 'f64') as unknown as Doubles
const labels = (values: Nested): Labels => T.tensor(values, 'i32') as unknown as Labels

const elements = (values: Nested | Doubles): readonly number[] =>
  Array.isArray(values) || typeof values === 'number'
    ? [values].flat(Number.POSITIVE_INFINITY).map(Number)
    : Array.from(T.toTypedArray(values as Doubles))

/** A loss of its first operand, the others given as the fixture has them. */
type Applied = (x: Doubles, ...others: readonly Nested[]) => Doubles

type TwoOperands = (x: Doubles, y: Doubles) => Doubles
const of =
  (f: TwoOperands): Applied =>
  (x, y = []) =>
    f(x, doubles(y))
const ofLabels =
  (f: (x: Doubles, y: Labels) => Doubles): Applied =>
  (x, y = []) =>
    f(x, labels(y))
const ofThree =
  (f: (x: Doubles, y: Doubles, z: Doubles) => Doubles): Applied =>
  (x, y = [], z = []) =>
    f(x, doubles(y), doubles(z))

const classWeights = doubles([0.5, 2, 1, 0, 3])
const mask = T.tensor([
  [true, true, false, true, true],
  [true, false, true, true, false],
  [true, true, true, true, true],
  [false, false, false, false, true],
])

const losses: Readonly<Record<string, Applied>> = {
  squaredError: of(loss.squaredError),
  l2Loss: of(loss.l2Loss),
  huber: of((x, y) => loss.huber(x, y, { delta: 0.5 })),
  logCosh: of(loss.logCosh),
  cosineSimilarity: of(loss.cosineSimilarity),
  cosineDistance: of(loss.cosineDistance),
  _absoluteError: of(loss.absoluteError),
  _squaredLogarithmicError: of(loss.squaredLogarithmicError),
  _poissonNll: of(loss.poissonNll),
  '_poissonNll full': of((x, y) => loss.poissonNll(x, y, { full: true })),
  '_gaussianNll full': ofThree((m, v, y) => loss.gaussianNll(m, v, y, { full: true })),
  sigmoidBinaryCrossEntropy: of(loss.sigmoidBinaryCrossEntropy),
  softmaxCrossEntropy: of(loss.softmaxCrossEntropy),
  'softmaxCrossEntropy labels': ofLabels(loss.softmaxCrossEntropy),
  'softmaxCrossEntropy smoothed': of((x, y) => loss.softmaxCrossEntropy(x, y, { smoothing: 0.1 })),
  'softmaxCrossEntropy soft': of(loss.softmaxCrossEntropy),
  'softmaxCrossEntropy weights': of((x, y) => loss.softmaxCrossEntropy(x, y, { classWeights })),
  'softmaxCrossEntropy masked and smoothed': of((x, y) =>
    loss.softmaxCrossEntropy(x, y, { mask, smoothing: 0.1 }),
  ),
  sparsemax: of(loss.sparsemax),
  multiclassHinge: ofLabels(loss.multiclassHinge),
  multiclassPerceptron: ofLabels(loss.multiclassPerceptron),
  multiclassSparsemax: ofLabels(loss.multiclassSparsemax),
  polyLoss: of(loss.polyLoss),
  sigmoidFocal: of((x, y) => loss.sigmoidFocal(x, y, { alpha: 0.25 })),
  'sigmoidFocal unweighted': of((x, y) => loss.sigmoidFocal(x, y, { gamma: 1.5 })),
  smoothLabels: (x) => loss.smoothLabels(x, 0.1),
  rankingSoftmax: of(loss.rankingSoftmax),
  'rankingSoftmax masked': of((x, y) => loss.rankingSoftmax(x, y, { mask, weights: classWeights })),
  klDivergence: of(loss.klDivergence),
  klDivergenceWithLogTargets: of(loss.klDivergenceWithLogTargets),
  generalizedKlDivergence: of(loss.generalizedKlDivergence),
  hinge: of(loss.hinge),
  perceptron: of(loss.perceptron),
  _softMargin: of(loss.softMargin),
  _marginRanking: ofThree((a, b, y) => loss.marginRanking(a, b, y, { margin: 0.3 })),
  tripletMargin: ofThree(loss.tripletMargin),
  ntXent: ofLabels((x, y) => loss.ntXent(x as Tensor<[number, number], 'f64'>, y)),
  'ntXent warm': ofLabels((x, y) =>
    loss.ntXent(x as Tensor<[number, number], 'f64'>, y, { temperature: 0.5 }),
  ),
  dice: of((x, y) => loss.dice(T.softmax(x), y)),
  tversky: of((x, y) => loss.tversky(T.softmax(x), y, { alpha: 0.3, beta: 0.8, smooth: 0.5 })),
  ctc: (x, y = [], steps = [], ends = []) =>
    loss.ctc(
      x as Tensor<[number, number, number], 'f64'>,
      labels(y) as Tensor<[number, number], 'i32'>,
      { logitLengths: labels(steps), labelLengths: labels(ends) },
    ),
  'multinomial fenchelYoung': of(loss.fenchelYoung(T.logsumexp(-1))),
}

describe('every case of the fixture', () => {
  test('is of a loss, and no loss is left out', () => {
    expect(new Set(cases.map(({ name }) => name))).toEqual(new Set(Object.keys(losses)))
  })

  test.each(cases.map((golden, i) => ({ ...golden, title: `${i}: ${golden.name}` })))(
    '$title',
    ({ name, operands: [first = 0, ...others], value, gradient }) => {
      const f = losses[name]
      if (!f) throw new Error(`no loss for ${name}`)
      const x = doubles(first)
      const expectNear = (actual: Doubles, expected: Nested): void => {
        const wanted = elements(expected)
        expect(elements(actual).length).toBe(wanted.length)
        elements(actual).forEach((number, i) => {
          const scale = Math.max(1, Math.abs(wanted[i] ?? 0))
          expect(Math.abs(number - (wanted[i] ?? Number.NaN)) / scale).toBeLessThan(1e-12)
        })
      }
      const values = f(x, ...others)
      expectNear(values, value)
      const count = elements(value).length
      const weights = T.reshape(T.arange(count, { dtype: 'f64' }), values.shape as number[])
      const total = (z: Doubles) => T.sum(T.mul(f(z, ...others), T.add(weights, 1)))
      expectNear(grad(total)(x), gradient)
    },
  )
})
