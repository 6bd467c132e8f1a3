import { isFloat } from '../../../src/core/dtype.ts'
import { type Node, scalar } from '../../../src/core/node.ts'
import { zerosLike } from '../../../src/core/primitives/align.ts'
import { add, mul } from '../../../src/core/primitives/arithmetic.ts'
import { derivativeFolds } from '../../../src/autodiff/folds.ts'
import { type Rules, registry } from '../../../src/core/primitives/index.ts'
import { broadcast } from '../../../src/core/primitives/movement.ts'
import {
  type Case,
  type Probe,
  applyCase,
  differentiable,
  promoteCase,
  resultOf,
} from '../cases.ts'
import { type Graph, directions, forward, graphOf } from '../derivatives.ts'
import { derivative } from '../differences.ts'
import { type Input, nodeOfInput, promoteInput } from '../input.ts'
import { estimateOne } from '../measure.ts'
import { randomOf, someOf } from '../random.ts'
import { type Report, agree, same } from '../report.ts'

/** The case with its differentiable operands moved by h along some directions. */
const moved = (of: Case, along: readonly Input[], h: number): Graph => {
  const where = differentiable(of)
  const operands = of.operands.map((operand, i): Node => {
    const x = nodeOfInput(operand)
    const direction = along[where.indexOf(i)]
    if (direction === undefined) return x
    return add(x, mul(nodeOfInput(direction), broadcast(scalar(h, x.dtype), x.shape, [])))
  })
  return {
    operands,
    leaves: where.map((i) => operands[i] as Node),
    output: applyCase(of, operands),
  }
}

/** The jvp of a case: its operands as leaves, the tangent of the result. */
const tangentOf = (of: Case, along: readonly Input[], rules: Rules): Node => {
  const { output, leaves } = graphOf(of)
  return forward(output, leaves, along.map(nodeOfInput), rules)
}

/** What stopGradient means: as if it were constant. No other primitive hides its derivative. */
const isHidden = ({ name }: Case): boolean => name === 'stopGradient'

/** Law 1: the jvp is the derivative along the tangents, as finite differences see it (f64). */
export const jvpIsDerivative = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'jvp is the derivative'
  if (differentiable(of).length === 0) return null
  const exact = promoteCase(of)
  const along = directions(exact, randomOf(seed))
  const expected = derivative((h) => estimateOne(moved(exact, along, isHidden(of) ? 0 : h).output))
  return agree(law, 'tangent', estimateOne(tangentOf(exact, along, rules)), expected)
}

/** Law 1, in single precision: the rule gives what it gives with 53 bits, up to rounding. */
export const jvpKeepsPrecision = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'jvp in f32 is jvp in f64'
  if (differentiable(of).length === 0) return null
  const along = directions(of, randomOf(seed))
  const single = tangentOf(of, along, rules)
  const double = tangentOf(promoteCase(of), along.map(promoteInput), rules)
  const { dtype, shape } = resultOf(of)
  return (
    same(law, 'element type', single.dtype, dtype) ??
    same(law, 'shape', single.shape.join(), shape.join()) ??
    agree(law, 'tangent', estimateOne(single), estimateOne(double))
  )
}

/** A missing tangent is a tangent of zero. Where there are no derivatives, there is no tangent. */
export const missingTangentIsZero = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'a missing tangent is zero'
  const next = randomOf(seed)
  const { output, leaves } = graphOf(of)
  if (leaves.length === 0) {
    const float = of.operands.findIndex(({ dtype }) => isFloat(dtype))
    if (float < 0) return null
    const operands = of.operands.map(nodeOfInput)
    const leaf = operands[float] as Node
    const tangent = rules[of.name].jvp(
      operands,
      operands.map((_, i) => (i === float ? leaf : null)),
      applyCase(of, operands),
      of.attributes,
      derivativeFolds('forward', rules),
    )
    return same(law, 'tangent of a discrete result', String(tangent), 'null')
  }
  const along = directions(of, next).map(nodeOfInput)
  const present = someOf(next, leaves.length)
  const missing = along.map((tangent, i) => (present[i] === true ? tangent : null))
  const zero = along.map((tangent, i) => (present[i] === true ? tangent : zerosLike(tangent)))
  return agree(
    law,
    `tangents ${present.join()}`,
    estimateOne(forward(output, leaves, missing, rules)),
    estimateOne(forward(output, leaves, zero, rules)),
  )
}

/** Law 4, first half: the jvp of the jvp is the derivative of the jvp (f64). */
export const jvpOfJvpIsSecondDerivative = (
  { of, seed }: Probe,
  rules: Rules = registry,
): Report => {
  const law = 'jvp of jvp is the second derivative'
  if (differentiable(of).length === 0) return null
  const exact = promoteCase(of)
  const next = randomOf(seed)
  const along = directions(exact, next)
  const across = directions(exact, next)
  const first = (graph: Graph): Node =>
    forward(graph.output, graph.leaves, along.map(nodeOfInput), rules)
  const expected = derivative((h) => estimateOne(first(moved(exact, across, h))))
  const graph = graphOf(exact)
  const second = forward(first(graph), graph.leaves, across.map(nodeOfInput), rules)
  return agree(law, 'second tangent', estimateOne(second), expected)
}
