/**
 * How good a network is: its loss and accuracy on some digits, and the digits that it misread.
 */
import { T } from 'cotangent'
import type { Judgement } from '../learning/classifier.ts'
import { paced } from '../learning/pace.ts'
import { batches, type DigitBatch, type Digits, pixelsOf } from './digits.ts'
import type { Captioned } from './picture.ts'

export type Assessment = {
  readonly count: number
  readonly loss: number
  readonly accuracy: number
  /** the digits that were misread, the most surprising first */
  readonly mistakes: readonly Captioned[]
}

/** Large batches need fewer calls; smaller ones let Ctrl-C in sooner. */
const batchSize = 500

export const assess = async (
  judge: (batch: DigitBatch) => Judgement,
  digits: Digits,
): Promise<Assessment> => {
  const judged: Judgement[] = []
  for await (const batch of paced(batches(digits, batchSize))) judged.push(judge(batch))
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
