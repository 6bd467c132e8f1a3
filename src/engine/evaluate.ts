import type { Storage } from '../core/dtype.ts'
import { ArgumentError, UnknownValueError } from '../core/errors.ts'
import { valueOperands, walk } from '../core/graph.ts'
import { type Node, type VariableOrigin, settle } from '../core/node.ts'
import { closeProgram, placeByValue } from '../core/program.ts'
import { describe } from '../core/tree.ts'
import type { Engine } from './engine.ts'

const explain: { readonly [O in VariableOrigin]: string } = {
  vmap: 'inside vmap it stands for every element of the batch',
  trace: 'inside trace it stands for an input of the program',
  compile: 'inside compile it stands for an input of the compiled function',
  checkpoint: 'inside checkpoint it stands for an input that is computed with again',
  customJvp: 'inside a custom rule it stands for a primal or a tangent',
  customVjp: 'inside a custom rule it stands for a residual or a cotangent',
  linearize: 'it is a tangent of a linear program',
  jacobian: 'it is a tangent of a linear program',
}

/** Throws where a tensor depends on a variable and so has no value to look at. */
export const requireValue = (operator: string, node: Node): void => {
  if (node.unknown === null) return
  const origin = node.unknown.attributes['origin'] as VariableOrigin
  throw new UnknownValueError(
    operator,
    `this ${node.toString()} has no value yet: ${explain[origin]}. Choose between values with T.where instead of if, or return it and look at it outside`,
  )
}

/** Throws unless a value is an engine. */
export const requireEngine = (operator: string, engine: unknown): void => {
  if (typeof engine === 'object' && engine !== null && 'prepare' in engine) return
  throw new ArgumentError(
    operator,
    `the engine must be one such as referenceEngine, got ${describe(engine)}`,
  )
}

/** A number of threads that somebody asks for; throws unless it is one. */
export const requireThreads = (operator: string, threads: number): number => {
  if (Number.isSafeInteger(threads) && threads >= 1) return threads
  throw new ArgumentError(operator, `threads must be a positive integer, got ${describe(threads)}`)
}

const hasValue = ({ value }: Node): boolean => value !== null

/** The elements of nodes that have values. */
export const storagesOf = (operator: string, nodes: readonly Node[]): readonly Storage[] =>
  nodes.map(({ value }) => {
    if (value === null) throw new UnknownValueError(operator, 'evaluation gave no value')
    return value
  })

/**
 * Evaluates pending nodes, all in one program. Values are kept of the nodes asked for, and of every
 * node under them that something outside this evaluation still uses, so that looking at a loss
 * every step costs a step and not the history.
 */
export const evaluate = (operator: string, roots: readonly Node[], engine: Engine): void => {
  requireEngine(operator, engine)
  if (roots.every(hasValue)) return
  const asked = roots.filter((root) => root.value === null)
  for (const root of asked) requireValue(operator, root)
  const pending = walk(
    asked,
    (node) => node.value === null,
    () => false,
    valueOperands,
  )
  const uses = new Map<Node, number>()
  for (const node of pending) {
    for (const operand of valueOperands(node)) uses.set(operand, (uses.get(operand) ?? 0) + 1)
  }
  const wanted = new Set(asked)
  const kept = pending.filter((node) => wanted.has(node) || node.uses > (uses.get(node) ?? 0))
  const { program } = closeProgram([], kept, placeByValue, 'value')
  const values = engine.prepare(program)([])
  kept.forEach((node, i) => {
    const value = values[i]
    if (value !== undefined) settle(node, value)
  })
}

/** The elements of a tensor. They belong to the node: read only. */
export const valueOf = (operator: string, node: Node, engine: Engine): Storage => {
  evaluate(operator, [node], engine)
  return storagesOf(operator, [node])[0] as Storage
}
