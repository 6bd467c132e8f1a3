import { derivativeFolds } from '../../autodiff/folds.ts'
import { isFloat } from '../../core/dtype.ts'
import { type Node, apply } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import {
  type RegistryName,
  type Rules,
  isPrimitive,
  registry,
} from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { type Program, closeProgram, inlineProgram } from '../../core/program.ts'
import { type Input, nodeOfInput, promoteInput, promoted } from '../input.ts'
import { compute, estimateOne, runDisturbed } from '../oracle/measure.ts'
import { slopeAlong } from '../oracle/slope.ts'
import { promoteProgram } from '../promote.ts'
import type { Failure, Report } from '../report.ts'
import { type Subject, graphOf } from '../subject.ts'
import { vjpIsAdjoint } from './adjoint.ts'
import { slopeAgrees } from './slope.ts'

/** One application of a primitive at actual values, moving in an actual direction. */
export interface Step {
  readonly primitive: RegistryName
  readonly attributes: Attributes
  readonly operands: readonly Input[]
  /** one for each operand; `null` is a tangent of zero */
  readonly tangents: readonly (Input | null)[]
}

/** The first equation of a program whose own rule breaks a law. */
export interface WrongEquation {
  /** its place among the equations */
  readonly equation: number
  readonly primitive: RegistryName
  readonly failure: Failure
}

const isFinite = (input: Input | null): boolean =>
  input === null || input.value.every((x) => Number.isFinite(x))

/** The application as a function of the operands that move. */
const subjectOfStep = (
  { primitive, attributes, operands, tangents }: Step,
  fixed: readonly number[] = [],
): Subject => {
  const build = (nodes: readonly Node[]): readonly Node[] => [
    apply(registry[primitive], nodes, attributes),
  ]
  return {
    name: primitive,
    operands,
    held: operands.flatMap((_, i) => (tangents[i] === null || fixed.includes(i) ? [i] : [])),
    build,
    promoted: build,
    another: () => operands,
  }
}

/** What the rule of a primitive claims; `null` where it claims that nothing moves. */
const claimedTangent = (step: Step, rules: Rules): Node | null => {
  const operands = step.operands.map(nodeOfInput)
  const tangents = step.tangents.map((tangent) => tangent && nodeOfInput(tangent))
  const output = apply(registry[step.primitive], operands, step.attributes)
  return rules[step.primitive].jvp(
    operands,
    tangents,
    output,
    step.attributes,
    derivativeFolds('forward', rules),
  )
}

const law = 'the rule of a primitive is its derivative'

const agreesWith = (of: Subject, along: readonly Input[], tangent: Node | null): Report => {
  const slope = slopeAlong(of, along)
  const [output] = of.build(of.operands.map(nodeOfInput))
  const claimed = estimateOne(tangent ?? zerosLike(output as Node))
  return slopeAgrees(law, 'tangent', [claimed], slope)
}

/**
 * The jvp rule of one primitive, on its own operands in the direction that they move, against its own
 * slopes. On a boundary the tangent lies between them: that of one primitive does, however many ties
 * there are. But for an order of equal keys, of which every permutation is a branch: there the keys
 * are held, because the stable order is the branch that the registry states.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * const f64 = (x: number) => ({ shape: [], dtype: 'f64', value: Float64Array.of(x) }) as const
 * const step = { primitive: 'sin', attributes: {}, operands: [f64(1)], tangents: [f64(0.5)] } as const
 * laws.localLaw(step) // null
 */
export const localLaw = (step: Step, rules: Rules = registry): Report => {
  const moves = (fixed: readonly number[]): readonly Input[] =>
    step.tangents.flatMap((tangent, i) => (tangent === null || fixed.includes(i) ? [] : [tangent]))
  const fixed = step.primitive === 'sortBy' && hasTies(step.operands[0]) ? [0] : []
  const along = moves(fixed)
  return along.length === 0
    ? null
    : agreesWith(subjectOfStep(step, fixed), along, claimedTangent(step, rules))
}

/** Are there equal keys in a row? */
const hasTies = (keys: Input | undefined): boolean => {
  if (keys === undefined) return false
  const length = keys.shape.at(-1) ?? 1
  const seen = new Set<string>()
  // −0 and 0 are one key
  const distinct = keys.value.every((key, i) => {
    const name = `${Math.floor(i / length)}:${key}`
    return !seen.has(name) && seen.add(name).size > 0
  })
  return !distinct
}

/** A program whose inputs have values: they become its first constants, so that every slot stays. */
const closedOn = (program: Program, inputs: readonly Input[]): Program => ({
  ...program,
  inputs: [],
  constants: [...inputs, ...program.constants],
})

/** The value of one slot as a function of the inputs. */
const subjectOfSlot = (program: Program, inputs: readonly Input[], slot: number): Subject => {
  const build = (nodes: readonly Node[]): readonly Node[] =>
    inlineProgram({ ...program, outputs: [slot] }, nodes)
  return { name: `slot ${slot}`, operands: inputs, build, promoted: build, another: () => inputs }
}

/**
 * Walks a program forward and judges every equation by itself, at the values and in the direction that
 * the equations before it give: its jvp rule against its own slope, and its cotangents against its
 * tangents. What holds a program is judged as the function of the inputs that it is. `null` where every
 * rule is right; what an equation is given that is not finite, no rule can be blamed for.
 *
 * @example
 * import { T, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const { of } = laws.probe((x: Scalar) => T.exp(T.sin(x)))(T.tensor(1))
 * const along = [{ shape: [], dtype: 'f32', value: Float32Array.of(1) }] as const
 * of.program && laws.firstWrongEquation(of.program, of.operands, along) // null
 */
export const firstWrongEquation = (
  program: Program,
  operands: readonly Input[],
  along: readonly (Input | null)[],
  rules: Rules = registry,
): WrongEquation | null => {
  const exact = promoteProgram(program)
  const inputs = operands.map(promoteInput)
  const closed = closedOn(exact, inputs)
  const values: Input[] = [...closed.constants]
  runDisturbed(closed, null, ({ shape, dtype }, _, value) => {
    values.push({ shape, dtype: promoted(dtype), value })
  })
  const moving = inputs.map((_, i) => (along[i] ? promoteInput(along[i]) : null))
  const tangents: (Input | null)[] = closed.constants.map((_, i) => moving[i] ?? null)

  const judge = (step: Step, slot: number): Report => {
    if (isPrimitive(step.primitive)) {
      return localLaw(step, rules) ?? vjpIsAdjoint({ of: subjectOfStep(step), seed: slot }, rules)
    }
    const moved = moving.flatMap((tangent) => tangent ?? [])
    const of = {
      ...subjectOfSlot(exact, inputs, slot),
      held: moving.flatMap((tangent, i) => (tangent === null ? [i] : [])),
    }
    const slope = slopeAlong(of, moved)
    const tangent = claimedTangent(step, rules)
    if (slope.kind !== 'smooth') return null
    const claimed = estimateOne(tangent ?? zerosLike(values[slot] as Input))
    return slopeAgrees(law, 'tangent', [claimed], slope)
  }

  for (const [index, { primitive, attributes, operands: slots }] of exact.equations.entries()) {
    const slot = closed.constants.length + index
    const step: Step = {
      primitive,
      attributes,
      operands: slots.map((at) => values[at] as Input),
      tangents: slots.map((at) => tangents[at] ?? null),
    }
    if (step.tangents.every((tangent) => tangent === null)) {
      tangents.push(null)
      continue
    }
    if (
      step.operands.every(isFinite) &&
      step.tangents.every(isFinite) &&
      isFloat(values[slot]?.dtype ?? 'bool')
    ) {
      const failure = judge(step, slot)
      if (failure !== null) return { equation: index, primitive, failure }
    }
    const tangent = claimedTangent(step, rules)
    const [value] = tangent === null ? [] : compute([tangent])
    tangents.push(tangent && value ? { shape: tangent.shape, dtype: tangent.dtype, value } : null)
  }
  return null
}

/** The program of a subject, of the operands that have derivatives. */
export const programOfSubject = (of: Subject): Program => {
  const { leaves, outputs } = graphOf(of)
  return closeProgram(leaves, outputs, ({ value, operands }) =>
    value === null || operands.length > 0 ? 'inner' : 'constant',
  ).program
}
