/**
 * Learning from examples that are drawn as they are needed: no two batches are the same, and what is read
 * at the end was never seen before.
 */
import { fold, metrics, optim, R, T } from 'cotangent'
import { type Batch, classifier, type Network } from './classifier.ts'

export type Drill<P, S, X, C extends number> = {
  readonly network: Network<P, S, X, C>
  /** so many examples that come from a key */
  readonly draw: (key: R.Key, count: number) => Batch<X>
  readonly learningRate: number
  readonly batchSize: number
}

export type Outcome = {
  /** the loss of each step */
  readonly losses: readonly number[]
  /** the part of 1,000 new examples that was told right */
  readonly accuracy: number
}

export const drill =
  <P, S, X, C extends number>({ network, draw, learningRate, batchSize }: Drill<P, S, X, C>) =>
  ({ steps, seed }: { readonly steps: number; readonly seed: number }): Outcome => {
    const [first, examples, exam] = R.split(R.key(seed), 3)
    const rate = optim.schedule.cosineDecay({ initValue: learningRate, decaySteps: steps })
    const { start, step, judge } = classifier(network, optim.adam({ learningRate: rate }))

    const batches = Array.from({ length: steps }, (_, i) => draw(R.foldIn(examples, i), batchSize))
    const [losses, learned] = fold(step)(start(first), batches)

    const unseen = draw(exam, 1000)
    const { guesses } = judge(learned, unseen)
    const { of, value } = metrics.accuracy
    return {
      losses: losses.map((loss) => T.toNumber(loss)),
      accuracy: value(of(guesses, unseen.labels)),
    }
  }
