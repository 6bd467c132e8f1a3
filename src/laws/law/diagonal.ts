import type { Node } from '../../core/node.ts'
import { add } from '../../core/primitives/arithmetic.ts'
import { showType } from '../../core/print.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { type Case, applyCase } from '../primitive/cases.ts'
import { backward, direction, directions, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { compute, estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, sameBits } from '../report.ts'
import { type Probe, differentiable } from '../subject.ts'

/**
 * One node used as several operands: its tangent goes to each of them, and their cotangents add up.
 * Compared with separate nodes that hold the same elements.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('mul'), (probe) => laws.sharedOperandsAddUp(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
export const sharedOperandsAddUp = ({ of, seed }: Probe<Case>, rules: Rules = registry): Report => {
  const law = 'cotangents of one operand in several places add up'
  const where = differentiable(of)
  const [first] = of.operands
  const alike = of.operands.every((operand) => showType(operand) === showType(first ?? operand))
  if (first === undefined || where.length !== of.operands.length || where.length < 2 || !alike) {
    return null
  }
  const next = randomOf(seed)
  const [along] = directions(of, next)
  const tangent = nodeOfInput(along as NonNullable<typeof along>)

  const one = nodeOfInput(first)
  const shared = applyCase(
    of,
    of.operands.map(() => one),
  )
  const separate = of.operands.map(() => nodeOfInput(first))
  const apart = applyCase(of, separate)

  const co = nodeOfInput(direction(shared, next))
  const left = forward([shared], [one], [tangent], rules)
  const right = forward(
    [apart],
    separate,
    separate.map(() => tangent),
    rules,
  )
  const [pulled] = backward([shared], [one], [co], rules)
  const sum = backward([apart], separate, [co], rules).reduce((a, b) => add(a, b))
  const [tangentLeft, tangentRight] = compute([...left, ...right])
  const [a, b] = estimate([pulled as Node, sum])
  return (
    sameBits(law, 'tangent', tangentLeft as Float64Array, tangentRight as Float64Array) ??
    agree(law, 'cotangent', a as Estimate, b as Estimate)
  )
}
