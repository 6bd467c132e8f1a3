import { derivativeFolds } from '../autodiff/folds.ts'
import { type Node, type TensorType, variable } from '../core/node.ts'
import { zerosLike } from '../core/primitives/align.ts'
import type { Rules } from '../core/primitives/index.ts'
import { type Input, inputOf } from './input.ts'
import { type Random, between } from './random.ts'
import { type Graph, type Subject, differentiable } from './subject.ts'

/** A direction: numbers in (−1, 1) that both floating types hold exactly. */
export const direction = (type: TensorType, next: Random): Input =>
  inputOf(type, () => Math.fround(between(next, -1, 1)))

/** One direction for each operand that has derivatives. */
export const directions = (of: Subject, next: Random): readonly Input[] =>
  differentiable(of).map((i) => direction(of.operands[i] as Input, next))

/** One direction for each result that has derivatives. */
export const codirections = ({ outputs }: Graph, next: Random): readonly Input[] =>
  outputs.map((output) => direction(output, next))

/** J · tangents of some nodes; `null` is the tangent of a leaf that is held fixed. */
export const forward = (
  outputs: readonly Node[],
  leaves: readonly Node[],
  tangents: readonly (Node | null)[],
  rules: Rules,
): readonly Node[] => {
  const seeds = new Map<Node, Node>()
  leaves.forEach((leaf, i) => {
    const tangent = tangents[i]
    if (tangent) seeds.set(leaf, tangent)
  })
  const pushed = derivativeFolds('forward', rules).push(outputs, seeds)
  return outputs.map((output, i) => pushed[i] ?? zerosLike(output))
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
  // rules are told that their tangents will be transposed: some have another one for that
  const folds = derivativeFolds('reverse', rules)
  const pulled = folds.pull(folds.push(outputs, seeds), cotangents, tangents)
  return leaves.map((leaf, i) => pulled[i] ?? zerosLike(leaf))
}
