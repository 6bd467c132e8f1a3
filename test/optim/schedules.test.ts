/** Schedules have no jumps where they are joined, and run inside compiled steps. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, optim, T } from '../../src/index.ts'
import { runs } from '../support/holds.ts'

const { schedule } = optim

const at = (s: optim.Schedule, t: number): number => T.toNumber(s(T.tensor(t, 'i32')))

const rate = fc.double({ min: 0.01, max: 10, noNaN: true })
const count = fc.integer({ min: 3, max: 400 })

describe('joins', () => {
  /** No step is larger than a part of the way that shrinks with the number of steps. */
  const isContinuous = (s: optim.Schedule, joint: number, steps: number, height: number): void => {
    const jump = Math.abs(at(s, joint) - at(s, joint - 1))
    expect(jump).toBeLessThanOrEqual((height * 3) / steps + 1e-12)
  }

  test('of a warm-up and what follows', () => {
    fc.assert(
      fc.property(rate, count, count, (peakValue, warmupSteps, n) => {
        const decaySteps = warmupSteps + n
        const common = { initValue: 0, peakValue, warmupSteps }
        const cosine = schedule.warmupCosineDecay({ ...common, decaySteps })
        const decay = schedule.warmupExponentialDecay({
          ...common,
          transitionSteps: n,
          decayRate: 0.5,
        })
        for (const s of [cosine, decay]) {
          expect(at(s, warmupSteps)).toBeCloseTo(peakValue, 12)
          isContinuous(s, warmupSteps, warmupSteps, peakValue)
        }
        expect(at(cosine, decaySteps)).toBeCloseTo(0, 12)
        expect(at(cosine, decaySteps + 99)).toBeCloseTo(0, 12)
      }),
      runs(50),
    )
  })

  test('of one cycle', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 20, max: 400 }), (peakValue, transitionSteps) => {
        const options = { transitionSteps, peakValue }
        for (const s of [schedule.linearOneCycle(options), schedule.cosineOneCycle(options)]) {
          const values = Array.from({ length: transitionSteps + 5 }, (_, t) => at(s, t))
          expect(Math.max(...values)).toBeCloseTo(peakValue, 9)
          values.slice(1).forEach((x, i) => {
            expect(Math.abs(x - (values[i] ?? 0))).toBeLessThan((peakValue * 12) / transitionSteps)
          })
        }
      }),
      runs(10),
    )
  })

  test('each part counts from its own beginning', () => {
    fc.assert(
      fc.property(count, count, fc.nat({ max: 1000 }), (first, second, t) => {
        const parts = [2, 3, 5].map((power) =>
          schedule.polynomial({ initValue: 1, endValue: power, power, transitionSteps: 50 }),
        )
        const boundaries = [first, first + second]
        const joined = schedule.join({ schedules: parts, boundaries })
        const place = boundaries.filter((boundary) => boundary <= t).length
        const begun = t - (place === 0 ? 0 : (boundaries[place - 1] ?? 0))
        expect(at(joined, t)).toBe(at(parts[place] ?? joined, begun))
      }),
      runs(50),
    )
  })
})

describe('schedules in optimizers', () => {
  test('a constant one is the number', () => {
    const p = { w: T.tensor([1, 2]) }
    const [a, b] = [0.1, schedule.constant({ value: 0.1 })].map((learningRate) => {
      const adam = optim.adam({ learningRate })
      return T.toArray(adam.update(p, adam.init(p), p)[0].w)
    })
    expect(a).toEqual(b)
  })

  test('a compiled step follows the step counter without being compiled again', () => {
    let calls = 0
    const learningRate: optim.Schedule = (step) => {
      calls++
      return T.cast(step, 'f64')
    }
    const sgd = optim.sgd({ learningRate })
    const update = compile(sgd.update)
    const g = { w: T.tensor([1]) }
    let state = sgd.init(g)
    const seen = Array.from({ length: 4 }, () => {
      const [updates, next] = update(g, state, g)
      state = next
      return T.toArray(updates.w)[0]
    })
    expect(seen).toEqual([-0, -1, -2, -3])
    expect(calls).toBe(1)
  })
})
