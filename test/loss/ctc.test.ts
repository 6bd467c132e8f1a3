/** CTC against its definition: the sum over all ways through the steps. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grad, loss, T, type Tensor } from '../../src/index.ts'
import { tensor } from '../../src/laws/arbitrary/tensor.ts'

/** All sequences of a length over classes 0 … classes − 1. */
const sequences = (length: number, classes: number): readonly (readonly number[])[] =>
  length === 0
    ? [[]]
    : sequences(length - 1, classes).flatMap((rest) =>
        Array.from({ length: classes }, (_, c) => [...rest, c]),
      )

/** Runs merged, then blanks left out. */
const collapsed = (way: readonly number[], blank: number): readonly number[] =>
  way.filter((c, i) => c !== way[i - 1]).filter((c) => c !== blank)

/** The probability of labels by definition, from probabilities of each step. */
const probability = (
  steps: readonly (readonly number[])[],
  labels: readonly number[],
  blank: number,
): number =>
  sequences(steps.length, steps[0]?.length ?? 0)
    .filter((way) => String(collapsed(way, blank)) === String(labels))
    .reduce((sum, way) => sum + way.reduce((p, c, i) => p * (steps[i]?.[c] ?? 0), 1), 0)

type Logits = Tensor<[number, number, number], 'f64'>
const logitsOf = (batch: number, steps: number, classes: number) =>
  tensor([batch, steps, classes], {
    dtype: 'f64',
    domain: { low: -3, high: 3 },
  }) as unknown as fc.Arbitrary<Logits>
const labelsOf = (rows: readonly (readonly number[])[]): Tensor<[number, number], 'i32'> =>
  T.tensor(
    rows.map((row) => [...row]),
    'i32',
  ) as unknown as Tensor<[number, number], 'i32'>
const lengths = (values: readonly number[]) => T.tensor([...values], 'i32')

describe('ctc', () => {
  test.each([
    { blank: 0, labels: [1] },
    { blank: 0, labels: [1, 2] },
    { blank: 0, labels: [1, 1] },
    { blank: 2, labels: [0, 1, 0] },
    { blank: 1, labels: [0, 0] },
  ])('is −log of the sum over all ways: %o', ({ blank, labels }) => {
    fc.assert(
      fc.property(logitsOf(1, 4, 3), (logits) => {
        const [steps = []] = T.toArray(T.softmax(logits)) as number[][][]
        const [value = 0] = T.toTypedArray(loss.ctc(logits, labelsOf([labels]), { blank }))
        expect(value).toBeCloseTo(-Math.log(probability(steps, labels, blank)), 10)
      }),
      { numRuns: 10 },
    )
  })

  test('probabilities of all label sequences sum to 1', () => {
    const all = [0, 1, 2, 3].flatMap((n) => sequences(n, 2).map((s) => s.map((c) => c + 1)))
    fc.assert(
      fc.property(logitsOf(1, 3, 3), (logits) => {
        const total = all.reduce((sum, labels) => {
          const padded = labelsOf([[...labels, 0, 0, 0].slice(0, 3)])
          const options = { labelLengths: lengths([labels.length]) }
          return sum + Math.exp(-Number(T.toTypedArray(loss.ctc(logits, padded, options))[0]))
        }, 0)
        expect(total).toBeCloseTo(1, 10)
      }),
      { numRuns: 5 },
    )
  })

  test('counts lengths only: what stands behind them does not matter', () => {
    fc.assert(
      fc.property(logitsOf(2, 5, 3), fc.integer({ min: -5, max: 7 }), (logits, rubbish) => {
        const options = { logitLengths: lengths([4, 5]), labelLengths: lengths([1, 2]) }
        const value = loss.ctc(
          logits,
          labelsOf([
            [1, rubbish],
            [2, 1],
          ]),
          options,
        )
        const first = loss.ctc(
          T.slice(logits, [0, 0, 0], [1, 4, 3]) as unknown as Logits,
          labelsOf([[1]]),
        )
        const second = loss.ctc(
          T.slice(logits, [1, 0, 0], [2, 5, 3]) as unknown as Logits,
          labelsOf([[2, 1]]),
        )
        expect(T.allClose(value, T.concat([first, second], 0), { rtol: 1e-12 })).toBe(true)
        const slope = grad((x: Logits) =>
          T.sum(
            loss.ctc(
              x,
              labelsOf([
                [1, rubbish],
                [2, 1],
              ]),
              options,
            ),
          ),
        )(logits)
        expect(Array.from(T.toTypedArray(slope)).every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 10 },
    )
  })

  test('is infinite where there are too few steps, with derivative 0', () => {
    const f = (x: Tensor<[1, 2, 3]>) => T.sum(loss.ctc(x, T.tensor([[1, 1]], 'i32')))
    expect(T.toNumber(f(T.zeros([1, 2, 3])))).toBe(Number.POSITIVE_INFINITY)
    expect(T.toArray(grad(f)(T.zeros([1, 2, 3])))).toEqual([
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ])
  })

  test('no steps, no labels', () => {
    expect(T.toArray(loss.ctc(T.zeros([1, 0, 3]), T.zeros([1, 0], 'i32')))).toEqual([0])
    expect(T.toArray(loss.ctc(T.zeros([1, 0, 3]), T.zeros([1, 1], 'i32')))).toEqual([
      Number.POSITIVE_INFINITY,
    ])
    const blanks = loss.ctc(T.zeros([1, 3, 3], 'f64'), T.zeros([1, 0], 'i32'))
    expect(T.allClose(blanks, T.tensor([3 * Math.log(3)], 'f64'))).toBe(true)
  })
})
