/** A failing program shrinks to the equations that matter, and is printed as source that runs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { constant, variable } from '../../src/core/node.ts'
import { fill } from '../../src/core/primitives/align.ts'
import { mul, neg } from '../../src/core/primitives/arithmetic.ts'
import { iota } from '../../src/core/primitives/creation.ts'
import { scatterAdd } from '../../src/core/primitives/indexing.ts'
import { broadcast, reshape } from '../../src/core/primitives/movement.ts'
import { slice } from '../../src/core/primitives/selection.ts'
import { unwindows, windows } from '../../src/core/primitives/windows.ts'
import { closeProgram, placeByValue } from '../../src/core/program.ts'
import { program } from '../../src/laws/program/arbitrary.ts'
import { valuesOf } from '../../src/laws/program/smooth.ts'
import { sampleProgram } from '../../src/laws/program/generate.ts'
import { shrinkProgram, sizeOfSample, smallerSamples } from '../../src/laws/program/shrink.ts'
import { sourceOf } from '../../src/laws/program/source.ts'
import { type Sample, probeOf, slotTypes } from '../../src/laws/program/subject.ts'
import { programLaws } from '../../src/laws/program/suite.ts'
import type { PrimitiveName } from '../../src/core/primitives/index.ts'
import { afterJvp, afterTranspose, broken } from '../../src/laws/zoo/mutation.ts'
import { runs } from '../support/holds.ts'
import { runSource } from '../support/run-source.ts'

const mistakes = [
  broken(
    'tanh',
    'dropped factor',
    'a factor in the jvp',
    afterJvp((given) => mul(fill(1.5, given), given)),
  ),
  broken(
    'reduceSum',
    'sign flip',
    'a sign in the transposition',
    afterTranspose((given) => neg(given)),
  ),
  broken(
    'dotGeneral',
    'sign flip',
    'a sign in the transposition',
    afterTranspose((given) => neg(given)),
  ),
  broken(
    'sortBy',
    'not transposed',
    'the order is not undone',
    afterTranspose((_, cotangent) => cotangent),
  ),
  broken(
    'cholesky',
    'sign flip',
    'a sign in the jvp',
    afterJvp((given) => neg(given)),
  ),
  broken('windows', 'sign flip', 'another batch', (right) => ({
    batch: (...given) => neg(right.batch(...given)),
  })),
]

/** Fails as a test fails, also where a wrong rule builds what does not fit. */
const holds = (sample: Sample, { rules }: (typeof mistakes)[number]): boolean => {
  try {
    return programLaws(probeOf(sample), rules) === null
  } catch {
    return false
  }
}

const isSmaller = (a: Sample, b: Sample): boolean => {
  const [left, right] = [sizeOfSample(a), sizeOfSample(b)]
  const place = left.findIndex((x, i) => x !== right[i])
  return place >= 0 && (left[place] as number) < (right[place] as number)
}

describe('a failing program shrinks', () => {
  test.each(mistakes)('to where $primitive has $mistake', (mistake) => {
    const details = fc.check(
      fc.property(
        program({
          size: 10,
          primitives: [mistake.primitive as PrimitiveName, 'sin', 'mul', 'pad'],
        }),
        (sample) => holds(sample, mistake),
      ),
      { seed: 7, numRuns: 60 },
    )
    const [smallest] = details.counterexample ?? []
    if (smallest === undefined) throw new Error('no program found the mistake')
    const { equations } = smallest.program
    expect(equations.length).toBeLessThanOrEqual(3)
    expect(equations.map(({ primitive }) => primitive)).toContain(mistake.primitive)
    const values = smallest.inputs.flatMap(({ value }) => Array.from(value))
    // an order needs keys that differ: there may be more than four of them
    const isSimple = (x: number): boolean => x === 0.5 || (Number.isInteger(x) && Math.abs(x) < 10)
    expect(values.filter((x) => !isSimple(x))).toEqual([])
    expect(runSource(sourceOf(smallest.program, smallest.inputs))).toHaveLength(
      smallest.program.outputs.length,
    )
  })

  test('and says how to run it again, with source that can be pasted', () => {
    const [mistake] = mistakes
    if (mistake === undefined) throw new Error('there is no mistake')
    const property = fc.property(program({ primitives: ['tanh'] }), (sample) =>
      holds(sample, mistake),
    )
    const details = fc.check(property, { seed: 1, numRuns: 20 })
    const message = fc.defaultReportMessage(details) ?? ''
    expect(message).toContain('seed: 1')
    expect(message).toContain(`path: "${details.counterexamplePath}"`)
    expect(message).toContain("import { T } from 'cotangent'")
    expect(message).toContain('  const b = T.tanh(a)\n  return [b]')
    const again = fc.check(property, { seed: 1, path: details.counterexamplePath ?? '' })
    expect(again.counterexample?.[0].program).toEqual(details.counterexample?.[0].program)
  })

  test('to something that no step makes smaller', () => {
    const fails = ({ program: { equations } }: Sample): boolean =>
      equations.some(({ primitive }) => primitive === 'mul')
    fc.assert(
      fc.property(program(), (sample) => {
        fc.pre(fails(sample))
        const { sample: small } = shrinkProgram(sample, fails)
        expect(fails(small)).toBe(true)
        expect(small.program.equations.length).toBe(1)
        expect([...smallerSamples(small)].some(fails)).toBe(false)
      }),
      runs(20),
    )
  })

  test('not at all without tries, and not where nothing smaller fails', () => {
    const sample = sampleProgram(3)
    expect(shrinkProgram(sample, () => true, 0)).toEqual({ sample, tries: 0 })
    expect(shrinkProgram(sample, () => false).sample).toBe(sample)
  })
})

test('axes become shorter through reshapes, windows and slices together', () => {
  const x = variable({ shape: [3, 5], dtype: 'f64' }, 'trace')
  const attributes = { axes: [1], sizes: [2], strides: [1], dilations: [2] }
  const spread = broadcast(reshape(reshape(x, [15]), [5, 3]), [4, 5, 3], [1, 2])
  const wound = unwindows(windows(spread, attributes), { ...attributes, shape: [4, 5, 3] })
  const sliced = slice(mul(wound, iota([4, 5, 3], 1, 'f64')), [0, 1, 0], [4, 5, 3], [1, 2, 1])
  const added = scatterAdd(sliced, constant([4], 'i32', Int32Array.of(0, 3, 1, 0)), 4)
  const { program: own } = closeProgram([x], [added], placeByValue)
  const start: Sample = {
    program: own,
    inputs: [{ shape: [3, 5], dtype: 'f64', value: Float64Array.from({ length: 15 }, Math.sqrt) }],
    seed: 1,
    smooth: false,
  }
  const primitivesOf = (sample: Sample): readonly string[] =>
    sample.program.equations.map(({ primitive }) => primitive)
  const { sample: small } = shrinkProgram(
    start,
    (candidate) =>
      String(primitivesOf(candidate)) === String(primitivesOf(start)) &&
      slotTypes(candidate.program).every(({ shape }) => !shape.includes(0)),
  )
  expect(slotTypes(small.program).flatMap(({ shape }) => shape)).toSatisfy(
    (sizes: readonly number[]) => sizes.every((size) => size === 1),
  )
})

test('every step is a program that runs, and is smaller', () => {
  fc.assert(
    fc.property(program({ size: 5 }), program({ size: 5, smooth: false }), (...samples) => {
      for (const sample of samples) {
        for (const candidate of smallerSamples(sample)) {
          expect(isSmaller(candidate, sample)).toBe(true)
          expect(candidate.inputs.map(({ shape }) => shape)).toEqual(
            candidate.program.inputs.map(({ shape }) => shape),
          )
          const types = slotTypes(candidate.program)
          expect(valuesOf(candidate).map(({ length }) => length)).toEqual(
            types.map(({ shape }) => shape.reduce((count, size) => count * size, 1)),
          )
        }
      }
    }),
    runs(12),
  )
})
