import { type Rules, registry } from '../../core/primitives/index.ts'
import { applyCase } from '../primitive/cases.ts'
import { forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import type { Kink } from '../primitive/kinks.ts'
import { compute } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same } from '../report.ts'

/**
 * Law 8: on a kink, the jvp uses the subgradient that the registry states.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * const [atZero] = laws.kinks.abs
 * atZero && laws.subgradientIsStated(atZero, 1) // null
 */
export const subgradientIsStated = (
  { at, sample }: Kink,
  seed: number,
  rules: Rules = registry,
): Report => {
  const { of, tangents, expected } = sample(randomOf(seed))
  const law = `subgradient of ${of.name} at ${at}`
  const operands = of.operands.map(nodeOfInput)
  const given = tangents.map((tangent) => tangent && nodeOfInput(tangent))
  const output = applyCase(of, operands)
  const [value] = compute([...forward([output], operands, given, rules)])
  // tangents are below 1 and no more than 75 share: each product, sum and share rounds once
  const allowance = (of.operands[0]?.dtype === 'f32' ? 2 ** -24 : 2 ** -53) * 150
  return (
    same(law, 'length', value?.length ?? -1, expected.length) ??
    firstFailure(expected.entries(), ([i, wanted]) => {
      const actual = value?.[i] as number
      if (Object.is(actual, wanted) || Math.abs(actual - wanted) <= allowance) return null
      return { law, at: `element ${i}`, actual, expected: wanted, allowance }
    })
  )
}
