import type { Node } from '../../core/node.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure, same } from '../report.ts'
import { type Probe, differentiable, graphOf } from '../subject.ts'

/**
 * The inner product with exact numbers, in f64. Its error: that of every factor, and a rounding for
 * each product and each partial sum.
 */
export const inner = (estimates: readonly Estimate[], exact: readonly Input[]): Estimate => {
  let sum = 0
  let error = 0
  let magnitude = 0
  let count = 1
  exact.forEach(({ value }, k) => {
    const estimated = estimates[k] as Estimate
    for (let i = 0; i < value.length; i++) {
      const factor = value[i] as number
      const term = (estimated.value[i] as number) * factor
      sum += term
      magnitude += Math.abs(term)
      error += Math.abs(factor) * (estimated.error[i] as number)
      count += 1
    }
  })
  return { value: [sum], error: [error + magnitude * count * 2 ** -53] }
}

/**
 * Law 2: ⟨u, J v⟩ = ⟨Jᵀ u, v⟩; and Jᵀ u has the shapes and element types of the operands.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.vjpIsAdjoint(probe) // null
 */
export const vjpIsAdjoint = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'vjp is the adjoint of jvp'
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const along = directions(of, next)
  const graph = graphOf(of)
  const { outputs, leaves } = graph
  const across = codirections(graph, next)
  const pushed = forward(outputs, leaves, along.map(nodeOfInput), rules)
  const pulled = backward(outputs, leaves, across.map(nodeOfInput), rules)
  const typed = firstFailure(pulled.keys(), (i) => {
    const [leaf, cotangent] = [leaves[i] as Node, pulled[i] as Node]
    return same(law, `type of cotangent ${i}`, cotangent.toString(), leaf.toString())
  })
  if (typed !== null) return typed
  const all = estimate([...pushed, ...pulled])
  return agree(
    law,
    '⟨u, Jv⟩ and ⟨Jᵀu, v⟩',
    inner(all.slice(0, pushed.length), across),
    inner(all.slice(pushed.length), along),
  )
}
