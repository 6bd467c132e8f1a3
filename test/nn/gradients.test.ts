/** The law kit on every layer: gradients in parameters and input, batches, programs. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { R } from '../../src/index.ts'
import { gradientLaws, testLaws } from '../../src/laws/check/properties.ts'
import { catalogue, plain } from './catalogue.ts'
import { inputs, modelOf, paramsLike } from './support.ts'

/** What a layer may get wrong of a function that has all laws already. */
const passing = new Set([
  'the gradient is right',
  'every way gives one value',
  'batching is looping',
])

describe.each(Object.entries(catalogue))('%s', (name, entry) => {
  const model = modelOf(entry)
  const { params, state } = model.init(R.key(3))
  const points = fc.tuple(paramsLike(params), inputs(model.input.spec, 2))
  // what is not learned has no derivative that differences could find
  const { fixed } = entry
  const kept = fixed === undefined ? {} : { [fixed]: params[fixed] as unknown }
  const whole = (p: object): unknown => (fixed === undefined ? p : { ...p, ...kept })
  const laws = gradientLaws((p, x) => model.predict({ params: whole(p), state }, x), points)
  const asked = Object.entries(laws).filter(([law]) => !plain.has(name) || passing.has(law))
  testLaws(test, Object.fromEntries(asked), { numRuns: 1 })
  if (model.signature.random || !entry.alone)
    describe('in training', () => {
      testLaws(
        test,
        gradientLaws((p, x) => model.forward({ params: p, state }, x, R.key(5)), points),
        { numRuns: 1 },
      )
    })
})
