/** Every function that users can call has a doc comment with a program that the tests run. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as root from '../../src/index.ts'
import * as laws from '../../src/laws/index.ts'

const source = fileURLToPath(new URL('../../src', import.meta.url))
const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('index.ts'))
  .map((path) => ({ path, text: readFileSync(`${source}/${path}`, 'utf8') }))

/** The doc comment right in front of the definition of a name, in the file of a room. */
const documentation = (room: string, name: string): string | undefined =>
  texts
    .filter(({ path }) => path.startsWith(room))
    .map(
      ({ text }) =>
        new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export const ${name}\\b`).exec(text)?.[1],
    )
    .find((comment) => comment !== undefined)

const rooms = {
  T: 'tensor/',
  R: 'random/',
  init: 'random/',
  loss: 'loss/',
  metrics: 'loss/metrics/',
  tree: 'tree/',
  nn: 'nn/',
  optim: 'optim/',
  projection: 'optim/projections',
  schedule: 'optim/schedules/',
} as const
const isRoom = (name: string): name is keyof typeof rooms => Object.hasOwn(rooms, name)

/** The functions of a module, each with the folder that it is defined in. */
const namesOf = (
  module: object,
  room: string,
): readonly (readonly [room: string, name: string])[] =>
  Object.entries(module).flatMap(([name, value]: readonly [string, unknown]) =>
    isRoom(name) && typeof value === 'object' && value !== null
      ? namesOf(value, rooms[name])
      : [[room, name] as const],
  )

const names = namesOf(root, '')

const namesOfLaws = Object.keys(laws).map((name) => ['laws/', name] as const)

// errors and the engine are values that one does not call
const callable = [...names, ...namesOfLaws].filter(([, name]) => !/Error$|Engine$/.test(name))

describe('every public function', () => {
  test('is found', () => {
    expect(callable.length).toBeGreaterThan(100)
  })

  test.each(callable)('%s%s is documented with an example', (room, name) => {
    const comment = documentation(room, name)
    expect(comment, 'no doc comment in front of the definition').toBeDefined()
    expect(comment).toContain('@example')
  })
})
