/**
 * The page docs/optimizers.md: what the doc comments of the optimizers say, how each fares in
 * Rosenbrock's valley, and a picture of some of their paths.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TopLevelSpec } from 'vega-lite'
import { toSvg } from '../../examples/report/chart.ts'
import { optim } from '../../src/index.ts'
import { bowl, path, type Point, rosenbrock, runners } from './rosenbrock.ts'

/** How to write the page again. */
export const command = 'UPDATE_PAGES=1 npx vitest run test/docs/optimizers.test.ts'

/** What `bench/optimizers.js` printed: it takes too long to be run by a test. */
const recorded = readFileSync(
  fileURLToPath(new URL('../fixtures/optimizers/digits.md', import.meta.url)),
  'utf8',
).trim()

/** Where the picture stands, beside the page. */
export const picture = 'optimizers.svg'

const folder = fileURLToPath(new URL('../../src/optim/optimizers', import.meta.url))

const source = readdirSync(folder)
  .toSorted()
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
  .join('\n')

/** What a doc comment says, before its examples, as one line. */
const saidOf = (name: string): string => {
  const [, comment = ''] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export const ${name}\\b`).exec(source) ?? []
  return comment
    .replace(/@example[^]*/, '')
    .replaceAll(/\n \* ?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim()
}

/** A sentence or more that begin with a word, up to the next such. */
const part = (said: string, word: RegExp): string => {
  const [, found = ''] =
    new RegExp(`(?:^|\\s)${word.source}: (.*?)(?=\\s(?:Defaults|Laws?|Sources?|Throws): |$)`).exec(
      said,
    ) ?? []
  return found.trim()
}

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** The optimizers, without what they are made of. */
export const names: readonly string[] = Array.from(
  source.matchAll(/export const (\w+)/g),
  ([, name = '']) => name,
)
  .filter((name) => name in optim && !name.startsWith('scale') && !name.endsWith('EvalParams'))
  .toSorted()

/** What comes before defaults, laws and sources; what it refers to stands behind it. */
const meaningOf = (said: string): string => {
  const own = said.replace(/\s(?:Defaults|Laws?|Sources?): .*/, '')
  const [reference, direction] = /\s\(see `(scaleBy\w+)`\)/.exec(own) ?? []
  return reference === undefined || direction === undefined
    ? own
    : `${own.replace(reference, '')} ${meaningOf(saidOf(direction))}`
}

const row = (name: string): readonly string[] => {
  const said = saidOf(name)
  return [`\`${name}\``, meaningOf(said), part(said, /Defaults/), part(said, /Sources?/)]
}

const steps = 500

const valley = (): readonly (readonly string[])[] =>
  runners.map(([name, make, learningRate]) => {
    const { loss } = path(make(learningRate), rosenbrock, [-1.2, 1], steps)
    return [name, `${learningRate}`, loss.toPrecision(2)]
  })

/** The text of the page. */
export const page = (): string => `# Optimizers

What \`optim\` has, with the definitions and the defaults of Optax 0.2.8, whose numbers the tests hold.
This page is made from the doc comments and from runs (\`${command}\` writes it again).

An optimizer is a pure function of gradients, a state and parameters, over any tree of tensors:

\`\`\`ts
import { T, grad, optim, type Tensor } from 'cotangent'

type Params = { readonly w: Tensor<[2]> }
const loss = ({ w }: Params) => T.sum(T.square(T.sub(w, T.tensor([1, 2]))))

const optimizer = optim.chain(optim.clipByGlobalNorm({ maxNorm: 1 }), optim.adam({ learningRate: 0.1 }))
const params: Params = { w: T.tensor([0, 0]) }
const [updates, state] = optimizer.update(grad(loss)(params), optimizer.init(params), params)
T.allClose(optim.applyUpdates(params, updates).w, T.tensor([0.1, 0.1])) // true
T.toNumber(state[1][0].count) // 1
\`\`\`

In the equations g is the gradient, p the parameters, u the update that is added to them, t the step
from 1 on, η the learning rate. m̂ is m / (1 − βᵗ), the moving average without the weight of its
beginning.

## All of them

${table(['optimizer', 'what it does', 'defaults', 'source'], names.map(row))}

## In Rosenbrock's valley

f(x, y) = (1 − x)² + 100 (y − x²)² from (−1.2, 1), where it is 24.2: the loss after ${steps} steps, in
f64. The learning rate is the best for this task of 1, 3, 10, … · 10⁻⁴ up to 3; all other options have
their defaults. (What is best here need not be so anywhere else: there is no noise, and there are two
parameters.) The losses of schedule-free learning are those of the averages.

${table(['optimizer', 'learning rate', `loss after ${steps} steps`], valley())}

## On handwritten digits

One epoch of the network 784-128-10 over 10,000 digits in batches of 100, and how many of 2,000 other
digits it reads then, with the best of the learning rates 1, 0.3, 0.1, … 0.0003 for this task. Recorded
from \`node bench/optimizers.js\`, which takes some minutes.

${recorded}

## On an elongated bowl

Forty steps on x²/20 + y² from (−7, 2). Plain descent swings across the bowl as fast as it goes along
it; momentum evens the swings out, and adaptive methods take both axes alike.

![Paths of five optimizers on an elongated bowl](${picture})
`

const paths: readonly (readonly [name: string, optimizer: optim.Optimizer])[] = [
  ['sgd, η = 0.95', optim.sgd({ learningRate: 0.95 })],
  ['momentum, η = 0.1', optim.sgd({ learningRate: 0.1, momentum: 0.9 })],
  ['Nesterov, η = 0.1', optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })],
  ['adagrad, η = 1.5', optim.adagrad({ learningRate: 1.5 })],
  ['adam, η = 0.3', optim.adam({ learningRate: 0.3 })],
]

/** An ellipse of equal loss: x²/20 + y² = level. */
const contour = (level: number): readonly Point[] =>
  Array.from({ length: 46 }, (_, i) => {
    const angle = (i * Math.PI) / 22.5
    return [Math.sqrt(20 * level) * Math.cos(angle), Math.sqrt(level) * Math.sin(angle)]
  })

const spec = (): TopLevelSpec => ({
  background: 'white',
  data: {
    values: paths.flatMap(([optimizer, made]) =>
      path(made, bowl, [-7, 2], 40).points.map(([x, y], step) => ({ optimizer, step, x, y })),
    ),
  },
  facet: { field: 'optimizer', type: 'nominal', sort: paths.map(([name]) => name), title: null },
  columns: 2,
  spec: {
    width: 250,
    height: 120,
    layer: [
      ...[0.25, 1, 2.25, 4, 6.25].map((level) => ({
        data: { values: contour(level).map(([x, y], order) => ({ x, y, order })) },
        mark: { type: 'line' as const, color: '#ccc', strokeWidth: 1, clip: true },
        encoding: { order: { field: 'order' } },
      })),
      {
        mark: { type: 'line', color: '#1f5fa8', strokeWidth: 1.2, clip: true, point: { size: 9 } },
        encoding: { order: { field: 'step' } },
      },
    ],
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'x', scale: { domain: [-9, 9] } },
      y: { field: 'y', type: 'quantitative', title: 'y', scale: { domain: [-2.6, 2.6] } },
    },
  },
  config: { font: 'sans-serif', axis: { grid: false, tickCount: 5 }, view: { stroke: '#ddd' } },
})

/** The picture, with coordinates to a tenth of a pixel. */
export const drawing = async (): Promise<string> =>
  `${(await toSvg(spec())).replaceAll(/-?\d+\.\d{3,}/g, (x) => String(Math.round(Number(x) * 10) / 10))}\n`
