/** The page docs/bug-zoo.md: what became of every mutation. */
import { type Kind, kinds } from '../../src/laws/zoo/kind.ts'
import type { Verdict } from '../../src/laws/zoo/killed-by.ts'
import { type Mutation, ruleNames } from '../../src/laws/zoo/mutation.ts'
import { lawNames } from '../../src/laws/zoo/suite.ts'

/** How to write the page again. */
export const command = 'UPDATE_PAGES=1 npx vitest run test/laws/bug-zoo.test.ts'

/** A mutation and what became of it. */
export type Judged = readonly [mutation: Mutation, verdict: Verdict]

/** A kind of mistake that was found out in a function made of many primitives. */
export interface Found {
  readonly kind: Kind
  readonly functionName: string
  readonly mutation: Mutation
  readonly law: string
}

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const count = <T>(things: readonly T[], is: (thing: T) => boolean): number =>
  things.filter(is).length

/** Nothing for 0, so that a table of mostly zeros can be read. */
const cell = (n: number): string => (n === 0 ? '' : String(n))

const kindNames = Object.keys(kinds) as readonly Kind[]

const grouped = (judged: readonly Judged[]): string =>
  [...new Set(judged.map(([{ primitive }]) => primitive))]
    .map((name) => {
      const own = judged.filter(([{ primitive }]) => primitive === name)
      const lines = own.map(
        ([{ rule, kind, mistake }, verdict]) =>
          `- ${rule}, ${kind}: ${mistake} (\`${verdict?.law ?? 'survives'}\`)`,
      )
      return `### ${name}\n\n${lines.join('\n')}`
    })
    .join('\n\n')

/** The text of the page. */
export const page = (judged: readonly Judged[], found: readonly Found[]): string => {
  const killed = count(judged, ([, verdict]) => verdict !== null)
  const laws = lawNames.filter((law) => judged.some(([, verdict]) => verdict?.law === law))
  const silent = lawNames.filter((law) => !laws.includes(law))
  return `# The bug zoo

A law that nothing breaks proves nothing. So the law kit is itself tested: the zoo holds ${judged.length} tables of
derivative and batch rules with one mistake each, such as people make, and for each of them the kit has
to find a law that it breaks. It finds **${killed} of ${judged.length}**; a mutation that survives fails the tests of this
library, and so does a right rule that a law accuses. The page is generated, with fixed seeds
(\`${command}\` writes it again).

\`killedBy(mutation)\` gives the law, the failure and the seed; \`killedBy(mutation, { of })\` asks the same
of a function of yours: would a mistake in what it uses have been noticed at this point?

## Which law finds what

Each mutation is counted once, for the law that found it. The laws of the rule that is wrong are asked in
the order of the columns, each about a few cases; those of the kinks come first. That a cell is empty
says that another law was faster, not that this one is blind.${
    silent.length === 0 ? '' : ` Not once first: ${silent.map((law) => `\`${law}\``).join(', ')}.`
  }

${table(
  ['', ...laws.map((_, i) => `${i + 1}`), 'all'],
  [
    ...kindNames.map((kind) => {
      const own = judged.filter((entry) => entry[0].kind === kind)
      return [
        kind,
        ...laws.map((law) => cell(count(own, ([, verdict]) => verdict?.law === law))),
        cell(own.length),
      ]
    }),
    [
      '**all**',
      ...laws.map((law) => cell(count(judged, ([, verdict]) => verdict?.law === law))),
      String(judged.length),
    ],
  ],
)}

${laws.map((law, i) => `${i + 1}. \`${law}\``).join('\n')}

## By rule

${table(
  ['rule', 'mutations', 'killed', 'at the first case'],
  ruleNames.map((name) => {
    const own = judged.filter(([{ rule }]) => rule === name)
    return [
      name,
      String(own.length),
      String(count(own, ([, verdict]) => verdict !== null)),
      String(count(own, ([, verdict]) => verdict?.runs === 1)),
    ]
  }),
)}

## Kinds, and each in a whole function

A mistake has to be noticed where it is used, too. Of each kind, one that the laws of a function made of
many primitives found, at one point of that function:

${table(
  ['kind', 'what it is', 'in', 'mistake', 'law'],
  kindNames.map((kind) => {
    const one = found.find((entry) => entry.kind === kind)
    return [
      kind,
      kinds[kind],
      one?.functionName ?? '',
      one === undefined ? '' : `\`${one.mutation.primitive}\`: ${one.mutation.mistake}`,
      one === undefined ? '' : `\`${one.law}\``,
    ]
  }),
)}

## All of them

${grouped(judged)}
`
}
