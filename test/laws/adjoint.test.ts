import { everyPrimitive } from '../support/holds.ts'
import { vjpIsAdjoint } from '../../src/laws/law/adjoint.ts'
import { jvpIsLinear, vjpIsLinear } from '../../src/laws/law/linearity.ts'
import { secondOrdersAgree } from '../../src/laws/law/second-order.ts'

const dtypes = ['f32', 'f64'] as const

everyPrimitive('vjp is the adjoint of jvp', vjpIsAdjoint, { dtypes, numRuns: 25 })
everyPrimitive('jvp is linear in the tangents', jvpIsLinear, { dtypes, numRuns: 20 })
everyPrimitive('vjp is linear in the cotangent', vjpIsLinear, { dtypes, numRuns: 20 })
everyPrimitive('all second derivatives agree', secondOrdersAgree, { dtypes, numRuns: 20 })
