import { walkSince } from '../core/graph.ts'
import type { Node } from '../core/node.ts'
import { type Rules, primitives } from '../core/primitives/index.ts'

/**
 * Some nodes computed for a whole batch: leaves are replaced by nodes with a leading axis of `size`,
 * and every node that depends on one is built anew with one batch rule per primitive. `null` stands
 * for a node that does not depend on a leaf, and so is the same for the whole batch (or is not there).
 */
export const batchNodes = (
  roots: readonly (Node | null)[],
  replacements: ReadonlyMap<Node, Node>,
  size: number,
  rules: Rules = primitives,
): readonly (Node | null)[] => {
  const results = new Map<Node, Node>(replacements)
  for (const node of walkSince(
    roots.filter((root) => root !== null),
    replacements.keys(),
  )) {
    if (results.has(node)) continue
    const batched = node.operands.map((operand) => results.has(operand))
    if (!batched.includes(true)) continue
    const operands = node.operands.map((operand) => results.get(operand) ?? operand)
    const [first] = operands
    if (node.primitive !== null) {
      const { batch } = rules[node.primitive.name]
      results.set(node, batch(operands, batched, size, node.attributes))
    } else if (first) {
      results.set(node, first)
    }
  }
  return roots.map((root) => (root && results.get(root)) ?? null)
}
