import { type Node, apply } from './node.ts'

/**
 * The operands that the value of a node depends on: all of them, but for a primitive that holds a
 * program, whose value is that of the first.
 */
export const valueOperands = (node: Node): readonly Node[] =>
  node.primitive?.family === 'function' ? node.operands.slice(0, 1) : node.operands

/**
 * The nodes under some roots in topological order: ids only increase and operands are older than
 * the node that uses them, so that is the order of ids. `enter` says which nodes belong to the
 * walk, `isLeaf` which of them it does not look under, `operandsOf` where it goes on.
 */
export const walk = (
  roots: readonly Node[],
  enter: (node: Node) => boolean,
  isLeaf: (node: Node) => boolean = () => false,
  operandsOf: (node: Node) => readonly Node[] = ({ operands }) => operands,
): readonly Node[] => {
  const seen = new Set<Node>()
  const stack: Node[] = []
  const visit = (node: Node): void => {
    if (!seen.has(node) && enter(node)) {
      seen.add(node)
      stack.push(node)
    }
  }
  for (const root of roots) visit(root)
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!isLeaf(node)) for (const operand of operandsOf(node)) visit(operand)
  }
  return [...seen].sort((a, b) => a.id - b.id)
}

/**
 * The nodes under some roots that may depend on some leaves, in topological order. The birth cut:
 * a node older than every leaf cannot depend on one, so the walk stops there.
 */
export const walkSince = (roots: readonly Node[], leaves: Iterable<Node>): readonly Node[] => {
  let birth = Number.POSITIVE_INFINITY
  const all = new Set(leaves)
  for (const leaf of all) birth = Math.min(birth, leaf.id)
  return walk(
    roots,
    (node) => node.id >= birth,
    (node) => all.has(node),
  )
}

/** Some of the roots with leaves replaced: only what depends on a replaced leaf is built anew. */
export const substitute = (
  roots: readonly Node[],
  replacements: ReadonlyMap<Node, Node>,
): readonly Node[] => {
  const result = new Map(replacements)
  for (const node of walkSince(roots, replacements.keys())) {
    if (result.has(node) || !node.operands.some((operand) => result.has(operand))) continue
    const operands = node.operands.map((operand) => result.get(operand) ?? operand)
    const [first] = operands
    if (node.kind === 'mark' && first) result.set(node, first)
    else if (node.primitive) result.set(node, apply(node.primitive, operands, node.attributes))
  }
  return roots.map((root) => result.get(root) ?? root)
}

/** The longest chain of pending nodes under some nodes, counted again: evaluation shortens chains. */
export const pendingDepth = (roots: readonly Node[]): number => {
  let deepest = 0
  for (const node of walk(roots, (node) => node.value === null)) {
    const under = node.operands.map((operand) => (operand.value === null ? operand.depth : 0))
    node.depth = 1 + under.reduce((a, b) => Math.max(a, b), 0)
    deepest = Math.max(deepest, node.depth)
  }
  return deepest
}
