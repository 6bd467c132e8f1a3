/** Every function that users can call has a doc comment with a program that the tests run. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as root from '../../src/index.ts'

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

/** Where the names of a namespace are defined; `init` is one inside of `R`. */
const rooms: Readonly<Record<string, string>> = {
  T: 'tensor/',
  R: 'random/',
  init: 'random/',
  loss: 'loss/',
  metrics: 'loss/metrics/',
  tree: 'tree/',
}

type Names = readonly (readonly [room: string, name: string])[]

const namesIn = (values: object, room: string): Names =>
  Object.entries(values).flatMap(([name, value]: readonly [string, object]): Names => {
    const inner = rooms[name]
    return inner === undefined ? [[room, name]] : namesIn(value, inner)
  })

const names = namesIn(root, '')

// errors and the engine are values that one does not call
const callable = names.filter(([, name]) => !/Error$|Engine$/.test(name))

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
