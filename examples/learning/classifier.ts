/**
 * Learning to classify: what a model and an optimizer make together. Copy it.
 */
import {
  compile,
  type Dim,
  loss,
  type nn,
  optim,
  R,
  type Scalar,
  T,
  type Tensor,
  valueAndGradAux,
} from 'cotangent'

/** Examples, one in each place of the first axis, and the class of each. */
export interface Batch<X> {
  readonly inputs: X
  readonly labels: Tensor<[Dim], 'i32'>
}

/** A model that gives a score to each of C classes. */
export type Network<P, S, X, C extends number> = {
  readonly init: (key: R.Key) => nn.Vars<P, S>
  readonly predict: (vars: nn.Vars<P, S>, inputs: X) => Tensor<[Dim, C]>
  readonly forward: (
    vars: nn.Vars<P, S>,
    inputs: X,
    key: R.Key,
  ) => readonly [scores: Tensor<[Dim, C]>, state: S]
}

/** All that changes in learning, as plain data: records of tensors. */
export interface Learned<P, S, M> extends nn.Vars<P, S> {
  /** what the optimizer remembers from step to step */
  readonly memory: M
  /** where the chance of the next step comes from */
  readonly key: R.Key
}

/** For each example the class it is taken for, and how surprising the truth is. */
export interface Judgement {
  readonly guesses: Tensor<[Dim], 'i32'>
  readonly surprises: Tensor<[Dim]>
}

export const classifier = <P, S, X, C extends number, F extends optim.StateType>(
  network: Network<P, S, X, C>,
  optimizer: optim.Optimizer<F>,
) => {
  type Now = Learned<P, S, optim.StateOf<F, P>>

  const start = (key: R.Key): Now => {
    const [first, later] = R.split(key)
    const vars = network.init(first)
    return { ...vars, memory: optimizer.init(vars.params), key: later }
  }

  // The mean surprise at the right answers, and beside it the new state of the layers that have one.
  const objective = (params: P, state: S, { inputs, labels }: Batch<X>, key: R.Key) => {
    const [scores, next] = network.forward({ params, state }, inputs, key)
    return [T.mean(loss.softmaxCrossEntropy(scores, labels)), next] as const
  }

  // A step is a reducer: `fold(step)(start(key), batches)` is a training.
  const step = ({ params, state, memory, key }: Now, batch: Batch<X>): readonly [Scalar, Now] => {
    const [now, later] = R.split(key)
    const [[value, next], gradient] = valueAndGradAux(objective)(params, state, batch, now)
    const [updates, remembered] = optimizer.update(gradient, memory, params)
    const moved = optim.applyUpdates(params, updates)
    return [value, { params: moved, state: next, memory: remembered, key: later }]
  }

  // Without gradients and without chance: dropout passes everything, batch norm uses what it has seen.
  const judge = compile((vars: nn.Vars<P, S>, { inputs, labels }: Batch<X>): Judgement => {
    const scores = network.predict(vars, inputs)
    return { guesses: T.argmax(scores, 1), surprises: loss.softmaxCrossEntropy(scores, labels) }
  })

  return { start, step, judge }
}
