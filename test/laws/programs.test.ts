/** The laws of composition: random functions, differentiated, batched and compiled as wholes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  T,
  checkpoint,
  compile,
  customJvp,
  grad,
  hvp,
  jvp,
  linearize,
  referenceEngine,
  run,
  trace,
  vjp,
  vmap,
} from '../../src/index.ts'
import { derivative } from '../../src/laws/oracle/differences.ts'
import { runs } from '../support/holds.ts'
import { type Any, type Composed, composedOf } from '../support/programs.ts'
import { between, randomOf } from '../../src/laws/random.ts'
import type { Scalar } from '../../src/core/tensor.ts'

const composed = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    count: fc.integer({ min: 0, max: 10 }),
    size: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ seed, count, size }) => ({ f: composedOf(seed, count, size), seed }))

const vector = (size: number, seed: number): Any => {
  const next = randomOf(seed)
  return T.fromTypedArray(
    Float64Array.from({ length: size }, () => between(next, -1.5, 1.5)),
    [size],
  ) as unknown as Any
}

const elements = (x: Any): readonly number[] => Array.from(T.toTypedArray(x))
const dot = (x: Any, y: Any): number =>
  elements(x).reduce((sum, a, i) => sum + a * (elements(y)[i] ?? Number.NaN), 0)

/** Numbers that are equal but for the rounding of some hundred operations on numbers around 1. */
const close = (actual: readonly number[], expected: readonly number[], allowance = 1e-11): void => {
  expect(actual.length).toBe(expected.length)
  actual.forEach((a, i) => {
    const e = expected[i] ?? Number.NaN
    expect(Math.abs(a - e)).toBeLessThanOrEqual(allowance * Math.max(1, Math.abs(e)))
  })
}

const loss =
  ({ apply }: Composed) =>
  (x: Any): Scalar<'f64'> =>
    T.mean(apply(x)) as Scalar<'f64'>

const law = (title: string, holds: (f: Composed, x: Any, seed: number) => void): void => {
  test(title, () => {
    fc.assert(
      fc.property(composed, ({ f, seed }) => {
        holds(f, vector(f.size, seed + 1), seed)
      }),
      runs(60),
    )
  })
}

describe('random functions', () => {
  law('jvp is the derivative', (f, x, seed) => {
    const v = vector(f.size, seed + 2)
    const [, tangent] = jvp(f.apply)([x], [v])
    const along = derivative((h) => {
      const value = elements(f.apply(T.add(x, T.mul(v, h)) as Any))
      // a hundred roundings of numbers around 1
      return { value, error: value.map(() => 100 * 2 ** -53) }
    })
    elements(tangent).forEach((t, i) => {
      const allowance = (along.error[i] ?? 0) + 1e-9
      expect(Math.abs(t - (along.value[i] ?? Number.NaN))).toBeLessThanOrEqual(allowance)
    })
  })

  law('vjp is the adjoint of jvp, linearize is jvp', (f, x, seed) => {
    const v = vector(f.size, seed + 2)
    const [y, tangent] = jvp(f.apply)([x], [v])
    const u = vector(f.size, seed + 3)
    const [value, pullback] = vjp(f.apply)(x)
    const [again, pushforward] = linearize(f.apply)(x)
    expect(elements(value)).toEqual(elements(y))
    expect(elements(again)).toEqual(elements(y))
    close([dot(pullback(u)[0], v)], [dot(u, tangent)])
    expect(elements(pushforward(v))).toEqual(elements(tangent))
  })

  law('the chain rule: jvp(g ∘ f) = jvp(g) ∘ jvp(f)', (f, x, seed) => {
    const g = composedOf(seed ^ 0x5f5f5f, 6, f.size)
    const v = vector(f.size, seed + 2)
    const whole = jvp((p: Any) => g.apply(f.apply(p)))([x], [v])
    const [y, dy] = jvp(f.apply)([x], [v])
    const parts = jvp(g.apply)([y], [dy])
    expect(elements(whole[0])).toEqual(elements(parts[0]))
    close(elements(whole[1]), elements(parts[1]))
  })

  law('a batch is a loop, bit for bit, also of gradients', (f, _, seed) => {
    const rows = [0, 1, 2].map((i) => vector(f.size, seed + 10 + i))
    const batch = T.stack(rows, 0) as unknown as Any
    const batched = vmap(f.apply)(batch as never) as unknown as Any
    expect(elements(batched)).toEqual(rows.flatMap((row) => elements(f.apply(row))))
    const gradients = vmap(grad(loss(f)))(batch as never) as unknown as Any
    expect(elements(gradients)).toEqual(rows.flatMap((row) => elements(grad(loss(f))(row))))
  })

  law('compiled, traced and run again: bit for bit', (f, x) => {
    const plain = elements(grad(loss(f))(x))
    expect(elements(compile(grad(loss(f)))(x))).toEqual(plain)
    expect(elements(grad(compile(loss(f)))(x))).toEqual(plain)
    expect(elements(run(referenceEngine)(trace(grad(loss(f)))(x))([x]))).toEqual(plain)
  })

  law('second derivatives: every mode, symmetric', (f, x, seed) => {
    const [u, v] = [vector(f.size, seed + 2), vector(f.size, seed + 3)]
    const product = elements(hvp(loss(f))(x, v))
    const reverse = elements(
      grad((p: Any) => T.sum(T.mul(grad(loss(f))(p), v)) as Scalar<'f64'>)(x),
    )
    const forward = grad((p: Any) => jvp(loss(f))([p], [v])[1])(x)
    close(reverse, product)
    close(elements(forward), product)
    close([dot(hvp(loss(f))(x, u), v)], [dot(u, hvp(loss(f))(x, v))])
  })

  law('checkpoint and a custom rule that says the same change nothing', (f, x, seed) => {
    const v = vector(f.size, seed + 2)
    const plain = grad(loss(f))
    const again = grad(checkpoint(loss(f)))
    const ruled = grad(customJvp(loss(f), ([p], [dp]) => jvp(loss(f))([p], [dp])[1]))
    expect(elements(again(x))).toEqual(elements(plain(x)))
    expect(elements(ruled(x))).toEqual(elements(plain(x)))
    close(elements(hvp(checkpoint(loss(f)))(x, v)), elements(hvp(loss(f))(x, v)))
  })
})
