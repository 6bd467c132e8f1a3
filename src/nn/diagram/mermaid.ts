import { mermaidText } from '../../core/diagram/text.ts'
import type { AnyModel } from '../model.ts'
import { type Caption, drawingOf, type Figure } from './figure.ts'

/** A part of a diagram: its lines, and where arrows enter and leave it. */
interface Drawn {
  readonly lines: readonly string[]
  readonly entries: readonly string[]
  readonly exits: readonly string[]
}

const headOf = ({ title, config }: Pick<Caption, 'title' | 'config'>): string =>
  mermaidText(config === '' ? title : `${title} ${config}`)

const label = (caption: Pick<Caption, 'title' | 'config' | 'details'>): string =>
  `"${[headOf(caption), ...caption.details.map(mermaidText)].join('<br/>')}"`

const arrows = (from: readonly string[], to: readonly string[]): readonly string[] =>
  from.flatMap((start) => to.map((end) => `${start} --> ${end}`))

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`)

/** Parts one below the other; nothing leads on where there is none. */
const column = (parts: readonly Drawn[]): Drawn =>
  parts.reduce((above, below) => ({
    lines: [...above.lines, ...below.lines, ...arrows(above.exits, below.entries)],
    entries: above.entries,
    exits: below.exits,
  }))

/** A figure, in which layers are called by their numbers: `ids` are those of all paths. */
const draw = (figure: Figure, ids: ReadonlyMap<string, string>): Drawn => {
  const { caption } = figure
  const id = ids.get(caption.path) ?? ''
  if (figure.form === 'box')
    return { lines: [`${id}[${label(caption)}]:::${caption.role}`], entries: [id], exits: [id] }
  const parts = figure.parts.map((part) => draw(part, ids))
  const around = (lines: readonly string[]): readonly string[] => [
    `subgraph ${id}["${headOf(caption)}"]`,
    ...indented(lines),
    'end',
    `class ${id} frame`,
  ]
  switch (figure.form) {
    case 'column': {
      const inner = column(parts)
      // a sequence that has no name says nothing that its layers do not say
      return caption.title === 'sequential' ? inner : { ...inner, lines: around(inner.lines) }
    }
    case 'frame': {
      const inner = column(parts)
      return { ...inner, lines: around(inner.lines) }
    }
    case 'branches':
      return {
        lines: around(parts.flatMap(({ lines }) => lines)),
        entries: parts.flatMap(({ entries }) => entries),
        exits: parts.flatMap(({ exits }) => exits),
      }
    case 'skip': {
      const inner = column(parts)
      const [from, to] = [`${id}_in`, `${id}_out`]
      return {
        lines: around([
          `${from}(( )):::plain`,
          ...inner.lines,
          `${to}(("+")):::plain`,
          ...arrows([from], inner.entries),
          ...arrows(inner.exits, [to]),
          ...arrows([from], [to]),
        ]),
        entries: [from],
        exits: [to],
      }
    }
  }
}

const pathsOf = (figure: Figure): readonly string[] => [
  figure.caption.path,
  ...(figure.form === 'box' ? [] : figure.parts.flatMap(pathsOf)),
]

const styles = [
  'classDef plain fill:#f6f8fa,stroke:#8c959f,color:#1f2328',
  'classDef learned fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef stateful fill:#fbefff,stroke:#8250df,color:#1f2328',
  'classDef random fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  'classDef frame fill:none,stroke:#8c959f,stroke-dasharray:4 3',
]

/**
 * A model as a diagram in the language of Mermaid, which GitHub and many editors show: a box for each layer
 * with the shape of its output and its parameters, from the input down to the output; a residual is an
 * arrow past its body, and parts side by side are drawn so.
 *
 * Law: every layer without parts is one box.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * const mlp = nn.model(nn.input('batch', 4), nn.dense(8), nn.relu)
 * nn.toMermaid(mlp).split('\n').slice(0, 4)
 * // flowchart TD
 * //   input(["input<br/>[batch, 4]"]):::plain
 * //   layer1["dense units 8<br/>[batch, 8]<br/>40 parameters"]:::learned
 * //   layer2["relu<br/>[batch, 8]"]:::plain
 */
export const toMermaid = (model: AnyModel): string => {
  const { input, output, total, figure } = drawingOf(model)
  const ends = (id: string, ...details: readonly string[]): Drawn => ({
    lines: [`${id}([${label({ title: id, config: '', details })}]):::plain`],
    entries: [id],
    exits: [id],
  })
  const ids = new Map(pathsOf(figure).map((path, i) => [path, `layer${i}`]))
  const body = [draw(figure, ids)]
  const { lines } = column([ends('input', input), ...body, ends('output', output, total)])
  return ['flowchart TD', ...indented([...lines, ...styles])].join('\n')
}
