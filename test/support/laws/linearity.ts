import { type Node, scalar } from '../../../src/core/node.ts'
import { add, mul } from '../../../src/core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../../src/core/primitives/index.ts'
import { broadcast } from '../../../src/core/primitives/movement.ts'
import { type Probe, differentiable } from '../cases.ts'
import { backward, codirection, directions, forward, graphOf } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../measure.ts'
import { type Random, between, randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure } from '../report.ts'

const scaled = (x: Node, factor: number): Node =>
  mul(x, broadcast(scalar(factor, x.dtype), x.shape, []))

/** f(a·x + y) = a·f(x) + f(y), for every result of f. */
const isLinear = (
  law: string,
  f: (xs: readonly Node[]) => readonly Node[],
  xs: readonly Node[],
  ys: readonly Node[],
  next: Random,
): Report => {
  // exact in both floating types, and no power of two, by which everything is homogeneous
  const factor = Math.fround(between(next, 1.1, 1.9))
  const combined = xs.map((x, i) => add(scaled(x, factor), ys[i] as Node))
  const [fx, fy] = [f(xs), f(ys)]
  const left = estimate(f(combined))
  const right = estimate(fx.map((node, i) => add(scaled(node, factor), fy[i] as Node)))
  return firstFailure(left.keys(), (i) =>
    agree(law, `result ${i}`, left[i] as Estimate, right[i] as Estimate),
  )
}

/** Law 3: the jvp is additive and homogeneous in the tangents. */
export const jvpIsLinear = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const { output, leaves } = graphOf(of)
  return isLinear(
    'jvp is linear in the tangents',
    (tangents) => [forward(output, leaves, tangents, rules)],
    directions(of, next).map(nodeOfInput),
    directions(of, next).map(nodeOfInput),
    next,
  )
}

/** Law 3: the vjp is additive and homogeneous in the cotangent. */
export const vjpIsLinear = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const { output, leaves } = graphOf(of)
  return isLinear(
    'vjp is linear in the cotangent',
    (cotangents) => backward([output], leaves, cotangents, rules),
    [nodeOfInput(codirection(of, next))],
    [nodeOfInput(codirection(of, next))],
    next,
  )
}
