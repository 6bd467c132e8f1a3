import { trace, T } from 'cotangent'
import { valueProgram } from '../dist/core/program.js'
import { createHeap } from '../dist/engine/wasm/heap.js'
import { createLibrary } from '../dist/engine/wasm/library.js'
import { executable } from '../dist/engine/wasm/executable.js'
import { fuse } from '../dist/engine/passes/fuse.js'
import { fusePooling } from '../dist/engine/passes/pool.js'
import { optimize } from '../dist/engine/passes/optimize.js'
import { describePlan } from '../dist/engine/passes/describe-plan.js'
import { hoistLiterals } from '../dist/engine/passes/structure.js'
import { referenceEngine } from 'cotangent'
import { mlp, cnn, transformer } from './workloads/models.js'
const w = { B: () => mlp(32), B128: () => mlp(128), C: () => cnn(32), E: () => transformer(8) }[process.argv[2]]()
const program = valueProgram(trace((s, i) => { const [l, n] = w.step(s, i); return [n, l] })(w.state, w.input))
let t = performance.now()
const lap = (n) => { const x = performance.now(); console.log(n, (x - t).toFixed(1), 'ms'); t = x }
const { program: hoisted, values } = hoistLiterals(program); lap('hoist')
const plan = fusePooling(fuse(optimize(hoisted, referenceEngine))); lap('optimize+fuse')
if (process.argv[3] === 'plan') console.log(describePlan(plan))
const heap = createHeap({ shared: false }), library = createLibrary(heap)
const total = new Map()
const timed = { ...library, functionsOf: (ks) => library.functionsOf(ks).map((f, i) => (...a) => { const t0 = performance.now(); f(...a); const d = performance.now() - t0; const e = total.get(ks[i].key) ?? { n: 0, t: 0, units: 0 }; e.n++; e.t += d; e.units += a[1]; total.set(ks[i].key, e) }) }
const one = executable(heap, timed, plan, { carried: 0, joined: false }); lap('lower+compile')
const own = heap.take(one.placement.own), shared = heap.take(one.placement.shared)
plan.program.inputs.forEach(({ shape, dtype }, i) => { const n = shape.reduce((a, b) => a * b, 1); const v = heap.views()[dtype]; const o = (own + one.placement.places[i].offset) / (dtype === 'bool' ? 1 : dtype === 'f64' ? 8 : 4); for (let k = 0; k < n; k++) v[o + k] = dtype === 'f32' ? Math.random() : 1 })
one.tables.forEach((tb, i) => heap.views().i32.set(tb, (own + one.placement.tables[i].offset) / 4))
for (let i = 0; i < 30; i++) { if (i === 15) total.clear(); one.run(own, shared) }
const rows = [...total].sort((a, b) => b[1].t - a[1].t)
console.log('total', (rows.reduce((s, [, e]) => s + e.t, 0) / 15).toFixed(3), 'ms', rows.length, 'kernels', rows.reduce((s, [, e]) => s + e.n, 0) / 15, 'calls')
for (const [k, e] of rows.slice(0, 16)) console.log((e.t / 15).toFixed(3), 'ms', e.n / 15, 'calls', e.units / e.n, 'units', k.slice(0, 150))
