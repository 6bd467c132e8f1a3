/**
 * The page of activations: a table to compare them by, then each with its pictures, its definition
 * and what holds for it.
 */
import { T } from 'cotangent'
import { escapeHtml, labelled, renderPage, row } from '../report/page.ts'
import { type Activation, activations } from './catalogue.ts'
import { draw, type Pair } from './draw.ts'
import { drawVector } from './draw-vector.ts'
import { everywhere } from './fact.ts'
import { sample } from './sample.ts'
import { sampleVector, scores, vectorActivations } from './vectors.ts'

const style = `.pair { display: flex; flex-wrap: wrap; gap: 1rem; margin: .75rem 0 }
.pair > svg { width: 340px; max-width: 100%; height: auto }
.definition { font-family: 'STIX Two Text', Cambria, 'DejaVu Serif', serif; margin: 0 }
.facts { margin: 0; padding: 0; color: var(--quiet); font-size: .9375rem; list-style: none }
.facts li { display: inline-block }
.facts li:not(:last-child)::after { content: ' ·' }
.scroll { overflow-x: auto } table a { color: inherit } td { white-space: nowrap }`

const id = (name: string): string => name.toLowerCase().replaceAll(' ', '-')

/** At most four decimals, no more than are needed, with a true minus. */
const number = (value: number): string => `${Math.round(value * 1e4) / 1e4 + 0}`.replace('-', '−')

/** Where a derivative is looked at in the table: far enough for a sigmoid to have faded. */
const [left, right] = [-5, 5] as const

const comparison = ({ name, curves }: Activation): string => {
  const { f, label } = curves.at(-1) ?? curves[0]
  const at = sample(f, T.tensor([left, 0, right], 'f64'))
  const { slope } = sample(f, everywhere)
  const [below, middle, above] = T.toArray(at.slope)
  const steepest = T.toNumber(T.max(slope))
  const cells = [T.toArray(at.a)[1], below, middle, above, steepest]
  return row([
    `<a href="#${id(name)}">${escapeHtml(name)}</a>${curves.length > 1 ? `, ${escapeHtml(label)}` : ''}`,
    ...cells.map((value) => number(value ?? Number.NaN)),
  ])
}

type Entry = {
  readonly name: string
  readonly definition: string
  readonly facts: readonly { readonly says: string }[]
}

const section = ({ name, definition, facts }: Entry, pair: Pair, labels: Pair): string =>
  `<section id="${id(name)}">
<h2>${escapeHtml(name)}</h2>
<p class="definition">${escapeHtml(definition)}</p>
<div class="pair">
${labelled(pair.value, labels.value)}
${labelled(pair.derivative, labels.derivative)}
</div>
<ul class="facts">
${facts.map(({ says }) => `<li>${escapeHtml(says)}</li>`).join('\n')}
</ul>
</section>`

const ofNumbers = async (activation: Activation): Promise<string> => {
  const { name, definition, facts, curves } = activation
  return section(activation, await draw(activation), {
    value: `${name} between −4 and 4: ${definition}.`,
    derivative: `The ${curves.length === 1 ? 'first and second derivative' : 'first derivative'} of ${name} between −4 and 4: ${facts.map(({ says }) => says).join('; ')}.`,
  })
}

const listed = (values: readonly number[]): string => values.map(number).join(', ')

const ofVectors = (): readonly Promise<string>[] =>
  vectorActivations.map(async (activation) => {
    const sampled = sampleVector(activation.f, scores)
    return section(activation, await drawVector(sampled), {
      value: `${activation.name} of the scores ${listed(T.toArray(scores))}: ${listed(T.toArray(sampled.a))}.`,
      derivative: `The Jacobian of ${activation.name} there, row by row: ${T.toArray(sampled.slopes).map(listed).join('; ')}.`,
    })
  })

export const renderActivations = async (): Promise<string> => {
  const sections = await Promise.all([...activations.map(ofNumbers), ...ofVectors()])
  return renderPage({
    title: 'Activations and their derivatives',
    style,
    main: `<h1>Activations and their derivatives</h1>
<p>Every derivative here is computed: a′ is <code>vmap(grad(f))</code>, a″ is
<code>vmap(grad(grad(f)))</code>, a Jacobian is <code>jacobian(f)</code>. Where a derivative jumps,
the full dot is the value that is taken, the open one the limit that is not.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">activation</th><th scope="col">a(0)</th><th scope="col">a′(${number(left)})</th><th scope="col">a′(0)</th><th scope="col">a′(${right})</th><th scope="col">greatest a′ from −8 to 8</th></tr></thead>
<tbody>
${activations.map(comparison).join('\n')}
</tbody>
</table></div>
${sections.join('\n')}`,
  })
}
