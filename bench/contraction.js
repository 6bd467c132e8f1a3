/**
 * How fast the kernels of contractions are, in GFLOP/s of one thread: matrix products in every
 * layout, and convolutions with their gradients as the reverse mode writes them. The least processor
 * time of several calls, as other processes take some of the rest.
 *
 *     npm run build && node bench/contraction.js [--relaxed]
 */
import { rowByRow } from '../build/library/engine/wasm/kernels/contraction/dot-general.js'
import {
  matmulArguments,
  matmulPlan,
} from '../build/library/engine/wasm/kernels/contraction/matmul-plan.js'
import {
  convolutionArguments,
  convolutionPlan,
} from '../build/library/engine/wasm/kernels/convolution/convolution-plan.js'
import { encodeModule } from '../build/library/engine/wasm/encode/index.js'

const relaxed = process.argv.includes('--relaxed')

const memory = new WebAssembly.Memory({ initial: 2048 })

const functionOf = ({ key, func }) => {
  const { bytes } = encodeModule({ exports: [func], memory: { initial: 1 } })
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports[key]
}

const milliseconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The least milliseconds of a call, warmed up. */
const least = (f) => {
  const start = performance.now()
  let calls = 0
  for (; calls < 5 || performance.now() - start < 150; calls++) f()
  // a batch takes about a millisecond: the clock of the processor counts microseconds
  const each = (performance.now() - start) / calls
  const batch = Math.ceil(1 / each)
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < Math.max(5, Math.min(100, 200 / (each * batch))); round++) {
    const before = milliseconds()
    for (let i = 0; i < batch; i++) f()
    best = Math.min(best, (milliseconds() - before) / batch)
  }
  return best
}

/** Addresses for buffers of so many elements, filled with small numbers. */
const buffers = (...counts) => {
  let next = 65536
  const numbers = new Float32Array(memory.buffer)
  return counts.map((count) => {
    const address = next
    next = Math.ceil((next + 4 * count + 64) / 64) * 64
    for (let i = 0; i < count; i++) numbers[address / 4 + i] = ((i * 31) % 13) - 6
    return address
  })
}

const matmul = (m, n, k, layout, batch = 1) => {
  const inner = (size) => ({ outer: 0, inner: size })
  const problem = {
    dtype: 'f32',
    batch: [1, batch],
    m,
    n,
    k,
    a: { ...inner(m * k), ...(layout[0] === 'T' ? { row: 1, column: m } : { row: k, column: 1 }) },
    b: { ...inner(n * k), ...(layout[1] === 'T' ? { row: 1, column: k } : { row: n, column: 1 }) },
    c: { ...inner(m * n), row: n, column: 1 },
  }
  const plan = matmulPlan(problem, { relaxed })
  const sizes = [batch * m * k, batch * n * k, batch * m * n, plan.scratch / 4]
  const [a, b, c, scratch] = buffers(...sizes)
  const f = functionOf(plan.kernel)
  const args = matmulArguments(problem, plan, { a, b, c, scratch })
  return (2 * batch * m * n * k) / least(() => f(0, plan.units, ...args)) / 1e6
}

const product = (shape) => shape.reduce((total, size) => total * size, 1)

const convolution = (operations, x, w, y, attributes, layouts = {}) => {
  const rows = { x: rowByRow(x), w: rowByRow(w), y: rowByRow(y) }
  const plan = convolutionPlan({ dtype: 'f32', ...rows, attributes, ...layouts }, { relaxed })
  const [atX, atW, atY, table] = buffers(product(x), product(w), product(y), plan.table.length)
  new Int32Array(memory.buffer).set(plan.table, table / 4)
  const at = { x: atX, w: atW, y: atY, table: (offset) => table + offset }
  const f = functionOf(plan.kernel)
  const args = convolutionArguments(plan, at)
  return operations / least(() => f(0, plan.units, ...args)) / 1e6
}

/** A 'SAME' layer of images, and the gradients of its input and its kernel. */
const layer = (images, size, channels, features, kernel, stride) => {
  const output = Math.ceil(size / stride)
  const total = Math.max((output - 1) * stride + kernel - size, 0)
  const low = Math.floor(total / 2)
  const spread = (output - 1) * stride + 1
  const operations = 2 * images * output * output * features * channels * kernel * kernel
  const both = (value) => [value, value]
  const attributes = (own) => ({
    strides: both(1),
    inputDilation: both(1),
    kernelDilation: both(1),
    featureGroups: 1,
    batchGroups: 1,
    ...own,
  })
  const y = [images, output, output, features]
  const forward = attributes({ strides: both(stride), padding: both([low, total - low]) })
  const ofInput = attributes({
    inputDilation: both(stride),
    padding: both([kernel - 1 - low, size - spread + low]),
  })
  const ofKernel = attributes({
    kernelDilation: both(stride),
    padding: both([low, kernel + spread - 1 - size - low]),
  })
  const turned = [channels, size, size, images]
  const inner = images * channels
  const result = [channels, kernel, kernel, features]
  const layouts = {
    x: { shape: turned, strides: [1, size * inner, inner, channels] },
    y: { shape: result, strides: [features, kernel * channels * features, channels * features, 1] },
  }
  const w = [kernel, kernel, channels, features]
  const mirrored = [kernel, kernel, features, channels]
  const x = [images, size, size, channels]
  return [
    convolution(operations, x, w, y, forward),
    convolution(operations, y, mirrored, x, ofInput),
    convolution(operations, turned, [output, output, images, features], result, ofKernel, layouts),
  ]
}

const row = (name, values) => {
  console.log(name.padEnd(34), values.map((value) => value.toFixed(1).padStart(6)).join(''))
}

const layouts = ['NN', 'TN', 'NT', 'TT']
console.log(`GFLOP/s, Node ${process.version}${relaxed ? ', relaxed' : ''}`)
console.log('matrix products: A·B, Aᵀ·B, A·Bᵀ, Aᵀ·Bᵀ')
for (const n of [10, 17, 32, 33, 64, 128, 256, 512, 1024])
  row(
    `n = ${n}`,
    layouts.map((layout) => matmul(n, n, n, layout)),
  )
row(
  '32 × 784 · 784 × 256',
  layouts.map((layout) => matmul(32, 256, 784, layout)),
)
row(
  '784 × 32 · 32 × 256',
  layouts.map((layout) => matmul(784, 256, 32, layout)),
)
row(
  '64 × 32 · 32 × 64, 32 times',
  layouts.map((layout) => matmul(64, 64, 32, layout, 32)),
)
row(
  '1 × 1024 · 1024 × 1024',
  layouts.map((layout) => matmul(1, 1024, 1024, layout)),
)
console.log('convolutions: forward, gradient of the input, gradient of the kernel')
row('32 × 28² × 1 -> 16, 3 × 3', layer(32, 28, 1, 16, 3, 1))
row('32 × 14² × 16 -> 32, 3 × 3', layer(32, 14, 16, 32, 3, 1))
row('32 × 28² × 16 -> 16, 3 × 3', layer(32, 28, 16, 16, 3, 1))
row('8 × 14² × 64 -> 64, 3 × 3', layer(8, 14, 64, 64, 3, 1))
row('16 × 28² × 16 -> 32, 5 × 5 by 2', layer(16, 28, 16, 32, 5, 2))
row('16 × 14² × 64 -> 128, 1 × 1', layer(16, 14, 64, 128, 1, 1))
