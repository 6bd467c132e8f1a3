import { describe, expect, test } from 'vitest'
import { names } from '../support/cases.ts'
import { elementwiseMistakes } from '../support/zoo/elementwise.ts'
import { indexingMistakes } from '../support/zoo/indexing.ts'
import { slidingMistakes } from '../support/zoo/sliding.ts'
import { matrixMistakes } from '../support/zoo/matrix.ts'
import { structuralMistakes } from '../support/zoo/structural.ts'
import { systematicMistakes } from '../support/zoo/systematic.ts'
import { falseAlarm, verdict } from '../support/zoo/verdict.ts'

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
