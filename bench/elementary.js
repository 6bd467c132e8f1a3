/**
 * Nanoseconds a call of our elementary functions, beside those of Math.
 *
 *     npm run build && node bench/elementary.js
 */
import * as module from '../build/library/engine/reference/elementary/index.js'

/** @type {Readonly<Record<string, (x: number, y: number) => number>>} */
const elementary = { ...module }

const COUNT = 4096
const REPEATS = 250
const ROUNDS = 7

/** Numbers spread evenly over [from, to), the same on every run. */
const spread = (from, to) =>
  Float64Array.from(
    { length: COUNT },
    (_, i) => from + (to - from) * ((i * 0.6180339887498949 + 0.3) % 1),
  )

/** A copy of the loop for each case, so that the function is inlined as it would be in use. */
const loop = async (name) => (await import(`./loop.js?${name}`)).total

/** The best of some rounds: noise only ever adds. */
const nanoseconds = async (name, f, xs, ys) => {
  const total = await loop(name)
  const run = () => total(f, xs, ys, REPEATS)
  run()
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - start) / (COUNT * REPEATS)
  })
  return Math.min(...rounds)
}

/** @type {readonly (readonly [string, Float64Array, string?, ((x: number, y: number) => number)?])[]} */
const cases = [
  ['exp', spread(-20, 20)],
  ['expm1', spread(-3, 3)],
  ['expm1', spread(-0.1, 0.1), 'near 0'],
  ['log', spread(1e-3, 100)],
  ['log1p', spread(-0.9, 10)],
  ['log1p', spread(-0.003, 0.007), 'near 0'],
  ['sin', spread(-0.7, 0.7), 'no reduction'],
  ['sin', spread(-1000, 1000)],
  ['cos', spread(-1000, 1000)],
  ['sin', spread(1e10, 1e300), 'huge'],
  ['tanh', spread(-4, 4)],
  ['logistic', spread(-8, 8), '', (x) => 1 / (1 + Math.exp(-x))],
  ['erf', spread(-1, 1), 'near 0'],
  ['erf', spread(-4, 4)],
  ['pow', spread(0.01, 20)],
  ['erfInv32', spread(-1, 1)],
  ['erfInv64', spread(-1, 1)],
]

const exponents = spread(-10, 10)

for (const [name, xs, note = '', theirs = Math[name]] of cases) {
  const ours = (await nanoseconds(`${name} ${note}`, elementary[name], xs, exponents)).toFixed(1)
  const other =
    theirs === undefined
      ? ''
      : (await nanoseconds(`Math ${name} ${note}`, theirs, xs, exponents)).toFixed(1)
  console.log(name.padEnd(10), ours.padStart(8), 'ns', `Math ${other}`.padStart(12), note)
}
