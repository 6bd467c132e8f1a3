import { type Node, variable } from '../../core/node.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import { addPresent } from '../../core/primitives/arithmetic.ts'
import { stopGradient } from '../../core/primitives/conversion.ts'
import {
  type CheckpointAttributes,
  type CheckpointLinearAttributes,
  type CustomJvpAttributes,
  type CustomVjpAttributes,
  type LinearAttributes,
  checkpointLinear,
  customVjpLinear,
} from '../../core/primitives/custom.ts'
import { type Mutation, type Right, type Wrong, as, broken } from './mutation.ts'

/** The batch of the value alone: what the program says of its derivative is lost. */
const valueOnly = (right: Right): Wrong => ({
  batch: (operands, batched, size, attributes, folds) => {
    const whole = right.batch(operands, batched, size, attributes, folds)
    return whole.operands[0] ?? whole
  },
})

/** The tangents of a rule with its operands in another place. */
const ruleOf =
  (place: (given: readonly Node[], moved: readonly Node[]) => readonly Node[]) => (): Wrong => ({
    jvp: ([, ...others], [ofValue = null, ...tangents], _, attributes, folds) => {
      const { rule, count } = as<CustomJvpAttributes>(attributes)
      const given = others.slice(0, count)
      const moved = given.map((argument, i) => tangents[i] ?? zerosLike(argument))
      const [tangent = null] = folds.inline(rule, [
        ...place(given, moved),
        ...others.slice(2 * count),
      ])
      return addPresent(ofValue, tangent)
    },
  })

/** Mistakes in the rules of the primitives that hold programs. */
export const holdingMutations = (): readonly Mutation[] => [
  broken('customJvp', 'wrong program', 'the rule is not used', () => ({
    jvp: (_, [ofValue = null]) => ofValue,
  })),
  broken(
    'customJvp',
    'swapped operands',
    'the tangents for the primals',
    ruleOf((given, moved) => [...moved, ...given]),
  ),
  broken(
    'customJvp',
    'wrong only at second order',
    'the rule is not differentiated in its primals',
    ruleOf((given, moved) => [...given.map(stopGradient), ...moved]),
  ),
  broken(
    'customJvp',
    'forgotten operand',
    'the tangent of the last argument is zero',
    ruleOf((given, moved) => [
      ...given,
      ...moved.map((tangent, i) => (i === moved.length - 1 ? zerosLike(tangent) : tangent)),
    ]),
  ),
  broken('customJvp', 'forgotten operand', 'what the function captures does not move', (right) => ({
    jvp: (operands, [, ...tangents], output, attributes, folds) =>
      right.jvp(operands, [null, ...tangents], output, attributes, folds),
  })),
  broken('customJvp', 'wrong program', 'the rule is lost in a batch', valueOnly),
  broken('customVjp', 'wrong program', 'the backward program is not used', () => ({
    jvp: (_, [ofValue = null]) => ofValue,
  })),
  broken('customVjp', 'not transposed', 'forward mode takes the backward program', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const { backward, count } = as<CustomVjpAttributes>(attributes)
      const moved = tangents[1]
      if (folds.mode === 'reverse' || !moved) {
        return right.jvp(operands, tangents, output, attributes, folds)
      }
      return folds.inline(backward, [moved, ...operands.slice(2 * count + 1)])[0] ?? null
    },
  })),
  broken('customVjp', 'wrong only at second order', 'residuals have no derivative', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const { count } = as<CustomVjpAttributes>(attributes)
      const fixed = operands.map((operand, i) => (i > 2 * count ? stopGradient(operand) : operand))
      return right.jvp(fixed, tangents, output, attributes, folds)
    },
  })),
  broken('customVjp', 'zero derivative', 'reverse mode is given nothing to transpose', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) =>
      folds.mode === 'reverse'
        ? (tangents[0] ?? null)
        : right.jvp(operands, tangents, output, attributes, folds),
  })),
  broken('customVjp', 'stale primal', 'the linear part is given arguments for residuals', () => ({
    jvp: ([, ...others], [, ...tangents], output, attributes) => {
      const { backward, count } = as<CustomVjpAttributes>(attributes)
      const given = others.slice(0, count)
      const moved = given.map((argument, i) => tangents[i] ?? zerosLike(argument))
      const stale = others.slice(2 * count).map(zerosLike)
      return customVjpLinear(output, moved, stale, backward)
    },
  })),
  broken('customVjp', 'wrong program', 'the backward program is lost in a batch', valueOnly),
  broken('customVjpLinear', 'swapped operands', 'the cotangents in reverse order', (right) => ({
    transpose: (cotangent, operands, linear, attributes, folds) => {
      const { count } = as<LinearAttributes<CustomVjpAttributes>>(attributes)
      const given = right.transpose?.(cotangent, operands, linear, attributes, folds) ?? []
      return [...given.slice(0, count).reverse(), ...given.slice(count)]
    },
  })),
  broken('customVjpLinear', 'wrong program', 'the cotangent of the output to each', () => ({
    transpose: (cotangent, _, linear) => linear.map((is) => (is ? cotangent : null)),
  })),
  broken('checkpoint', 'forgotten operand', 'the last argument does not move', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) =>
      right.jvp(
        operands,
        tangents.map((tangent, i) => (i === tangents.length - 1 ? null : tangent)),
        output,
        attributes,
        folds,
      ),
  })),
  broken(
    'checkpoint',
    'wrong program',
    'the value is computed again in place of its tangent',
    () => ({
      jvp: ([, ...given], _, __, attributes, folds) =>
        folds.inline(as<CheckpointAttributes>(attributes).body, given)[0] ?? null,
    }),
  ),
  broken('checkpoint', 'wrong only in reverse mode', 'the arguments are off by one', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) =>
      folds.mode === 'reverse'
        ? checkpointLinear(
            output,
            operands.slice(1),
            tangents.slice(0, -1),
            as<CheckpointAttributes>(attributes).body,
          )
        : right.jvp(operands, tangents, output, attributes, folds),
  })),
  broken('checkpointLinear', 'swapped operands', 'the cotangents in reverse order', (right) => ({
    transpose: (cotangent, operands, linear, attributes, folds) => {
      const count = as<CheckpointLinearAttributes>(attributes).moved.filter(Boolean).length
      const given = right.transpose?.(cotangent, operands, linear, attributes, folds) ?? []
      return [...given.slice(0, count).reverse(), ...given.slice(count)]
    },
  })),
  broken('checkpointLinear', 'stale primal', 'computed again at 0', () => ({
    transpose: (cotangent, operands, _, attributes, folds) => {
      const { body, moved } = as<CheckpointLinearAttributes>(attributes)
      const given = operands.slice(moved.filter(Boolean).length).map(zerosLike)
      const seeds = new Map(
        given.flatMap((argument, i) =>
          moved[i] === true ? [[argument, variable(argument, 'linearize')] as const] : [],
        ),
      )
      const [value] = folds.inline(body, given)
      if (value === undefined) return []
      const pulled = folds.pull(folds.push([value], seeds), [cotangent], [...seeds.values()])
      return operands.map((__, i) => pulled[i] ?? null)
    },
  })),
  broken('barrier', 'straight through', 'the tangent of what it waits for', () => ({
    jvp: (_, [t, waited]) => waited ?? t ?? null,
  })),
  broken('barrier', 'wrong only at second order', 'what is behind it does not move', () => ({
    jvp: () => null,
  })),
]
