/**
 * Learning to read handwritten digits.
 *
 * A network is data: layers one after the other, and the input that they are for. Its parameters are a
 * record beside it, its gradient is another function, and learning is a fold over examples: a reducer
 * takes what was learned and a batch and gives what is learned next. Nothing is ever changed, and chance
 * is an argument like any other. `../learning/classifier.ts` is that reducer, `study.ts` the run around it.
 */
import { nn, optim } from 'cotangent'
import { study } from './study.ts'

// Pictures in, a score for each of the ten digits out. The compiler follows the shapes:
// [batch, 28, 28, 1] → [batch, 784] → [batch, 128] → [batch, 10].

const network = nn.model(
  nn.input('batch', 28, 28, 1),
  nn.flatten,
  { hidden: nn.dense(128) },
  nn.relu,
  { scores: nn.dense(10) },
)

// Adam, in steps that become smaller along a cosine, so that the end is calm.

const optimizer = (steps: number) =>
  optim.adam({
    learningRate: optim.schedule.cosineDecay({ initValue: 0.005, decaySteps: steps }),
  })

await study({
  network,
  optimizer,
  batchSize: 128,
  defaults: { command: 'npm start', epochs: 2, report: 'report.html' },
})
