import type { Program } from '../program.ts'
import { type Graph, type GraphNode, graphOf } from './graph.ts'
import { mermaidText } from './text.ts'

const brackets: Readonly<Record<GraphNode['role'], readonly [string, string]>> = {
  input: ['([', '])'],
  constant: ['[', ']'],
  equation: ['[', ']'],
  result: ['([', '])'],
}

const styles = [
  'classDef input fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef constant fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  'classDef equation fill:#f6f8fa,stroke:#8c959f,color:#1f2328',
  'classDef result fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
]

const lines = ({ nodes, edges, inner }: Graph): readonly string[] => [
  ...nodes.map(({ id, role, lines: text }) => {
    const [open, close] = brackets[role]
    return `${id}${open}"${text.map(mermaidText).join('<br/>')}"${close}:::${role}`
  }),
  ...edges.map(([from, to]) => `${from} --> ${to}`),
  ...inner.flatMap(({ id, title, graph }) => [
    `subgraph ${id}["${mermaidText(title)}"]`,
    ...lines(graph).map((line) => `  ${line}`),
    'end',
  ]),
]

/**
 * A program as a flow chart in the language of Mermaid: as `toDot` draws it, for pages that show Mermaid.
 * `nn.toMermaid` draws a model.
 *
 * @example
 * import { toMermaid, type Scalar, T, trace } from 'cotangent'
 *
 * const program = trace((x: Scalar) => T.mul(x, T.sin(x)))(T.tensor(0))
 * toMermaid(program).split('\n')[2] // '  v1["b = sin a<br/>f32[]"]:::equation'
 */
export const toMermaid = (program: Program): string =>
  ['flowchart TD', ...[...lines(graphOf(program)), ...styles].map((line) => `  ${line}`)].join('\n')
