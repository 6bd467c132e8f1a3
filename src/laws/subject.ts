import { isFloat } from '../core/dtype.ts'
import { type Node, type TensorType, mark, openScope } from '../core/node.ts'
import { type Input, nodeOfInput, promoteInput } from './input.ts'
import type { Random } from './random.ts'

/** An expression made of operands: the same function on every kind of node. */
export type Build = (operands: readonly Node[]) => readonly Node[]

/** A function of tensors at a point: what every law speaks of. */
export interface Subject {
  /** what it is, for a report */
  readonly name: string
  /** the point */
  readonly operands: readonly Input[]
  /** operands that are held fixed though they are floats, because there is no derivative in them */
  readonly held?: readonly number[]
  readonly build: Build
  /** the same function with 53 bits wherever it had 24 */
  readonly promoted: Build
  /** another point: of any kind, or one where there are derivatives */
  readonly another: (next: Random, kind?: 'smooth') => readonly Input[]
}

/** A subject, and the seed that everything else follows from: tangents, cotangents, batches. */
export interface Probe<S extends Subject = Subject> {
  readonly of: S
  readonly seed: number
}

/** The function applied to its point. */
export const resultsOf = (of: Subject): readonly Node[] => of.build(of.operands.map(nodeOfInput))

/** Which operands tangents are given to: the floats, where a result is a float too. */
export const differentiable = (of: Subject): readonly number[] =>
  resultsOf(of).some(({ dtype }) => isFloat(dtype))
    ? of.operands.flatMap(({ dtype }, i) =>
        isFloat(dtype) && of.held?.includes(i) !== true ? [i] : [],
      )
    : []

/** The same subject with 53 bits where it had 24; what was rounded stays rounded. */
export const promoteSubject = <S extends Subject>(of: S): S => ({
  ...of,
  operands: of.operands.map(promoteInput),
  build: of.promoted,
})

/** A subject as a graph: fresh leaves, and the results that depend on them. */
export interface Graph {
  /** all operands */
  readonly operands: readonly Node[]
  /** the operands that have derivatives */
  readonly leaves: readonly Node[]
  /** the results that have derivatives */
  readonly outputs: readonly Node[]
}

/**
 * The graph of a subject at some point. Operands that have derivatives are marked: a function may
 * look at values on the way, and what depends on a mark keeps its operands all the same.
 */
export const graphAt = (of: Subject, point: readonly Node[]): Graph => {
  const scope = openScope()
  const where = differentiable(of)
  const operands = point.map((operand, i) => (where.includes(i) ? mark(operand, scope) : operand))
  return {
    operands,
    leaves: where.map((i) => operands[i] as Node),
    outputs: of.build(operands).filter(({ dtype }) => isFloat(dtype)),
  }
}

/** The graph of a subject at its own point. */
export const graphOf = (of: Subject): Graph => graphAt(of, of.operands.map(nodeOfInput))

/** The type of a node alone. */
export const typeOf = ({ shape, dtype }: TensorType): TensorType => ({ shape, dtype })
