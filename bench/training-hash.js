/**
 * The bits of a training run as a hash: 200 steps of the networks of the benchmark, B (an MLP) and C
 * (a convolutional network). The same on every machine, version of Node and number of threads.
 *
 * Usage: `node bench/training-hash.js [threads]` (after `npm run build`)
 */
import { createHash } from 'node:crypto'
import { T, fold, tree, wasmEngine } from 'cotangent'
import { cnn, mlp } from './workloads/models.js'

const steps = 200
const engine = wasmEngine({ threads: Number(process.argv[2] ?? 1) })

/** The hash of all losses and of the last state. */
const trainingHash = ({ step, state, input }) => {
  const inputs = Array.from({ length: steps }, () => input)
  const [losses, last] = fold(step, { engine })(state, inputs)
  const hash = createHash('sha256')
  for (const leaf of [...losses, ...tree.leaves(last)]) {
    const elements = T.toTypedArray(leaf)
    hash.update(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength))
  }
  return hash.digest('hex')
}

console.log(JSON.stringify({ B: trainingHash(mlp(32)), C: trainingHash(cnn(8)) }))
