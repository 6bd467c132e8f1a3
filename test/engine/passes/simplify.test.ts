/** That every rule is tested, and that the tests see a rule that is not exact. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { none } from '../../../src/core/primitives/primitive.ts'
import { application, isApplicationOf } from '../../../src/engine/passes/rewrite.ts'
import {
  type Rule,
  type Rules,
  filled,
  isAll,
  operandOf,
  repeatedNumber,
} from '../../../src/engine/passes/rules/rule.ts'
import { exactRules, simplify } from '../../../src/engine/passes/simplify.ts'
import { expectSameMeaning } from './support/laws.ts'
import { randomProgram, samples } from './support/programs.ts'
import type { names } from './support/steps.ts'

type AnyRule = Rule<(typeof names)[number]>
const table = Object.entries(exactRules) as [(typeof names)[number], readonly AnyRule[]][]

/** The rules, and how often each has applied. */
const counted = () => {
  const counts = new Map<string, number>()
  const rules = Object.fromEntries(
    table.map(([name, all]) => [
      name,
      all.map((rule, i): AnyRule => {
        counts.set(`${name} ${i}`, 0)
        return (value) => {
          const result = rule(value)
          const key = `${name} ${i}`
          if (result !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
          return result
        }
      }),
    ]),
  ) as Rules
  return { rules, counts }
}

test('every rule applies in random programs, and each of them means the same', () => {
  const { rules, counts } = counted()
  for (const [name] of table) {
    const focus = [name, 'neg', 'convert'] as const
    for (let seed = 0; seed < 150; seed++) {
      const program = randomProgram(seed, 12, focus)
      expectSameMeaning(program, simplify(program, rules), seed)
    }
  }
  expect([...counts].filter(([, count]) => count === 0)).toEqual([])
})

/** Rules that hold for real numbers, or nearly, and not for all elements. */
const wrong: { readonly [title: string]: Rules } = {
  'x + 0 = x': { add: [(v) => (isAll(operandOf(v, 1), 0) ? operandOf(v) : null)] },
  'x - -0 = x': { sub: [(v) => (isAll(operandOf(v, 1), -0) ? operandOf(v) : null)] },
  'x * 0 = 0': { mul: [(v) => (isAll(operandOf(v, 1), 0) ? filled(0, v) : null)] },
  'x - x = 0': { sub: [(v) => (operandOf(v) === operandOf(v, 1) ? filled(0, v) : null)] },
  'x / x = 1': { div: [(v) => (operandOf(v) === operandOf(v, 1) ? filled(1, v) : null)] },
  'x / 3 = x * (1 / 3)': {
    div: [
      (v) =>
        repeatedNumber(operandOf(v, 1)) === 3
          ? application('mul', [operandOf(v), filled(1 / 3, v)], none)
          : null,
    ],
  },
  'the sum of one element is that element': {
    reduceSum: [(v) => (v.attributes.axes.length === 0 ? operandOf(v) : null)],
  },
  'a conversion and back is the identity': {
    convert: [
      (v) => {
        const x = operandOf(v)
        return isApplicationOf(x, 'convert') && operandOf(x).dtype === v.dtype ? operandOf(x) : null
      },
    ],
  },
  'between integers a detour over f64 is none': {
    convert: [
      (v) => {
        const x = operandOf(v)
        return isApplicationOf(x, 'convert') && x.dtype === 'f64' && operandOf(x).dtype !== 'f64'
          ? application('convert', [operandOf(x)], v.attributes)
          : null
      },
    ],
  },
  'x + y = x - y': { add: [(v) => application('sub', v.operands, none)] },
  'a transpose is a reshape': {
    transpose: [(v) => application('reshape', v.operands, { shape: v.shape })],
  },
  'a reverse of a reverse is the first': {
    reverse: [
      (v) => {
        const x = operandOf(v)
        return isApplicationOf(x, 'reverse') ? x : null
      },
    ],
  },
}

describe('a wrong rule is seen', () => {
  test.each(Object.entries(wrong))('%s', (_, rules) => {
    const [focus] = Object.keys(rules) as (typeof names)[number][]
    const law = fc.property(samples([focus ?? 'add'], 12), ({ program, seed }) => {
      expectSameMeaning(program, simplify(program, rules), seed)
    })
    expect(fc.check(law, { numRuns: 3000, seed: 1 }).failed).toBe(true)
  })
})
