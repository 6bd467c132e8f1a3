import type { Program } from '../../core/program.ts'
import { type Application, type Value, rewrite } from './rewrite.ts'
import { arithmeticRules } from './rules/arithmetic.ts'
import { movementRules } from './rules/movement.ts'
import { reductionRules } from './rules/reduction.ts'
import type { Rule, Rules } from './rules/rule.ts'

/** All rules, by the primitive that they begin with. */
export const exactRules: Rules = { ...movementRules, ...arithmeticRules, ...reductionRules }

/** What the first rule that applies makes of a value; `null` where none does. */
const step = (rules: Rules, value: Application): Value | null => {
  // a table is looked up by the primitive of the value, which is what its rules are told to expect
  const ofPrimitive = rules[value.primitive] as readonly Rule<typeof value.primitive>[] | undefined
  for (const rule of ofPrimitive ?? []) {
    const result = rule(value as Parameters<typeof rule>[0])
    if (result !== null) return result
  }
  return null
}

/**
 * The program with every application rewritten for as long as a rule applies. No rule makes
 * what another one begins with and undoes: a value gets shorter, or a division or a sum of one
 * element becomes what is cheaper, so this ends.
 *
 * Law: the meaning is unchanged, bit for bit: a rule that rounds differently, or treats −0, ∞ or NaN
 * differently, has no place in the table.
 */
export const simplify = (program: Program, rules: Rules = exactRules): Program => {
  const settled = new Set<Value>()
  const settle = (value: Value): Value => {
    if (settled.has(value) || value.kind !== 'application') return value
    const next = step(rules, value)
    if (next !== null) return settle(renewed(next))
    settled.add(value)
    return value
  }
  /** What a rule has built, its operands first, as a few of them may be new too. */
  const renewed = (value: Value): Value => {
    if (settled.has(value) || value.kind !== 'application') return value
    const operands = value.operands.map((operand) => settle(renewed(operand)))
    return operands.every((operand, i) => operand === value.operands[i])
      ? value
      : { ...value, operands }
  }
  return rewrite(program, { application: settle })
}
