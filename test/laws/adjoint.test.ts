import { everyPrimitive } from '../support/holds.ts'
import { vjpIsAdjoint } from '../support/laws/adjoint.ts'
import { jvpIsLinear, vjpIsLinear } from '../support/laws/linearity.ts'
import { secondOrdersAgree } from '../support/laws/second-order.ts'

const dtypes = ['f32', 'f64'] as const

everyPrimitive('vjp is the adjoint of jvp', vjpIsAdjoint, { dtypes, numRuns: 60 })
everyPrimitive('jvp is linear in the tangents', jvpIsLinear, { dtypes, numRuns: 40 })
everyPrimitive('vjp is linear in the cotangent', vjpIsLinear, { dtypes, numRuns: 40 })
everyPrimitive('all second derivatives agree', secondOrdersAgree, { dtypes, numRuns: 40 })
