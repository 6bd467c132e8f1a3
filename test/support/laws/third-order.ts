import { type Node, scalar } from '../../../src/core/node.ts'
import { axesOf } from '../../../src/core/primitives/align.ts'
import { add, mul } from '../../../src/core/primitives/arithmetic.ts'
import { tanh } from '../../../src/core/primitives/exponential.ts'
import { type Rules, registry } from '../../../src/core/primitives/index.ts'
import { broadcast } from '../../../src/core/primitives/movement.ts'
import { reduceSum } from '../../../src/core/primitives/summation.ts'
import { backward, direction, forward } from '../derivatives.ts'
import { derivative } from '../differences.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { estimate, estimateOne } from '../measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure } from '../report.ts'

/** A function of some tensors at a point; what depends on them is made of registry. */
export interface Point {
  readonly operands: readonly Input[]
  readonly build: (operands: readonly Node[]) => Node
}

const total = (x: Node): Node => reduceSum(x, axesOf(x.shape.length))

/** One derivative of a number along some directions: pushed forward, or pulled back and paired. */
const along = (
  mode: 'forward' | 'reverse',
  output: Node,
  leaves: readonly Node[],
  directions: readonly Node[],
  rules: Rules,
): Node => {
  if (mode === 'forward') return forward(output, leaves, directions, rules)
  const pulled = backward([output], leaves, [scalar(1, output.dtype)], rules)
  return pulled
    .map((gradient, i) => total(mul(gradient, directions[i] as Node)))
    .reduce((sum, term) => add(sum, term))
}

const modes = ['forward', 'reverse'] as const

/**
 * The third derivative of Σ c · tanh f along three directions: all eight ways to take it, each
 * order forward or in reverse, agree with the difference quotient of the second.
 */
export const thirdOrdersAgree = (
  { operands, build }: Point,
  seed: number,
  rules: Rules = registry,
): Report => {
  const next = randomOf(seed)
  const toward = [0, 1, 2].map(() => operands.map((operand) => direction(operand, next)))
  const [u, v, w] = toward.map((directions) => directions.map(nodeOfInput)) as [
    Node[],
    Node[],
    Node[],
  ]
  const point = operands.map(nodeOfInput)
  const weights = nodeOfInput(direction(build(point), next))
  const number = (at: readonly Node[]): Node => total(mul(weights, tanh(build(at))))

  const second = (h: number): Estimate => {
    const moved = point.map((x, i) =>
      add(x, mul(w[i] as Node, broadcast(scalar(h, x.dtype), x.shape, []))),
    )
    const first = along('forward', number(moved), moved, u, rules)
    return estimateOne(along('forward', first, moved, v, rules))
  }
  const expected = derivative(second)

  const ways = modes.flatMap((a) => modes.flatMap((b) => modes.map((c) => [a, b, c] as const)))
  const found = estimate(
    ways.map(([a, b, c]) =>
      along(
        c,
        along(b, along(a, number(point), point, u, rules), point, v, rules),
        point,
        w,
        rules,
      ),
    ),
  )
  return firstFailure(ways.entries(), ([i, way]) =>
    agree('third orders agree', way.join(' over '), found[i] as Estimate, expected),
  )
}
