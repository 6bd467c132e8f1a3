import { ArgumentError } from '../../core/errors.ts'
import type { Rules } from '../../core/primitives/index.ts'
import type { Program } from '../../core/program.ts'
import type { FunctionSubject } from '../function.ts'
import type { Input } from '../input.ts'
import { firstWrongEquation } from '../law/local.ts'
import { showReport } from '../report.ts'
import { differentiable } from '../subject.ts'
import type { Blame } from './report.ts'

/** A backward rule that is not linear in its cotangent: forward mode cannot be asked about it. */
const notLinear = ({ equations }: Program, error: unknown): Blame => {
  if (!(error instanceof ArgumentError && error.operator === 'transpose')) throw error
  const equation = equations.findIndex(({ primitive }) => primitive === 'customVjp')
  return { primitive: 'customVjp', equation, message: error.message }
}

/**
 * The first primitive of a function's program whose own rule is wrong, at the values and in the
 * direction that the program gives it; `null` where there is none, or no program.
 */
export const blameOf = (
  { program, ...of }: FunctionSubject,
  along: readonly Input[],
  rules: Rules,
): Blame | null => {
  if (program === null) return null
  const where = differentiable(of)
  const tangents = of.operands.map((_, i) => along[where.indexOf(i)] ?? null)
  try {
    const wrong = firstWrongEquation(program, of.operands, tangents, rules)
    if (wrong === null) return null
    const { primitive, equation, failure } = wrong
    return { primitive, equation, message: showReport(failure) }
  } catch (error) {
    return notLinear(program, error)
  }
}
