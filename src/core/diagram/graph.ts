import { showAttributes, showType, slotNames } from '../print.ts'
import { isProgram, type Program } from '../program.ts'

/** A value of a program, or a result, as a node of a diagram. */
export interface GraphNode {
  readonly id: string
  readonly role: 'input' | 'constant' | 'equation' | 'result'
  readonly lines: readonly string[]
}

/** A program as nodes and edges; programs that equations hold are graphs of their own. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly (readonly [from: string, to: string])[]
  readonly inner: readonly { readonly id: string; readonly title: string; readonly graph: Graph }[]
}

/** Attributes as they are printed, without the braces around them. */
const attributeLines = (
  ...[attributes, result]: Parameters<typeof showAttributes>
): readonly string[] => {
  const text = showAttributes(attributes, result)
  return text === '' ? [] : [text.replace(/^ \{ /, '').replace(/ \}$/, '')]
}

/**
 * What is to be drawn of a program: a node for each input, constant, equation and result, an edge for each
 * use. A constant of one number is no node: it stands in the equations that use it.
 */
export const graphOf = (program: Program, prefix = ''): Graph => {
  const { inputs, constants, equations, outputs } = program
  const names = slotNames(program)
  const first = inputs.length + constants.length
  const nameOf = (slot: number): string => names[slot] ?? '?'
  const idOf = (slot: number): string => `${prefix}v${slot}`
  const isNumber = (slot: number): boolean =>
    constants[slot - inputs.length]?.shape.length === 0 && slot < first
  const edgesTo = (id: string, slots: readonly number[]): Graph['edges'] =>
    slots.filter((slot) => !isNumber(slot)).map((slot) => [idOf(slot), id])
  const nodes = [
    ...inputs.map(
      (type, slot): GraphNode => ({
        id: idOf(slot),
        role: 'input',
        lines: [nameOf(slot), showType(type)],
      }),
    ),
    ...constants.flatMap((type, i): readonly GraphNode[] =>
      isNumber(inputs.length + i)
        ? []
        : [
            {
              id: idOf(inputs.length + i),
              role: 'constant',
              lines: [nameOf(inputs.length + i), showType(type)],
            },
          ],
    ),
    ...equations.map((equation, i): GraphNode => {
      const { primitive, operands, attributes } = equation
      const call = [primitive, ...operands.map(nameOf)].join(' ')
      return {
        id: idOf(first + i),
        role: 'equation',
        lines: [
          `${nameOf(first + i)} = ${call}`,
          ...attributeLines(attributes, equation),
          showType(equation),
        ],
      }
    }),
    ...outputs.map(
      (slot, i): GraphNode => ({
        id: `${prefix}r${i}`,
        role: 'result',
        lines: [
          outputs.length === 1 ? 'result' : `result ${i}`,
          ...(isNumber(slot) ? [nameOf(slot)] : []),
        ],
      }),
    ),
  ]
  return {
    nodes,
    edges: [
      ...equations.flatMap(({ operands }, i) => edgesTo(idOf(first + i), operands)),
      ...outputs.flatMap((slot, i) => edgesTo(`${prefix}r${i}`, [slot])),
    ],
    inner: equations.flatMap(({ attributes }, i) =>
      Object.entries(attributes).flatMap(([key, value]) =>
        isProgram(value)
          ? [
              {
                id: `${idOf(first + i)}_${key}`,
                title: `${key} of ${nameOf(first + i)}`,
                graph: graphOf(value, `${idOf(first + i)}_${key}_`),
              },
            ]
          : [],
      ),
    ),
  }
}
