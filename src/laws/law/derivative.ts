import { derivativeFolds } from '../../autodiff/folds.ts'
import { isFloat } from '../../core/dtype.ts'
import { type Node, scalar } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { directions, forward } from '../derivatives.ts'
import { type Input, nodeOfInput, promoteInput } from '../input.ts'
import { derivatives } from '../oracle/differences.ts'
import { estimate } from '../oracle/measure.ts'
import type { Case } from '../primitive/cases.ts'
import { randomOf, someOf } from '../random.ts'
import { type Report, agreeEach, firstFailure, same } from '../report.ts'
import {
  type Graph,
  type Probe,
  type Subject,
  differentiable,
  graphAt,
  graphOf,
  promoteSubject,
} from '../subject.ts'

/** The subject with its differentiable operands moved by h along some directions. */
const moved = (of: Subject, along: readonly Input[], h: number): Graph => {
  const where = differentiable(of)
  return graphAt(
    of,
    of.operands.map((operand, i): Node => {
      const x = nodeOfInput(operand)
      const direction = along[where.indexOf(i)]
      if (direction === undefined) return x
      return add(x, mul(nodeOfInput(direction), broadcast(scalar(h, x.dtype), x.shape, [])))
    }),
  )
}

/** The tangents of the results along some directions. */
const tangentsOf = (of: Subject, along: readonly Input[], rules: Rules): readonly Node[] => {
  const { outputs, leaves } = graphOf(of)
  return forward(outputs, leaves, along.map(nodeOfInput), rules)
}

/** What stopGradient means: as if it were constant. No other primitive hides its derivative. */
const isHidden = ({ name }: Subject): boolean => name === 'stopGradient'

/** Law 1: the jvp is the derivative along the tangents, as finite differences see it (f64). */
export const jvpIsDerivative = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'jvp is the derivative'
  if (differentiable(of).length === 0) return null
  const exact = promoteSubject(of)
  const along = directions(exact, randomOf(seed))
  const expected = derivatives((h) => estimate(moved(exact, along, isHidden(of) ? 0 : h).outputs))
  return agreeEach(law, 'tangent', estimate(tangentsOf(exact, along, rules)), expected)
}

/** Law 1, in single precision: the rules give what they give with 53 bits, up to rounding. */
export const jvpKeepsPrecision = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const law = 'jvp in f32 is jvp in f64'
  if (differentiable(of).length === 0) return null
  const along = directions(of, randomOf(seed))
  const single = tangentsOf(of, along, rules)
  const double = tangentsOf(promoteSubject(of), along.map(promoteInput), rules)
  const { outputs } = graphOf(of)
  return (
    firstFailure(outputs.entries(), ([i, output]) =>
      same(law, `type of tangent ${i}`, String(single[i]), String(output)),
    ) ?? agreeEach(law, 'tangent', estimate(single), estimate(double))
  )
}

/** A missing tangent is a tangent of zero. Where there are no derivatives, there is no tangent. */
export const missingTangentIsZero = (
  { of, seed }: Probe<Case>,
  rules: Rules = registry,
): Report => {
  const law = 'a missing tangent is zero'
  const next = randomOf(seed)
  const { outputs, leaves } = graphOf(of)
  if (leaves.length === 0) {
    const float = of.operands.findIndex(({ dtype }) => isFloat(dtype))
    if (float < 0) return null
    const operands = of.operands.map(nodeOfInput)
    const leaf = operands[float] as Node
    const tangent = rules[of.name].jvp(
      operands,
      operands.map((_, i) => (i === float ? leaf : null)),
      of.build(operands)[0] as Node,
      of.attributes,
      derivativeFolds('forward', rules),
    )
    return same(law, 'tangent of a discrete result', String(tangent), 'null')
  }
  const along = directions(of, next).map(nodeOfInput)
  const present = someOf(next, leaves.length)
  const missing = along.map((tangent, i) => (present[i] === true ? tangent : null))
  const zero = along.map((tangent, i) => (present[i] === true ? tangent : zerosLike(tangent)))
  return agreeEach(
    `${law} (present: ${present.join()})`,
    'tangent',
    estimate(forward(outputs, leaves, missing, rules)),
    estimate(forward(outputs, leaves, zero, rules)),
  )
}

/** Law 4, first half: the jvp of the jvp is the derivative of the jvp (f64). */
export const jvpOfJvpIsSecondDerivative = (
  { of, seed }: Probe,
  rules: Rules = registry,
): Report => {
  const law = 'jvp of jvp is the second derivative'
  if (differentiable(of).length === 0) return null
  const exact = promoteSubject(of)
  const next = randomOf(seed)
  const along = directions(exact, next)
  const across = directions(exact, next)
  const first = ({ outputs, leaves }: Graph): readonly Node[] =>
    forward(outputs, leaves, along.map(nodeOfInput), rules)
  const expected = derivatives((h) => estimate(first(moved(exact, across, h))))
  const graph = graphOf(exact)
  const second = forward(first(graph), graph.leaves, across.map(nodeOfInput), rules)
  return agreeEach(law, 'second tangent', estimate(second), expected)
}
