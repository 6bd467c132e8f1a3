import type { Program } from '../program.ts'
import { type Graph, type GraphNode, graphOf } from './graph.ts'
import { dotText } from './text.ts'

const looks: Readonly<Record<GraphNode['role'], string>> = {
  input: 'shape=ellipse, fillcolor="#ddf4ff", color="#0969da"',
  constant: 'shape=box, fillcolor="#fff8c5", color="#9a6700"',
  equation: 'shape=box, fillcolor="#f6f8fa", color="#8c959f"',
  result: 'shape=ellipse, fillcolor="#dafbe1", color="#1a7f37"',
}

const lines = ({ nodes, edges, inner }: Graph): readonly string[] => [
  ...nodes.map(
    ({ id, role, lines: text }) =>
      `${id} [label="${text.map(dotText).join(String.raw`\n`)}", ${looks[role]}];`,
  ),
  ...edges.map(([from, to]) => `${from} -> ${to};`),
  ...inner.flatMap(({ id, title, graph }) => [
    `subgraph cluster_${id} {`,
    ...[`label="${dotText(title)}";`, ...lines(graph)].map((line) => `  ${line}`),
    '}',
  ]),
]

/**
 * A program as a graph in the language DOT of Graphviz: a node for each input, constant, equation and result,
 * with the names that `print` gives them, an arrow for each use. A constant of one number stands in the
 * equations that use it. A program that an equation holds is a cluster.
 *
 * @example
 * import { toDot, type Scalar, T, trace } from 'cotangent'
 *
 * const program = trace((x: Scalar) => T.mul(x, T.sin(x)))(T.tensor(0))
 * toDot(program).split('\n').filter((line) => line.includes('->')).length // 4
 */
export const toDot = (program: Program): string =>
  [
    'digraph program {',
    ...[
      'node [fontname="Courier", fontsize=11, style="filled,rounded"];',
      ...lines(graphOf(program)),
    ].map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
