import { isFloat } from '../../core/dtype.ts'
import type { Node } from '../../core/node.ts'
import type { Rules } from '../../core/primitives/index.ts'
import { backward, codirections } from '../derivatives.ts'
import type { FunctionSubject } from '../function.ts'
import { type Input, inputOf, nodeOfInput } from '../input.ts'
import { unstopped } from '../oracle/line.ts'
import { type Random, oneOf } from '../random.ts'
import {
  type Subject,
  differentiable,
  graphAt,
  graphOf,
  promoteSubject,
  resultsOf,
} from '../subject.ts'
import { type Judge, judgeForward, judgeReverse } from './judge.ts'

/** A law of a derivative that is checked, and the names of what it speaks of. */
export interface NamedClaim {
  readonly law: string
  readonly judge: Judge
  /** the result that an element belongs to, in words */
  readonly result: (result: number, element: number) => string
}

/** A function and what is claimed of its derivative. */
export interface Stage {
  readonly of: Subject
  /** the function whose slopes are measured */
  readonly moving: Subject
  readonly claims: readonly NamedClaim[]
}

/** Every element up or down by 1: no element is looked at less than another. */
export const signs = (of: Subject, next: Random): readonly Input[] =>
  differentiable(of).map((i) => inputOf(of.operands[i] as Input, () => oneOf(next, [-1, 1])))

/** The place of an element in a tensor. */
export const indexOf = (element: number, shape: readonly number[]): readonly number[] => {
  const index: number[] = []
  let rest = element
  for (const size of shape.toReversed()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return index
}

/** A tensor's path, and the place of an element in it. */
const showPlace = (path: string, index: readonly number[]): string =>
  index.length === 0 ? path : `${path} at [${index.join(', ')}]`

/** By which rules, and whether what stopGradient holds moves all the same. */
export interface StageOptions {
  readonly rules: Rules
  readonly stopped: 'held' | 'moves'
}

const stageOf = (
  of: Subject,
  weights: readonly Input[],
  paths: readonly string[],
  suffix: string,
  { rules, stopped }: StageOptions,
): Stage => ({
  of,
  moving: stopped === 'moves' ? unstopped(of) : of,
  claims: [
    {
      law: `jvp is the derivative${suffix}`,
      judge: judgeForward(of, rules),
      result: (k, element) => showPlace(paths[k] ?? '', indexOf(element, weights[k]?.shape ?? [])),
    },
    {
      law: `vjp is the transpose of jvp${suffix}`,
      judge: judgeReverse(of, weights, rules),
      result: () => 'the weighted sum of all results',
    },
  ],
})

/** The cotangents of the leaves as a function of the same point: the derivative as a subject. */
const gradientOf = (of: Subject, weights: readonly Input[], rules: Rules): Subject => {
  const build = (operands: readonly Node[]): readonly Node[] => {
    const { outputs, leaves } = graphAt(of, operands)
    return backward(outputs, leaves, weights.map(nodeOfInput), rules)
  }
  return { ...of, name: `the gradient of ${of.name}`, build, promoted: build }
}

/** What is claimed of a function in doubles; at the second order also of its gradient. */
export const stagesOf = (
  of: FunctionSubject,
  order: 1 | 2,
  next: Random,
  options: StageOptions,
): readonly Stage[] => {
  const { rules } = options
  const exact = promoteSubject(of)
  const dtypes = resultsOf(of).map(({ dtype }) => dtype)
  const results = of.results.filter((_, k) => isFloat(dtypes[k] ?? 'bool'))
  const weights = codirections(graphOf(exact), next)
  const names = results.map((path) => `result${path}`)
  const first = stageOf(exact, weights, names, '', options)
  if (order === 1) return [first]
  const leaves = differentiable(of).map((i) => `the derivative by arguments${of.paths[i]}`)
  const gradient = gradientOf(exact, weights, rules)
  const across = codirections(graphOf(gradient), next)
  return [first, stageOf(gradient, across, leaves, ', at the second order', options)]
}
