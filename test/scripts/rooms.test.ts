import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkRooms, importsOf, readSources } from '../../scripts/rooms.mjs'

const check = (sources: Record<string, string>) => checkRooms(new Map(Object.entries(sources)))

describe('importsOf', () => {
  it('finds every form of import', () => {
    const text = `
import { a } from './a.ts'
import type {
  B,
} from '../core/b.ts'
import './c.ts'
export * from './d.ts'
export type { E } from "./e.ts"
const f = await import('./f.ts')
type G = import('./g.ts').G
`
    expect(importsOf(text).toSorted()).toEqual([
      '../core/b.ts',
      './a.ts',
      './c.ts',
      './d.ts',
      './e.ts',
      './f.ts',
      './g.ts',
    ])
  })

  it('does not read documentation', () => {
    const text = `
export const one = 1

/**
 * @example
 * import { grad } from 'cotangent'
 */
export const two = 'from'
`
    expect(importsOf(text)).toEqual([])
  })
})

describe('checkRooms', () => {
  it('lets a room import itself and the rooms above it, and the root everything', () => {
    expect(
      check({
        'index.ts': "export * as T from './tensor/index.ts'\nexport * from './laws/index.ts'",
        'tensor/add.ts': "import { node } from '../core/node.ts'\nimport { x } from './x.ts'",
        'laws/linear.ts': "import { sgd } from '../optim/sgd.ts'\nimport fc from 'fast-check'",
      }),
    ).toEqual([])
  })

  it('names an import of a room below, of a type too', () => {
    expect(check({ 'core/node.ts': "import type { E } from '../engine/index.ts'" })).toEqual([
      "src/core/node.ts: '../engine/index.ts': room core may not import room engine, which stands below it",
    ])
  })

  it('names an import of the root, of the package itself, of a file outside', () => {
    expect(check({ 'nn/a.ts': "import { grad } from '../index.ts'" })).toHaveLength(1)
    expect(check({ 'nn/a.ts': "import { grad } from 'cotangent'" })).toHaveLength(1)
    expect(check({ 'nn/a.ts': "import { x } from '../../test/x.ts'" })).toHaveLength(1)
  })

  it('names a folder that is no room', () => {
    expect(check({ 'utils/a.ts': '' })).toEqual(['src/utils/a.ts: utils is not a known room'])
  })

  it('finds nothing wrong in src', () => {
    const sources = readSources(fileURLToPath(new URL('../../src', import.meta.url)))
    expect(sources.size).toBeGreaterThan(0)
    expect(checkRooms(sources)).toEqual([])
  })
})
