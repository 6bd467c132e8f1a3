import { abs, add, div, floor, max, min, mul, neg, pow, sign, sqrt, sub } from './arithmetic.ts'
import { argmax, argmin } from './choice.ts'
import { bitAnd, bitOr, bitXor, shiftLeft, shiftRight } from './bits.ts'
import { cholesky } from './cholesky.ts'
import { equal, less, lessEqual, select } from './comparison.ts'
import { dotGeneral } from './contraction.ts'
import { convert, stopGradient } from './conversion.ts'
import { convolution } from './convolution.ts'
import { iota } from './creation.ts'
import { cumsum } from './cumulation.ts'
import {
  barrier,
  checkpoint,
  checkpointLinear,
  customJvp,
  customVjp,
  customVjpLinear,
} from './custom.ts'
import { gather, scatterAdd } from './indexing.ts'
import { erf, erfc, erfInv, exp, expm1, log, log1p, logistic, tanh } from './exponential.ts'
import { lgamma, polygamma } from './gamma.ts'
import { asinh, cosh, sinh } from './hyperbolic.ts'
import { eigenvalues, eigenvectors } from './eigen.ts'
import { lu, pivots } from './lu.ts'
import { broadcast, reshape, reverse, transpose } from './movement.ts'
import { concatenate, pad, slice } from './selection.ts'
import { sortBy } from './order.ts'
import type { Attributes, Primitive } from './primitive.ts'
import { qr } from './qr.ts'
import { threefryBits, threefryFoldIn, threefrySplit } from './random.ts'
import { reduceMax, reduceMin } from './reduction.ts'
import { remainder, round } from './rounding.ts'
import { reduceSum } from './summation.ts'
import { solve } from './solve.ts'
import { triangularSolve } from './triangular-solve.ts'
import { atan2, cos, sin } from './trigonometric.ts'
import { unwindows, windows } from './windows.ts'

/**
 * The primitives under their names. Engines, exporters and law suites hold tables with
 * a row for each; a missing row does not compile.
 */
export const primitives = {
  add: add.primitive,
  sub: sub.primitive,
  mul: mul.primitive,
  div: div.primitive,
  neg: neg.primitive,
  abs: abs.primitive,
  sign: sign.primitive,
  max: max.primitive,
  min: min.primitive,
  sqrt: sqrt.primitive,
  pow: pow.primitive,
  floor: floor.primitive,
  round: round.primitive,
  remainder: remainder.primitive,
  exp: exp.primitive,
  expm1: expm1.primitive,
  log: log.primitive,
  log1p: log1p.primitive,
  tanh: tanh.primitive,
  logistic: logistic.primitive,
  erf: erf.primitive,
  erfc: erfc.primitive,
  erfInv: erfInv.primitive,
  sin: sin.primitive,
  cos: cos.primitive,
  atan2: atan2.primitive,
  sinh: sinh.primitive,
  cosh: cosh.primitive,
  asinh: asinh.primitive,
  lgamma: lgamma.primitive,
  polygamma: polygamma.primitive,
  bitAnd: bitAnd.primitive,
  bitOr: bitOr.primitive,
  bitXor: bitXor.primitive,
  shiftLeft: shiftLeft.primitive,
  shiftRight: shiftRight.primitive,
  equal: equal.primitive,
  less: less.primitive,
  lessEqual: lessEqual.primitive,
  select: select.primitive,
  convert: convert.primitive,
  stopGradient: stopGradient.primitive,
  reduceSum: reduceSum.primitive,
  reduceMax: reduceMax.primitive,
  reduceMin: reduceMin.primitive,
  cumsum: cumsum.primitive,
  dotGeneral: dotGeneral.primitive,
  triangularSolve: triangularSolve.primitive,
  cholesky: cholesky.primitive,
  solve: solve.primitive,
  pivots: pivots.primitive,
  lu: lu.primitive,
  qr: qr.primitive,
  eigenvalues: eigenvalues.primitive,
  eigenvectors: eigenvectors.primitive,
  convolution: convolution.primitive,
  reshape: reshape.primitive,
  transpose: transpose.primitive,
  broadcast: broadcast.primitive,
  slice: slice.primitive,
  pad: pad.primitive,
  concatenate: concatenate.primitive,
  reverse: reverse.primitive,
  windows: windows.primitive,
  unwindows: unwindows.primitive,
  sortBy: sortBy.primitive,
  argmax: argmax.primitive,
  argmin: argmin.primitive,
  gather: gather.primitive,
  scatterAdd: scatterAdd.primitive,
  iota: iota.primitive,
  threefrySplit: threefrySplit.primitive,
  threefryFoldIn: threefryFoldIn.primitive,
  threefryBits: threefryBits.primitive,
} as const

/**
 * The primitives that hold programs: a value that was computed in the ordinary way, with a derivative
 * of its own.
 */
export const functions = {
  customJvp: customJvp.primitive,
  customVjp: customVjp.primitive,
  customVjpLinear: customVjpLinear.primitive,
  checkpoint: checkpoint.primitive,
  checkpointLinear: checkpointLinear.primitive,
  barrier: barrier.primitive,
} as const

/** All of them, as the folds look them up. */
export const registry = { ...primitives, ...functions } as const

/** The name of a primitive. */
export type PrimitiveName = keyof typeof primitives

/** The name of any primitive, also of one that holds programs. */
export type RegistryName = keyof typeof registry

/** Is it a primitive that holds no program? */
export const isPrimitive = (name: RegistryName): name is PrimitiveName =>
  Object.hasOwn(primitives, name)

/** The attributes of the primitive of a name. */
export type AttributesOf<N extends RegistryName> =
  (typeof registry)[N] extends Primitive<infer A> ? A : never

/** A table of rules that a fold looks primitives up in. */
export type Rules = { readonly [N in RegistryName]: Primitive<Attributes> }
