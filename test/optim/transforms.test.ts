/** What holds of single transformations. */
import { concatAll } from 'fp-ts/lib/Monoid.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { optim, T, tree } from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'
import { runs } from '../support/holds.ts'
import { bits, problem } from './arbitrary.ts'

const updatesOf = (optimizer: optim.Optimizer, grads: unknown, params: unknown): unknown =>
  optimizer.update(grads, optimizer.init(params), params)[0]

/** Updates of all steps, with the parameters as they are. */
const all = (
  optimizer: optim.Optimizer,
  grads: readonly unknown[],
  params: unknown,
): readonly unknown[] => {
  let state: unknown = optimizer.init(params)
  return grads.map((g) => {
    const [updates, next] = optimizer.update(g, state, params)
    state = next
    return bits(updates)
  })
}

const numbers = (target: unknown): readonly number[] =>
  tree.leaves(target).flatMap((x) => Array.from(T.toTypedArray(x)))

const norm = (target: unknown): number => Math.hypot(...numbers(target))

const parts = (): readonly optim.Optimizer[] => [
  optim.clip({ maxDelta: 0.5 }),
  optim.clipByGlobalNorm({ maxNorm: 1 }),
  optim.scaleByAdam(),
  optim.trace({ decay: 0.9 }),
  optim.addDecayedWeights({ weightDecay: 0.1 }),
  optim.scale({ factor: -0.3 }),
  optim.ema({ decay: 0.9 }),
]
const part = fc.constantFrom(...parts())

describe('chains', () => {
  test('are associative', () => {
    fc.assert(
      fc.property(problem(3), part, part, part, ({ params, grads }, a, b, c) => {
        const left = optim.Monoid.concat(optim.Monoid.concat(a, b), c)
        const right = optim.Monoid.concat(a, optim.Monoid.concat(b, c))
        expect(all(left, grads, params)).toEqual(all(right, grads, params))
        expect(all(concatAll(optim.Monoid)([a, b, c]), grads, params)).toEqual(
          all(optim.chain(a, b, c), grads, params),
        )
      }),
      runs(30),
    )
  })

  test('have the identity for their unit', () => {
    fc.assert(
      fc.property(problem(3), part, ({ params, grads }, a) => {
        const { concat, empty } = optim.Monoid
        expect(all(concat(empty, a), grads, params)).toEqual(all(a, grads, params))
        expect(all(concat(a, empty), grads, params)).toEqual(all(a, grads, params))
      }),
      runs(30),
    )
  })

  test('of scales are scales', () => {
    fc.assert(
      fc.property(problem(1), fc.nat({ max: 8 }), ({ params, grads }, n) => {
        // powers of two multiply without rounding, and nothing is made too small for its type first
        const [a, b] = [2 ** n, -(2 ** -3)]
        const chained = optim.chain(optim.scale({ factor: a }), optim.scale({ factor: b }))
        expect(all(chained, grads, params)).toEqual(
          all(optim.scale({ factor: a * b }), grads, params),
        )
      }),
      runs(30),
    )
  })
})

describe('clipping', () => {
  const bound = fc.double({ min: 0.01, max: 5, noNaN: true })

  test('by value is idempotent and bounded', () => {
    fc.assert(
      fc.property(problem(1), bound, ({ params, grads }, maxDelta) => {
        const clip = optim.clip({ maxDelta })
        const once = updatesOf(clip, grads[0], params)
        expect(bits(updatesOf(clip, once, params))).toEqual(bits(once))
        for (const x of numbers(once))
          expect(Math.abs(x)).toBeLessThanOrEqual(Math.fround(maxDelta) + 1e-7)
      }),
      runs(30),
    )
  })

  test('by global norm keeps the direction, bounds the norm, and leaves short gradients alone', () => {
    fc.assert(
      fc.property(problem(1), bound, ({ params, grads }, maxNorm) => {
        const clip = optim.clipByGlobalNorm({ maxNorm })
        const [g] = grads
        const once = updatesOf(clip, g, params)
        expect(norm(once)).toBeLessThanOrEqual(maxNorm * (1 + 1e-6))
        if (norm(g) < maxNorm * (1 - 1e-6)) expect(bits(once)).toEqual(bits(g))
        const ratio = norm(g) > 0 ? norm(once) / norm(g) : 1
        numbers(g).forEach((x, i) => expect(numbers(once)[i]).toBeCloseTo(x * ratio, 5))
        const twice = updatesOf(clip, once, params)
        numbers(once).forEach((x, i) => expect(numbers(twice)[i]).toBeCloseTo(x, 5))
      }),
      runs(30),
    )
  })

  test('by block bounds the root mean square of each tensor', () => {
    fc.assert(
      fc.property(problem(1), bound, ({ params, grads }, threshold) => {
        const clipped = updatesOf(optim.clipByBlockRms({ threshold }), grads[0], params)
        for (const x of tree.leaves(clipped)) {
          const xs = Array.from(T.toTypedArray(x))
          const rms = Math.sqrt(xs.reduce((sum, y) => sum + y * y, 0) / Math.max(xs.length, 1))
          expect(rms).toBeLessThanOrEqual(threshold * (1 + 1e-6))
        }
      }),
      runs(30),
    )
  })
})

describe('masks', () => {
  const isShown = (path: string): boolean => path.length % 2 === 0

  test('touch nothing else, and the inside sees nothing else', () => {
    fc.assert(
      fc.property(problem(2), ({ params, grads }) => {
        const clip = optim.clipByGlobalNorm({ maxNorm: 0.5 })
        const [g] = grads
        const updates = updatesOf(optim.masked(clip, isShown), g, params)
        const hidden = tree.paths(g).map((path) => !isShown(path))
        tree.leaves(g).forEach((x, i) => {
          if (hidden[i] === true) expect(tree.leaves(updates)[i]).toBe(x)
        })
        const shown = tree.leaves(g).filter((_, i) => hidden[i] !== true)
        const alone = updatesOf(clip, shown, shown)
        expect(
          tree
            .leaves(updates)
            .filter((_, i) => hidden[i] !== true)
            .map(bits),
        ).toEqual(tree.leaves(alone).map(bits))
      }),
      runs(30),
    )
  })

  test('freezing zeroes updates, and nothing else', () => {
    const p = { w: T.tensor([1, 2]), deep: [{ b: T.tensor([3]) }, { b: T.tensor([4]) }] }
    const frozen = updatesOf(optim.freeze({ w: false, deep: [true, false] }), p, p)
    expect(numbers(frozen)).toEqual([-0, 4, 1, 2])
  })

  test('partition gives each group to its optimizer', () => {
    fc.assert(
      fc.property(problem(3), ({ params, grads }) => {
        const split = optim.partition(
          { even: optim.adam({ learningRate: 0.1 }), odd: optim.sgd({ learningRate: 1 }) },
          (path) => (isShown(path) ? 'even' : 'odd'),
        )
        const chained = optim.chain(
          optim.masked(optim.adam({ learningRate: 0.1 }), isShown),
          optim.masked(optim.sgd({ learningRate: 1 }), (path) => !isShown(path)),
        )
        expect(all(split, grads, params)).toEqual(all(chained, grads, params))
      }),
      runs(20),
    )
  })
})

const vector = (xs: readonly number[]): Tensor<[number], 'f64'> =>
  T.fromTypedArray(Float64Array.from(xs), [xs.length])

const nonZero = fc
  .tuple(fc.double({ min: 0.01, max: 10, noNaN: true }), fc.boolean())
  .map(([size, sign]) => (sign ? size : -size))
const gradient = fc.array(nonZero, { minLength: 1, maxLength: 5 }).map(vector)

describe('first steps', () => {
  test('of Adam are −η sign(g), up to eps', () => {
    fc.assert(
      fc.property(gradient, (g) => {
        const updates = updatesOf(optim.adam({ learningRate: 0.1 }), { g }, { g })
        const signs = numbers(T.sign(g))
        numbers(updates).forEach((u, i) => expect(u).toBeCloseTo(-0.1 * (signs[i] ?? 0), 6))
      }),
      runs(50),
    )
    // and in f32, where 1 − 0.999 as it stands has four digits
    const f32 = T.tensor([3, -0.01])
    const [first = 0, second = 0] = numbers(
      updatesOf(optim.adam({ learningRate: 1, eps: 0 }), f32, f32),
    )
    expect(Math.abs(first + 1)).toBeLessThan(5e-7)
    expect(Math.abs(second - 1)).toBeLessThan(5e-7)
  })

  test('of Lion and of signs have the size η in every coordinate', () => {
    const signs: readonly optim.Optimizer[] = [
      optim.lion({ learningRate: 0.25, weightDecay: 0 }),
      optim.signSgd({ learningRate: 0.25 }),
      optim.signum({ learningRate: 0.25 }),
    ]
    fc.assert(
      fc.property(gradient, fc.constantFrom(...signs), (g, optimizer) => {
        for (const u of numbers(updatesOf(optimizer, g, g))) expect(Math.abs(u)).toBe(0.25)
      }),
      runs(50),
    )
  })
})

describe('momentum', () => {
  test('as a moving average is (1 − β) times the classical form', () => {
    fc.assert(
      fc.property(problem(4), fc.boolean(), ({ params, grads }, nesterov) => {
        const classical = optim.sgd({ learningRate: 0.25, momentum: 0.75, nesterov })
        const average = optim.sgd({ learningRate: 1, momentum: 0.75, dampening: 0.75, nesterov })
        const [a, b] = [classical, average].map((optimizer: optim.Optimizer) => {
          let state: unknown = optimizer.init(params)
          return grads.map((g) => {
            const [updates, next] = optimizer.update(g, state, params)
            state = next
            return numbers(updates)
          })
        })
        a?.forEach((step, t) => step.forEach((u, i) => expect(b?.[t]?.[i]).toBeCloseTo(u, 5)))
      }),
      runs(20),
    )
  })
})

describe('multiSteps', () => {
  test('is one step with the mean gradient', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nonZero, nonZero), { minLength: 3, maxLength: 3 }), (rows) => {
        const p = vector([1, -1])
        const mean = [0, 1].map((i) => rows.reduce((sum, row) => sum + (row[i] ?? 0) / 3, 0))
        const adam = optim.adam({ learningRate: 0.1 })
        const [direct] = adam.update(vector(mean), adam.init(p), p)
        const many = optim.multiSteps(adam, { steps: 3 })
        let state = many.init(p)
        const seen = rows.map((row) => {
          const [updates, next] = many.update(vector(row), state, p)
          state = next
          return numbers(updates)
        })
        expect(seen.slice(0, 2)).toEqual([
          [0, 0],
          [0, 0],
        ])
        numbers(direct).forEach((u, i) => expect(seen[2]?.[i]).toBeCloseTo(u, 9))
        expect([T.toNumber(state.miniStep), T.toNumber(state.gradientStep)]).toEqual([0, 1])
      }),
      runs(30),
    )
  })
})

describe('steps that are skipped', () => {
  test('applyIfFinite keeps the state, counts, and gives in at last', () => {
    const adam = optim.adam({ learningRate: 0.1 })
    const careful = optim.applyIfFinite(adam, { maxConsecutiveErrors: 2 })
    const p = vector([1, 2])
    const [good, bad] = [vector([1, 1]), vector([1, Number.POSITIVE_INFINITY])]
    const [, first] = careful.update(good, careful.init(p), p)
    const [skipped, second] = careful.update(bad, first, p)
    expect(numbers(skipped)).toEqual([0, 0])
    expect(bits(second.inner)).toEqual(bits(first.inner))
    const [, third] = careful.update(bad, second, p)
    const [through] = careful.update(bad, third, p)
    expect(numbers(through).some((u) => !Number.isFinite(u))).toBe(true)
    const [fine, fourth] = careful.update(good, third, p)
    expect(bits(fine)).toEqual(bits(adam.update(good, first.inner, p)[0]))
    expect([T.toNumber(fourth.notFiniteCount), T.toNumber(fourth.totalNotFinite)]).toEqual([0, 2])
  })

  test('zeroNans says where it found one', () => {
    const nans = optim.zeroNans()
    const g = { a: vector([Number.NaN, 1]), b: vector([2]) }
    const [updates, { foundNaN }] = nans.update(g, nans.init(g), g)
    expect(numbers(updates)).toEqual([0, 1, 2])
    expect([T.toNumber(foundNaN.a), T.toNumber(foundNaN.b)]).toEqual([1, 0])
  })
})

describe('hyperparameters in the state', () => {
  test('give the same bits as options, can be read and changed', () => {
    fc.assert(
      fc.property(problem(3), ({ params, grads }) => {
        const options = { learningRate: 0.1, b1: 0.7, b2: 0.99, eps: 1e-6, weightDecay: 0.03 }
        const names = ['learningRate', 'b1', 'b2', 'eps', 'weightDecay'] as const
        const injected = optim.injectHyperparams(optim.adamw, options, names)
        expect(all(injected, grads, params)).toEqual(all(optim.adamw(options), grads, params))
      }),
      runs(20),
    )
    const sgd = optim.injectHyperparams(optim.sgd, { learningRate: 1 }, ['learningRate'])
    const p = vector([4])
    const state = sgd.init(p)
    const changed = { ...state, hyperparams: { learningRate: T.tensor(0.25, 'f64') } }
    const [updates, next] = sgd.update(p, changed, p)
    expect(numbers(updates)).toEqual([-1])
    expect(T.toNumber(next.hyperparams.learningRate)).toBe(0.25)
  })
})

describe('averages of parameters', () => {
  test('lag behind them', () => {
    const learn = optim.chain(optim.sgd({ learningRate: 1 }), optim.paramsEma({ decay: 0.75 }))
    const p = vector([4])
    const [, [, { average }]] = learn.update(vector([4]), learn.init(p), p)
    expect(numbers(average)).toEqual([3])
  })
})

describe('bowls', () => {
  const slopes = fc.tuple(
    fc.double({ min: 0.1, max: 10, noNaN: true }),
    fc.double({ min: 0.1, max: 10, noNaN: true }),
  )
  const lossOf = (a: readonly number[], p: Tensor<[number], 'f64'>): number =>
    numbers(p).reduce((sum, x, i) => sum + 0.5 * (a[i] ?? 0) * x * x, 0)

  test('gradient descent goes down below the stability bound, and up above it', () => {
    fc.assert(
      fc.property(slopes, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (a, part) => {
        const steepest = Math.max(...a)
        const stepWith = (learningRate: number, p: Tensor<[number], 'f64'>) => {
          const sgd = optim.sgd({ learningRate })
          return optim.applyUpdates(p, sgd.update(T.mul(vector(a), p), sgd.init(p), p)[0])
        }
        let p = vector([1, 1])
        const losses = [lossOf(a, p)]
        for (let t = 0; t < 20; t++) {
          p = stepWith((2 * part) / steepest, p)
          losses.push(lossOf(a, p))
        }
        losses.slice(1).forEach((x, i) => expect(x).toBeLessThanOrEqual(losses[i] ?? 0))
        expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
        const steep = vector(a.map((slope) => Number(slope === steepest)))
        expect(lossOf(a, stepWith(2.1 / steepest, steep))).toBeGreaterThan(lossOf(a, steep))
      }),
      runs(20),
    )
  })
})

describe('projections', () => {
  const { projection } = optim
  const sets: readonly [
    name: string,
    project: optim.Projection,
    isInside: (xs: readonly number[]) => boolean,
  ][] = [
    ['nonNegative', projection.nonNegative, (xs) => xs.every((x) => x >= 0)],
    [
      'box',
      projection.box({ lower: -0.5, upper: 1 }),
      (xs) => xs.every((x) => x >= -0.5 && x <= 1),
    ],
    ['l2Ball', projection.l2Ball({ scale: 0.5 }), (xs) => Math.hypot(...xs) <= 0.5 + 1e-9],
    ['l1Ball', projection.l1Ball({ scale: 0.5 }), (xs) => l1(xs) <= 0.5 + 1e-9],
    [
      'simplex',
      projection.simplex({ scale: 2 }),
      (xs) => xs.every((x) => x >= 0) && Math.abs(l1(xs) - 2) < 1e-9,
    ],
  ]
  const l1 = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + Math.abs(x), 0)
  const points = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  })
  const asTree = ([a = 0, b = 0, c = 0]: readonly number[]) => ({
    v: vector([a, b]),
    s: T.tensor(c, 'f64') as Scalar<'f64'>,
  })

  test.each(sets)(
    '%s gives a point of the set, the nearest, and keeps it',
    (_, project, isInside) => {
      fc.assert(
        fc.property(points, points, (x, other) => {
          const near = project(asTree(x))
          expect(isInside(numbers(near))).toBe(true)
          numbers(project(near)).forEach((y, i) => expect(y).toBeCloseTo(numbers(near)[i] ?? 0, 9))
          // no other point of the set is nearer
          const rival = project(asTree(other))
          const far = (a: unknown): number =>
            norm(numbers(a).map((y, i) => T.tensor(y - (numbers(asTree(x))[i] ?? 0), 'f64')))
          expect(far(near)).toBeLessThanOrEqual(far(rival) + 1e-9)
        }),
        runs(60),
      )
    },
  )

  test('maxNorm bounds what comes into a unit', () => {
    const w = T.tensor(
      [
        [3, 0.3],
        [4, 0.4],
      ],
      'f64',
    )
    const near = projection.maxNorm({ maxNorm: 1 })({ w, b: vector([9]) })
    expect(numbers(near).map((x) => Math.round(x * 1e9) / 1e9)).toEqual([9, 0.6, 0.3, 0.8, 0.4])
  })
})
