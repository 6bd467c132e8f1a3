/**
 * How good a network is: its loss and accuracy on some digits, and the digits that it misread.
 */
import { T, type Tensor } from 'cotangent'
import { type Batch, batches, type Digits, type Labels, type Pixels, pixelsOf } from './digits.ts'
import { fold } from './fold.ts'
import type { Captioned } from './picture.ts'

/** For each digit of a batch: what the network takes it for, and how surprised it is by the truth. */
export type Judgement = {
  readonly guesses: Tensor<[number], 'i32'>
  readonly surprises: Tensor<[number]>
}

export type Assessment = {
  readonly count: number
  readonly loss: number
  readonly accuracy: number
  /** the digits that were misread, the most surprising first */
  readonly mistakes: readonly Captioned[]
}

/** Large batches need fewer calls; smaller ones let Ctrl-C in sooner. */
const batchSize = 500

export const assess = async <P>(
  judge: (params: P, pixels: Pixels, labels: Labels) => Judgement,
  params: P,
  digits: Digits,
): Promise<Assessment> => {
  const judged = await fold(
    (before: readonly Judgement[], batch: Batch) => [
      ...before,
      judge(params, batch.pixels, batch.labels),
    ],
    [],
    batches(digits, batchSize),
  )
  const guesses = judged.flatMap((batch) => [...T.toTypedArray(batch.guesses)])
  const surprises = judged.flatMap((batch) => [...T.toTypedArray(batch.surprises)])
  const mistakes = surprises
    .map((surprise, index) => ({
      surprise,
      pixels: pixelsOf(digits, index),
      truth: digits.labels[index],
      guess: guesses[index],
    }))
    .filter(({ truth, guess }) => truth !== guess)
    .toSorted((x, y) => y.surprise - x.surprise)
  return {
    count: digits.count,
    loss: surprises.reduce((sum, surprise) => sum + surprise, 0) / digits.count,
    accuracy: 1 - mistakes.length / digits.count,
    mistakes: mistakes.map(({ pixels, truth, guess }) => ({
      pixels,
      caption: `${truth} read as ${guess}`,
    })),
  }
}
