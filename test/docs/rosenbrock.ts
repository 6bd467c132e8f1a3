/** Every optimizer in Rosenbrock's valley, and in an elongated bowl. */
import { compile, optim, R, T, valueAndGrad } from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

/** A row of two numbers: a matrix, so that Muon has something to do. */
export interface Place {
  readonly p: Tensor<[1, 2], 'f64'>
}

type Loss = (place: Place) => Scalar<'f64'>

const coordinates = ({ p }: Place): readonly [Scalar<'f64'>, Scalar<'f64'>] => [
  T.reshape(T.slice(p, [0, 0], [1, 1]), []) as Scalar<'f64'>,
  T.reshape(T.slice(p, [0, 1], [1, 2]), []) as Scalar<'f64'>,
]

/** (1 − x)² + 100 (y − x²)² */
export const rosenbrock: Loss = (place) => {
  const [x, y] = coordinates(place)
  const across = T.square(T.sub(y, T.square(x)))
  return T.add(T.square(T.sub(1, x)), T.mul(across, 100))
}

/** x² / 20 + y² */
export const bowl: Loss = (place) => {
  const [x, y] = coordinates(place)
  return T.add(T.div(T.square(x), 20), T.square(y))
}

/** A point of a path. */
export type Point = readonly [x: number, y: number]

/** Where an optimizer goes, and the loss at the end. */
export const path = (
  optimizer: optim.Optimizer,
  loss: Loss,
  start: Point,
  steps: number,
): { readonly points: readonly Point[]; readonly loss: number } => {
  const step = compile((place: Place, state: unknown) => {
    const [value, grads] = valueAndGrad(loss)(place)
    const [updates, next] = optimizer.update(grads, state, place, { value })
    return [optim.applyUpdates(place, updates), next] as const
  })
  let place: Place = { p: T.tensor([[...start]], 'f64') as Place['p'] }
  let state: unknown = optimizer.init(place)
  const points: Point[] = [start]
  for (let t = 0; t < steps; t++) {
    ;[place, state] = step(place, state)
    const [x = 0, y = 0] = T.toTypedArray(place.p)
    points.push([x, y])
  }
  const evaluated = isScheduleFree(state) ? optim.scheduleFreeEvalParams(state, place) : place
  return { points, loss: T.toNumber(loss(evaluated)) }
}

const isScheduleFree = (state: unknown): state is optim.ScheduleFreeState<optim.StateType, Place> =>
  typeof state === 'object' && state !== null && '_tag' in state && state._tag === 'ScheduleFree'

type Make = (learningRate: number) => optim.Optimizer

/** The optimizers by their names, with the learning rate that the page gives them. */
export const runners: readonly (readonly [name: string, make: Make, learningRate: number])[] = [
  ['sgd', (learningRate) => optim.sgd({ learningRate }), 0.003],
  ['sgd, momentum 0.9', (learningRate) => optim.sgd({ learningRate, momentum: 0.9 }), 0.003],
  [
    'sgd, momentum 0.9, nesterov',
    (learningRate) => optim.sgd({ learningRate, momentum: 0.9, nesterov: true }),
    0.001,
  ],
  [
    'sgd, momentum 0.9, dampening 0.9',
    (learningRate) => optim.sgd({ learningRate, momentum: 0.9, dampening: 0.9 }),
    0.03,
  ],
  ['noisySgd', (learningRate) => optim.noisySgd({ learningRate, key: R.key(0) }), 0.003],
  ['acprop', (learningRate) => optim.acprop({ learningRate }), 0.01],
  ['adabelief', (learningRate) => optim.adabelief({ learningRate }), 1],
  ['adadelta', (learningRate) => optim.adadelta({ learningRate }), 1],
  ['adafactor', (learningRate) => optim.adafactor({ learningRate }), 1],
  ['adagrad', (learningRate) => optim.adagrad({ learningRate }), 1],
  ['adam', (learningRate) => optim.adam({ learningRate }), 1],
  ['adamax', (learningRate) => optim.adamax({ learningRate }), 1],
  ['adamaxw', (learningRate) => optim.adamaxw({ learningRate }), 1],
  ['adamw', (learningRate) => optim.adamw({ learningRate }), 1],
  ['adan', (learningRate) => optim.adan({ learningRate }), 0.3],
  ['ademamix', (learningRate) => optim.ademamix({ learningRate }), 1],
  ['adopt', (learningRate) => optim.adopt({ learningRate }), 3],
  ['amsgrad', (learningRate) => optim.amsgrad({ learningRate }), 1],
  ['cocob', (learningRate) => optim.cocob({ learningRate }), 1],
  ['dadaptAdamw', (learningRate) => optim.dadaptAdamw({ learningRate }), 1],
  ['dog', (learningRate) => optim.dog({ learningRate }), 3],
  ['dowg', (learningRate) => optim.dowg({ learningRate }), 1],
  ['fromage', (learningRate) => optim.fromage({ learningRate }), 0.3],
  ['lamb', (learningRate) => optim.lamb({ learningRate }), 0.03],
  ['lars', (learningRate) => optim.lars({ learningRate }), 3],
  ['lion', (learningRate) => optim.lion({ learningRate }), 0.01],
  ['madgrad', (learningRate) => optim.madgrad({ learningRate }), 0.03],
  ['momo', (learningRate) => optim.momo({ learningRate }), 0.03],
  ['momoAdam', (learningRate) => optim.momoAdam({ learningRate }), 3],
  ['muon', (learningRate) => optim.muon({ learningRate }), 0.01],
  ['nadam', (learningRate) => optim.nadam({ learningRate }), 0.1],
  ['nadamw', (learningRate) => optim.nadamw({ learningRate }), 0.1],
  ['novograd', (learningRate) => optim.novograd({ learningRate }), 0.001],
  ['optimisticAdam', (learningRate) => optim.optimisticAdam({ learningRate }), 0.3],
  ['optimisticAdamV2', (learningRate) => optim.optimisticAdamV2({ learningRate }), 0.3],
  [
    'optimisticGradientDescent',
    (learningRate) => optim.optimisticGradientDescent({ learningRate }),
    0.001,
  ],
  ['polyakSgd', (scaling) => optim.polyakSgd({ scaling }), 3],
  ['prodigy', (learningRate) => optim.prodigy({ learningRate }), 0.3],
  ['radam', (learningRate) => optim.radam({ learningRate }), 0.003],
  ['rmsprop', (learningRate) => optim.rmsprop({ learningRate }), 0.01],
  ['rprop', (learningRate) => optim.rprop({ learningRate }), 0.03],
  ['scheduleFreeAdamw', (learningRate) => optim.scheduleFreeAdamw({ learningRate }), 0.3],
  ['scheduleFreeSgd', (learningRate) => optim.scheduleFreeSgd({ learningRate }), 0.003],
  ['signSgd', (learningRate) => optim.signSgd({ learningRate }), 0.003],
  ['signum', (learningRate) => optim.signum({ learningRate }), 0.01],
  ['simplifiedAdemamix', (learningRate) => optim.simplifiedAdemamix({ learningRate }), 0.003],
  ['sm3', (learningRate) => optim.sm3({ learningRate }), 3],
  ['yogi', (learningRate) => optim.yogi({ learningRate }), 1],
]
