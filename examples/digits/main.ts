/**
 * Learning to read handwritten digits.
 *
 * A network is a function of its parameters, its gradient is another function, and learning is a
 * fold over examples: a reducer takes a state and a batch and gives the next state. Nothing is ever
 * changed, and chance is an argument like any other.
 */
import { compile, R, T, type Tensor, tree, valueAndGrad } from 'cotangent'
import { assess } from './assess.ts'
import { leaveCleanly, orExit } from './command.ts'
import { type Labels, loadDigits, type Pixels, split } from './digits.ts'
import { fold } from './fold.ts'
import { learn, shuffle } from './learn.ts'
import { tellOutcome } from './outcome.ts'
import { progress } from './progress.ts'
import { parseSettings } from './settings.ts'

const [batchSize, learningRate, momentum] = [128, 0.03, 0.9] as const

// The parameters are a record of tensors. Weights begin random, scaled so that a layer neither
// swells nor fades what passes through it (He initialisation). A key always gives the same numbers:
// it is split where two draws have to differ.

const layer = <I extends number, O extends number>(key: R.Key, inputs: I, outputs: O) => ({
  weights: T.mul(R.normal(key, [inputs, outputs]), Math.sqrt(2 / inputs)),
  bias: T.zeros([outputs]),
})

const initialise = (key: R.Key) => {
  const [first, second] = R.split(key)
  return { hidden: layer(first, 784, 128), output: layer(second, 128, 10) }
}

type Params = ReturnType<typeof initialise>

// The network is a function: parameters and pixels in, a score for each of the ten digits out.

const network = (params: Params, pixels: Pixels) => {
  const features = T.relu(T.add(T.matmul(pixels, params.hidden.weights), params.hidden.bias))
  return T.add(T.matmul(features, params.output.weights), params.output.bias)
}

// How surprising the right answers are under these scores: the cross-entropy of each example.
// Their mean is the loss, which learning makes small.

const surprise = (scores: Tensor<[number, 10]>, labels: Labels) =>
  T.neg(T.sum(T.mul(T.oneHot(labels, 10), T.logSoftmax(scores)), 1))

const loss = (params: Params, pixels: Pixels, labels: Labels) =>
  T.mean(surprise(network(params, pixels), labels))

// Gradient descent with momentum is a reducer. `valueAndGrad` makes of the loss a function that
// also gives its gradient, a record like the parameters; `tree.zipWith` combines two such records
// tensor by tensor; `compile` changes nothing but the speed.

type State = { readonly params: Params; readonly velocity: Params }

const step = compile((state: State, pixels: Pixels, labels: Labels) => {
  const [value, gradient] = valueAndGrad(loss)(state.params, pixels, labels)
  const velocity = tree.zipWith((v, g) => T.add(T.mul(v, momentum), g))(state.velocity, gradient)
  const params = tree.zipWith((p, v) => T.sub(p, T.mul(v, learningRate)))(state.params, velocity)
  return [value, { params, velocity }] as const
})

// Reading needs no gradient: a guess for each digit, and how surprising the truth would be.

const judge = compile((params: Params, pixels: Pixels, labels: Labels) => {
  const scores = network(params, pixels)
  return { guesses: T.argmax(scores, 1), surprises: surprise(scores, labels) }
})

// The run is a fold over epochs, and an epoch a fold of `step` over batches (`learn`). A twelfth of
// the training digits is held out, to see how well what was learned carries over; the others are
// learned from, in every epoch in another order.

const settings = orExit(parseSettings(process.argv.slice(2)))
const { training, test } = orExit(loadDigits(settings.data)())
const display = progress(process.stdout, process.env)
leaveCleanly(display)

const { epochs, seed } = settings
const [partsKey, paramsKey, orderKey] = R.split(R.key(seed), 3)
const [heldOut, examples] = split(shuffle(partsKey, training), Math.ceil(training.count / 12))

const params = initialise(paramsKey)
const state: State = { params, velocity: tree.map(T.zerosLike)(params) }
const run = await fold(
  learn({ step, judge, examples, orderKey, batchSize, heldOut, epochs, display }),
  { state, losses: [], validation: [] },
  Array.from({ length: epochs }, (_, index) => index + 1),
)

// The test digits, which took no part in any of this, say how good the network is.

const tested = await assess(judge, run.state.params, test)
const chosen = { epochs, seed, batchSize, learningRate, momentum }
orExit(await tellOutcome(display, settings.report, { ...run, test: tested, settings: chosen }))
