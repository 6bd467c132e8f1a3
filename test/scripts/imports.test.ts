/** What importing the package loads: fast-check is a peer that only the law kit needs. */
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { importsOf, readSources } from '../../scripts/rooms.mjs'

const sources = readSources(fileURLToPath(new URL('../../src', import.meta.url)))

/** Everything that a module of ours imports, by way of whichever other one: files and packages. */
const reachedFrom = (start: string): ReadonlySet<string> => {
  const reached = new Set<string>([start])
  for (const module of reached) {
    for (const specifier of importsOf(sources.get(module) ?? '')) {
      const isOwn = specifier.startsWith('.')
      reached.add(isOwn ? posix.join(posix.dirname(module), specifier) : specifier)
    }
  }
  return reached
}

const without = ['index.ts', 'tensor/index.ts', 'tree/index.ts', 'random/index.ts']

describe('importing', () => {
  test.each(without)('%s loads neither fast-check nor the law kit', (entry) => {
    const reached = [...reachedFrom(entry)]
    expect(reached.length).toBeGreaterThan(5)
    expect(reached.filter((name) => name === 'fast-check' || name.startsWith('laws/'))).toEqual([])
  })

  test('the law kit loads fast-check', () => {
    expect(reachedFrom('laws/index.ts')).toContain('fast-check')
  })
})
