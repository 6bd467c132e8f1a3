import type { Input } from '../input.ts'
import { reach } from '../primitive/sample.ts'
import { type Subject, differentiable } from '../subject.ts'

/**
 * How far an element is moved, in units of the reach: 1 for numbers around 1; less for small ones, so
 * that they keep their sign; more for large ones, beside which a step of 1 is lost. Zeros, and what is
 * tiny beside the others of its operand, move with the operand.
 */
export const scaleOf = ({ value }: Input): ((i: number) => number) => {
  const scale = (size: number): number => Math.max(Math.min(1, 3 * size), size / 32)
  let greatest = 0
  for (const x of value) if (Number.isFinite(x)) greatest = Math.max(greatest, Math.abs(x))
  const typical = greatest === 0 ? 1 : scale(greatest)
  return (i) => {
    const size = Math.abs(value[i] as number)
    return size > 0 && Number.isFinite(size) ? Math.max(scale(size), typical / 1024) : typical
  }
}

/** The longest step along some directions: no element moves by more than the reach times its scale. */
export const longestStep = (of: Subject, along: readonly Input[]): number => {
  let speed = 0
  differentiable(of).forEach((operand, k) => {
    const scale = scaleOf(of.operands[operand] as Input)
    along[k]?.value.forEach((d, i) => {
      speed = Math.max(speed, Math.abs(d) / scale(i))
    })
  })
  return speed > 0 && Number.isFinite(speed) ? reach / speed : reach
}
