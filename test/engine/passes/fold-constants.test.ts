import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, referenceEngine, trace } from '../../../src/index.ts'
import { closeProgram, type Program, placeByValue } from '../../../src/core/program.ts'
import { sizeOf } from '../../../src/core/shape/dimension.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { removeDead } from '../../../src/engine/passes/dead.ts'
import { foldConstants } from '../../../src/engine/passes/fold-constants.ts'
import { expectSameMeaning, onAllPrograms } from './support/laws.ts'
import { Pool, names, steps } from './support/steps.ts'
import { streamOf } from './support/stream.ts'

const fold = (program: Program, limit?: number): Program =>
  foldConstants(program, referenceEngine, limit === undefined ? {} : { limit })

describe('folding constants', () => {
  onAllPrograms('means the same', ({ program, seed }) => {
    expectSameMeaning(program, fold(program, seed % 10), seed)
    expectSameMeaning(program, fold(program), seed)
  })
})

/** A program of random steps that has no inputs. */
const closed = (seed: number, count: number): Program => {
  const stream = streamOf(seed)
  const pool = new Pool(stream)
  pool.nodes.push(pool.literal([], 'f32'), pool.literal([2, 3], 'f64'), pool.literal([], 'i32'))
  for (let i = 0; i < count; i++) pool.nodes.push(steps[stream.one(names)](pool))
  return closeProgram([], pool.nodes.slice(-3), placeByValue).program
}

test('what depends on constants alone is gone, but for what is generated where it is read', () => {
  const law = fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, count) => {
    const program = closed(seed, count)
    expectSameMeaning(program, fold(program), seed)
    const left = fold(program, 1e6).equations.map(({ primitive }) => primitive)
    expect(left.filter((name) => name !== 'broadcast' && name !== 'iota')).toEqual([])
  })
  fc.assert(law, { numRuns: 300 })
})

test('no new constant is larger than the limit', () => {
  const law = fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, limit) => {
    const program = closed(seed, 12)
    const before = new Set(program.constants.map(({ value }) => value))
    for (const { shape, value } of fold(program, limit).constants) {
      expect(before.has(value) || sizeOf(shape) <= limit).toBe(true)
    }
  })
  fc.assert(law, { numRuns: 200 })
})

test('arithmetic of numbers is done on numbers, and a number is never stored in a shape', () => {
  const f = (x: Tensor<[1000]>) =>
    T.mul(x, T.exp(T.mul(T.full([1000], 2), T.sin(T.full([1000], 3)))))
  const folded = fold(removeDead(trace(f)(T.zeros([1000]))))
  expect(folded.equations.map(({ primitive }) => primitive)).toEqual(['broadcast', 'mul'])
  expect(folded.constants.map(({ shape }) => shape)).toEqual([[]])
})
