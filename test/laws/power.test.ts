import fc from 'fast-check'
import { describe, test } from 'vitest'
import { type Case, casesOf } from '../../src/laws/primitive/cases.ts'
import { requireLaw, runs } from '../support/holds.ts'
import { inputOf } from '../../src/laws/input.ts'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { jvpIsDerivative, jvpOfJvpIsSecondDerivative } from '../../src/laws/law/derivative.ts'
import { secondOrdersAgree } from '../../src/laws/law/second-order.ts'
import type { Probe } from '../../src/laws/subject.ts'
import { type Random, between, oneOf, randomOf, wholeBetween } from '../../src/laws/random.ts'

const laws = [jvpIsDerivative, jvpOfJvpIsSecondDerivative, vjpIsAdjoint, secondOrdersAgree]

const powers = (
  base: (next: Random) => number,
  exponent: (next: Random, x: number) => number,
  held: readonly number[],
): fc.Arbitrary<Probe<Case>> =>
  casesOf('pow').map(({ of, seed }) => {
    const next = randomOf(seed)
    const [x, y] = of.operands
    if (x === undefined || y === undefined) throw new RangeError('pow has two operands')
    const bases = inputOf(x, () => base(next))
    const exponents = inputOf(y, (i) => exponent(next, bases.value[i] as number))
    return { of: { ...of, operands: [bases, exponents], held }, seed }
  })

// polynomials: there is a derivative in x for every x, and the exponent is held fixed
const polynomials = powers(
  (next) => (next() < 0.2 ? 0 : oneOf(next, [-1, 1]) * between(next, 0.3, 3)),
  (next, x) => wholeBetween(next, x === 0 ? 0 : -3, 4),
  [1],
)

// rules branch at y = 0, where the function is smooth as long as x > 0
const wholeExponents = powers(
  (next) => between(next, 0.3, 3),
  (next) => wholeBetween(next, -2, 2),
  [],
)

describe.each([
  { title: 'negative numbers and zero to whole powers', cases: polynomials },
  { title: 'positive numbers at whole powers', cases: wholeExponents },
])('$title', ({ cases }) => {
  test.each(laws.map((law) => ({ title: law.name, law })))('$title', ({ law }) => {
    fc.assert(
      fc.property(cases, (probe) => requireLaw(law(probe))),
      runs(40),
    )
  })
})
