/**
 * One step of Adam over a whole tree: one pass that reads four arrays and writes three.
 *
 * Usage: `node bench/adam.js` (after `npm run build`); prints medians of processor time.
 */
import { R, T, fold, optim } from 'cotangent'

const optimizer = optim.adam({ learningRate: 1e-3 })
const step = ({ params, state }, grads) => {
  const [updates, next] = optimizer.update(grads, state, params)
  return [T.tensor(0), { params: optim.applyUpdates(params, updates), state: next }]
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

for (const count of [200_000, 10_000_000]) {
  const params = { w: R.normal(R.key(0), [count]) }
  const grads = { w: R.normal(R.key(1), [count]) }
  const times = []
  const inputs = function* () {
    let before = process.cpuUsage()
    const steps = count > 1e6 ? 20 : 200
    for (let i = 0; i < steps; i++) {
      yield grads
      const { user, system } = process.cpuUsage(before)
      before = process.cpuUsage()
      times.push((user + system) / 1000)
    }
  }
  fold(step)({ params, state: optimizer.init(params) }, inputs())
  const bytes = count * 4 * 7
  const time = median(times.slice(times.length >> 1))
  console.log(
    `Adam on ${count} parameters: ${time.toFixed(3)} ms a step, ${(bytes / time / 1e6).toFixed(1)} GB/s`,
  )
}
