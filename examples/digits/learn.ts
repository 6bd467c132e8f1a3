/**
 * One epoch of learning, as a reducer: it takes a run so far and gives the run with one more epoch.
 */
import { R, T, type Scalar } from 'cotangent'
import { assess, type Judgement } from './assess.ts'
import type { Curves } from './curves.ts'
import { batches, type Digits, type Labels, pick, type Pixels } from './digits.ts'
import { fold } from './fold.ts'
import type { Progress } from './progress.ts'

/** The same digits in an order of the key's. */
export const shuffle = (key: R.Key, digits: Digits): Digits =>
  pick(digits, T.toTypedArray(R.permutation(key, digits.count)))

export type Run<State> = Curves & { readonly state: State }

export type Lesson<P, State> = {
  /** the loss of a batch, and the state after learning from it */
  readonly step: (state: State, pixels: Pixels, labels: Labels) => readonly [Scalar, State]
  readonly judge: (params: P, pixels: Pixels, labels: Labels) => Judgement
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
  <P, State extends { readonly params: P }>(lesson: Lesson<P, State>) =>
  async ({ state, losses, validation }: Run<State>, epoch: number): Promise<Run<State>> => {
    const { step, judge, examples, orderKey, batchSize, heldOut, epochs, display } = lesson
    const title = `epoch ${epoch} of ${epochs}`
    display.start(title, examples.count)
    const learned = await fold(
      ({ state, losses }, { pixels, labels, end }) => {
        const [value, next] = step(state, pixels, labels)
        const loss = T.toNumber(value)
        display.update(end, loss)
        const point = { epoch: epoch - 1 + end / examples.count, loss }
        return { state: next, losses: [...losses, point] }
      },
      { state, losses },
      batches(shuffle(R.foldIn(orderKey, epoch), examples), batchSize),
    )
    display.stop()
    const { loss, accuracy } = await assess(judge, learned.state.params, heldOut)
    display.line(`${title}: held-out loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`)
    return { ...learned, validation: [...validation, { epoch, loss, accuracy }] }
  }
