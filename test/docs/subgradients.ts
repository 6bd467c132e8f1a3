/** The page docs/subgradients.md: what the registry and the table of conventions say. */
import { names, primitiveOf } from '../../src/laws/primitive/cases.ts'
import { conventions } from '../support/subgradients.ts'

/** How to write the page again. */
export const command = 'UPDATE_PAGES=1 npx vitest run test/docs/subgradients.test.ts'

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const code = (functions: string): string =>
  functions.replaceAll(/[a-zA-Z]+/g, (name) =>
    ['mode', 'or'].includes(name) ? name : `\`${name}\``,
  )

/** The text of the page. */
export const page = (): string => `# Derivatives where there are none

Where a function has a corner or a step there is no derivative, and something has to be taken for
one. What Cotangent takes is written here, once. The page is generated, and the tests hold every line
of it (\`${command}\` writes it again).

## Primitives

As the registry states them. A primitive that is not here is smooth wherever it is finite, linear, or
constant between steps.

${table(
  ['primitive', 'where', 'taken for the derivative'],
  names.flatMap((name) =>
    primitiveOf(name).kinks.map(({ at, subgradient }) => [`\`${name}\``, at, subgradient]),
  ),
)}

## Functions of \`T\`

They are made of primitives, and what they do at such places is chosen by how they are made.

${table(
  ['function', 'where', 'taken for the derivative'],
  conventions.map(({ functions, at, derivative }) => [code(functions), at, derivative]),
)}
`
