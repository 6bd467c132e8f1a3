import { type Node, variable } from '../../core/node.ts'
import { registry } from '../../core/primitives/index.ts'
import { print } from '../../core/print.ts'
import { type Program, closeProgram, inlineProgram } from '../../core/program.ts'
import { primitiveOf } from '../primitive/cases.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same } from '../report.ts'
import { type Probe, graphOf } from '../subject.ts'

const typeName = ({ shape, dtype }: { shape: readonly number[]; dtype: string }): string =>
  `${dtype}[${shape.join(', ')}]`

/** Slots are used after they are made, types are those that inference gives, nothing is dead. */
const isWellFormed = (law: string, program: Program): Report => {
  const { inputs, constants, equations, outputs } = program
  const types = [...inputs, ...constants, ...equations]
  const first = inputs.length + constants.length
  const used = new Set([...outputs, ...equations.flatMap(({ operands }) => operands)])
  return (
    firstFailure(equations.entries(), ([i, { primitive, operands, attributes, shape, dtype }]) => {
      const own = first + i
      const early = operands.every((slot) => Number.isInteger(slot) && slot >= 0 && slot < own)
      const given = operands.flatMap((slot) => types[slot] ?? [])
      return (
        same(law, `operands of slot ${own}, ${operands.join()}`, String(early), 'true') ??
        same(
          law,
          `type of slot ${own}`,
          typeName({ shape, dtype }),
          typeName(primitiveOf(primitive).infer(given, attributes)),
        ) ??
        same(law, `slot ${own} is used`, String(used.has(own)), 'true')
      )
    }) ??
    firstFailure(outputs, (slot) =>
      same(law, `output ${slot}`, String(slot >= 0 && slot < types.length), 'true'),
    ) ??
    firstFailure(constants.keys(), (i) =>
      same(law, `constant ${i} is used`, String(used.has(inputs.length + i)), 'true'),
    )
  )
}

/** The same program with its constants' elements left out, as text. */
const skeleton = ({ inputs, constants, equations, outputs }: Program): string =>
  JSON.stringify({
    inputs: inputs.map(typeName),
    constants: constants.map(typeName),
    equations,
    outputs,
  })

/**
 * Programs of a case, of its jvp and of its vjp are well formed, and survive being built in.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.programsAreWellFormed(probe) // null
 */
export const programsAreWellFormed = ({ of, seed }: Probe): Report => {
  const law = 'programs are well formed'
  const next = randomOf(seed)
  const graph = graphOf(of)
  const { operands, leaves, outputs } = graph
  const along = directions(of, next).map(nodeOfInput)
  const derivatives =
    leaves.length > 0
      ? [
          forward(outputs, leaves, along, registry),
          backward(outputs, leaves, codirections(graph, next).map(nodeOfInput), registry),
        ]
      : []
  const roots: readonly (readonly Node[])[] = [of.build(operands), ...derivatives]
  return firstFailure(roots.entries(), ([i, outputs]) => {
    const title = `${law}, ${['value', 'jvp', 'vjp'][i]}`
    const { program, captured } = closeProgram(operands, outputs, ({ value }) =>
      value === null ? 'inner' : 'constant',
    )
    const inputs = program.inputs.map((type) => variable(type, 'trace'))
    const again = closeProgram(inputs, inlineProgram(program, inputs), ({ value }) =>
      value === null ? 'inner' : 'constant',
    )
    const text = print(program)
    return (
      same(title, 'captured', captured.length, 0) ??
      isWellFormed(title, program) ??
      same(
        title,
        'lines of text',
        text.split('\n').length >= program.equations.length + 2 ? 'enough' : text,
        'enough',
      ) ??
      same(title, 'built in and closed again', skeleton(again.program), skeleton(program))
    )
  })
}
