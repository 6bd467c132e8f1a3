import { isLeft } from 'fp-ts/lib/Either.js'
import { type CheckOptions, checkGrad } from './gradient.ts'
import { type GradEvidence, type GradReport, showGradReport } from './report.ts'

/** What {@link expectGrad} throws: the report as a message, and as data. */
export class GradError extends Error {
  readonly _tag = 'GradError'
  constructor(readonly report: GradReport) {
    super(showGradReport(report))
    this.name = 'GradError'
  }
}

/**
 * Throws where a gradient is wrong: {@link checkGrad} for test runners, whatever they are called.
 *
 * `expectGrad(f, options?)(...args)` gives the evidence.
 *
 * Throws `GradError`, whose message is the report and whose `report` is the same as data.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.expectGrad((x: Tensor<[2, 3]>) => T.softmax(x))(T.ones([2, 3])).elements // 6
 */
export const expectGrad =
  <A extends unknown[], R>(f: (...args: A) => R, options: CheckOptions = {}) =>
  (...args: A): GradEvidence => {
    const checked = checkGrad(f, options)(...args)
    if (isLeft(checked)) throw new GradError(checked.left)
    return checked.right
  }
