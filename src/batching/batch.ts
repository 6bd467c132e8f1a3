import { walkSince } from '../core/graph.ts'
import { type Node, variable } from '../core/node.ts'
import { type Rules, registry } from '../core/primitives/index.ts'
import type { BatchFolds } from '../core/primitives/primitive.ts'
import { type Program, closeProgram, inlineProgram, placeByValue } from '../core/program.ts'
import { repeat } from './axes.ts'

/** The program of a function of a whole batch: every input and every output has a leading axis. */
const batchProgram = (program: Program, size: number, rules: Rules): Program => {
  const examples = program.inputs.map((input) => variable(input, 'vmap'))
  const batches = program.inputs.map(({ shape, dtype }) =>
    variable({ shape: [size, ...shape], dtype }, 'vmap'),
  )
  const outputs = inlineProgram(program, examples)
  const replacements = new Map(examples.map((example, i) => [example, batches[i] as Node]))
  const batched = batchNodes(outputs, replacements, size, rules)
  return closeProgram(
    batches,
    outputs.map((output, i) => batched[i] ?? repeat(output, size)),
    placeByValue,
  ).program
}

/**
 * Some nodes computed for a whole batch: leaves are replaced by nodes with a leading axis of `size`,
 * and every node that depends on one is built anew with one batch rule per primitive. `null` stands
 * for a node that does not depend on a leaf, and so is the same for the whole batch (or is not there).
 */
export const batchNodes = (
  roots: readonly (Node | null)[],
  replacements: ReadonlyMap<Node, Node>,
  size: number,
  rules: Rules = registry,
): readonly (Node | null)[] => {
  const folds: BatchFolds = {
    batchProgram: (program, count) => batchProgram(program, count, rules),
  }
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
      results.set(node, batch(operands, batched, size, node.attributes, folds))
    } else if (first) {
      results.set(node, first)
    }
  }
  return roots.map((root) => (root && results.get(root)) ?? null)
}
