import { describe, expect, it } from 'vitest'
import * as reference from '../../../../src/engine/reference/elementary/index.ts'
import { binary, singleErrors, unary } from '../../../../src/engine/wasm/math/index.ts'
import { vectorRunner } from './run.ts'

/**
 * How far apart the bit patterns lie that are looked at. For 67 times as many, in some minutes:
 *
 *     SOAK=1 npx vitest run test/engine/wasm/math/single.test.ts
 */
const STEP = process.env['SOAK'] === undefined ? 4093 : 61

const SMALLEST_NORMAL = 2 ** -126

const words = new Uint32Array(1)
const floats = new Float32Array(words.buffer)

/** The distance between neighbours in single precision around a double. */
const ulp = (x: number): number => {
  const size = Math.min(Math.max(Math.abs(x), SMALLEST_NORMAL), 2 ** 127)
  return 2 ** (Math.floor(Math.log2(size)) - 23)
}

/** Numbers of single precision over all bit patterns. */
const patterns = (start: number): Float32Array => {
  const bits = new Uint32Array(Math.ceil(2 ** 32 / STEP / 16) * 4)
  for (let i = 0; i < bits.length; i++) bits[i] = start + i * STEP * 4
  return new Float32Array(bits.buffer)
}

const special = (() => {
  const values = [
    0,
    2 ** -149,
    2 ** -127,
    SMALLEST_NORMAL,
    2 ** -26,
    2 ** -24,
    0.125,
    0.34657359,
    0.41421357,
    0.5,
    0.70710677,
    0.9,
    1,
    1.4142135,
    2,
    3.9,
    4,
    9,
    10,
    16.6,
    17.4,
    20,
    60,
    87.3,
    88.37,
    88.72283,
    88.7229,
    89,
    89.416,
    103.9,
    103.97208,
    103.972,
    104,
    200,
    1.6e6,
    2 ** 23,
    2 ** 31,
    3.4e38,
    Infinity,
    NaN,
  ]
  const near = values.flatMap((x) => {
    floats[0] = x
    const bits = words[0] ?? 0
    return [bits, Math.max(bits - 1, 0), bits + 1]
  })
  return Uint32Array.from(near.flatMap((bits) => [bits, (bits | 0x80000000) >>> 0]))
})()

const sames = (x: number, y: number): boolean => Object.is(x, y)

/** The largest error against a function of doubles; NaN, infinities and zeros must be equal. */
const worst = (
  xs: Float32Array,
  found: Float32Array,
  one: (x: number) => number,
): { readonly error: number; readonly at: number } => {
  let error = 0
  let at = 0
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] as number
    const exact = one(x)
    const y = found[i] as number
    const rounded = Math.fround(exact)
    if (sames(y, rounded)) continue
    const finite = Number.isFinite(y) ? y : Math.sign(y) * 2 ** 128
    const off =
      Number.isNaN(y) || Number.isNaN(exact) || (y === 0 && rounded === 0)
        ? Infinity
        : Math.abs(finite - Math.max(Math.min(exact, 2 ** 128), -(2 ** 128))) / ulp(exact)
    if (off > error) {
      error = off
      at = x
    }
  }
  return { error, at }
}

const exactOnes = {
  ...reference,
  erfInv: reference.erfInv32,
} as const

describe('single precision, four at once', () => {
  it.each(Object.keys(unary) as readonly (keyof typeof unary)[])('%s', (name) => {
    const run = vectorRunner(unary[name].f32)
    const one: (x: number) => number = exactOnes[name]
    const bound = name in singleErrors ? singleErrors[name as keyof typeof singleErrors] : 0
    const starts = [0, 1, 2, 3].map((i) => patterns(i * STEP + 1))
    const parts = [new Float32Array(special.buffer), ...starts]
    const measured = parts.map((xs) => worst(xs, run(xs), one))
    const most = measured.reduce((a, b) => (b.error > a.error ? b : a))
    if (process.env['SOAK'] !== undefined) console.log(name, most)
    expect(most.error, `${name}(${most.at})`).toBeLessThanOrEqual(bound === 0 ? 0.5 : bound)
  })

  it.each(Object.keys(binary) as readonly (keyof typeof binary)[])('%s', (name) => {
    const run = vectorRunner(binary[name].f32)
    const exact = exactOnes[name]
    const edges = new Float32Array(special.buffer)
    const some = patterns(77).filter((_, i) => i % 97 === 0)
    const small = Float32Array.from({ length: 300 }, (_, i) => (i - 150) / 7)
    const all = Float32Array.from([...edges, ...some.subarray(0, 600), ...small])
    for (const y of all) {
      const found = run(
        all,
        Float32Array.from(all, () => y),
      )
      const wrong = [...all].filter((x, i) => !Object.is(found[i], Math.fround(exact(x, y))))
      expect(wrong, `${name}(_, ${y})`).toEqual([])
    }
  })
})
