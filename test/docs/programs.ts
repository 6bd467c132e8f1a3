/**
 * The programs that the documentation shows: `ts` code blocks of Markdown pages and `@example`s of
 * doc comments. Each is a program of its own and knows the line on which it starts.
 */

import { Script } from 'node:vm'

/** A program shown in a file. */
export interface Program {
  /** path of the file that shows it, relative to the root, with `/` */
  readonly file: string
  /** line of its first line of code in that file, from 1 */
  readonly line: number
  readonly code: string
}

interface Line {
  /** from 1 */
  readonly number: number
  readonly text: string
}

const linesOf = (text: string): readonly Line[] =>
  text.split(/\r?\n/).map((line, index) => ({ number: index + 1, text: line }))

const programOf = (file: string, lines: readonly Line[]): readonly Program[] => {
  const first = lines.findIndex((line) => line.text.trim() !== '')
  const start = lines[first]
  if (start === undefined) return []
  const code = lines.slice(first).map((line) => line.text)
  return [{ file, line: start.number, code: code.join('\n').trimEnd() }]
}

const fence = /^\s*(`{3,})\s*(\w*)\s*$/

/** The fenced blocks among some lines, with their languages. */
const fencedBlocks = (lines: readonly Line[]) => {
  const blocks: { readonly language: string; readonly lines: Line[] }[] = []
  let open: { readonly ticks: string; readonly lines: Line[] } | null = null
  for (const line of lines) {
    const [, ticks = '', language = ''] = fence.exec(line.text) ?? []
    if (open !== null && ticks === open.ticks) open = null
    else if (open !== null) open.lines.push(line)
    else if (ticks !== '') {
      open = { ticks, lines: [] }
      blocks.push({ language, lines: open.lines })
    }
  }
  return blocks
}

/** The programs of a Markdown page: its code blocks marked `ts`. */
export const programsOfMarkdown = (file: string, text: string): readonly Program[] =>
  fencedBlocks(linesOf(text))
    .filter((block) => block.language === 'ts')
    .flatMap((block) => programOf(file, block.lines))

/** The lines of every doc comment of a source text, without their leading stars. */
const docComments = (lines: readonly Line[]): readonly (readonly Line[])[] => {
  const comments: Line[][] = []
  let open: Line[] | null = null
  for (const { number, text } of lines) {
    if (open === null && /^\s*\/\*\*/.test(text)) {
      open = []
      comments.push(open)
    }
    if (open === null) continue
    const inner = text.replace(/^\s*\/\*\*\s?/, '').replace(/^\s*\*(?!\/) ?/, '')
    const closes = /\*\/\s*$/.test(inner)
    open.push({ number, text: closes ? inner.replace(/\s*\*\/\s*$/, '') : inner })
    if (closes) open = null
  }
  return comments
}

/** The lines that follow each `@example` of a doc comment, up to the next tag. */
const examplesOf = (comment: readonly Line[]): readonly (readonly Line[])[] => {
  const examples: Line[][] = []
  let open: Line[] | null = null
  let fenced = false
  for (const line of comment) {
    if (fence.test(line.text)) fenced = !fenced
    if (!fenced && /^@\w/.test(line.text)) {
      open = null
      if (/^@example\b/.test(line.text)) {
        open = [{ number: line.number, text: line.text.replace(/^@example\b.*/, '') }]
        examples.push(open)
      }
    } else if (open !== null) open.push(line)
  }
  return examples
}

/**
 * The programs of a TypeScript source: the `@example`s of its doc comments. Where an example holds
 * code fences, its program is what stands between them; otherwise it is all code.
 */
export const programsOfSource = (file: string, text: string): readonly Program[] =>
  docComments(linesOf(text))
    .flatMap(examplesOf)
    .flatMap((lines) => {
      const blocks = fencedBlocks(lines)
      return blocks.length === 0
        ? programOf(file, lines)
        : blocks
            .filter((block) => ['ts', 'typescript', ''].includes(block.language))
            .flatMap((block) => programOf(file, block.lines))
    })

const isLiteral = (text: string): boolean => {
  try {
    return (
      /^(?:[[{'"]|-?\d|-?Infinity$|NaN$|true$|false$|null$)/.test(text) && !!new Script(`(${text})`)
    )
  } catch {
    return false
  }
}

const statement =
  /^(?:const|let|type|interface|import|export|return|if|for|while|throw)\b|^[.)}\]/]/

/** Is the text all of an expression? It may hold types, so that only the compiler knows for sure. */
const isExpression = (text: string): boolean => {
  const brackets = text.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`/g, '').match(/[([{}\])]/g) ?? []
  const depth = brackets.reduce((sum, bracket) => sum + ('([{'.includes(bracket) ? 1 : -1), 0)
  return text !== '' && depth === 0 && !statement.test(text)
}

/**
 * A program that holds itself to what it says. A line such as `T.toNumber(x) // 3`, an expression
 * beside a literal, is a claim: it fails where they are not deeply equal. Lines keep their numbers.
 */
export const withClaims = (code: string): string => {
  const lines = code.split('\n').map((line) => {
    const [, expression = '', value = ''] = /^(\S.*?);?\s+\/\/ (\S.*)$/.exec(line) ?? []
    return isLiteral(value) && isExpression(expression) ? `claims$(${expression}, ${value})` : line
  })
  return `${lines.join('\n')}\nimport { deepStrictEqual as claims$ } from 'node:assert/strict'`
}
