/**
 * What a small example has to show, in lines: how the loss fell, and how much was told right. A run that
 * did not learn ends with exit code 1.
 */
import type { Outcome } from './drill.ts'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export const conclude = (name: string, least: number, { losses, accuracy }: Outcome): void => {
  const size = Math.ceil(losses.length / 5)
  for (let start = 0; start < losses.length; start += size) {
    const part = losses.slice(start, start + size)
    process.stdout.write(
      `steps ${start + 1} to ${start + part.length}: loss ${mean(part).toFixed(4)}\n`,
    )
  }
  process.stdout.write(`accuracy on 1,000 unseen examples: ${accuracy.toFixed(4)}\n`)
  if (accuracy < least) {
    process.stderr.write(`${name}: expected at least ${least}\n`)
    process.exitCode = 1
  }
}
