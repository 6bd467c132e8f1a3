/** A printed program runs, and gives the program's values bit for bit. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { variable } from '../../src/core/node.ts'
import { type Program, closeProgram, placeByValue } from '../../src/core/program.ts'
import { nodeOf } from '../../src/core/tree.ts'
import { referenceEngine } from '../../src/engine/reference/index.ts'
import type { Input } from '../../src/laws/input.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { applyCase, names, casesOf } from '../../src/laws/primitive/cases.ts'
import { sampleProgram } from '../../src/laws/program/generate.ts'
import { printSource, sourceOf } from '../../src/laws/program/source.ts'
import { slotTypes } from '../../src/laws/program/subject.ts'
import { sameBits, showReport } from '../../src/laws/report.ts'
import { runs } from '../support/holds.ts'
import { runSource } from '../support/run-source.ts'

const requireSame = (program: Program, inputs: readonly Input[]): void => {
  const source = sourceOf(program, inputs)
  const expected = referenceEngine.prepare(program)(inputs.map(({ value }) => value))
  const nodes = runSource(source).map((tensor) => nodeOf('test', tensor))
  const types = slotTypes(program)
  expect(nodes.map(String)).toEqual(
    program.outputs.map((slot) => `Tensor ${types[slot]?.dtype}[${types[slot]?.shape.join(', ')}]`),
  )
  compute(nodes).forEach((value, i) => {
    const report = sameBits('source', `result ${i}`, value, expected[i] ?? new Float64Array())
    expect(report === null ? 'same' : `${showReport(report)}\n${source.body}`).toBe('same')
  })
}

describe('printed source has the values of the program', () => {
  test.each(names)('%s', (name) => {
    fc.assert(
      fc.property(casesOf(name, 'extreme'), ({ of }) => {
        const inputs = of.operands.map((operand) => variable(operand, 'trace'))
        const { program } = closeProgram(inputs, [applyCase(of, inputs)], placeByValue)
        requireSame(program, of.operands)
      }),
      runs(40),
    )
  })

  test.each([true, false])('random programs, smooth: %s', (smooth) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { program, inputs } = sampleProgram(seed, { smooth, size: 8 })
        requireSame(program, inputs)
      }),
      runs(100),
    )
  })
})

test('source imports what it uses, and keeps elements', () => {
  const inputs = [variable({ shape: [2], dtype: 'f32' }, 'trace')]
  const { program } = closeProgram(inputs, inputs, placeByValue)
  const point = [{ shape: [2], dtype: 'f32' as const, value: Float32Array.of(0.1, -0) }]
  expect(printSource(program, point)).toBe(
    [
      "import { T } from 'cotangent'",
      '',
      'const program = (a) => {',
      '  return [a]',
      '}',
      'const inputs = [',
      "  T.tensor([0.1, -0], 'f32'),",
      ']',
      'program(...inputs)',
    ].join('\n'),
  )
})
