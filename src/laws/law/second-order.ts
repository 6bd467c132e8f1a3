import { derivativeFolds } from '../../autodiff/folds.ts'
import type { Node } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, agreeEach } from '../report.ts'
import { type Probe, differentiable, graphOf } from '../subject.ts'

/**
 * Law 4: forward over reverse = reverse over forward = reverse over reverse; and jvp commutes.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.secondOrdersAgree(probe) // null
 */
export const secondOrdersAgree = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const along = directions(of, next).map(nodeOfInput)
  const across = directions(of, next).map(nodeOfInput)
  const graph = graphOf(of)
  const { outputs, leaves } = graph
  const co = codirections(graph, next).map(nodeOfInput)
  const seeds = new Map(leaves.map((leaf, i) => [leaf, along[i] as Node]))

  const pulled = backward(outputs, leaves, co, rules)
  const pushed = forward(outputs, leaves, along, rules)
  const pushedAcross = forward(outputs, leaves, across, rules)
  const changes = derivativeFolds('forward', rules).push(pulled, seeds)
  const ways = [
    pulled.map((node, i) => changes[i] ?? zerosLike(node)),
    backward(pushed, leaves, co, rules),
    backward(pulled, leaves, along, rules),
    forward(pushed, leaves, across, rules),
    forward(pushedAcross, leaves, along, rules),
  ]
  const all = estimate(ways.flat())
  const starts = ways.map((_, k) => ways.slice(0, k).flat().length)
  const [
    forwardOverReverse = [],
    reverseOverForward = [],
    reverseOverReverse = [],
    ab = [],
    ba = [],
  ] = ways.map((way, k) => all.slice(starts[k], (starts[k] as number) + way.length))
  return (
    agreeEach(
      'forward over reverse = reverse over forward',
      'operand',
      forwardOverReverse,
      reverseOverForward,
    ) ??
    agreeEach(
      'reverse over reverse = forward over reverse',
      'operand',
      reverseOverReverse,
      forwardOverReverse,
    ) ??
    agreeEach('second derivatives commute', 'second tangent', ab, ba)
  )
}
