import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customJvp, grad, type Scalar, T, toDot, toMermaid, trace } from '../../../src/index.ts'
import type { Program } from '../../../src/core/program.ts'
import { graphOf } from '../../../src/core/diagram/graph.ts'
import { dotText, mermaidText, xmlText } from '../../../src/core/diagram/text.ts'

const f = (x: Scalar, w: ReturnType<typeof T.ones<[3]>>): Scalar =>
  T.add(T.mul(T.sum(T.mul(w, x)), 0.5), T.sum(T.tensor([1, 2])))
const plain = trace(f)(T.tensor(1), T.ones([3]))
const square = customJvp(
  (x: Scalar): Scalar => T.mul(x, x),
  ([x], [dx]) => T.mul(T.mul(x, dx), 2),
)
const nested = trace((x: Scalar): Scalar => T.sin(square(x)))(T.tensor(1))
const several = trace((x: Scalar) => [x, T.exp(x), 3])(T.tensor(1))
const programs: readonly Program[] = [plain, nested, several, trace(grad(square))(T.tensor(1))]

/** The nodes and edges that a text has. */
const dotOf = (text: string): readonly [number, number] => [
  text.match(/^\s*\w+ \[label=/gm)?.length ?? 0,
  text.match(/^\s*\w+ -> \w+;$/gm)?.length ?? 0,
]
const mermaidOf = (text: string): readonly [number, number] => [
  text.match(/^\s*\w+\(?\[".*"\]\)?:::\w+$/gm)?.length ?? 0,
  text.match(/^\s*\w+ --> \w+$/gm)?.length ?? 0,
]

type Counts = readonly [nodes: number, edges: number]

/** How many nodes and edges there have to be, programs inside counted. */
const expected = (program: Program): Counts => {
  const { inputs, constants, equations, outputs } = program
  const drawn = (slot: number): boolean => {
    const constant = slot < inputs.length ? undefined : constants[slot - inputs.length]
    return constant === undefined || constant.shape.length > 0
  }
  const large = constants.filter(({ shape }) => shape.length > 0)
  const uses = [...equations.flatMap(({ operands }) => operands), ...outputs].filter(drawn)
  const own: Counts = [
    inputs.length + large.length + equations.length + outputs.length,
    uses.length,
  ]
  return equations
    .flatMap(({ attributes }) => Object.values(attributes))
    .filter(
      (value): value is Program =>
        typeof value === 'object' && value !== null && 'equations' in value,
    )
    .map(expected)
    .reduce<Counts>((sum, one) => [sum[0] + one[0], sum[1] + one[1]], own)
}

describe('programs as diagrams', () => {
  test.each(programs.map((program, i) => [i, program] as const))(
    'program %i: a node for each value, an edge for each use, in both languages',
    (_, program) => {
      expect(dotOf(toDot(program))).toEqual(expected(program))
      expect(mermaidOf(toMermaid(program))).toEqual(expected(program))
    },
  )

  test('every edge joins two nodes, and no two nodes have one name', () => {
    for (const program of programs) {
      const all = (graph: ReturnType<typeof graphOf>): ReturnType<typeof graphOf>[] => [
        graph,
        ...graph.inner.flatMap((part) => all(part.graph)),
      ]
      const graphs = all(graphOf(program))
      const ids = graphs.flatMap(({ nodes }) => nodes.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      for (const [from, to] of graphs.flatMap(({ edges }) => edges)) {
        expect(ids).toContain(from)
        expect(ids).toContain(to)
      }
    }
  })

  test('as text', () => {
    const text = toMermaid(trace((x: Scalar): Scalar => T.mul(T.sin(x), 0.5))(T.tensor(1)))
    expect(text.split('\n').slice(0, 7)).toEqual([
      'flowchart TD',
      '  v0(["a<br/>f32[]"]):::input',
      '  v2["b = sin a<br/>f32[]"]:::equation',
      '  v3["c = mul b 0.5<br/>f32[]"]:::equation',
      '  r0(["result"]):::result',
      '  v0 --> v2',
      '  v2 --> v3',
    ])
    expect(toDot(nested)).toContain('subgraph cluster_')
  })
})

describe('quoted text', () => {
  test('has no sign that XML does not have', () => {
    expect(xmlText('a\u0000\u001f\ud800\uffff\tb😀')).toBe('a\tb😀')
  })

  test('cannot end what it stands in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        expect(mermaidText(text)).not.toMatch(/["<>\n]/)
        expect(xmlText(text)).not.toMatch(/[<>"]/)
        // what is left after each escaped pair has no quote
        expect(dotText(text).replaceAll(/\\[^]/g, '')).not.toMatch(/["\\\n]/)
      }),
    )
  })
})
