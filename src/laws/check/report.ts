/** The primitive whose own law fails first, where the graph of a wrong derivative is walked. */
export interface Blame {
  readonly primitive: string
  /** its place among the equations of the traced program, from 0 */
  readonly equation: number
  /** what its law says */
  readonly message: string
}

/** Why a gradient is wrong: the worst element, with what was claimed and what was measured. */
export interface GradReport {
  readonly _tag: 'GradReport'
  /** the name of the function */
  readonly name: string
  /** the law that does not hold */
  readonly law: string
  /** the argument's leaf whose derivative is worst, such as `arguments[0].hidden.kernel` */
  readonly path: string
  /** where in the leaf; `[]` for a scalar */
  readonly index: readonly number[]
  /** the result that shows it most, such as `result.loss[2]` */
  readonly result: string
  /** the derivative that the rules give */
  readonly claimed: number
  /** the derivative that the function has; on a kink, the nearest one-sided slope */
  readonly estimated: number
  /** how far the estimate may be off */
  readonly error: number
  readonly blame: Blame | null
  /** a program that shows the mistake, as small as it was found; `null` where there is no program */
  readonly snippet: string | null
  /** gives the same directions again: `checkGrad(f, { seed })` */
  readonly seed: number
}

/** Why a gradient is believed: how much was looked at, and how close it came. */
export interface GradEvidence {
  readonly _tag: 'GradEvidence'
  readonly name: string
  /** how many elements have a derivative */
  readonly elements: number
  /** along how many random directions the derivative was measured */
  readonly directions: number
  /** how many of them met a kink, where one-sided slopes bound the derivative */
  readonly kinks: number
  /** the largest distance between claim and estimate, as a part of what rounding explains */
  readonly worst: number
  /** what could not be judged, in words */
  readonly notes: readonly string[]
}

const number = (x: number): string => (Number.isInteger(x) ? String(x) : x.toPrecision(9))

/**
 * A report in a few lines, as a test runner prints it.
 *
 * @example
 * import { isLeft } from 'fp-ts/lib/Either.js'
 * import { T, type Scalar, customJvp } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const wrong = customJvp((x: Scalar) => T.sin(x), ([x], [dx]) => T.mul(T.sin(x), dx))
 * const checked = laws.checkGrad(wrong)(T.tensor(0))
 * isLeft(checked) && laws.showGradReport(checked.left).includes('claimed    0') // true
 */
export const showGradReport = (report: GradReport): string => {
  const { name, law, path, index, result, claimed, estimated, error, blame, snippet, seed } = report
  const place = index.length === 0 ? path : `${path} at [${index.join(', ')}]`
  const numbers = [
    `  where      ${place}`,
    `  seen in    ${result}`,
    `  claimed    ${number(claimed)}`,
    `  estimated  ${number(estimated)} ± ${error.toExponential(1)}`,
  ]
  return [
    `the gradient of ${name} is wrong: ${law}`,
    ...(Number.isNaN(claimed) && Number.isNaN(estimated) ? [] : numbers),
    ...(blame === null
      ? []
      : [`  because    ${blame.primitive} (equation ${blame.equation}): ${blame.message}`]),
    `  again with { seed: ${seed} }`,
    ...(snippet === null ? [] : ['', snippet]),
  ].join('\n')
}
