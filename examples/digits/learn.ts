/**
 * One epoch of learning, as a reducer: it takes a run so far and gives the run with one more epoch.
 */
import { fold, R, type Scalar, T } from 'cotangent'
import type { Judgement } from '../learning/classifier.ts'
import { paced } from '../learning/pace.ts'
import { assess } from './assess.ts'
import type { Curves } from './curves.ts'
import { batches, type DigitBatch, type Digits, pick } from './digits.ts'
import type { Progress } from './progress.ts'

/** The same digits in an order of the key's. */
export const shuffle = (key: R.Key, digits: Digits): Digits =>
  pick(digits, T.toTypedArray(R.permutation(key, digits.count)))

export type Run<State> = Curves & { readonly state: State }

export type Lesson<State> = {
  /** the loss of a batch, and the state after learning from it */
  readonly step: (state: State, batch: DigitBatch) => readonly [Scalar, State]
  readonly judge: (state: State, batch: DigitBatch) => Judgement
  /** learned from, in every epoch in another order, which comes from the key */
  readonly examples: Digits
  readonly orderKey: R.Key
  readonly batchSize: number
  /** read after each epoch, to see how well what was learned carries over */
  readonly heldOut: Digits
  readonly epochs: number
  readonly display: Progress
}

export const learn =
  <State>(lesson: Lesson<State>) =>
  async (run: Run<State>, epoch: number): Promise<Run<State>> => {
    const { step, judge, examples, orderKey, batchSize, heldOut, epochs, display } = lesson
    const title = `epoch ${epoch} of ${epochs}`
    const shuffled = shuffle(R.foldIn(orderKey, epoch), examples)
    const seen = (index: number): number => Math.min((index + 1) * batchSize, examples.count)
    display.start(title, examples.count)
    const observe = (value: Scalar, index: number): void =>
      display.update(seen(index), T.toNumber(value))
    const inputs = paced(batches(shuffled, batchSize))
    const [values, state] = await fold(step, { observe })(run.state, inputs)
    display.stop()
    const losses = values.map((value, index) => ({
      epoch: epoch - 1 + seen(index) / examples.count,
      loss: T.toNumber(value),
    }))
    const { loss, accuracy } = await assess((batch) => judge(state, batch), heldOut)
    display.line(`${title}: held-out loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`)
    return {
      state,
      losses: [...run.losses, ...losses],
      validation: [...run.validation, { epoch, loss, accuracy }],
    }
  }
