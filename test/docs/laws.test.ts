/** docs/laws.md shows a report that is real, and every law there is. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as laws from '../../src/laws/index.ts'
import { command, page } from './laws.ts'

const file = fileURLToPath(new URL('../../docs/laws.md', import.meta.url))

test('the generated parts are what they are', () => {
  const text = readFileSync(file, 'utf8')
  const now = page(text)
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(file, now)
  expect(readFileSync(file, 'utf8'), `write it again with: ${command}`).toBe(now)
})

test('every name of the kit on the page is one', () => {
  const named = Array.from(
    readFileSync(file, 'utf8').matchAll(/\blaws\.(\w+)/g),
    ([, name]) => name,
  )
  // laws.md is the page itself
  const known = new Set(['md', ...Object.keys(laws)])
  // types have no value
  expect(
    [...new Set(named)].filter((name) => !known.has(name ?? '') && !/^[A-Z]/.test(name ?? '')),
  ).toEqual([])
})
