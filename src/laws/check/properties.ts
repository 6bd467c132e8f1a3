import fc, { type Arbitrary, type IPropertyWithHooks, type Parameters } from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { type FunctionSubject, subjectOf } from '../function.ts'
import { vjpIsAdjoint } from '../law/adjoint.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from '../law/batching.ts'
import { jvpIsLinear, vjpIsLinear } from '../law/linearity.ts'
import {
  everyWayGivesOneTangent,
  everyWayGivesOneValue,
  inferenceIsRight,
  inputsStay,
} from '../law/primal.ts'
import { secondOrdersAgree } from '../law/second-order.ts'
import { type Report, showReport } from '../report.ts'
import type { Probe } from '../subject.ts'
import { GradError } from './expect.ts'
import { type CheckOptions, checkSubject } from './gradient.ts'

/** What a property throws where a law does not hold: the report as a message, and as data. */
export class LawError extends Error {
  readonly _tag = 'LawError'
  constructor(readonly report: NonNullable<Report>) {
    super(showReport(report))
    this.name = 'LawError'
  }
}

/**
 * Throws what a law found.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.requireHolds(laws.vjpIsAdjoint(probe))
 */
export const requireHolds = (report: Report): void => {
  if (report !== null) throw new LawError(report)
}

const gradientIsRight =
  (options: CheckOptions) =>
  ({ of, seed }: Probe<FunctionSubject>): void => {
    const checked = checkSubject(of, { directions: 1, ...options, seed })
    if (isLeft(checked)) throw new GradError(checked.left)
  }

type Judged = (probe: Probe<FunctionSubject>) => void

const holds =
  (law: (probe: Probe) => Report): Judged =>
  (probe) => {
    requireHolds(law(probe))
  }

/** A function that looks at values has no program that could be batched or compiled. */
const wherePrograms =
  (law: (probe: Probe) => Report): Judged =>
  (probe) => {
    if (probe.of.program !== null) requireHolds(law(probe))
  }

const suite = (options: CheckOptions): Readonly<Record<string, Judged>> => ({
  'the gradient is right': gradientIsRight({ ...options, order: 1 }),
  'the gradient of the gradient is right': gradientIsRight({ ...options, order: 2 }),
  'vjp is the adjoint of jvp': holds(vjpIsAdjoint),
  'jvp is linear': holds(jvpIsLinear),
  'vjp is linear': holds(vjpIsLinear),
  'all second derivatives agree': holds(secondOrdersAgree),
  'every way gives one value': wherePrograms(everyWayGivesOneValue),
  'every way gives one tangent': wherePrograms(everyWayGivesOneTangent),
  'batching is looping': wherePrograms(batchingIsLooping),
  'nested batching is looping': wherePrograms(nestedBatchingIsLooping),
  'batching derivatives is looping': wherePrograms(batchingDerivativesIsLooping),
  'inputs stay as they are': wherePrograms(inputsStay),
  'inference is right': holds(inferenceIsRight),
})

/** Properties of a function, under the names of the laws. */
export type Properties<A extends unknown[]> = Readonly<
  Record<string, IPropertyWithHooks<[args: A, seed: number]>>
>

/**
 * What holds of the derivatives, batches and programs of every function, as properties of
 * fast-check: one under the name of each law.
 *
 * `gradientLaws(f, arbitrary, options?)`; the arbitrary gives the arguments as a tuple. A failure
 * shrinks as far as the arbitrary does, and throws a `GradError` or a `LawError` that holds the
 * report. What a function does not allow is left out: one that looks at values is not batched.
 *
 * @example
 * import fc from 'fast-check'
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const f = (x: Tensor<[3]>) => T.tanh(x)
 * const points = fc.constantFrom<[Tensor<[3]>]>([T.tensor([1, 2, 3])], [T.tensor([0, -1, 0.5])])
 * const properties = laws.gradientLaws(f, points)
 * fc.check(properties['the gradient is right']!, { numRuns: 5 }).failed // false
 */
export const gradientLaws = <A extends unknown[], R>(
  f: (...args: A) => R,
  args: Arbitrary<A>,
  options: CheckOptions = {},
): Properties<A> =>
  Object.fromEntries(
    Object.entries(suite(options)).map(([law, judged]) => [
      law,
      fc.property(args, fc.nat(), (point, seed) => {
        judged({ of: subjectOf(f, point), seed })
      }),
    ]),
  )

/**
 * Runs properties as tests: one test for each law, by the `test` (or `it`) of any runner.
 *
 * `testLaws(test, properties, parameters?)`; parameters are those of `fc.assert`.
 *
 * @example
 * import fc from 'fast-check'
 * import { T, type Scalar } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const seen: string[] = []
 * const points = fc.constant<[Scalar]>([T.tensor(2)])
 * laws.testLaws((name) => seen.push(name), laws.gradientLaws((x: Scalar) => T.exp(x), points))
 * seen[0] // 'the gradient is right'
 */
export const testLaws = <A extends unknown[]>(
  test: (name: string, body: () => void) => unknown,
  properties: Properties<A>,
  parameters: Parameters<[args: A, seed: number]> = {},
): void => {
  for (const [law, property] of Object.entries(properties)) {
    test(law, () => {
      fc.assert(property, parameters)
    })
  }
}
