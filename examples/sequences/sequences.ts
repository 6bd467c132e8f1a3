/**
 * Sequences of symbols, and a transformer that tells whether there is one that occurs twice.
 *
 * No place alone knows the answer: each has to compare its symbol with those in all others, which is what
 * attention does (Vaswani et al. 2017).
 */
import { nn, R, T } from 'cotangent'
import { drill } from '../learning/drill.ts'

const [symbols, length] = [12, 6] as const

/** Symbols that all differ; in half of the sequences, one of them is then written over another. */
const sequences = (key: R.Key, count: number) => {
  const [forOrder, forLabel, forPlaces] = R.split(key, 3)
  const order = T.argsort(R.uniform(forOrder, [count, symbols]), 1)
  const distinct = T.slice(order, [0, 0], [count, length])
  const labels = R.randint(forLabel, [count], { high: 2 })
  const places = T.argsort(R.uniform(forPlaces, [count, length]), 1)
  const from = T.slice(places, [0, 0], [count, 1])
  const to = T.slice(places, [0, 1], [count, 2])
  const isCopy = T.and(T.equal(T.arange(length), to), T.equal(T.expandDims(labels, 1), 1))
  return { inputs: T.where(isCopy, T.takeAlongAxis(distinct, from, 1), distinct), labels }
}

const network = nn.model(
  nn.inputOf('i32', 'batch', length),
  nn.embedding(symbols, 32),
  nn.transformerBlock(4, { hidden: 64 }),
  nn.layerNorm,
  nn.globalMaxPool,
  nn.dense(2),
)

export const learnSequences = drill({
  network,
  draw: sequences,
  learningRate: 0.003,
  batchSize: 128,
})
