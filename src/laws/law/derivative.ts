import { derivativeFolds } from '../../autodiff/folds.ts'
import { isFloat } from '../../core/dtype.ts'
import { substitute } from '../../core/graph.ts'
import type { Node } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { directions, forward } from '../derivatives.ts'
import { type Input, inputOf, nodeOfInput, promoteInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { stopsOf } from '../oracle/line.ts'
import { scaleOf } from '../oracle/reach.ts'
import { type Slope, slopeAlong } from '../oracle/slope.ts'
import type { Case } from '../primitive/cases.ts'
import { type Random, randomOf, someOf } from '../random.ts'
import { type Estimate, type Report, agreeEach, firstFailure, same } from '../report.ts'
import { type Probe, type Subject, differentiable, graphOf, promoteSubject } from '../subject.ts'
import { firstWrongEquation, programOfSubject } from './local.ts'
import { slopeAgrees } from './slope.ts'

/**
 * Directions for the operands that have derivatives, each element by its own scale: small numbers and
 * large ones in one operand are moved as far as they can bear. What is infinite does not move.
 */
const scaledDirections = (of: Subject, next: Random): readonly Input[] => {
  const where = differentiable(of)
  return directions(of, next).map((direction, k) => {
    const operand = of.operands[where[k] as number] as Input
    const scale = scaleOf(operand)
    return inputOf(direction, (i) =>
      Number.isFinite(operand.value[i]) ? (direction.value[i] as number) * scale(i) : 0,
    )
  })
}

/** The tangents of the results along some directions. */
const tangentsOf = (of: Subject, along: readonly Input[], rules: Rules): readonly Node[] => {
  const { outputs, leaves } = graphOf(of)
  return forward(outputs, leaves, along.map(nodeOfInput), rules)
}

/** Any number wherever there is a slope, and no number where there is none. */
const boundless = (slope: Slope): Slope => {
  if (slope.kind !== 'kink') return slope
  const beyond = (sides: readonly Estimate[], bound: number): readonly Estimate[] =>
    sides.map(({ value, error }) => ({
      value: Array.from(value, (x) => (Number.isNaN(x) ? x : bound)),
      error: Array.from(value, () => 0).map((zero, i) =>
        Number.isNaN(value[i]) ? (error[i] as number) : zero,
      ),
    }))
  return {
    ...slope,
    left: beyond(slope.left, Number.NEGATIVE_INFINITY),
    right: beyond(slope.right, Number.POSITIVE_INFINITY),
  }
}

/**
 * Claimed tangents of a promoted subject against its slope. Where several decisions are on a boundary
 * at once, what right rules give need not lie between the slopes of the two sides (each max may share
 * in its own way): then every equation is judged by itself.
 */
const isSlope = (
  law: string,
  what: string,
  of: Subject,
  along: readonly Input[],
  rules: Rules,
  moving: Subject = of,
): Report => {
  const slope = slopeAlong(moving, along)
  const claimed = estimate(tangentsOf(of, along, rules))
  const isComposed =
    (slope.kind === 'kink' && slope.decisions > 1) ||
    (slope.kind === 'unknown' && slope.holes.length === 0)
  if (!isComposed) return slopeAgrees(law, what, claimed, slope)
  return (
    slopeAgrees(law, what, claimed, boundless(slope)) ??
    firstWrongEquation(
      programOfSubject(of),
      differentiable(of).map((i) => of.operands[i] as Input),
      along,
      rules,
    )?.failure ??
    null
  )
}

/**
 * Law 1: the jvp is the derivative along the tangents, as finite differences see it (f64).
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.jvpIsDerivative(probe) // null
 */
export const jvpIsDerivative = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const exact = promoteSubject(of)
  const along = scaledDirections(exact, randomOf(seed))
  return isSlope('jvp is the derivative', 'tangent', exact, along, rules)
}

/**
 * Law 1, in single precision: the rules give what they give with 53 bits, up to rounding.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.jvpKeepsPrecision(probe) // null
 */
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

/**
 * A missing tangent is a tangent of zero. Where there are no derivatives, there is no tangent.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('mul'), (probe) => laws.missingTangentIsZero(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
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

/** The first tangent along some directions, as a subject of its own. */
const tangentSubject = (
  of: Subject,
  along: readonly Input[],
  rules: Rules,
  change: (tangents: readonly Node[], outputs: readonly Node[]) => readonly Node[] = (same) => same,
): Subject => {
  const where = differentiable(of)
  const build = (nodes: readonly Node[]): readonly Node[] => {
    const outputs = of.build(nodes).filter(({ dtype }) => isFloat(dtype))
    const leaves = where.map((i) => nodes[i] as Node)
    return change(forward(outputs, leaves, along.map(nodeOfInput), rules), outputs)
  }
  return { ...of, name: `the tangent of ${of.name}`, build, promoted: build }
}

/**
 * Tangents in which moves what a rule has stopped. What the function itself stops is constant, but a
 * rule that stops what its tangent depends on has lost a derivative.
 */
const released = (tangents: readonly Node[], outputs: readonly Node[]): readonly Node[] => {
  const own = new Set(stopsOf(outputs))
  const stops = stopsOf(tangents).filter((stop) => !own.has(stop))
  return substitute(tangents, new Map(stops.map((stop) => [stop, stop.operands[0] as Node])))
}

/**
 * Law 4, first half: the jvp of the jvp is the derivative of the jvp (f64).
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.jvpOfJvpIsSecondDerivative(probe) // null
 */
export const jvpOfJvpIsSecondDerivative = (
  { of, seed }: Probe,
  rules: Rules = registry,
): Report => {
  if (differentiable(of).length === 0) return null
  const exact = promoteSubject(of)
  const next = randomOf(seed)
  const along = scaledDirections(exact, next)
  const across = scaledDirections(exact, next)
  return isSlope(
    'jvp of jvp is the second derivative',
    'second tangent',
    tangentSubject(exact, along, rules),
    across,
    rules,
    tangentSubject(exact, along, rules, released),
  )
}
