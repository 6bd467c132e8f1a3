import type { Attributes } from '../../../src/core/primitives/primitive.ts'
import type { PrimitiveName } from '../../../src/core/primitives/index.ts'
import type { TensorType } from '../../../src/core/node.ts'
import { type Case, applyCase, resultOf } from '../../../src/laws/primitive/cases.ts'
import { definitions, elementOf, erf } from '../definitions.ts'
import { type Index, places } from '../../../src/laws/places.ts'
import { lgammaByStirling, polygammaBySum } from '../gamma.ts'
import { type Input, nodeOfInput } from '../../../src/laws/input.ts'
import { isCharacterized, matrixProperties } from '../matrix-properties.ts'
import { compute } from '../../../src/laws/oracle/measure.ts'
import type { Probe } from '../../../src/laws/subject.ts'
import { type Report, firstFailure, same } from '../../../src/laws/report.ts'

type AnyDefinition = (
  at: Index,
  elements: readonly ((index: Index) => number)[],
  attributes: Attributes,
  operands: readonly Input[],
  result: TensorType,
) => number

/**
 * The ulp that an elementary function of ours and the one that defines it here may be apart: 1 for
 * each double, 1 more for the rounding of ours, and what the erf of the definitions loses.
 */
const elementaryUlp: { readonly [N in PrimitiveName]?: number } = {
  pow: 3,
  exp: 3,
  expm1: 3,
  log: 3,
  log1p: 3,
  tanh: 3,
  sin: 3,
  cos: 3,
  atan2: 3,
  sinh: 3,
  cosh: 3,
  asinh: 3,
  // of the sizes of their terms: the fixtures hold the results themselves
  lgamma: 8,
  polygamma: 16,
  // e⁻ˣ, a sum and a quotient
  logistic: 6,
  // here: positive terms that fall geometrically, and e^(−x²), whose x² < 4 is rounded once
  erf: 16,
  // here: the square in the exponent is rounded once, which e⁻²⁵ magnifies
  erfc: 64,
  // here: erf once more; ours: a polynomial that is good to some ulp
  erfInv: 16,
}

/** The distance of neighbours around a number of an element type. */
const ulp = (dtype: 'f32' | 'f64', x: number): number => {
  const [bits, least] = dtype === 'f32' ? [23, -149] : [52, -1074]
  if (!Number.isFinite(x)) return 0
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(x), Number.MIN_VALUE)))
  return 2 ** Math.max(exponent - bits, least)
}

/** How large the terms are that an element was made of, where they cancel. */
const sizeOfTerms = ({ name, attributes }: Case, x: number): number =>
  name === 'lgamma'
    ? lgammaByStirling(x).size
    : name === 'polygamma'
      ? polygammaBySum(attributes['order'] as number, x).size
      : 0

/** Law 9: the kernel computes what the definition says, bit for bit (elementary: in ulp). */
export const kernelIsDefinition = ({ of }: Probe<Case>): Report => {
  const law = 'the kernel is the definition'
  const [value] = compute([applyCase(of, of.operands.map(nodeOfInput))])
  const result = resultOf(of)
  if (isCharacterized(of.name)) {
    const [operand] = of.operands
    return operand && value ? matrixProperties(of.name, operand, { ...result, value }) : null
  }
  const define = definitions[of.name] as AnyDefinition
  const elements = of.operands.map((operand) => (index: Index) => elementOf(operand, index))
  const allowed = elementaryUlp[of.name]
  return firstFailure(places(result.shape).entries(), ([i, at]) => {
    const where = `element (${at.join()})`
    const actual = value?.[i] as number
    const expected = define(at, elements, of.attributes, of.operands, result)
    if (allowed === undefined) return same(law, where, actual, expected)
    const dtype = result.dtype as 'f32' | 'f64'
    const size = sizeOfTerms(of, elements[0]?.(at) as number)
    const cancelled = size > Math.abs(expected) ? allowed * ulp('f64', size) : 0
    return agreesInUlp(law, where, of.name, dtype, actual, expected, allowed, cancelled)
  })
}

const agreesInUlp = (
  law: string,
  where: string,
  name: PrimitiveName,
  dtype: 'f32' | 'f64',
  actual: number,
  expected: number,
  allowed: number,
  cancelled: number,
): Report => {
  if (name === 'erfInv') {
    // expected is the y whose inverse was asked for: check erf(actual) = y, which moves by erf'·δ
    const y = expected
    if (Math.abs(y) > 1 || Number.isNaN(y)) return same(law, where, actual, Number.NaN)
    if (Math.abs(y) === 1) return same(law, where, actual, y * Infinity)
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-actual * actual)
    // in single precision 1 − y² is made of a rounded y², as in JAX, whose samples it has to equal
    const input = dtype === 'f32' ? ulp('f32', y) : allowed * ulp('f64', y)
    const allowance = allowed * ulp(dtype, actual) * slope + input
    const back = erf(actual)
    return Math.abs(back - y) <= allowance
      ? null
      : { law, at: where, actual: back, expected: y, allowance }
  }
  const rounded = dtype === 'f32' ? Math.fround(expected) : expected
  if (Object.is(actual, rounded)) return null
  const own = dtype === 'f32' ? ulp(dtype, expected) : allowed * ulp(dtype, expected)
  const allowance = own + cancelled
  return Math.abs(actual - rounded) <= allowance
    ? null
    : { law, at: where, actual, expected: rounded, allowance }
}
