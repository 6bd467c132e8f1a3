import { derivativeFolds } from '../../src/autodiff/folds.ts'
import { type Node, type TensorType, variable } from '../../src/core/node.ts'
import { zerosLike } from '../../src/core/primitives/align.ts'
import type { Rules } from '../../src/core/primitives/index.ts'
import { type Case, applyCase, differentiable, resultOf } from './cases.ts'
import { type Input, inputOf, nodeOfInput } from './input.ts'
import { type Random, between } from './random.ts'

/** A direction: numbers in (−1, 1) that both floating types hold exactly. */
export const direction = (type: TensorType, next: Random): Input =>
  inputOf(type, () => Math.fround(between(next, -1, 1)))

/** One direction for each operand that has derivatives. */
export const directions = (of: Case, next: Random): readonly Input[] =>
  differentiable(of).map((i) => direction(of.operands[i] as Input, next))

/** A direction for the result. */
export const codirection = (of: Case, next: Random): Input => direction(resultOf(of), next)

/** A case as a graph: fresh leaves, and the result that depends on them. */
export interface Graph {
  /** all operands */
  readonly operands: readonly Node[]
  /** the operands that have derivatives */
  readonly leaves: readonly Node[]
  readonly output: Node
}

export const graphOf = (of: Case): Graph => {
  const operands = of.operands.map(nodeOfInput)
  return {
    operands,
    leaves: differentiable(of).map((i) => operands[i] as Node),
    output: applyCase(of, operands),
  }
}

/** J · tangents of a node; `null` is the tangent of a leaf that is held fixed. */
export const forward = (
  output: Node,
  leaves: readonly Node[],
  tangents: readonly (Node | null)[],
  rules: Rules,
): Node => {
  const seeds = new Map<Node, Node>()
  leaves.forEach((leaf, i) => {
    const tangent = tangents[i]
    if (tangent) seeds.set(leaf, tangent)
  })
  return derivativeFolds('forward', rules).push([output], seeds)[0] ?? zerosLike(output)
}

/** Jᵀ · cotangents for some nodes that depend on leaves: linearize, then transpose. */
export const backward = (
  outputs: readonly Node[],
  leaves: readonly Node[],
  cotangents: readonly Node[],
  rules: Rules,
): readonly Node[] => {
  const tangents = leaves.map((leaf) => variable(leaf, 'linearize'))
  const seeds = new Map(leaves.map((leaf, i) => [leaf, tangents[i] as Node]))
  const pushed = derivativeFolds('forward', rules).push(outputs, seeds)
  const pulled = derivativeFolds('reverse', rules).pull(pushed, cotangents, tangents)
  return leaves.map((leaf, i) => pulled[i] ?? zerosLike(leaf))
}
