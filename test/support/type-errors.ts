import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** An error of the compiler: where it is, its first line, and the lines that follow. */
export interface Found {
  readonly line: number
  readonly column: number
  readonly text: string
  readonly rest: readonly string[]
}

const position = /^cases\.ts\((\d+),(\d+)\): error TS\d+: (.*)$/

/** The errors of a run of the compiler, each with the lines that follow its first one. */
const errorsIn = (output: string): readonly Found[] => {
  const lines = output.split('\n')
  return lines.flatMap((line, i) => {
    const [, row, column, text] = position.exec(line) ?? []
    if (text === undefined) return []
    const after = lines.slice(i + 1)
    const end = after.findIndex((next) => !next.startsWith(' '))
    const rest = after.slice(0, end).map((next) => next.trim())
    return [{ line: Number(row), column: Number(column), text, rest }]
  })
}

/** The line of the first program behind a preamble. */
export const firstLineAfter = (preamble: string): number => preamble.trim().split('\n').length + 1

/**
 * What the compiler says of programs, one on each line behind a preamble.
 * @param name - of a folder under `build` that this run has for itself
 */
export const typeErrors = (
  name: string,
  preamble: string,
  programs: readonly string[],
): readonly Found[] => {
  const folder = `${root}build/${name}`
  mkdirSync(folder, { recursive: true })
  const source = `${preamble.trim()}\n${programs.join('\n')}\n`
  writeFileSync(`${folder}/cases.ts`, source)
  writeFileSync(
    `${folder}/tsconfig.json`,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { types: [] },
      include: ['cases.ts'],
    }),
  )
  const tsc = spawnSync(
    process.execPath,
    [`${root}node_modules/@typescript/native/bin/tsc`, '--noEmit', '--pretty', 'false', '-p', '.'],
    { cwd: folder, encoding: 'utf8' },
  )
  rmSync(folder, { recursive: true })
  return errorsIn(tsc.stdout)
}
