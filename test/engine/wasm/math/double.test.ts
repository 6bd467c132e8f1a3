import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as reference from '../../../../src/engine/reference/elementary/index.ts'
import { erf, erfInv, erfc } from '../../../../src/engine/wasm/math/double/error-function.ts'
import {
  cosh,
  exp,
  expm1,
  logistic,
  sinh,
  tanh,
} from '../../../../src/engine/wasm/math/double/exponential.ts'
import { asinh, log, log1p } from '../../../../src/engine/wasm/math/double/logarithm.ts'
import { pow } from '../../../../src/engine/wasm/math/double/power.ts'
import { atan2, cos, sin } from '../../../../src/engine/wasm/math/double/trigonometric.ts'
import { vectorRunner } from './run.ts'

const fixture = (name: string): readonly (readonly number[])[] =>
  JSON.parse(
    readFileSync(new URL(`../../../fixtures/elementary/${name}.json`, import.meta.url), 'utf8'),
  ).cases

const unary = {
  exp: [exp, reference.exp],
  expm1: [expm1, reference.expm1],
  log: [log, reference.log],
  log1p: [log1p, reference.log1p],
  tanh: [tanh, reference.tanh],
  logistic: [logistic, reference.logistic],
  erf: [erf, reference.erf],
  erfc: [erfc, reference.erfc],
  erfInv: [erfInv, reference.erfInv64],
  sin: [sin, reference.sin],
  cos: [cos, reference.cos],
  sinh: [sinh, reference.sinh],
  cosh: [cosh, reference.cosh],
  asinh: [asinh, reference.asinh],
} as const
const binary = { pow: [pow, reference.pow], atan2: [atan2, reference.atan2] } as const

const special = [
  0,
  5e-324,
  2.2250738585072014e-308,
  1e-300,
  2 ** -60,
  2 ** -54,
  2 ** -28,
  2 ** -27,
  1 / 256,
  1 / 128,
  0.125,
  0.25,
  0.5,
  0.785,
  1,
  1.5,
  2,
  3,
  6,
  7,
  22,
  27.3,
  40,
  60,
  709.79,
  710,
  710.48,
  745.14,
  746,
  1000,
  1.6e6,
  268435456,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e18,
  1e300,
  Number.MAX_VALUE,
  Infinity,
]

const bits = new DataView(new ArrayBuffer(8))
const neighbour = (x: number, by: bigint): number => {
  bits.setFloat64(0, x)
  bits.setBigInt64(0, bits.getBigInt64(0) + by)
  return bits.getFloat64(0)
}

const edges: readonly number[] = [
  NaN,
  ...special.flatMap((x) => [x, neighbour(x, 1n), x > 0 ? neighbour(x, -1n) : 0]),
].flatMap((x) => [x, -x])

/** Every exponent, with an arbitrary fraction. */
const everywhere = (seed: number, count: number): readonly number[] => {
  let state = BigInt(seed)
  return Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    bits.setBigUint64(0, state ^ (state >> 29n))
    return bits.getFloat64(0)
  })
}

const between = (low: number, high: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * (i + Math.SQRT1_2)) / count)

const common: readonly number[] = [
  ...edges,
  ...everywhere(1, 4000),
  ...between(-1.5, 1.5, 3000),
  ...between(-50, 50, 3000),
  ...between(-760, 760, 2000),
]

const equalBits = (found: Float64Array, wanted: readonly number[], of: (i: number) => string) => {
  const wrong = wanted.flatMap((value, i) =>
    Object.is(found[i], value) ? [] : [`${of(i)} = ${found[i]}, not ${value}`],
  )
  expect(wrong.slice(0, 10)).toEqual([])
}

describe('two doubles at once have the bits of the reference', () => {
  it.each(Object.entries(unary))('%s', (name, [f, one]) => {
    const run = vectorRunner(f)
    const xs = [...fixture(name).map(([x = 0]) => x), ...common]
    equalBits(run(Float64Array.from(xs)), xs.map(one), (i) => `${name}(${xs[i]})`)
    // the neighbours in the other lane make no difference
    const shifted = [1, ...xs]
    equalBits(run(Float64Array.from(shifted)).slice(1), xs.map(one), (i) => `${name}(${xs[i]})`)
    fc.assert(
      fc.property(fc.double(), fc.double(), (x, y) => {
        expect([...run(Float64Array.of(x, y))]).toEqual([one(x), one(y)])
      }),
    )
  })

  it.each(Object.entries(binary))('%s', (name, [f, one]) => {
    const run = vectorRunner(f)
    const pairs = [
      ...fixture(name).map(([x = 0, y = 0]) => [x, y] as const),
      ...edges.flatMap((x) => edges.map((y) => [x, y] as const)),
      ...everywhere(2, 4000).map((x, i) => [x, common[i] ?? 0] as const),
      ...between(-3, 3, 100).map((x) => [x, 2] as const),
      ...between(0, 30, 4000).map((x, i) => [x, ((i * 37) % 101) / 7 - 7] as const),
      ...between(-3, 3, 4000).map((x, i) => [x, ((i * 37) % 13) - 6] as const),
    ]
    const found = run(
      Float64Array.from(pairs, ([x]) => x),
      Float64Array.from(pairs, ([, y]) => y),
    )
    const wanted = pairs.map(([x, y]) => one(x, y))
    equalBits(found, wanted, (i) => `${name}(${pairs[i]?.join(', ')})`)
  })
})
