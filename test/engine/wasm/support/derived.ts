/** What transformations make of a function: its jvp, its vjp, batches of it and of its vjp. */
import type { Storage } from '../../../../src/core/dtype.ts'
import type { Node } from '../../../../src/core/node.ts'
import { registry } from '../../../../src/core/primitives/index.ts'
import { type Program, closeProgram } from '../../../../src/core/program.ts'
import { backward, codirections, directions, forward } from '../../../../src/laws/derivatives.ts'
import { nodeOfInput, stack } from '../../../../src/laws/input.ts'
import { batched } from '../../../../src/laws/law/batching.ts'
import { randomOf, someOf, wholeBetween } from '../../../../src/laws/random.ts'
import { type Graph, type Probe, type Subject, graphOf } from '../../../../src/laws/subject.ts'

/** A program and what it is run on. */
export interface Given {
  readonly program: Program
  readonly inputs: readonly Storage[]
}

const closed = (inputs: readonly Node[], outputs: readonly Node[]): Given => ({
  program: closeProgram(inputs, outputs, ({ value }) => (value === null ? 'inner' : 'constant'))
    .program,
  inputs: inputs.flatMap(({ value }) => (value === null ? [] : [value])),
})

/** Operands as they are: marks have no value of their own. */
const valuesOf = ({ operands }: Subject): readonly Storage[] => operands.map(({ value }) => value)

const derivative = (
  of: Subject,
  graph: Graph,
  directed: readonly Node[],
  results: readonly Node[],
): Given => ({
  program: closed([...graph.operands, ...directed], results).program,
  inputs: [...valuesOf(of), ...directed.flatMap(({ value }) => (value === null ? [] : [value]))],
})

const batch = ({ of, seed }: Probe): Given => {
  const next = randomOf(seed)
  const size = wholeBetween(next, 1, 3)
  const mask = of.operands.length === 0 ? [] : someOf(next, of.operands.length)
  const examples = Array.from({ length: size }, () => of.another(next))
  const inputs = of.operands.map((operand, i) => {
    const column = examples.map((example) => example[i] ?? operand)
    const is = mask[i] === true
    return [is, nodeOfInput(is ? stack(operand, column) : operand)] as const
  })
  const results = batched(of.build, of.operands, inputs, size, registry)
  return closed(
    inputs.map(([, node]) => node),
    results,
  )
}

/** The derivatives and a batch of a subject, as programs. */
export const derivedPrograms = (probe: Probe): readonly Given[] => {
  const { of, seed } = probe
  const next = randomOf(seed)
  const graph = graphOf(of)
  if (graph.leaves.length === 0) return [batch(probe)]
  const along = directions(of, next).map(nodeOfInput)
  const against = codirections(graph, next).map(nodeOfInput)
  return [
    derivative(of, graph, along, forward(graph.outputs, graph.leaves, along, registry)),
    derivative(of, graph, against, backward(graph.outputs, graph.leaves, against, registry)),
    batch(probe),
  ]
}
