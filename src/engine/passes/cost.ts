import type { DotAttributes } from '../../core/primitives/contraction.ts'
import type { Equation, Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { shapeAt } from './materialize.ts'

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
