import { logParts } from './logKernel.ts'

/**
 * The natural logarithm.
 *
 * Method: {@link logParts}, of which the smaller part is dropped.
 * Error: below 0.501 ulp as measured: nearly always the nearest double.
 * Special values: log 1 = 0, ±0 gives -Infinity, Infinity gives Infinity, negative numbers and NaN
 * give NaN.
 */
export const log = (x: number): number =>
  x > 0 ? (x < Infinity ? logParts(x, 0) : x) : x === 0 ? -Infinity : NaN
