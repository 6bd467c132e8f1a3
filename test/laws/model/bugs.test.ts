/** A law that nothing breaks proves nothing: every mistake of the zoo of models breaks the law that it should. */
import { describe, expect, test } from 'vitest'
import { modelProbe } from '../../../src/laws/model/sample.ts'
import { modelTable } from '../../../src/laws/model/table.ts'
import { showReport } from '../../../src/laws/report.ts'
import { type Bug, bugs, rightLayers } from './bugs.ts'

/** What a law says of a model at some points; an error is an answer as well. */
const answer = (
  law: (typeof modelTable)[number]['law'],
  { model, facts = {}, stopped = 'held' }: Omit<Bug, 'mistake' | 'law'>,
): string => {
  for (const [seed, batch] of [3, 2, 4].entries()) {
    try {
      const report = law(modelProbe(model, { seed, sizes: { batch }, facts, stopped }))
      if (report !== null) return showReport(report)
    } catch (error) {
      return `throws ${String(error)}`
    }
  }
  return 'holds'
}

const lawOf = (name: string): (typeof modelTable)[number]['law'] => {
  const found = modelTable.find((entry) => entry.name === name)
  if (found === undefined) throw new Error(`no law ${name}`)
  return found.law
}

describe('a mistake is found', () => {
  test.each(bugs)('$mistake: $law', (bug) => {
    const said = answer(lawOf(bug.law), bug)
    expect(said).not.toBe('holds')
    expect(said.startsWith('throws') ? said : 'says').toMatch(
      bug.throws === true ? /^throws/ : /^says/,
    )
  })
})

test('every law finds a mistake', () => {
  const finding = new Set(bugs.map(({ law }) => law))
  expect(modelTable.map(({ name }) => name).filter((name) => !finding.has(name))).toEqual([])
})

describe('right layers of one’s own are not accused', () => {
  test.each(modelTable)('$name', ({ law }) => {
    expect(rightLayers.map((right) => answer(law, right))).toEqual(rightLayers.map(() => 'holds'))
  })
})
