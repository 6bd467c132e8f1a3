/** The parts of docs/laws.md that are generated: a report, the table of laws, the size of the zoo. */
import { readFileSync } from 'node:fs'
import { isRight } from 'fp-ts/lib/Either.js'
import * as laws from '../../src/laws/index.ts'
import { checked } from './wrong-gradient.ts'

/** How to write the page again. */
export const command = 'UPDATE_PAGES=1 npx vitest run test/docs/laws.test.ts'

const source = readFileSync(new URL('wrong-gradient.ts', import.meta.url), 'utf8')

const block = (language: string, text: string): string =>
  `\`\`\`${language}\n${text.trim()}\n\`\`\``

const report = (): string => {
  if (isRight(checked)) throw new Error('the wrong gradient passes')
  const program = source.replace('export const', 'const')
  return `${block('ts', program)}\n\nThe report:\n\n${block('text', laws.showGradReport(checked.left))}`
}

const speakOf: { readonly [O in laws.Law['of']]: string } = {
  point: 'Of any function at a point: `law(probe(f)(...args))`',
  primitive: 'Of a primitive: `law(probe)` for `casesOf(name)`',
  function: 'Of a function of trees and its arguments: `law(f, args)`',
  more: 'With something more to say',
  model: 'Of a model at a point: `law(modelProbe(model))`',
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const table = (of: laws.Law['of']): string =>
  [
    `${speakOf[of]}:\n`,
    '| law | equation | catches |',
    '| --- | --- | --- |',
    ...laws.laws
      .filter((law) => law.of === of)
      .map(
        ({ name, equation, catches }) => `| \`${name}\` | ${cell(equation)} | ${cell(catches)} |`,
      ),
  ].join('\n')

const parts: Readonly<Record<string, () => string>> = {
  report,
  laws: () =>
    (['point', 'function', 'more', 'model', 'primitive'] as const).map(table).join('\n\n'),
  zoo: () =>
    `The zoo holds ${laws.zoo().length} tables of rules with one mistake each, of ${Object.keys(laws.kinds).length} kinds; a law finds every one of them, and no law accuses a right rule: [the bug zoo](bug-zoo.md).`,
}

/** The page with its generated parts as they are now: each stands between two comments. */
export const page = (text: string): string =>
  Object.entries(parts).reduce((before, [name, part]) => {
    const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`]
    const [from, to] = [before.indexOf(start), before.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`docs/laws.md has no place for ${name}`)
    return `${before.slice(0, from + start.length)}\n\n${part()}\n\n${before.slice(to)}`
  }, text)
