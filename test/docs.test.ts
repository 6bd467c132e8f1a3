/**
 * Every program that the documentation shows compiles and runs: the `ts` code blocks of README.md
 * and of the pages under docs/, and the `@example`s of the library's doc comments.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Program, programsOfMarkdown, programsOfSource } from './docs/programs.ts'
import { runPrograms } from './docs/run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const filesUnder = (folder: string, extension: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith(extension))
        .map((path) => `${folder}/${path.split(sep).join('/')}`)
        .toSorted()
    : []

const programsOf = (
  files: readonly string[],
  extract: (file: string, text: string) => readonly Program[],
) => files.flatMap((file) => extract(file, readFileSync(join(root, file), 'utf8')))

describe('the documentation', () => {
  const programs = [
    ...programsOf(['README.md', ...filesUnder('docs', '.md')], programsOfMarkdown),
    ...programsOf(filesUnder('src', '.ts'), programsOfSource),
  ].map((program) => ({ program, name: `${program.file}:${program.line}` }))
  const outcomes = runPrograms(
    'docs',
    programs.map(({ program }) => program),
  )

  it('opens with an example', () => {
    expect(programs[0]?.program.file).toBe('README.md')
  })

  it.each(programs.map(({ name }, index) => ({ name, outcome: outcomes[index] })))(
    '$name',
    ({ outcome }) => {
      expect(outcome).toBeNull()
    },
  )
})
