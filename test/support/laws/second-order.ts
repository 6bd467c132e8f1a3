import type { Node } from '../../../src/core/node.ts'
import { type Rules, registry } from '../../../src/core/primitives/index.ts'
import { derivativeFolds } from '../../../src/autodiff/folds.ts'
import { zerosLike } from '../../../src/core/primitives/align.ts'
import { type Probe, differentiable } from '../cases.ts'
import { backward, codirection, directions, forward, graphOf } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure } from '../report.ts'

/** Law 4: forward over reverse = reverse over forward = reverse over reverse; and jvp commutes. */
export const secondOrdersAgree = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const along = directions(of, next).map(nodeOfInput)
  const across = directions(of, next).map(nodeOfInput)
  const co = nodeOfInput(codirection(of, next))
  const { output, leaves } = graphOf(of)
  const seeds = new Map(leaves.map((leaf, i) => [leaf, along[i] as Node]))

  const pulled = backward([output], leaves, [co], rules)
  const pushed = forward(output, leaves, along, rules)
  const pushedAcross = forward(output, leaves, across, rules)
  const changes = derivativeFolds('forward', rules).push(pulled, seeds)
  const forwardOverReverse = pulled.map((node, i) => changes[i] ?? zerosLike(node))
  const reverseOverForward = backward([pushed], leaves, [co], rules)
  const reverseOverReverse = backward(pulled, leaves, along, rules)

  const count = leaves.length
  const all = estimate([
    ...forwardOverReverse,
    ...reverseOverForward,
    ...reverseOverReverse,
    forward(pushed, leaves, across, rules),
    forward(pushedAcross, leaves, along, rules),
  ])
  const at = (i: number): Estimate => all[i] as Estimate
  return (
    firstFailure(leaves.keys(), (i) =>
      agree('forward over reverse = reverse over forward', `operand ${i}`, at(i), at(count + i)),
    ) ??
    firstFailure(leaves.keys(), (i) =>
      agree(
        'reverse over reverse = forward over reverse',
        `operand ${i}`,
        at(2 * count + i),
        at(i),
      ),
    ) ??
    agree('second derivatives commute', 'second tangent', at(3 * count), at(3 * count + 1))
  )
}
