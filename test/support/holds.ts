import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DType } from '../../src/core/dtype.ts'
import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import {
  type Case,
  type Profile,
  names,
  casesOf,
  recipeOf,
} from '../../src/laws/primitive/cases.ts'
import type { Probe } from '../../src/laws/subject.ts'
import { type Report, showReport } from '../../src/laws/report.ts'

/** A law of one primitive: a pure predicate of a case. */
export type Law = (probe: Probe<Case>) => Report

interface Runs {
  readonly numRuns: number
  readonly seed?: number
  readonly path?: string
}

/**
 * How a property is run. `LAW_RUNS=20 npx vitest run test/laws` tries everything twenty times as
 * often; a failure prints a seed and a path, which `LAW_SEED=… LAW_PATH=…` (and `-t` with the name of
 * the test) run again.
 */
export const runs = (numRuns: number): Runs => {
  const { LAW_RUNS = '1', LAW_SEED, LAW_PATH } = process.env
  return {
    numRuns: numRuns * Number(LAW_RUNS),
    ...(LAW_SEED === undefined ? {} : { seed: Number(LAW_SEED) }),
    ...(LAW_PATH === undefined ? {} : { path: LAW_PATH }),
  }
}

/** Throws what a law found; fast-check then prints the smallest case, its seed and its path. */
export const requireLaw = (report: Report): void => {
  expect(report === null ? 'holds' : showReport(report)).toBe('holds')
}

/** Tests a law of every primitive of the registry that takes some of the element types. */
export const everyPrimitive = (
  title: string,
  law: Law,
  options: {
    readonly dtypes?: readonly DType[]
    readonly profile?: Profile
    readonly only?: readonly PrimitiveName[]
    readonly numRuns: number
  },
): void => {
  const { dtypes, profile, only, numRuns } = options
  const takes = (name: PrimitiveName): readonly DType[] =>
    recipeOf(name).takes.filter((dtype) => dtypes?.includes(dtype) ?? true)
  const subjects = names.filter((name) => takes(name).length > 0 && (only?.includes(name) ?? true))
  test.each(subjects)(`${title}: %s`, (name) => {
    fc.assert(
      fc.property(casesOf(name, profile, takes(name)), (probe) => requireLaw(law(probe))),
      runs(numRuns),
    )
  })
}
