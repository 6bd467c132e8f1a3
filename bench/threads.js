/**
 * What threads give: whole train steps of B, C and E on one thread and on several, in turns in one
 * process, so that what else the machine does slows both. Wall time: the processor time of threads that
 * wait is no loss.
 *
 *     node bench/threads.js [threads] [rounds]
 */
import { T, fold, wasmEngine } from 'cotangent'
import { cnn, mlp, transformer } from './workloads/models.js'

const [threads = '2', rounds = '15'] = process.argv.slice(2)

const workloads = [
  ['B 32', () => mlp(32), 100],
  ['B 128', () => mlp(128), 40],
  ['C 32', () => cnn(32), 30],
  ['E 8', () => transformer(8), 6],
]

const quantile = (numbers, q) => [...numbers].sort((a, b) => a - b)[Math.floor(q * numbers.length)]

/** Milliseconds of a step. */
const time = (step, state, inputs, engine) => {
  const start = performance.now()
  const [losses] = fold(step, { engine })(state, inputs)
  T.toNumber(losses.at(-1), { engine })
  return (performance.now() - start) / inputs.length
}

console.log(`| | 1 thread | ${threads} threads | ratio of medians | of the fastest |`)
console.log('| --- | --- | --- | --- | --- |')
for (const [name, model, count] of workloads) {
  const { step, state, input } = model()
  const inputs = Array.from({ length: count }, () => input)
  const engines = [wasmEngine({ threads: 1 }), wasmEngine({ threads: Number(threads) })]
  const times = [[], []]
  for (let round = 0; round < 3 + Number(rounds); round++) {
    engines.forEach((engine, i) => {
      const one = time(step, state, inputs, engine)
      // the first rounds compile, and threads start
      if (round >= 3) times[i].push(one)
    })
  }
  const [alone, shared] = times.map((all) => quantile(all, 0.5))
  const [best, bestShared] = times.map((all) => Math.min(...all))
  const ms = (x) => `${x.toPrecision(3)} ms`
  console.log(
    `| ${name} | ${ms(alone)} | ${ms(shared)} | ${(alone / shared).toFixed(2)} | ${(best / bestShared).toFixed(2)} |`,
  )
}
