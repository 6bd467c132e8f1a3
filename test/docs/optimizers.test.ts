/** docs/optimizers.md says what the doc comments say and what runs give. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { command, drawing, names, page, picture } from './optimizers.ts'
import { runners } from './rosenbrock.ts'

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))

test.each([
  ['optimizers.md', async () => page()],
  [picture, drawing],
] as const)('%s is what its program makes', async (name, make) => {
  const text = await make()
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(fileOf(name), text)
  expect(readFileSync(fileOf(name), 'utf8'), `write it again with: ${command}`).toBe(text)
})

test('every optimizer runs', () => {
  const ran = new Set(runners.map(([name]) => name.replace(/,.*/, '')))
  expect(names.filter((name) => !ran.has(name))).toEqual(['scheduleFree'])
})
