/** A law that nothing breaks proves nothing: each mutation of the zoo has to break one. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { functions } from '../../src/core/primitives/index.ts'
import { names } from '../../src/laws/primitive/cases.ts'
import { type Kind, kinds } from '../../src/laws/zoo/kind.ts'
import { type Verdict, falseAlarm, killedBy } from '../../src/laws/zoo/killed-by.ts'
import type { Mutation } from '../../src/laws/zoo/mutation.ts'
import { zoo } from '../../src/laws/zoo/zoo.ts'
import { type Found, command, page } from '../docs/bug-zoo.ts'
import { primitivesOf, userFunctions } from '../support/user-functions.ts'

const file = fileURLToPath(new URL('../../docs/bug-zoo.md', import.meta.url))

const mutations = zoo()
const judged = new Map<Mutation, Verdict>()
const judge = (mutation: Mutation): Verdict => {
  const verdict = judged.has(mutation) ? (judged.get(mutation) ?? null) : killedBy(mutation)
  judged.set(mutation, verdict)
  return verdict
}

/** Where to look first for kinds that few functions show. */
const home: Partial<Record<Kind, string>> = {
  'straight through': 'custom rules and a checkpoint',
  'swapped operands': 'embedding lookup',
  'doubled at ties': 'the same score twice',
  'wrong at a kink': 'the same score twice',
  'one wrong element': 'a long vector',
  'wrong only in some shapes': 'convolution and pool',
  'wrong program': 'custom rules and a checkpoint',
}

/** The first mutation of a kind that the laws of one of the functions find. */
const foundInFunction = (kind: Kind): Found | null => {
  const first = userFunctions.filter(({ name }) => name === home[kind])
  for (const of of [...first, ...userFunctions]) {
    const used = primitivesOf(of)
    for (const mutation of mutations) {
      if (mutation.kind !== kind || !used.has(mutation.primitive)) continue
      const verdict = killedBy(mutation, { of })
      if (verdict !== null) return { kind, functionName: of.name, mutation, law: verdict.law }
    }
  }
  return null
}

const holding = Object.keys(functions) as readonly (keyof typeof functions)[]

const kindNames = Object.keys(kinds) as readonly Kind[]
const found = new Map(kindNames.map((kind) => [kind, foundInFunction(kind)]))

describe('every mutation is killed', () => {
  test.each(mutations)('$primitive, $rule, $kind: $mistake', (mutation) => {
    expect(judge(mutation)).not.toBe(null)
  })
})

describe('every kind of mistake', () => {
  test.each(kindNames)('is in the zoo: %s', (kind) => {
    expect(mutations.some((mutation) => mutation.kind === kind)).toBe(true)
  })

  test.each(kindNames)('is noticed in a whole function: %s', (kind) => {
    expect(found.get(kind) ?? null).not.toBe(null)
  })
})

describe('right rules are not accused', () => {
  test.each([...names, ...holding])('%s', (name) => {
    expect(falseAlarm(name)).toBe(null)
  })

  test.each(userFunctions)('$name', (of) => {
    expect(falseAlarm('add', { of })).toBe(null)
  })
})

test('a verdict is the same every time', () => {
  const [mutation] = mutations
  if (mutation === undefined) throw new RangeError('the zoo is empty')
  expect(killedBy(mutation)).toEqual(judge(mutation))
})

test('the page is that of the zoo', () => {
  const text = page(
    mutations.map((mutation) => [mutation, judge(mutation)] as const),
    [...found.values()].filter((entry) => entry !== null),
  )
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(file, text)
  expect(readFileSync(file, 'utf8') === text, `write it again with: ${command}`).toBe(true)
})
