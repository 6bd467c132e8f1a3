import fc, { type Arbitrary } from 'fast-check'

/** The smallest thing that fast-check finds to have a property. */
export const smallest = <A>(
  arbitrary: Arbitrary<A>,
  has: (value: A) => boolean,
  parameters: fc.Parameters<[A]> = {},
): A => {
  const { counterexample } = fc.check(
    fc.property(arbitrary, (value) => !has(value)),
    { numRuns: 5000, ...parameters },
  )
  if (counterexample === null) throw new Error('nothing has the property')
  return counterexample[0]
}
