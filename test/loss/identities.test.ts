/** What losses have to do with each other and with their definitions; extremes; bad input. */
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, grad, loss, R, T, type Tensor } from '../../src/index.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'

type Matrix = Tensor<[4, 3], 'f64'>

const matrices = tensor([4, 3], {
  dtype: 'f64',
  domain: { low: -5, high: 5 },
}) as unknown as Arbitrary<Matrix>
const labelled = fc.tuple(matrices, fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }))
const elements = (x: AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))
const isNear = (x: Tensor<number[], 'f64'>, y: Tensor<number[], 'f64'>): boolean =>
  T.allClose(x, y, { rtol: 1e-12, atol: 1e-12 })
const ints = (values: readonly number[]) =>
  T.tensor([...values], 'i32') as unknown as Tensor<[4], 'i32'>

describe('the cross entropy of a softmax', () => {
  test('has the gradient y − t', () => {
    fc.assert(
      fc.property(matrices, matrices, (x, z) => {
        const t = T.softmax(z)
        const total = (logits: Matrix) => T.sum(loss.softmaxCrossEntropy(logits, t))
        expect(isNear(grad(total)(x), T.sub(T.softmax(x), t))).toBe(true)
      }),
    )
  })

  test('of labels is that of one-hot rows', () => {
    fc.assert(
      fc.property(labelled, ([x, classes]) => {
        const labels = ints(classes)
        const oneHot = T.oneHot(labels, 3)
        for (const f of [loss.softmaxCrossEntropy, loss.polyLoss, loss.multiclassHinge] as const) {
          expect(T.toArray(f(x, labels))).toEqual(T.toArray(f(x, oneHot)))
        }
      }),
    )
  })

  test('is that of Fenchel and Young for logsumexp, and of polyLoss without its term', () => {
    fc.assert(
      fc.property(matrices, matrices, (x, z) => {
        const t = T.softmax(z)
        const expected = loss.softmaxCrossEntropy(x, t)
        expect(isNear(loss.fenchelYoung(T.logsumexp(-1))(x, t), expected)).toBe(true)
        expect(isNear(loss.polyLoss(x, t, { epsilon: 0 }), expected)).toBe(true)
        expect(isNear(loss.rankingSoftmax(x, t), expected)).toBe(true)
      }),
    )
  })

  test('differs from the divergence by the entropy of the targets', () => {
    fc.assert(
      fc.property(matrices, matrices, (x, z) => {
        const t = T.softmax(z)
        const entropy = T.neg(T.sum(T.mul(t, T.logSoftmax(z)), -1))
        const divergence = loss.klDivergence(T.logSoftmax(x), t)
        expect(isNear(T.add(divergence, entropy), loss.softmaxCrossEntropy(x, t))).toBe(true)
        expect(elements(divergence).every((d) => d >= -1e-12)).toBe(true)
        const withLogs = loss.klDivergenceWithLogTargets(T.logSoftmax(x), T.logSoftmax(z))
        expect(isNear(withLogs, divergence)).toBe(true)
      }),
    )
  })

  test('smoothing is that of the labels', () => {
    fc.assert(
      fc.property(
        labelled,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([x, classes], smoothing) => {
          const labels = ints(classes)
          const t = T.cast(T.oneHot(labels, 3), 'f64')
          const smooth = loss.smoothLabels(t, smoothing)
          expect(isNear(T.sum(smooth, -1), T.ones([4], 'f64'))).toBe(true)
          expect(
            isNear(
              loss.softmaxCrossEntropy(x, labels, { smoothing }),
              loss.softmaxCrossEntropy(x, smooth),
            ),
          ).toBe(true)
        },
      ),
    )
  })

  test('a mask leaves classes out: as if they were not there', () => {
    fc.assert(
      fc.property(matrices, fc.double({ min: 0, max: 1, noNaN: true }), (x, smoothing) => {
        const labels = T.tensor([0, 1, 0, 1], 'i32')
        const mask = T.tensor([true, true, false])
        const two = T.slice(x, [0, 0], [4, 2])
        const masked = loss.softmaxCrossEntropy(x, labels, { mask, smoothing })
        expect(isNear(masked, loss.softmaxCrossEntropy(two, labels, { smoothing }))).toBe(true)
      }),
    )
  })

  test('a label that is no class has no loss: NaN', () => {
    const losses = loss.softmaxCrossEntropy(T.zeros([3, 2]), T.tensor([0, 2, -1], 'i32'))
    expect(elements(losses).map(Number.isNaN)).toEqual([false, true, true])
  })

  test('what is impossible and does not happen costs nothing; what happens, everything', () => {
    const x = T.tensor([
      [0, -Infinity],
      [0, -Infinity],
    ])
    const t = T.tensor([
      [1, 0],
      [0, 1],
    ])
    const total = (logits: Tensor<[2, 2]>) => loss.softmaxCrossEntropy(logits, t)
    expect(T.toArray(total(x))).toEqual([0, Number.POSITIVE_INFINITY])
    const first = (logits: Tensor<[2, 2]>) => T.sum(T.slice(total(logits), [0], [1]))
    expect(T.toArray(grad(first)(x))).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(T.toArray(loss.klDivergence(x, t))).toEqual([0, Number.POSITIVE_INFINITY])
    expect(T.toArray(loss.klDivergenceWithLogTargets(x, T.log(t)))).toEqual([
      0,
      Number.POSITIVE_INFINITY,
    ])
  })
})

describe('other identities', () => {
  test('a focal loss without its factors is the binary cross entropy', () => {
    fc.assert(
      fc.property(matrices, matrices, (x, z) => {
        const t = T.sigmoid(z)
        const expected = loss.sigmoidBinaryCrossEntropy(x, t)
        expect(isNear(loss.sigmoidFocal(x, t, { gamma: 0 }), expected)).toBe(true)
        const half = loss.sigmoidFocal(x, t, { gamma: 0, alpha: 0.5 })
        expect(isNear(T.mul(half, 2), expected)).toBe(true)
      }),
    )
  })

  test('dice is tversky with halves; both and the generalized one are 0 for what is right', () => {
    fc.assert(
      fc.property(matrices, labelled, (x, [, classes]) => {
        const p = T.reshape(T.softmax(x), [2, 2, 3])
        const t = T.reshape(T.cast(T.oneHot(ints(classes), 3), 'f64'), [2, 2, 3])
        expect(isNear(loss.dice(p, t), loss.tversky(p, t, { alpha: 0.5, beta: 0.5 }))).toBe(true)
        const none = T.zeros([2], 'f64')
        for (const f of [loss.dice, loss.tversky, loss.generalizedDice] as const) {
          expect(isNear(f(t, t), none)).toBe(true)
          expect(elements(f(p, t)).every((value) => value > 0 && value <= 1)).toBe(true)
        }
      }),
    )
  })

  test('generalizedDice is the formula of its paper', () => {
    const p = [
      [0.5, 0.5],
      [0.2, 0.8],
      [0.9, 0.1],
    ]
    const t = [
      [1, 0],
      [1, 0],
      [0, 1],
    ]
    // I = (0.7, 0.1), P + T = (3.6, 2.4), w = (1/4, 1)
    const expected = 1 - (2 * (0.7 / 4 + 0.1)) / (3.6 / 4 + 2.4)
    const value = loss.generalizedDice(T.tensor([p], 'f64'), T.tensor([t], 'f64'), { smooth: 0 })
    expect(elements(value)[0]).toBeCloseTo(expected, 12)
  })

  test('the similarity of rows does not depend on their lengths', () => {
    fc.assert(
      fc.property(
        matrices,
        matrices,
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (p, t, factor) => {
          expect(
            isNear(loss.cosineSimilarity(T.mul(p, factor), t), loss.cosineSimilarity(p, t)),
          ).toBe(true)
        },
      ),
    )
  })

  test('the mean by weights', () => {
    fc.assert(
      fc.property(matrices, (l) => {
        expect(isNear(loss.mean(l, T.fullLike(l, 3)), T.mean(l))).toBe(true)
        const mask = T.greater(l, 0)
        const kept = elements(l).filter((x) => x > 0)
        const expected = kept.length === 0 ? 0 : kept.reduce((sum, x) => sum + x, 0) / kept.length
        expect(T.toNumber(loss.mean(l, mask))).toBeCloseTo(expected, 10)
      }),
    )
    const ofNaN = (l: Tensor<[2]>) => loss.mean(l, T.tensor([1, 0]))
    expect(T.toNumber(ofNaN(T.tensor([2, Number.NaN])))).toBe(2)
    const byWeights = (w: Tensor<[2]>) => loss.mean(T.tensor([2, Number.NaN]), w)
    expect(T.toArray(grad(byWeights)(T.tensor([1, 0])))[0]).toBe(0)
    expect(T.toArray(grad(ofNaN)(T.tensor([2, Number.NaN])))).toEqual([1, 0])
  })
})

describe('extremes', () => {
  const huge = T.tensor([
    [1e4, -1e4, 0],
    [-1e4, 1e4, 1e4],
    [3e38, -3e38, 3e38],
    [0, 0, 0],
  ])
  const t = T.tensor([
    [1, 0, 0],
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ])
  const labels = T.tensor([0, 0, 2, 1], 'i32')
  type Huge = typeof huge
  test.each<readonly [string, (x: Huge) => AnyTensor]>([
    ['softmaxCrossEntropy', (x) => loss.softmaxCrossEntropy(x, t)],
    ['softmaxCrossEntropy of labels', (x) => loss.softmaxCrossEntropy(x, labels)],
    ['sigmoidBinaryCrossEntropy', (x) => loss.sigmoidBinaryCrossEntropy(x, t)],
    ['sigmoidFocal', (x) => loss.sigmoidFocal(x, t)],
    ['softMargin', (x) => loss.softMargin(x, T.sub(T.mul(t, 2), 1))],
    ['multiclassSparsemax', (x) => loss.multiclassSparsemax(T.clip(x, -1e4, 1e4), labels)],
    ['logCosh', (x) => loss.logCosh(T.clip(x, -1e4, 1e4), t)],
    ['huber', (x) => loss.huber(x, t)],
  ])('%s', (_, f) => {
    const isFinite = (x: AnyTensor): boolean => elements(x).every(Number.isFinite)
    expect(isFinite(f(huge))).toBe(true)
    const total = (x: Huge) => T.sum(T.mul(f(x) as Tensor<number[]>, 1e-30))
    expect(isFinite(grad(total)(huge))).toBe(true)
  })

  test('keep their digits in the tails', () => {
    const x = T.tensor([50], 'f64')
    const [tail] = elements(loss.sigmoidBinaryCrossEntropy(x, T.tensor([1], 'f64')))
    expect(Number(tail) / Math.exp(-50)).toBeCloseTo(1, 12)
  })

  test('no examples', () => {
    expect(T.toArray(loss.softmaxCrossEntropy(T.zeros([0, 3]), T.zeros([0], 'i32')))).toEqual([])
    expect(T.toArray(loss.huber(T.zeros([0]), T.zeros([0])))).toEqual([])
    expect(T.toNumber(loss.mean(T.zeros([0]), T.zeros([0])))).toBe(0)
    expect(T.toArray(loss.ctc(T.zeros([0, 4, 3]), T.zeros([0, 2], 'i32')))).toEqual([])
  })
})

describe('element types', () => {
  test('targets may be booleans and whole numbers; the result has the type of the promotion', () => {
    const x = T.tensor([0.5, -1])
    expect(T.toArray(loss.squaredError(x, T.tensor([true, false])))).toEqual([0.25, 1])
    expect(loss.squaredError(x, T.tensor([1, 2], 'f64')).dtype).toBe('f64')
    expect(loss.squaredError(T.tensor([1], 'i32'), T.tensor([3], 'i32')).dtype).toBe('f32')
    expect(loss.softmaxCrossEntropy(T.zeros([1, 2], 'f64'), T.tensor([1], 'u32')).dtype).toBe('f64')
  })
})

describe('bad input', () => {
  const [two, three] = [T.zeros([2]) as Tensor<number[]>, T.zeros([3]) as Tensor<number[]>]
  const matrix = T.zeros([2, 3]) as Tensor<number[]>
  const key = R.key(0)
  test.each<readonly [string, () => unknown]>([
    ['squaredError: predictions [2] and targets [3] differ', () => loss.squaredError(two, three)],
    [
      'squaredError: predictions [2] and targets [2, 1] differ',
      () => loss.squaredError(two, T.reshape(two, [2, 1]) as Tensor<number[]>),
    ],
    [
      'cosineDistance: a scalar has no rows',
      () =>
        loss.cosineDistance(
          T.sum(two) as unknown as typeof two,
          T.sum(two) as unknown as typeof two,
        ),
    ],
    [
      'softmaxCrossEntropy: predictions [2, 3] need a class for each of [2], got [3]',
      () => loss.softmaxCrossEntropy(matrix, T.zeros([3], 'i32') as Tensor<number[], 'i32'>),
    ],
    [
      'softmaxCrossEntropy: mask [2] does not stretch to predictions [2, 3]',
      () => loss.softmaxCrossEntropy(matrix, matrix, { mask: T.equal(two, 0) }),
    ],
    [
      'softmaxCrossEntropy: needs a smoothing between 0 and 1, got 2',
      () => loss.softmaxCrossEntropy(matrix, matrix, { smoothing: 2 }),
    ],
    ['huber: needs delta > 0, got 0', () => loss.huber(two, two, { delta: 0 })],
    ['sigmoidFocal: needs gamma ≥ 0', () => loss.sigmoidFocal(two, two, { gamma: -1 })],
    ['sigmoidFocal: needs alpha between 0 and 1', () => loss.sigmoidFocal(two, two, { alpha: 2 })],
    [
      'gaussianNll: predictions [2] and targets [3] differ',
      () => loss.gaussianNll(two, two, three),
    ],
    ['dice: needs a batch and classes, got [2]', () => loss.dice(two, two)],
    ['tversky: needs beta ≥ 0, got -1', () => loss.tversky(matrix, matrix, { beta: -1 })],
    [
      'ntXent: needs temperature > 0',
      () => loss.ntXent(T.zeros([2, 3]), T.zeros([2], 'i32'), { temperature: 0 }),
    ],
    [
      'ntXent: the labels must be i32 or u32',
      () => loss.ntXent(T.zeros([2, 3]), R.normal(key, [2]) as unknown as Tensor<[2], 'i32'>),
    ],
    [
      'tripletMargin: needs epsilon > 0',
      () => loss.tripletMargin(matrix, matrix, matrix, { epsilon: 0 }),
    ],
    [
      'ctc: the blank must be one of 3 classes, got 3',
      () => loss.ctc(T.zeros([2, 4, 3]), T.zeros([2, 1], 'i32'), { blank: 3 }),
    ],
    ['ctc: takes logits [batch, steps, classes]', () => loss.ctc(matrix, T.zeros([2, 1], 'i32'))],
    [
      'ctc: takes logits [batch, steps, classes] and labels [batch, n], got [2, 4, 3] and [3, 1]',
      () => loss.ctc(T.zeros([2, 4, 3]), T.zeros([3 as number, 1], 'i32')),
    ],
    [
      'ntXent: takes rows [batch, a] and labels [batch], got [2, 3] and [3]',
      () => loss.ntXent(matrix, T.zeros([3], 'i32') as Tensor<number[], 'i32'>),
    ],
    ['smoothLabels: needs a smoothing', () => loss.smoothLabels(two, -0.1)],
    ['smoothLabels: a scalar has no classes', () => loss.smoothLabels(T.tensor(1), 0.1)],
    ['mean: predictions [2] and targets [3] differ', () => loss.mean(two, three)],
    [
      'hinge: expected a tensor, got the number 1',
      () => loss.hinge(two, 1 as unknown as typeof two),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(message)
  })
})
