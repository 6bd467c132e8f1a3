import type { PrimitiveName } from '../../core/primitives/index.ts'
import type { DotAttributes } from '../../core/primitives/contraction.ts'
import type { Equation, Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { shapeAt } from './materialize.ts'
import type { Expression, Group } from './plan.ts'

/** How many products are added up for one element of a contraction or convolution; 0 for all else. */
const termsOf = (program: Program, { primitive, operands, attributes }: Equation): number => {
  const [left, right] = operands.map((slot) => shapeAt(program, slot))
  if (left === undefined || right === undefined) return 0
  if (primitive === 'dotGeneral') {
    const { contract } = attributes as DotAttributes
    return sizeOf(contract[0].map((axis) => left[axis] ?? 1))
  }
  // the places of the kernel and its channels
  return primitive === 'convolution' ? sizeOf(right.slice(0, -1)) : 0
}

/**
 * Floating-point operations of the contractions and convolutions of a program, two for each product
 * that is added up; the places where a convolution meets its padding count as well.
 */
export const operationsOf = (program: Program): number =>
  program.equations.reduce(
    (sum, equation) => sum + 2 * sizeOf(equation.shape) * termsOf(program, equation),
    0,
  )

/** Elementwise primitives that take some tens of instructions. */
const slow: ReadonlySet<string> = new Set<PrimitiveName>([
  ...(['exp', 'expm1', 'log', 'log1p', 'tanh', 'logistic', 'erf', 'erfc', 'erfInv'] as const),
  ...(['sin', 'cos', 'atan2', 'sinh', 'cosh', 'asinh', 'pow', 'remainder'] as const),
  ...(['lgamma', 'polygamma'] as const),
])

/** Nanoseconds that an expression takes for an element, more or less. */
const nanosecondsOf = (
  { equations, inputs, constants }: Program,
  { steps }: Expression,
): number => {
  const first = inputs.length + constants.length
  return steps.reduce((sum, step) => {
    if (step.kind === 'read') return sum + 0.2
    if (step.kind !== 'apply') return sum
    return sum + (slow.has(equations[step.slot - first]?.primitive ?? '') ? 1 : 0.1)
  }, 0.2)
}

/**
 * Nanoseconds that a group takes on one thread, more or less: good enough to see what is worth being
 * shared with another.
 */
export const workOf = (program: Program, { kernel, body }: Group): number => {
  const after = sizeOf(body.sizes) * nanosecondsOf(program, body)
  if (kernel === null) return after
  if (kernel.kind === 'reduction') {
    return after + sizeOf(kernel.term.sizes) * nanosecondsOf(program, kernel.term)
  }
  const first = program.inputs.length + program.constants.length
  const equation = program.equations[kernel.slot - first]
  if (equation === undefined) return after
  const terms = termsOf(program, equation)
  const elements = kernel.operands.reduce(
    (sum, { slot }) => sum + sizeOf(shapeAt(program, slot)),
    sizeOf(equation.shape),
  )
  return after + elements + (sizeOf(equation.shape) * terms) / 20
}
