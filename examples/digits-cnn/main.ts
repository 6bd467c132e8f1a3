/**
 * Learning to read handwritten digits with convolutions.
 *
 * The first example, `../digits/main.ts`, takes a picture for a list of numbers: it would learn as
 * well if all pixels were shuffled. A convolution knows that it is a picture. It looks at every place
 * in the same way, so it needs fewer parameters, and what it learns in one place it knows in all.
 * Only the network and the size of a step differ.
 */
import { nn, optim } from 'cotangent'
import { study } from '../digits/study.ts'

// A block looks at 3 × 3 neighbours, is normalized over the batch, and keeps the greatest of 2 × 2, which
// halves height and width: [batch, 28, 28, 1] → 14, 14, 16 → 7, 7, 32 → 3, 3, 64 → [batch, 10]. Dropout
// hides a quarter of the features at every step, so that no single one is relied on.

const block = <const N extends number>(filters: N) =>
  nn.sequential(nn.conv2d(filters, 3, { bias: false }), nn.batchNorm, nn.relu, nn.maxPool2d(2))

const network = nn.model(
  nn.input('batch', 28, 28, 1),
  block(16),
  block(32),
  block(64),
  nn.flatten,
  nn.dropout(0.25),
  nn.dense(10),
)

const optimizer = (steps: number) =>
  optim.adam({
    learningRate: optim.schedule.cosineDecay({ initValue: 0.003, decaySteps: steps }),
  })

await study({
  network,
  optimizer,
  batchSize: 64,
  defaults: { command: 'npm run digits-cnn', epochs: 4, report: 'digits-cnn.html' },
})
