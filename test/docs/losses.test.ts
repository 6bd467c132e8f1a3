/** The page of losses and metrics names all that there are, and none that is not there. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loss, metrics } from '../../src/index.ts'

const page = readFileSync(new URL('../../docs/losses.md', import.meta.url), 'utf8')

describe.each([
  ['loss', Object.keys(loss)],
  ['metrics', Object.keys(metrics)],
] as const)('%s', (room, names) => {
  test('is on the page', () => {
    const found = page.matchAll(new RegExp(`\\b${room}\\.(\\w+)`, 'g'))
    const named = new Set(Array.from(found, ([, name = '']) => name))
    expect([...named].toSorted()).toEqual(names.toSorted())
  })
})
