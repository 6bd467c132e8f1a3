import { test } from 'vitest'
import { sampleProgram } from '../../src/laws/program/generate.ts'
import { referenceEngine } from '../../src/engine/reference/index.ts'
import { wasmEngine } from '../../src/engine/wasm/engine.ts'
import { valueProgram } from '../../src/core/program.ts'
import { print } from '../../src/core/print.ts'

test('x', () => {
  const counts: Record<string, number> = {}
  let shown = 0
  const engine = wasmEngine()
  const N = Number(process.env.N ?? 300)
  for (let seed = 0; seed < N; seed++) {
    const s = sampleProgram(seed, {})
    const program = valueProgram(s.program)
    const inputs = s.inputs.map((i) => i.value)
    const want = referenceEngine.prepare(program)(inputs)
    for (const round of [0, 1]) {
      let what = 'ok'
      try {
        const got = engine.prepare(program)(inputs)
        want.forEach((w, k) => {
          const g = got[k] as any
          if (!g || g.length !== w.length || g.constructor !== w.constructor) what = 'length'
          else for (let i = 0; i < w.length; i++) if (!Object.is(g[i], w[i]) && !(Math.abs(g[i] - (w[i] as number)) <= 1e-5 * Math.abs(w[i] as number) && w instanceof Float32Array)) { what = 'value'; if (shown < 3) console.log(seed, k, i, g[i], w[i]); break }
        })
      } catch (e: any) { what = 'throws ' + String(e.message).slice(0, 100); if (shown < 2) console.log(e.stack) }
      if (what !== 'ok' && shown < 3) { shown++; console.log(seed, round, what, print(program)) }
      counts[round + ' ' + what] = (counts[round + ' ' + what] ?? 0) + 1
    }
  }
  console.log(counts, engine.counts())
})
