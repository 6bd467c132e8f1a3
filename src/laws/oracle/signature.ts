import type { Storage } from '../../core/dtype.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import type { Equation, Program } from '../../core/program.ts'
import { promoted } from '../input.ts'
import { type Codes, decide, isTie } from './decisions.ts'
import { runDisturbed } from './measure.ts'

/**
 * The branch that a program takes: every decision that it makes on the way, as one number for each. A
 * program without decisions is analytic wherever it is finite, so between points of one signature
 * finite differences see one smooth function.
 */
export interface Signature {
  readonly equations: readonly Equation[]
  /** the decisions of each equation; `null` where it makes none */
  readonly codes: readonly (Codes | null)[]
}

/** A program run at one point, with 53 bits: its results, and the branch that it took. */
export interface Look {
  readonly values: readonly Storage[]
  readonly signature: Signature
}

/** Runs a program that has no inputs and holds no programs. */
export const look = (program: Program): Look => {
  const codes: (Codes | null)[] = []
  const values = runDisturbed(program, null, (equation, operands, value) => {
    const { primitive, attributes, shape } = equation
    const result = { shape, dtype: promoted(equation.dtype), value }
    codes.push(isPrimitive(primitive) ? decide(primitive, operands, result, attributes) : null)
  })
  return { values, signature: { equations: program.equations, codes } }
}

/** A function that looks at values may be another program at another point. */
const sameEquations = (a: readonly Equation[], b: readonly Equation[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every(({ primitive, operands }, i) => {
      const other = b[i]
      return (
        primitive === other?.primitive && operands.every((slot, k) => slot === other.operands[k])
      )
    }))

/** How many decisions differ; infinitely many between different programs. */
export const differences = (a: Signature, b: Signature): number => {
  if (!sameEquations(a.equations, b.equations)) return Number.POSITIVE_INFINITY
  return a.codes.reduce((count, codes, k) => {
    const others = b.codes[k]
    if (codes === null || !others) return count
    let own = 0
    for (let i = 0; i < codes.length; i++) if (codes[i] !== others[i]) own += 1
    return count + own
  }, 0)
}

/** The decisions of a point that a small step changes. */
export interface Changes {
  /** how many lie exactly on a boundary */
  readonly ties: number
  /** how many have a boundary very near, that a step to either side crosses */
  readonly near: number
}

/**
 * What steps to both sides change. Ties that stay ties along the way (of constants, of copies of one
 * element, of operands that move alike) do not count: along this line they decide nothing.
 */
export const changesBetween = (left: Signature, here: Signature, right: Signature): Changes => {
  const changes = { ties: 0, near: 0 }
  if (!Number.isFinite(differences(left, here) + differences(here, right))) {
    return { ties: 0, near: Number.POSITIVE_INFINITY }
  }
  here.codes.forEach((codes, k) => {
    for (let i = 0; i < (codes?.length ?? 0); i++) {
      const code = codes?.[i] as number
      if (code === left.codes[k]?.[i] && code === right.codes[k]?.[i]) continue
      if (isTie(code)) changes.ties += 1
      else changes.near += 1
    }
  })
  return changes
}
