/** docs/subgradients.md says what the registry says, and every line of it holds. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { names, primitiveOf } from '../../src/laws/primitive/cases.ts'
import { kinks } from '../../src/laws/primitive/kinks.ts'
import { conventions } from '../support/subgradients.ts'
import { command, page } from './subgradients.ts'

const file = fileURLToPath(new URL('../../docs/subgradients.md', import.meta.url))

test('the page is that of the registry', () => {
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(file, page())
  expect(readFileSync(file, 'utf8'), `write it again with: ${command}`).toBe(page())
})

// test/laws/kinks.test.ts holds them; none may be without a test there
test.each(names)('what the page says of %s is held by a law', (name) => {
  expect(kinks[name].map(({ at }) => at)).toEqual(primitiveOf(name).kinks.map(({ at }) => at))
})

/** Equal numbers, element by element; 0 and −0 are one derivative. */
const numbers = (x: unknown): unknown => (Array.isArray(x) ? x.map(numbers) : Number(x) + 0)

describe('functions', () => {
  test.each(conventions)('$functions where $at', ({ evidence }) => {
    const claims = evidence()
    expect(claims.length).toBeGreaterThan(0)
    for (const [actual, stated] of claims) expect(numbers(actual)).toEqual(numbers(stated))
  })
})
