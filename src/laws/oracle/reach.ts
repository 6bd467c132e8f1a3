import type { Input } from '../input.ts'
import { reach } from '../primitive/sample.ts'
import { type Subject, differentiable } from '../subject.ts'

const greatest = ({ value }: Input): number => {
  let size = 0
  for (const x of value) if (Number.isFinite(x)) size = Math.max(size, Math.abs(x))
  return size
}

/**
 * How far an element is moved, in units of the reach: 1, but small numbers by so much less that they
 * keep their sign. Zeros, and what is tiny beside the others of its operand, move with the operand.
 */
export const scaleOf = (operand: Input): ((i: number) => number) => {
  const size = greatest(operand)
  const typical = size === 0 ? 1 : Math.min(1, 3 * size)
  return (i) => {
    const own = Math.abs(operand.value[i] as number)
    return own > 0 && own < typical / 3 ? Math.max(3 * own, typical / 1024) : typical
  }
}

/** The step along some directions that moves no element by more than the reach times some scale. */
const stepWithin = (
  of: Subject,
  along: readonly Input[],
  scaleOfOperand: (operand: Input) => (i: number) => number,
): number => {
  let speed = 0
  differentiable(of).forEach((operand, k) => {
    const scale = scaleOfOperand(of.operands[operand] as Input)
    along[k]?.value.forEach((d, i) => {
      speed = Math.max(speed, Math.abs(d) / scale(i))
    })
  })
  return speed > 0 && Number.isFinite(speed) ? reach / speed : reach
}

/** The step that differences are taken with first. */
export const nearStep = (of: Subject, along: readonly Input[]): number =>
  stepWithin(of, along, scaleOf)

/** A step for large numbers, beside which a step of 1 is lost, and for small ones beside a 1. */
export const farStep = (of: Subject, along: readonly Input[]): number =>
  stepWithin(of, along, (operand) => {
    const scale = Math.max(1, greatest(operand) / 32)
    return () => scale
  })
