import { type Node, scalar } from '../../core/node.ts'
import { mul } from '../../core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { backward, codirections, forward } from '../derivatives.ts'
import { nodeOfInput, promoteInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, agree, agreeEach } from '../report.ts'
import { type Probe, differentiable, graphAt, graphOf, promoteSubject } from '../subject.ts'
import { inner } from './adjoint.ts'

const scaled = (x: Node, factor: number): Node =>
  mul(x, broadcast(scalar(factor, x.dtype), x.shape, []))

/**
 * Euler's theorem: where f(s · x) = sᵏ · f(x) for every s > 0, J x = k · f(x), and so
 * ⟨Jᵀu, x⟩ = k ⟨u, f(x)⟩. All operands that have derivatives are scaled.
 *
 * Norms have degree 1, a product as many as it has factors, a layer normalization 0, a network of
 * linear layers and relus without biases one for each layer of weights. Catches a factor that is lost
 * or doubled, without any difference quotient: it holds at every scale. A function that is not
 * homogeneous of the degree is a failure of its own.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const norm = (x: Tensor<[2]>) => T.norm(x)
 * laws.eulerHomogeneity(laws.probe(norm)(T.tensor([3, 4])), 1) // null
 */
export const eulerHomogeneity = (
  { of, seed }: Probe,
  degree: number,
  rules: Rules = registry,
): Report => {
  const where = differentiable(of)
  if (where.length === 0) return null
  const exact = promoteSubject(of)
  const graph = graphOf(exact)
  const { leaves, outputs } = graph
  const larger = graphAt(
    exact,
    exact.operands.map((operand, i) =>
      where.includes(i) ? scaled(nodeOfInput(operand), 2) : nodeOfInput(operand),
    ),
  )
  const point = where.map((i) => promoteInput(exact.operands[i] as (typeof exact.operands)[number]))
  const across = codirections(graph, randomOf(seed))
  const times = (nodes: readonly Node[], factor: number): readonly Node[] =>
    nodes.map((node) => scaled(node, factor))
  const multiple = estimate(times(outputs, degree))
  return (
    agreeEach(
      `f(2x) = 2^${degree} · f(x)`,
      'result',
      estimate(larger.outputs),
      estimate(times(outputs, 2 ** degree)),
    ) ??
    agreeEach(
      `Euler: J x = ${degree} · f(x)`,
      'result',
      estimate(forward(outputs, leaves, point.map(nodeOfInput), rules)),
      multiple,
    ) ??
    agree(
      `Euler: ⟨Jᵀu, x⟩ = ${degree} · ⟨u, f(x)⟩`,
      'inner product',
      inner(estimate(backward(outputs, leaves, across.map(nodeOfInput), rules)), point),
      inner(multiple, across),
    )
  )
}
