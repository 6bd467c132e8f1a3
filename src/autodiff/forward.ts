import { walkSince } from '../core/graph.ts'
import type { Node } from '../core/node.ts'
import type { Rules } from '../core/primitives/index.ts'
import type { DerivativeFolds } from '../core/primitives/primitive.ts'

/**
 * The tangents of some nodes, given the tangents of the nodes that they were computed from. A fold
 * over the graph with one jvp rule per primitive; `null` is a tangent of zero, never materialised.
 */
export const pushTangents = (
  roots: readonly Node[],
  seeds: ReadonlyMap<Node, Node>,
  rules: Rules,
  folds: DerivativeFolds,
): readonly (Node | null)[] => {
  const tangents = new Map<Node, Node>(seeds)
  const tangentOf = (node: Node): Node | null => tangents.get(node) ?? null
  for (const node of walkSince(roots, seeds.keys())) {
    if (tangents.has(node)) continue
    const of = node.operands.map(tangentOf)
    if (of.every((tangent) => tangent === null)) continue
    const tangent =
      node.primitive === null
        ? (of[0] ?? null)
        : rules[node.primitive.name].jvp(node.operands, of, node, node.attributes, folds)
    if (tangent !== null) tangents.set(node, tangent)
  }
  return roots.map(tangentOf)
}
