import { derivativeFolds } from '../../autodiff/folds.ts'
import { isFloat } from '../../core/dtype.ts'
import { type Node, variable } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { type Case, applyCase, recipeOf, resultOf } from '../primitive/cases.ts'
import { direction, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure, same } from '../report.ts'
import type { Probe } from '../subject.ts'

/**
 * Law 6: a primitive has a transpose rule exactly where it is linear in something.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('mul'), (probe) => laws.transposeIffLinear(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
export const transposeIffLinear = ({ of }: Probe<Case>, rules: Rules = registry): Report =>
  same(
    'transpose rule exactly where linear',
    of.name,
    String(rules[of.name].transpose !== null),
    String(recipeOf(of.name).linear(2).length > 0),
  )

const setsOf = (of: Case): readonly (readonly number[])[] =>
  recipeOf(of.name)
    .linear(of.operands.length)
    .filter((set) => set.every((i) => isFloat(of.operands[i]?.dtype ?? 'bool')))

/**
 * Law 6: jvp(f)(x, v) = f(v) in the linear operands, the others fixed.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('mul'), (probe) => laws.linearIsItsDerivative(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
export const linearIsItsDerivative = (
  { of, seed }: Probe<Case>,
  rules: Rules = registry,
): Report => {
  const law = 'the jvp of a linear primitive is itself'
  if (!isFloat(resultOf(of).dtype)) return null
  const next = randomOf(seed)
  return firstFailure(setsOf(of), (set) => {
    const operands = of.operands.map(nodeOfInput)
    const leaves = set.map((i) => operands[i] as Node)
    const tangents = leaves.map((leaf) => nodeOfInput(direction(leaf, next)))
    const replaced = operands.map((operand, i) => tangents[set.indexOf(i)] ?? operand)
    const [pushed] = forward([applyCase(of, operands)], leaves, tangents, rules)
    const [left, right] = estimate([pushed as Node, applyCase(of, replaced)])
    return agree(law, `in operands ${set.join()}`, left as Estimate, right as Estimate)
  })
}

/**
 * Law 6: transposing twice gives the function back.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('mul'), (probe) => laws.doubleTransposeIsIdentity(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
export const doubleTransposeIsIdentity = (
  { of, seed }: Probe<Case>,
  rules: Rules = registry,
): Report => {
  const law = 'the transpose of the transpose is the function'
  if (!isFloat(resultOf(of).dtype)) return null
  const next = randomOf(seed)
  return firstFailure(setsOf(of), (set) => {
    const fixed = of.operands.map(nodeOfInput)
    const variables = set.map((i) => variable(fixed[i] as Node, 'linearize'))
    const given = set.map((i) => nodeOfInput(direction(fixed[i] as Node, next)))
    const put = (nodes: readonly Node[]): readonly Node[] =>
      fixed.map((operand, i) => nodes[set.indexOf(i)] ?? operand)
    const output = applyCase(of, put(variables))
    const cotangent = variable(nodeOfInput(direction(output, next)), 'linearize')
    const transposed = derivativeFolds('reverse', rules).pull([output], [cotangent], variables)
    const [twice] = derivativeFolds('reverse', rules).pull(transposed, given, [cotangent])
    const [left, right] = estimate([twice ?? zerosLike(output), applyCase(of, put(given))])
    return agree(law, `in operands ${set.join()}`, left as Estimate, right as Estimate)
  })
}
