/**
 * Microseconds a call of fused elementwise kernels, and nanoseconds an element of the elementary
 * functions, in WebAssembly's memory.
 *
 *     npm run build && node bench/wasm-elementwise.js
 */
import { encodeModule } from '../dist/engine/wasm/encode/index.js'
import { webAssembly } from '../dist/engine/wasm/host.js'
import { elementwiseKernel } from '../dist/engine/wasm/kernels/elementwise/index.js'
import { referenceImports } from '../dist/engine/wasm/math/index.js'

const PAGE = 65536
const LONG = 1_000_000
const SHORT = 1000
const ROUNDS = 60
const X = PAGE
const Y = X + Math.ceil((LONG * 8) / PAGE) * PAGE
const Z = Y + Math.ceil((LONG * 8) / PAGE) * PAGE

const memory = new webAssembly.Memory({ initial: (Z + LONG * 8) / PAGE + 1 })

/** @param {import('../dist/engine/wasm/kernels/elementwise/index.js').Elementwise} graph */
const compiled = (graph) => {
  const exports = [elementwiseKernel('run', graph)]
  const { bytes } = encodeModule({ exports, memory: { initial: 1 } })
  const imports = { env: { memory }, reference: referenceImports() }
  return new webAssembly.Instance(new webAssembly.Module(bytes), imports).exports.run
}

/** Microseconds a call, the best of many short rounds: noise only ever adds. */
const microseconds = (call, repeats) => {
  for (let i = 0; i < 20 * repeats; i++) call()
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < repeats; i++) call()
    return Number(process.hrtime.bigint() - start) / 1000 / repeats
  })
  return Math.min(...rounds)
}

/** y = y · 1.0001 + 0.001, five times over. */
const chain = {
  inputs: [{ dtype: 'f32', access: 'full' }],
  steps: Array.from({ length: 10 }, (_, i) => ({
    primitive: i % 2 === 0 ? 'mul' : 'add',
    operands: [
      i === 0 ? { input: 0 } : { step: i - 1 },
      { literal: i % 2 === 0 ? 1.0001 : 0.001, dtype: 'f32' },
    ],
    dtype: 'f32',
  })),
  outputs: [9],
}

const fill = (dtype, from, to) => {
  const view = new (dtype === 'f32' ? Float32Array : Float64Array)(memory.buffer, X, LONG)
  view.forEach((_, i) => {
    view[i] = from + (to - from) * ((i * 0.6180339887498949 + 0.3) % 1)
  })
  new Uint8Array(memory.buffer).copyWithin(Y, X, X + LONG * 8)
}

fill('f32', 0, 1)
const run = compiled(chain)
for (const [count, repeats] of [
  [SHORT, 1000],
  [LONG, 3],
]) {
  const time = microseconds(() => run(count, X, Z), repeats)
  const speed = ((8 * count) / time / 1000).toFixed(1)
  console.log(`10 operations on ${count} elements: ${time.toFixed(2)} us, ${speed} GB/s`)
}

const functions = [
  ['exp', -20, 20],
  ['expm1', -2, 2],
  ['log', 0, 100],
  ['log1p', 0, 10],
  ['tanh', -4, 4],
  ['logistic', -10, 10],
  ['erf', -3, 3],
  ['erfc', -3, 3],
  ['erfInv', -1, 1],
  ['sin', -30, 30],
  ['cos', -30, 30],
  ['sinh', -4, 4],
  ['asinh', -30, 30],
  ['pow', 0, 10],
  ['atan2', -1, 1],
]
for (const [primitive, from, to] of functions) {
  const times = ['f32', 'f64'].map((dtype) => {
    fill(dtype, from, to)
    const access = 'full'
    const isBinary = primitive === 'pow' || primitive === 'atan2'
    const inputs = isBinary
      ? [
          { dtype, access },
          { dtype, access },
        ]
      : [{ dtype, access }]
    const operands = inputs.map((_, input) => ({ input }))
    const call = compiled({ inputs, steps: [{ primitive, operands, dtype }], outputs: [0] })
    const pointers = inputs.map((_, i) => [X, Y][i])
    return (microseconds(() => call(SHORT, ...pointers, Z), 20) * 1000) / SHORT
  })
  const [single, double] = times.map((time) => time.toFixed(2))
  console.log(`${primitive}: ${single} ns an element in f32, ${double} in f64`)
}
