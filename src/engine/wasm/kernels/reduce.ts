/** What reductions of rows and of columns share. */
import type { Body, Local, Value } from '../encode/index.ts'
import { type Arithmetic, type VectorOperation, arrange, lanesOf, zero } from './element.ts'

/** Lanes of a sum: element i of a group is added to lane i mod 16. */
export const LANES = 16

/** What a group is reduced to. */
export type Reduce = 'sum' | 'max' | 'min'

/** How two elements become one, and what no element becomes. */
export interface Reduction {
  readonly combine: VectorOperation
  readonly ofNone: Value<'v128'>
}

/** A reduction of elements of some type. */
export const reductionOf = (
  reduce: Reduce,
  { add, max, min, least, greatest }: Arithmetic,
): Reduction => {
  if (reduce === 'sum') return { combine: add, ofNone: zero }
  return reduce === 'max' ? { combine: max, ofNone: least } : { combine: min, ofNone: greatest }
}

/** Makes the first of some variables what all of them come to: the latter half to the former. */
export const halve = (
  body: Body,
  combine: VectorOperation,
  variables: readonly Local<'v128'>[],
): void => {
  const half = variables.length / 2
  if (half < 1) return
  const rest = variables.slice(0, half)
  rest.forEach((variable, i) => {
    const other = variables[i + half]
    if (other) body.set(variable, combine(variable, other))
  })
  halve(body, combine, rest)
}

/** Makes the first lane what all lanes come to: the latter half to the former. */
export const halveLanes = (
  body: Body,
  combine: VectorOperation,
  size: Arithmetic['size'],
  vector: Local<'v128'>,
): void => {
  const count = lanesOf(size)
  for (let half = count / 2; half >= 1; half /= 2) {
    const lanes = Array.from({ length: count }, (_, i) => (i + half) % count)
    body.set(vector, combine(vector, arrange(size, vector, vector, lanes)))
  }
}
