import type { Node } from '../../../src/core/node.ts'
import { type Rules, registry } from '../../../src/core/primitives/index.ts'
import { type Probe, differentiable } from '../cases.ts'
import { backward, codirection, directions, forward, graphOf } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { estimate } from '../measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure, same } from '../report.ts'

/**
 * The inner product with exact numbers, in f64. Its error: that of every factor, and a rounding for
 * each product and each partial sum.
 */
const inner = (pairs: readonly (readonly [Estimate, Input])[]): Estimate => {
  let sum = 0
  let error = 0
  let magnitude = 0
  let count = 1
  for (const [estimated, exact] of pairs) {
    for (let i = 0; i < exact.value.length; i++) {
      const factor = exact.value[i] as number
      const term = (estimated.value[i] as number) * factor
      sum += term
      magnitude += Math.abs(term)
      error += Math.abs(factor) * (estimated.error[i] as number)
      count += 1
    }
  }
  return { value: [sum], error: [error + magnitude * count * 2 ** -53] }
}

/** Law 2: ⟨u, J v⟩ = ⟨Jᵀ u, v⟩; and Jᵀ u has the shapes and element types of the operands. */
export const vjpIsAdjoint = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'vjp is the adjoint of jvp'
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const along = directions(of, next)
  const co = codirection(of, next)
  const { output, leaves } = graphOf(of)
  const pushed = forward(output, leaves, along.map(nodeOfInput), rules)
  const pulled = backward([output], leaves, [nodeOfInput(co)], rules)
  const typed = firstFailure(pulled.keys(), (i) => {
    const [leaf, cotangent] = [leaves[i] as Node, pulled[i] as Node]
    return same(law, `type of cotangent ${i}`, cotangent.toString(), leaf.toString())
  })
  if (typed !== null) return typed
  const [first, ...rest] = estimate([pushed, ...pulled])
  const right = rest.map((estimated, i) => [estimated, along[i] as Input] as const)
  return agree(law, '⟨u, Jv⟩ and ⟨Jᵀu, v⟩', inner([[first as Estimate, co]]), inner(right))
}
