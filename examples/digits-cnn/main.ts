/**
 * Learning to read handwritten digits with convolutions.
 *
 * The first example, `../digits/main.ts`, takes a picture for a list of numbers: it would learn as
 * well if all pixels were shuffled. A convolution knows that it is a picture. It looks at every place
 * in the same way, so it needs fewer parameters, and what it learns in one place it knows in all.
 * Only the network differs: learning, reading and reporting are the same functions.
 */
import { compile, R, T, type Tensor, tree, valueAndGrad } from 'cotangent'
import { assess } from '../digits/assess.ts'
import { leaveCleanly, orExit } from '../digits/command.ts'
import { type Labels, loadDigits, type Pixels, side, split } from '../digits/digits.ts'
import { fold } from '../digits/fold.ts'
import { learn, shuffle } from '../digits/learn.ts'
import { tellOutcome } from '../digits/outcome.ts'
import { progress } from '../digits/progress.ts'
import { parseSettings } from '../digits/settings.ts'

const [batchSize, learningRate, momentum] = [32, 0.01, 0.9] as const

// A kernel is a tensor of [height, width, channels in, channels out]: 3 × 3 weights for each pair of
// channels, the same at every place of the picture. As before, weights begin random, scaled by the
// number of inputs that they sum over.

const convolution = <I extends number, O extends number>(key: R.Key, inputs: I, outputs: O) => ({
  kernel: T.mul(R.normal(key, [3, 3, inputs, outputs]), Math.sqrt(2 / (9 * inputs))),
  bias: T.zeros([outputs]),
})

// Two convolutions, then one score for each digit: 9,098 parameters instead of 101,770.

const initialise = (key: R.Key) => {
  const [first, second, third] = R.split(key, 3)
  return {
    strokes: convolution(first, 1, 8),
    shapes: convolution(second, 8, 16),
    weights: T.mul(R.normal(third, [7 * 7 * 16, 10]), Math.sqrt(2 / (7 * 7 * 16))),
    bias: T.zeros([10]),
  }
}

type Params = ReturnType<typeof initialise>

// A picture has a height, a width and channels: at first one, the ink. Each convolution makes more of
// them, and each pooling keeps the greatest of 2 × 2 neighbours, which halves height and width. The
// compiler follows: [n, 28, 28, 1] → [n, 14, 14, 8] → [n, 7, 7, 16] → [n, 784] → [n, 10].

const network = (params: Params, pixels: Pixels) => {
  const count = T.dim(pixels, 0)
  const picture = T.reshape(pixels, [count, side, side, 1])
  const { strokes, shapes } = params
  const once = T.relu(T.add(T.conv2d(picture, strokes.kernel, { padding: 'SAME' }), strokes.bias))
  const half = T.maxPool2d(once, 2)
  const twice = T.relu(T.add(T.conv2d(half, shapes.kernel, { padding: 'SAME' }), shapes.bias))
  const quarter = T.maxPool2d(twice, 2)
  const features = T.reshape(quarter, [count, 7 * 7 * 16])
  return T.add(T.matmul(features, params.weights), params.bias)
}

// From here on it is the first example again: cross-entropy, gradient descent with momentum, a fold.

const surprise = (scores: Tensor<[number, 10]>, labels: Labels) =>
  T.neg(T.sum(T.mul(T.oneHot(labels, 10), T.logSoftmax(scores)), 1))

const loss = (params: Params, pixels: Pixels, labels: Labels) =>
  T.mean(surprise(network(params, pixels), labels))

type State = { readonly params: Params; readonly velocity: Params }

const step = compile((state: State, pixels: Pixels, labels: Labels) => {
  const [value, gradient] = valueAndGrad(loss)(state.params, pixels, labels)
  const velocity = tree.zipWith((v, g) => T.add(T.mul(v, momentum), g))(state.velocity, gradient)
  const params = tree.zipWith((p, v) => T.sub(p, T.mul(v, learningRate)))(state.params, velocity)
  return [value, { params, velocity }] as const
})

const judge = compile((params: Params, pixels: Pixels, labels: Labels) => {
  const scores = network(params, pixels)
  return { guesses: T.argmax(scores, 1), surprises: surprise(scores, labels) }
})

const defaults = { epochs: 2, report: 'digits-cnn.html' }
const settings = orExit(parseSettings(process.argv.slice(2), defaults))
const { training, test } = orExit(loadDigits(settings.data)())
const display = progress(process.stdout, process.env)
leaveCleanly(display)

const { epochs, seed } = settings
const [partsKey, paramsKey, orderKey] = R.split(R.key(seed), 3)
const mixed = shuffle(partsKey, training)
const [heldOut, examples] = split(mixed, Math.ceil(mixed.count / 12))

const params = initialise(paramsKey)
const state: State = { params, velocity: tree.map(T.zerosLike)(params) }
const run = await fold(
  learn({ step, judge, examples, orderKey, batchSize, heldOut, epochs, display }),
  { state, losses: [], validation: [] },
  Array.from({ length: epochs }, (_, index) => index + 1),
)

const tested = await assess(judge, run.state.params, test)
const made = { epochs, seed, examples: examples.count, batchSize, learningRate, momentum }
orExit(await tellOutcome(display, settings.report, { ...run, test: tested, settings: made }))
