import { describe, expect, test } from 'vitest'
import { names } from '../../src/laws/primitive/cases.ts'
import { elementwiseMistakes } from '../../src/laws/zoo/elementwise.ts'
import { indexingMistakes } from '../../src/laws/zoo/indexing.ts'
import { slidingMistakes } from '../../src/laws/zoo/sliding.ts'
import { matrixMistakes } from '../../src/laws/zoo/matrix.ts'
import { structuralMistakes } from '../../src/laws/zoo/structural.ts'
import { systematicMistakes } from '../../src/laws/zoo/systematic.ts'
import { falseAlarm, verdict } from '../../src/laws/zoo/verdict.ts'

// A law that nothing breaks proves nothing: each of these mistakes has to break one.

describe('mistakes that people make', () => {
  test.each([
    ...elementwiseMistakes,
    ...structuralMistakes,
    ...indexingMistakes,
    ...slidingMistakes,
    ...matrixMistakes,
  ])('$name: $mistake', (mistake) => {
    expect(verdict(mistake)).not.toBe(null)
  })
})

describe('the same mistakes in every rule', () => {
  test.each(systematicMistakes)('$name: $mistake', (mistake) => {
    expect(verdict(mistake)).not.toBe(null)
  })
})

test.each(names)('nothing is wrong with %s', (name) => {
  expect(falseAlarm(name)).toBe(null)
})
