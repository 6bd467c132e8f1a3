/** The results that the examples of the vocabulary promise in their comments are what they give. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as root from '../../src/index.ts'
import { programsOfSource } from '../docs/programs.ts'

const folder = fileURLToPath(new URL('../../src/tensor', import.meta.url))

const programs = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => programsOfSource(file, readFileSync(`${folder}/${file}`, 'utf8')))

/** What every line with a comment promises, paired with what it gives. */
const promises = (
  code: string,
): readonly (readonly [line: string, given: unknown, promised: unknown])[] => {
  const body = code
    .split('\n')
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const [, expression, promised] = /^(\S.*?) \/\/ (.*)$/.exec(line) ?? []
      return expression === undefined
        ? line
        : `results.push([${JSON.stringify(expression)}, ${expression}, ${promised}])`
    })
    .join('\n')
  const results: (readonly [string, unknown, unknown])[] = []
  // oxlint-disable-next-line typescript/no-implied-eval -- examples are programs of our own
  new Function('results', ...Object.keys(root), body)(results, ...Object.values(root))
  return results
}

describe('the examples', () => {
  it('are many', () => {
    expect(programs.length).toBeGreaterThan(80)
  })
  it.each(programs)('$file:$line', ({ code }) => {
    const results = promises(code)
    expect(results.length).toBeGreaterThan(0)
    for (const [line, given, promised] of results) expect([line, given]).toEqual([line, promised])
  })
})
