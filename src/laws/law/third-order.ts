import { isFloat } from '../../core/dtype.ts'
import { type Node, scalar } from '../../core/node.ts'
import { axesOf } from '../../core/primitives/align.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { tanh } from '../../core/primitives/exponential.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { reduceSum } from '../../core/primitives/summation.ts'
import { backward, direction, directions, forward } from '../derivatives.ts'
import { derivative } from '../oracle/differences.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { estimate, estimateOne } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Estimate, type Report, agree, firstFailure } from '../report.ts'
import { type Probe, differentiable } from '../subject.ts'

const total = (x: Node): Node => reduceSum(x, axesOf(x.shape.length))

/** One derivative of a number along some directions: pushed forward, or pulled back and paired. */
const along = (
  mode: 'forward' | 'reverse',
  output: Node,
  leaves: readonly Node[],
  directions: readonly Node[],
  rules: Rules,
): Node => {
  if (mode === 'forward') return forward([output], leaves, directions, rules)[0] as Node
  const pulled = backward([output], leaves, [scalar(1, output.dtype)], rules)
  return pulled
    .map((gradient, i) => total(mul(gradient, directions[i] as Node)))
    .reduce((sum, term) => add(sum, term))
}

const modes = ['forward', 'reverse'] as const

/**
 * The third derivative of Σ c · tanh f along three directions: all eight ways to take it, each
 * order forward or in reverse, agree with the difference quotient of the second.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.thirdOrdersAgree(probe) // null
 */
export const thirdOrdersAgree = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const where = differentiable(of)
  if (where.length === 0) return null
  const next = randomOf(seed)
  const toward = [0, 1, 2].map(() => directions(of, next).map(nodeOfInput))
  const [u = [], v = [], w = []] = toward
  const point = where.map((i) => nodeOfInput(of.operands[i] as Input))
  const fixed = of.operands.map(nodeOfInput)
  const build = (at: readonly Node[]): readonly Node[] =>
    of
      .build(fixed.map((operand, i) => at[where.indexOf(i)] ?? operand))
      .filter(({ dtype }) => isFloat(dtype))
  const weights = build(point).map((result) => nodeOfInput(direction(result, next)))
  const number = (at: readonly Node[]): Node =>
    build(at)
      .map((result, i) => total(mul(weights[i] as Node, tanh(result))))
      .reduce((sum, term) => add(sum, term))

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
