import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Program } from '../../../src/core/program.ts'
import { removeDead } from '../../../src/engine/passes/dead.ts'
import { samples } from './support/programs.ts'

const scalar = (value: Float32Array) => ({ shape: [], dtype: 'f32', value }) as const
const add = { primitive: 'add', attributes: {}, shape: [], dtype: 'f32' } as const

test('every equation and constant that is left is used', () => {
  const law = fc.property(samples([], 20), ({ program }) => {
    const { inputs, constants, equations, outputs } = removeDead(program)
    const used = new Set([...outputs, ...equations.flatMap(({ operands }) => operands)])
    const all = inputs.length + constants.length + equations.length
    for (let slot = inputs.length; slot < all; slot++) expect(used.has(slot)).toBe(true)
  })
  fc.assert(law, { numRuns: 200 })
})

test('the order of equations stays', () => {
  const law = fc.property(samples([], 20), ({ program }) => {
    const kept = removeDead(program).equations.map(({ attributes }) => attributes)
    // attributes records are carried over as they are: they tell equations apart
    const places = kept.map((attributes) =>
      program.equations.findIndex((equation) => equation.attributes === attributes),
    )
    const distinct = places.filter((place, i) => places.indexOf(place) === i)
    expect(distinct).toEqual(distinct.toSorted((a, b) => a - b))
  })
  fc.assert(law, { numRuns: 200 })
})

test('constants of the same storage or of the same few bits are one', () => {
  const shared = new Float32Array(1000)
  const long = (value: Float32Array) => ({ shape: [1000], dtype: 'f32', value }) as const
  const program: Program = {
    inputs: [],
    constants: [
      scalar(Float32Array.of(0)),
      scalar(Float32Array.of(0)),
      scalar(Float32Array.of(-0)),
      long(shared),
      long(shared),
      long(new Float32Array(1000)),
    ],
    equations: [{ ...add, operands: [0, 1] }],
    outputs: [6, 2, 3, 4, 5],
  }
  const result = removeDead(program)
  // 0, −0, the shared one and the one that only looks like it
  expect(result.constants.length).toBe(4)
  expect(result.equations[0]?.operands[0]).toBe(result.equations[0]?.operands[1])
  expect(result.outputs[2]).toBe(result.outputs[3])
  expect(result.outputs[4]).not.toBe(result.outputs[3])
})

test('constants of the same bits and other types are apart', () => {
  const program: Program = {
    inputs: [],
    constants: [
      scalar(Float32Array.of(0)),
      { shape: [], dtype: 'i32', value: Int32Array.of(0) },
      { shape: [1], dtype: 'f32', value: Float32Array.of(0) },
    ],
    equations: [],
    outputs: [0, 1, 2],
  }
  expect(removeDead(program)).toEqual(program)
})

test('a chain of a hundred thousand equations is no recursion', () => {
  const count = 100_000
  const program: Program = {
    inputs: [{ shape: [], dtype: 'f32' }],
    constants: [],
    equations: Array.from({ length: count }, (_, i) => ({ ...add, operands: [i, i] })),
    outputs: [count],
  }
  expect(removeDead(program).equations.length).toBe(count)
})
