/**
 * Two spirals, and a deep network that tells them apart.
 *
 * Each of the twelve blocks adds a small correction to what it is given, so that the gradient finds a way
 * past all of them: a residual network (He et al. 2015).
 */
import { nn, R, T } from 'cotangent'
import { drill } from '../learning/drill.ts'

/** Points of two spirals of one and a half turns around each other; the label says which. */
const spirals = (key: R.Key, count: number) => {
  const [forAngle, forLabel, forNoise] = R.split(key, 3)
  const labels = R.randint(forLabel, [count], { high: 2 })
  const part = T.sqrt(R.uniform(forAngle, [count]))
  const angle = T.add(T.mul(part, 3 * Math.PI), T.mul(T.cast(labels, 'f32'), Math.PI))
  const points = T.mul(T.stack([T.cos(angle), T.sin(angle)], 1), T.expandDims(part, 1))
  return { inputs: T.add(points, R.normal(forNoise, [count, 2], { stddev: 0.02 })), labels }
}

const block = nn.residual(nn.layerNorm, nn.dense(32), nn.relu, nn.dense(16))

const network = nn.model(
  nn.input('batch', 2),
  nn.dense(16),
  { blocks: nn.repeat(12, block) },
  nn.layerNorm,
  nn.dense(2),
)

export const learnSpirals = drill({ network, draw: spirals, learningRate: 0.003, batchSize: 128 })
