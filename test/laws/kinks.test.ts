import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { names, primitiveOf } from '../../src/laws/primitive/cases.ts'
import { everyPrimitive, requireLaw, runs } from '../support/holds.ts'
import { kinks } from '../../src/laws/primitive/kinks.ts'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { missingTangentIsZero } from '../../src/laws/law/derivative.ts'
import { subgradientIsStated } from '../../src/laws/law/kink.ts'
import { jvpIsLinear, vjpIsLinear } from '../../src/laws/law/linearity.ts'

test.each(names)('every kink of %s has a test', (name) => {
  expect(kinks[name].map(({ at }) => at)).toEqual(primitiveOf(name).kinks.map(({ at }) => at))
})

describe.each(names.filter((name) => kinks[name].length > 0))('%s', (name) => {
  test.each(kinks[name])('has the stated subgradient at $at', (kink) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => requireLaw(subgradientIsStated(kink, seed))),
      runs(100),
    )
  })
})

// Whatever is taken for a derivative there, it is one linear map, its adjoint and their batches.
// (At 0 that of sqrt is infinite, log and its kin are not defined, nor is division by 0.)
const tied = [
  'abs',
  'sign',
  'max',
  'min',
  'floor',
  'round',
  'atan2',
  'reduceMax',
  'reduceMin',
  'sortBy',
  'select',
  'gather',
  'scatterAdd',
] as const
const options = { profile: 'tied', dtypes: ['f32', 'f64'], only: tied, numRuns: 60 } as const

everyPrimitive('on ties, vjp is the adjoint of jvp', vjpIsAdjoint, options)
everyPrimitive('on ties, jvp is linear', jvpIsLinear, options)
everyPrimitive('on ties, vjp is linear', vjpIsLinear, options)
everyPrimitive('on ties, a missing tangent is zero', missingTangentIsZero, options)
