import { type Node, scalar } from '../../core/node.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { type Input, nodeOfInput } from '../input.ts'
import type { Estimate } from '../report.ts'
import { type Subject, differentiable, graphAt } from '../subject.ts'
import { derivatives } from './differences.ts'
import { estimate } from './measure.ts'

export type Slope =
  | { readonly kind: 'smooth'; readonly value: readonly Estimate[] }
  | {
      readonly kind: 'kink'
      readonly left: readonly Estimate[]
      readonly right: readonly Estimate[]
    }
  | { readonly kind: 'unknown'; readonly reason: string }

export const slopeAlong = (of: Subject, along: readonly Input[]): Slope => {
  const where = differentiable(of)
  const value = derivatives((h) =>
    estimate(
      graphAt(
        of,
        of.operands.map((operand, i): Node => {
          const x = nodeOfInput(operand)
          const d = along[where.indexOf(i)]
          return d === undefined
            ? x
            : add(x, mul(nodeOfInput(d), broadcast(scalar(h, x.dtype), x.shape, [])))
        }),
      ).outputs,
    ),
  )
  return { kind: 'smooth', value }
}
