import { fold, wasmEngine, referenceEngine, T, compile } from 'cotangent'
import { mlp, cnn, transformer } from '/work/wt/wasm-engine/bench/workloads/models.js'
const engine = wasmEngine()
const time = (name, w, n) => {
  const t0 = performance.now()
  let times = []
  let last = t0
  const inputs = function* () { for (let i = 0; i < n; i++) yield w.input }
  let first
  const [losses] = fold(w.step, { engine, observe: (l) => { const x = T.toNumber(l); const t = performance.now(); times.push(t - last); last = t; first ??= x } })(w.state, inputs())
  const sorted = times.slice(n >> 1).sort((a, b) => a - b)
  console.log(name, 'first', times[0].toFixed(1), 'ms; median', sorted[sorted.length >> 1].toFixed(3), 'ms; best', sorted[0].toFixed(3), 'loss', first.toFixed(4), '→', T.toNumber(losses.at(-1)).toFixed(4))
}
const which = process.argv[2] ?? 'BCE'
if (which.includes('B')) { time('B32', mlp(32), 400); time('B128', mlp(128), 200) }
if (which.includes('C')) time('C32', cnn(32), 60)
if (which.includes('E')) time('E8', transformer(8), 40)
