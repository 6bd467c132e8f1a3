import { ArgumentError } from '../core/errors.ts'
import { walk, walkSince } from '../core/graph.ts'
import { type Node, now } from '../core/node.ts'
import { add } from '../core/primitives/arithmetic.ts'
import type { Rules } from '../core/primitives/index.ts'
import type { DerivativeFolds } from '../core/primitives/primitive.ts'

/** A user's rule is the only way to a program that is not linear: the built-in ones are tested. */
const notLinear = (name: string): ArgumentError =>
  new ArgumentError(
    'transpose',
    `${name} is not linear in what is transposed: a custom rule has to be linear in its tangents, and a backward rule in its cotangent where forward mode is used`,
  )

/** The nodes among some, in topological order, that depend on a variable. */
const dependents = (order: readonly Node[], variables: readonly Node[]): ReadonlySet<Node> => {
  const result = new Set(variables)
  for (const node of order) {
    if (node.operands.some((operand) => result.has(operand))) result.add(node)
  }
  return result
}

/**
 * Do cotangents made since a moment use what is linear? Of a product of two linear operands they
 * would need the values.
 */
const uses = (
  cotangents: readonly (Node | null)[],
  linear: ReadonlySet<Node>,
  moment: number,
): boolean =>
  walk(
    cotangents.filter((cotangent) => cotangent !== null),
    ({ id }) => id > moment,
  ).some(({ operands }) => operands.some((operand) => linear.has(operand)))

/**
 * The cotangents of the variables of a linear program, given the cotangents of its outputs: the
 * program walked backwards with one transpose rule per linear primitive. `null` is a cotangent of
 * zero, never materialised.
 */
export const pullCotangents = (
  outputs: readonly (Node | null)[],
  cotangents: readonly Node[],
  variables: readonly Node[],
  rules: Rules,
  folds: DerivativeFolds,
): readonly (Node | null)[] => {
  const accumulated = new Map<Node, Node>()
  const accumulate = (node: Node, cotangent: Node | null | undefined): void => {
    if (!cotangent) return
    const sum = accumulated.get(node)
    accumulated.set(node, sum === undefined ? cotangent : add(sum, cotangent))
  }
  const present = outputs.filter((output) => output !== null)
  const order = walkSince(present, variables)
  const linear = dependents(order, variables)
  outputs.forEach((output, i) => {
    if (output !== null && linear.has(output)) accumulate(output, cotangents[i])
  })
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]
    if (node === undefined || !linear.has(node)) continue
    const cotangent = accumulated.get(node)
    if (cotangent === undefined || node.kind === 'variable') continue
    if (node.primitive === null) {
      node.operands.forEach((operand) => accumulate(operand, cotangent))
      continue
    }
    const { transpose, name } = rules[node.primitive.name]
    if (transpose === null) throw notLinear(name)
    const isLinear = node.operands.map((operand) => linear.has(operand))
    const moment = now()
    const pulled = transpose(cotangent, node.operands, isLinear, node.attributes, folds)
    const isAlone = isLinear.filter(Boolean).length === 1
    if (!isAlone && uses(pulled, linear, moment)) throw notLinear(name)
    node.operands.forEach((operand, k) => {
      if (isLinear[k] === true) accumulate(operand, pulled[k])
    })
  }
  return variables.map((variable) => accumulated.get(variable) ?? null)
}
