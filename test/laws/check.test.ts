/** The one-call checks: what they accept, what they refuse, and what their reports say. */
import fc from 'fast-check'
import { type Either, isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import {
  ArgumentError,
  R,
  type Scalar,
  T,
  type Tensor,
  customJvp,
  customVjp,
  stopGradient,
} from '../../src/index.ts'
import type { AnyShape } from '../../src/core/tensor.ts'
import { GradError, expectGrad } from '../../src/laws/check/expect.ts'
import { type CheckOptions, checkGrad } from '../../src/laws/check/gradient.ts'
import { gradientLaws, testLaws } from '../../src/laws/check/properties.ts'
import type { GradEvidence, GradReport } from '../../src/laws/check/report.ts'

type X = Tensor<AnyShape>
type Checked = Either<GradReport, GradEvidence>

const x = (...elements: readonly number[]): X => T.tensor([...elements]) as unknown as X
const check = (f: (x: X) => unknown, at: X, options: CheckOptions = {}): Checked =>
  checkGrad(f, options)(at)

const reportOf = (checked: Checked): GradReport => {
  if (isRight(checked)) throw new Error(`found right: ${JSON.stringify(checked.right)}`)
  return checked.left
}

const evidenceOf = (checked: Checked): GradEvidence => {
  if (isLeft(checked)) throw new GradError(checked.left)
  return checked.right
}

/** x², whose backward rule may be wrong in what it multiplies the cotangent by. */
const square = (factor: (x: X) => X): ((x: X) => X) =>
  customVjp(
    (p: X) => T.square(p) as X,
    (p: X) => [T.square(p) as X, p] as const,
    (p, cotangent) => [T.mul(cotangent, factor(p)) as X],
  )
const right = square((p) => T.mul(p, 2) as X)
const wrong = square((p) => T.mul(p, 3) as X)

describe('a right gradient', () => {
  test('of a record of parameters, a batch and integer labels', () => {
    type Params = { readonly w: Tensor<[4, 3]>; readonly b: Tensor<[3]> }
    const loss = ({ w, b }: Params, batch: Tensor<[5, 4]>, labels: Tensor<[5], 'i32'>): Scalar => {
      const logits = T.add(T.matmul(T.tanh(batch), w), b)
      return T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits), T.oneHot(labels, 3)), 1)))
    }
    const [first, second] = R.split(R.key(1))
    const checked = checkGrad(loss, { order: 2 })(
      { w: R.normal(first, [4, 3]), b: T.tensor([0.1, 0, -0.1]) },
      R.normal(second, [5, 4]),
      T.tensor([0, 2, 1, 1, 0], 'i32'),
    )
    expect(evidenceOf(checked)).toMatchObject({ elements: 35, directions: 3, kinks: 0, notes: [] })
  })

  test('of a function that returns a tree', () => {
    const f = (p: X) => ({ values: [T.sin(p), T.exp(p)], total: T.sum(p) })
    expect(isRight(check(f, x(1, 2, 3), { order: 2 }))).toBe(true)
  })

  test('of a function that looks at values', () => {
    const f = (p: X): X => (T.toNumber(T.sum(p)) > 0 ? (T.exp(p) as X) : (T.sin(p) as X))
    expect(isRight(check(f, x(1, 2)))).toBe(true)
    expect(isRight(check(f, x(-1, -2)))).toBe(true)
  })

  test('of custom rules that say what is so', () => {
    expect(isRight(check(right, x(1, -2, 0.5), { order: 2 }))).toBe(true)
  })

  test('on a kink, by the slopes of both sides', () => {
    const evidence = evidenceOf(check((p) => T.sum(T.relu(p)), x(0, 1, -1)))
    expect(evidence.kinks).toBeGreaterThan(0)
  })

  test('where stopGradient holds a part at the point, as it does in the derivative', () => {
    expect(isRight(check((p) => T.mul(p, stopGradient(p)), x(3, -1), { order: 2 }))).toBe(true)
  })

  test('where stopGradient holds what cancels: then the function may be taken as a whole', () => {
    const shifted = (held: (top: X) => X) => (p: X) => {
      const top = held(T.max(p) as unknown as X)
      return T.add(T.log(T.sum(T.exp(T.sub(p, top)))), top)
    }
    const stable = shifted((top) => stopGradient(top))
    const at = x(3, 1, -1)
    expect(isRight(check(stable, at, { order: 2, stopped: 'moves' }))).toBe(true)
    // one that holds too much says so only when the function is taken as a whole
    const scaled = (p: X) => T.div(p, stopGradient(T.sum(p)))
    expect(isRight(check(scaled, at, { order: 2 }))).toBe(true)
    expect(isLeft(check(scaled, at, { stopped: 'moves' }))).toBe(true)
    const nested = (p: X) => T.mul(p, stopGradient(T.exp(stopGradient(T.sum(p)))))
    expect(isLeft(check(nested, at, { stopped: 'moves' }))).toBe(true)
  })

  test('on many kinks at once, every primitive by itself', () => {
    const evidence = evidenceOf(check((p) => T.sub(T.relu(p), T.relu(T.neg(p))), x(0, 0, 0)))
    expect(evidence.notes.join()).toMatch(/several decisions/)
  })
})

describe('a wrong gradient', () => {
  test('names the leaf, the index, both numbers and the rule', () => {
    const f = (p: { readonly layers: readonly { readonly scale: X }[] }) =>
      T.mean(wrong(T.add(p.layers[1]?.scale ?? x(1), 1) as X))
    const report = reportOf(checkGrad(f)({ layers: [{ scale: x(1) }, { scale: x(0, 1, 2) }] }))
    expect(report.path).toBe('arguments[0].layers[1].scale')
    expect(report.law).toBe('jvp is the derivative')
    const at = report.index[0] ?? 0
    // the mean of three squares of x + 1
    expect(Math.abs(report.estimated)).toBeCloseTo((2 * (at + 1)) / 3, 5)
    expect(Math.abs(report.claimed)).toBeCloseTo((3 * (at + 1)) / 3, 5)
    expect(report.blame?.primitive).toBe('customVjp')
  })

  test('comes with the simplest arguments that show it', () => {
    function area({ side }: { readonly side: X }, factor: X): X {
      return T.mul(wrong(T.add(side, 0.123) as X), factor) as X
    }
    const report = reportOf(checkGrad(area)({ side: x(3.25, -1.5) }, x(0.7, 0.9)))
    expect(report.snippet).toBe(
      [
        "import { T } from 'cotangent'",
        "import * as laws from 'cotangent/laws'",
        'laws.expectGrad(area, { seed: 0 })(',
        '  { "side": T.zeros([2], \'f32\') },',
        "  T.ones([2], 'f32'),",
        ')',
      ].join('\n'),
    )
  })

  test('is found in one element of thousands, and the element is named', () => {
    const one = square(
      (p) => T.where(T.equal(T.arange(5000), 3777), T.mul(p, 3), T.mul(p, 2)) as unknown as X,
    )
    const report = reportOf(check(one, T.linspace(1, 2, 5000) as unknown as X, { directions: 1 }))
    expect(report.index).toEqual([3777])
    expect(report.result).toBe('result at [3777]')
  })

  test('that is the square of the cotangent shows though the cotangent of a sum is 1', () => {
    const squared = customVjp(
      (p: X) => T.mul(p, 1) as X,
      (p: X) => [p, p] as const,
      (_, cotangent) => [T.square(cotangent) as X],
    )
    expect(isLeft(check((p) => T.sum(squared(p)), x(1, 2)))).toBe(true)
  })

  test('that is NaN, though the function is not', () => {
    const f = customJvp(
      (p: X) => T.exp(p) as X,
      ([p], [dp]) => T.mul(dp, T.log(T.sub(T.mul(p, 0), 1))) as X,
    )
    const report = reportOf(check(f, x(1, 2)))
    expect(report.claimed).toBeNaN()
    expect(report.estimated).toBeCloseTo(Math.E ** ((report.index[0] ?? 0) + 1), 4)
  })

  test('at the second order only', () => {
    // the derivative is right, but it says that it does not change
    const constant = customJvp(
      (p: X) => T.mul(p, 2) as X,
      ([p]) => T.zerosLike(p) as X,
    )
    const f = customJvp(
      (p: X) => T.square(p) as X,
      ([p], [dp]) => T.mul(dp, constant(p)) as X,
    )
    expect(isRight(check(f, x(1, 2)))).toBe(true)
    expect(reportOf(check(f, x(1, 2), { order: 2 })).law).toMatch(/second order/)
  })

  test('outside of the slopes of a kink', () => {
    const doubled = customJvp(
      (p: X) => T.relu(p) as X,
      ([p], [dp]) => T.mul(dp, T.where(T.less(p, 0), 0, T.where(T.equal(p, 0), 2, 1))) as X,
    )
    expect(isLeft(check(doubled, x(0)))).toBe(true)
    expect(isRight(check(doubled, x(1)))).toBe(true)
  })
})

describe('a point outside of the domain', () => {
  const f = (p: X): X => T.sqrt(p) as X
  test('fails, and says so', () => {
    expect(reportOf(check(f, x(-1, 2))).law).toMatch(/not a number here/)
  })
  test('passes where that is asked for, with a note', () => {
    expect(evidenceOf(check(f, x(-1, 2), { nonFinite: 'passes' })).notes).toEqual(['not a number'])
  })
})

test('nothing to differentiate is a mistake of the caller', () => {
  expect(() => checkGrad((n: Tensor<[2], 'i32'>) => n)(T.tensor([1, 2], 'i32'))).toThrow(
    ArgumentError,
  )
})

describe('for test runners', () => {
  test('expectGrad throws a report that reads well', () => {
    expect(() => expectGrad(wrong)(x(1, 2))).toThrow(GradError)
    expect(() =>
      expectGrad(function loss(p: X) {
        return T.sum(wrong(p))
      })(x(2)),
    ).toThrow(
      /^the gradient of loss is wrong: jvp is the derivative\n {2}where {6}arguments\[0\] at \[0\]\n {2}seen in {4}result\n {2}claimed {4}-?6\n {2}estimated {2}-?4\.0+ ± /,
    )
    expect(expectGrad(right)(x(1, 2)).elements).toBe(2)
  })

  const points = fc
    .array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 4 })
    .map((elements): [X] => [x(...elements.map((n) => n / 4))])

  // a whole suite for a function of one's own, in one line
  testLaws(
    test,
    gradientLaws((p: X) => T.mean(T.softplus(T.mul(right(p), T.sin(p)))), points),
    {
      numRuns: 8,
    },
  )

  test('properties of a wrong function fail, and shrink', () => {
    const property = gradientLaws(wrong, points)['the gradient is right']
    expect(property).toBeDefined()
    if (property === undefined) return
    const { failed, counterexample, errorInstance } = fc.check(property, { seed: 1, numRuns: 20 })
    expect(failed).toBe(true)
    expect(errorInstance).toBeInstanceOf(GradError)
    // one element, and that one small; at 0 the wrong rule is right
    const [args] = counterexample ?? []
    expect(args?.[0].shape).toEqual([1])
  })
})
