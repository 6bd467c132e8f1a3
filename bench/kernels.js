/**
 * How fast the kernels of the WebAssembly engine are, one primitive at a time: gigabytes that are
 * read and written in a second.
 *
 *     npm run build && node bench/kernels.js [part of a name]
 */
import { encodeModule } from '../build/library/engine/wasm/encode/index.js'
import { ways } from '../build/library/engine/wasm/kernels/index.js'
import { poolWindows } from '../build/library/engine/wasm/kernels/pooling.js'
import { unpoolExtremum, unpoolSum } from '../build/library/engine/wasm/kernels/unpooling.js'
import { bytesOf } from '../build/library/engine/wasm/kernels/plan.js'
import { primitives } from '../build/library/core/primitives/index.js'

const only = process.argv[2] ?? ''
const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1)
const bytesIn = ({ shape, dtype }) => sizeOf(shape) * bytesOf(dtype)

/**
 * The best seconds of a call, over many short rounds: other work on the machine only adds to it. A
 * call of some milliseconds finds no quiet moment on a busy machine, and looks slower than it is.
 */
const seconds = (f) => {
  const until = process.hrtime.bigint() + 300_000_000n
  let calls = 1
  let best = Number.POSITIVE_INFINITY
  while (process.hrtime.bigint() < until) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < calls; i++) f()
    const took = Number(process.hrtime.bigint() - start) / 1e9
    if (took < 0.0002) calls *= 2
    best = Math.min(best, took / calls)
  }
  return best
}

const measure = (name, types, attributes, fill = (i) => (i * 7919) % 1000) => {
  const result = primitives[name].infer(types, attributes)
  report(name, types, result, attributes, ways[name](types, result, attributes), fill)
}

const report = (name, types, result, attributes, plan, fill = (i) => (i * 7919) % 1000) => {
  const label = `${name} ${types.map(({ shape, dtype }) => `${dtype}[${shape}]`).join(' ')} -> [${result.shape}] ${JSON.stringify(attributes).slice(0, 60)}`
  if (!label.includes(only)) return
  const kernels = new Map(plan.calls.map(({ kernel }) => [kernel.key, kernel.func]))
  const { bytes, dataEnd } = encodeModule({
    exports: [...kernels.values()],
    memory: { initial: 1 },
  })
  let end = dataEnd
  const place = (size) => {
    const address = Math.ceil(end / 64) * 64 + 64
    end = address + size
    return address
  }
  const inputs = types.map((type) => place(bytesIn(type)))
  const at = {
    result: place(bytesIn(result)),
    temporary: place(plan.temporary),
    scratch: place(plan.scratch),
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil((end + 65536) / 65536) })
  types.forEach(({ shape, dtype }, k) => {
    const Type = {
      f32: Float32Array,
      f64: Float64Array,
      i32: Int32Array,
      u32: Uint32Array,
      bool: Uint8Array,
    }[dtype]
    const view = new Type(memory.buffer, inputs[k], sizeOf(shape))
    for (let i = 0; i < view.length; i++) view[i] = fill(i, k)
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const calls = plan.calls.map(({ kernel, args, units }) => {
    const values = args.map((arg) =>
      typeof arg === 'number'
        ? arg
        : (typeof arg.buffer === 'number' ? inputs[arg.buffer] : at[arg.buffer]) + arg.offset,
    )
    return () => exports[kernel.key](0, units, ...values)
  })
  const time = seconds(() => {
    for (const call of calls) call()
  })
  const moved = types.reduce((sum, type) => sum + bytesIn(type), bytesIn(result))
  const elements = Math.max(sizeOf(result.shape), ...types.map(({ shape }) => sizeOf(shape)))
  console.log(
    `${label.padEnd(96)} ${(time * 1e6).toPrecision(3).padStart(8)} µs ${(moved / time / 1e9).toPrecision(3).padStart(6)} GB/s ${(elements / time / 1e9).toPrecision(3).padStart(6)} G elements/s  ${plan.calls.map(({ kernel }) => kernel.key).join(' + ')}`,
  )
}

const f32 = (...shape) => ({ shape, dtype: 'f32' })
const f64 = (...shape) => ({ shape, dtype: 'f64' })

for (const [m, n] of [
  [32, 256],
  [256, 128],
  [784, 256],
  [1024, 1024],
  [1000, 1000],
  [128, 784],
])
  measure('transpose', [f32(m, n)], { permutation: [1, 0] })
measure('transpose', [f64(512, 512)], { permutation: [1, 0] })
measure('transpose', [f32(32, 64, 4, 32)], { permutation: [0, 2, 1, 3] })
measure('transpose', [f32(32, 14, 14, 16)], { permutation: [0, 3, 1, 2] })
measure('transpose', [f32(32, 28, 28, 3)], { permutation: [0, 3, 1, 2] })
measure('broadcast', [f32(256)], { shape: [128, 256], axes: [1] })
measure('broadcast', [f32(128)], { shape: [128, 256], axes: [0] })
measure('broadcast', [f32(1024)], { shape: [1024, 10], axes: [0] })
measure('broadcast', [f32()], { shape: [1000000], axes: [] })
measure('slice', [f32(1024, 1024)], { starts: [10, 10], stops: [1010, 1010], strides: [1, 1] })
measure('slice', [f32(1000, 1000)], { starts: [0, 0], stops: [1000, 1000], strides: [2, 2] })
measure('pad', [f32(32, 28, 28, 16)], {
  low: [0, 1, 1, 0],
  high: [0, 1, 1, 0],
  interior: [0, 0, 0, 0],
})
measure('concatenate', [f32(128, 100), f32(128, 156)], { axis: 1 })
measure('reverse', [f32(1000, 1000)], { axes: [1] })
measure('windows', [f32(32, 28, 28, 16)], {
  axes: [1, 2],
  sizes: [2, 2],
  strides: [2, 2],
  dilations: [1, 1],
})
for (const [shape, axes] of [
  [[1000000], [0]],
  [[4096], [0]],
  [[32, 10], [1]],
  [[512, 128], [1]],
  [[2048, 64], [1]],
  [[1000, 1000], [1]],
  [[32, 256], [0]],
  [[128, 256], [0]],
  [[32, 10], [0]],
  [[512, 128], [0]],
  [[1000, 1000], [0]],
  [[25088, 16], [0]],
  [[6272, 32], [0]],
  [[32, 64, 128], [1]],
  [
    [32, 14, 32, 14],
    [1, 3],
  ],
])
  for (const name of ['reduceSum', 'reduceMax']) measure(name, [f32(...shape)], { axes })
measure('reduceSum', [f64(1000, 1000)], { axes: [1] })
measure('reduceSum', [f64(1000, 1000)], { axes: [0] })
const i32 = (...shape) => ({ shape, dtype: 'i32' })
const u32 = (...shape) => ({ shape, dtype: 'u32' })
const indices = (i, k) => (k === 1 ? (i * 7919) % 1000 : (i % 100) / 10)
measure('gather', [f32(1000, 128), i32(512)], {}, indices)
measure('scatterAdd', [f32(512, 128), i32(512)], { size: 1000 }, indices)
measure('cumsum', [f32(1000, 1000)], { axis: 1, reverse: false })
measure('cumsum', [f32(1000, 1000)], { axis: 0, reverse: false })
measure('argmax', [f32(1024, 10)], { axis: 1 })
measure('argmax', [f32(1000, 1000)], { axis: 1 })
measure('argmax', [f32(1000, 1000)], { axis: 0 })
measure('sortBy', [f32(1, 1000), f32(1, 1000)], {})
measure('sortBy', [f32(1, 100000), f32(1, 100000)], {}, (i) => (i * 7919) % 100003)
measure('sortBy', [f32(1000, 10), f32(1000, 10)], {})
measure('iota', [], { shape: [1000000], axis: 0, dtype: 'f32' })
measure('iota', [], { shape: [1000, 1000], axis: 1, dtype: 'i32' })
measure('threefryBits', [u32(2)], { shape: [1000000], width: 32 })
measure('threefrySplit', [u32(2)], { count: 8 })
measure('threefryFoldIn', [u32(1024, 2), u32(1024)], {})
measure('unwindows', [f32(32, 14, 14, 16, 2, 2)], {
  shape: [32, 28, 28, 16],
  axes: [1, 2],
  sizes: [2, 2],
  strides: [2, 2],
  dilations: [1, 1],
})
measure('threefryBits', [u32(2)], { shape: [1024], width: 32 })
measure('threefryBits', [u32(2)], { shape: [16384], width: 32 })
measure('threefryBits', [u32(2)], { shape: [1024], width: 64 })
measure('threefryFoldIn', [u32(100000, 2), u32(100000)], {})

const image = f32(32, 28, 28, 16)
for (const [window, places] of [
  [2, 14],
  [3, 13],
]) {
  const sliding = { axes: [1, 2], sizes: [window, window], strides: [2, 2], dilations: [1, 1] }
  const pooled = f32(32, places, places, 16)
  report('pool max', [image], pooled, sliding, poolWindows('max', image, sliding))
  report('pool sum', [image], pooled, sliding, poolWindows('sum', image, sliding))
  report('unpool max', [pooled, image, pooled], image, sliding, unpoolExtremum(image, sliding))
  report('unpool sum', [pooled], image, sliding, unpoolSum(image, sliding))
}
