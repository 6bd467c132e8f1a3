import { walk } from '../core/graph.ts'
import { type Node, isConcrete } from '../core/node.ts'
import { type Closed, closeProgram } from '../core/program.ts'
import type { Engine } from './engine.ts'
import { evaluate } from './evaluate.ts'

/** What becomes of a node older than a function's inputs: part of the program, or handed in. */
export type Captures = 'evaluate' | 'hand in'

/**
 * The program that computes some nodes, made since a moment, from others. Whatever is older was
 * captured by a user's function: concrete values are evaluated once and become constants; what may
 * still change its meaning (a mark that is open, a variable) is handed in as a further input, or
 * evaluated too.
 */
export const closeSince = (
  operator: string,
  moment: number,
  inputs: readonly Node[],
  outputs: readonly Node[],
  captures: Captures,
  engine: Engine,
): Closed => {
  const isOlder = (node: Node): boolean => node.id <= moment
  const isConstant = (node: Node): boolean => captures === 'evaluate' || isConcrete(node)
  const made = walk(outputs, (node) => !isOlder(node))
  const used = [...made.flatMap((node) => node.operands), ...outputs].filter(isOlder)
  evaluate(operator, [...new Set(used)].filter(isConstant), engine)
  return closeProgram(inputs, outputs, (node) => {
    if (isOlder(node)) return isConstant(node) ? 'constant' : 'captured'
    // a value that was looked at on the way may still depend on something captured
    return node.value !== null && isConcrete(node) ? 'constant' : 'inner'
  })
}
