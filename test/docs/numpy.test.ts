/** The page for NumPy users names every operator that is held to NumPy, and none that is not there. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { T } from '../../src/index.ts'

const page = readFileSync(new URL('../../docs/numpy.md', import.meta.url), 'utf8')
const named = new Set(Array.from(page.matchAll(/\bT\.(\w+)/g), ([, name = '']) => name))

test('every operator is on the page', () => {
  expect(Object.keys(T).filter((name) => !named.has(name))).toEqual([])
})

test('everything on the page is an operator', () => {
  expect([...named].filter((name) => !(name in T))).toEqual([])
})

test('zeros have the signs that the page says', () => {
  const zeros = T.toArray(T.maximum(T.tensor([0, -0]), T.tensor([-0, 0])))
  expect(zeros).toEqual([0, 0])
  expect(T.toNumber(T.sign(T.tensor(-0)))).toBe(-0)
  expect(T.toArray(T.outer(T.tensor([0]), T.tensor([-1])))).toEqual([[0]])
})
