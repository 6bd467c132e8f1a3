import { type Node, scalar } from '../../core/node.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { type Random, between, randomOf } from '../random.ts'
import { type Report, agreeEach } from '../report.ts'
import { type Probe, differentiable, graphOf } from '../subject.ts'

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
  const sums = fx.map((node, i) => add(scaled(node, factor), fy[i] as Node))
  return agreeEach(law, 'result', estimate(f(combined)), estimate(sums))
}

/**
 * Law 3: the jvp is additive and homogeneous in the tangents.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.jvpIsLinear(probe) // null
 */
export const jvpIsLinear = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const { outputs, leaves } = graphOf(of)
  return isLinear(
    'jvp is linear in the tangents',
    (tangents) => forward(outputs, leaves, tangents, rules),
    directions(of, next).map(nodeOfInput),
    directions(of, next).map(nodeOfInput),
    next,
  )
}

/**
 * Law 3: the vjp is additive and homogeneous in the cotangents.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.vjpIsLinear(probe) // null
 */
export const vjpIsLinear = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const graph = graphOf(of)
  return isLinear(
    'vjp is linear in the cotangent',
    (cotangents) => backward(graph.outputs, graph.leaves, cotangents, rules),
    codirections(graph, next).map(nodeOfInput),
    codirections(graph, next).map(nodeOfInput),
    next,
  )
}
