/**
 * The elementary functions as functions of vectors, for both precisions.
 *
 * Of doubles they have the bits of the reference engine. Of single precision the ones that training
 * spends its time in are polynomials of their own, with the errors below; the others compute in
 * doubles and round, which again gives the bits of the reference engine. A result depends on its
 * operand alone, not on its lane or place.
 *
 * Modules that use these functions import, from `reference`, what {@link referenceImports} gives.
 */
import * as elementary from '../../reference/elementary/index.ts'
import { type Func, importedFunc } from '../encode/index.ts'
import * as doubleErf from './double/error-function.ts'
import * as doubleExp from './double/exponential.ts'
import * as doubleLog from './double/logarithm.ts'
import * as doublePow from './double/power.ts'
import * as doubleAngle from './double/trigonometric.ts'
import { byLanes, byPairs, byPairs2 } from './pairs.ts'
import * as singleErf from './single/error-function.ts'
import * as singleExp from './single/exponential.ts'
import * as singleLog from './single/logarithm.ts'
import * as singlePow from './single/power.ts'
import * as singleAngle from './single/trigonometric.ts'

/** A function of one vector. */
export type Unary = Func<readonly ['v128'], readonly ['v128']>
/** A function of two vectors. */
export type Binary = Func<readonly ['v128', 'v128'], readonly ['v128']>

const lgamma64 = byLanes('lgamma64', importedFunc('reference', 'lgamma', ['f64'], ['f64']))

/** Functions of one number. */
export const unary = {
  exp: { f32: singleExp.exp, f64: doubleExp.exp },
  expm1: { f32: singleExp.expm1, f64: doubleExp.expm1 },
  log: { f32: singleLog.log, f64: doubleLog.log },
  log1p: { f32: singleLog.log1p, f64: doubleLog.log1p },
  tanh: { f32: singleExp.tanh, f64: doubleExp.tanh },
  logistic: { f32: singleExp.logistic, f64: doubleExp.logistic },
  erf: { f32: singleErf.erf, f64: doubleErf.erf },
  erfc: { f32: singleErf.erfc, f64: doubleErf.erfc },
  erfInv: { f32: singleErf.erfInv, f64: doubleErf.erfInv },
  sin: { f32: singleAngle.sin, f64: doubleAngle.sin },
  cos: { f32: singleAngle.cos, f64: doubleAngle.cos },
  sinh: { f32: byPairs('sinh32', doubleExp.sinh), f64: doubleExp.sinh },
  cosh: { f32: byPairs('cosh32', doubleExp.cosh), f64: doubleExp.cosh },
  asinh: { f32: byPairs('asinh32', doubleLog.asinh), f64: doubleLog.asinh },
  lgamma: { f32: byPairs('lgamma32', lgamma64), f64: lgamma64 },
} as const satisfies { readonly [name: string]: { readonly f32: Unary; readonly f64: Unary } }

/** Functions of two numbers. */
export const binary = {
  pow: { f32: singlePow.pow, f64: doublePow.pow },
  atan2: { f32: byPairs2('atan2_32', doubleAngle.atan2), f64: doubleAngle.atan2 },
} as const satisfies { readonly [name: string]: { readonly f32: Binary; readonly f64: Binary } }

/**
 * The largest error in single precision, in ulps of the exact result (of the smallest normal number
 * where that is subnormal), as measured; functions that are not named have the nearest number to
 * the reference's double.
 */
export const singleErrors = {
  exp: 1.1,
  expm1: 1.8,
  log: 0.9,
  log1p: 1,
  tanh: 1.5,
  logistic: 1.9,
  erf: 1.4,
  erfc: 0.51,
  sin: 0.51,
  cos: 0.51,
} as const satisfies { readonly [N in keyof typeof unary]?: number }

/** The derivative of order n + 1 of log gamma, by the reference engine. */
export const polygamma = (order: number): { readonly f32: Unary; readonly f64: Unary } => {
  const one = importedFunc('reference', `polygamma${order}`, ['f64'], ['f64'])
  const f64 = byLanes(`polygamma${order}_64`, one)
  return { f32: byPairs(`polygamma${order}_32`, f64), f64 }
}

/** What modules import from `reference`, with polygamma of some orders. */
export const referenceImports = (
  orders: readonly number[] = [],
): Readonly<Record<string, (...xs: number[]) => number>> => ({
  sin: elementary.sin,
  cos: elementary.cos,
  lgamma: elementary.lgamma,
  remainder: elementary.remainder,
  ...Object.fromEntries(
    orders.map((order) => [`polygamma${order}`, (x: number) => elementary.polygamma(order, x)]),
  ),
})
