/**
 * Which kernels compute which primitive.
 */
import type { AttributesOf, PrimitiveName } from '../../../core/primitives/index.ts'
import type { Attributes } from '../../../core/primitives/primitive.ts'
import * as along from './along.ts'
import * as indexing from './indexing.ts'
import { iota } from './iota.ts'
import * as movement from './movement.ts'
import * as order from './order.ts'
import type { Select } from './plan.ts'
import * as random from './random.ts'
import * as reduction from './reduction.ts'
import * as sliding from './sliding.ts'

/**
 * How a primitive is computed: by kernels that are chosen for its operands; as an expression of one
 * element; as a product, with what is computed of its result (`lower/`); not at all, because the
 * result has the bytes of its first operand; or by the reference kernel on what lies in memory.
 */
export type Way<A extends Attributes> =
  | Select<A>
  | 'elementwise'
  | 'product'
  | 'same bytes'
  | 'reference'

/** A row for every primitive. */
export const ways: { readonly [N in PrimitiveName]: Way<AttributesOf<N>> } = {
  add: 'elementwise',
  sub: 'elementwise',
  mul: 'elementwise',
  div: 'elementwise',
  neg: 'elementwise',
  abs: 'elementwise',
  sign: 'elementwise',
  max: 'elementwise',
  min: 'elementwise',
  sqrt: 'elementwise',
  pow: 'elementwise',
  floor: 'elementwise',
  round: 'elementwise',
  remainder: 'elementwise',
  exp: 'elementwise',
  expm1: 'elementwise',
  log: 'elementwise',
  log1p: 'elementwise',
  tanh: 'elementwise',
  logistic: 'elementwise',
  erf: 'elementwise',
  erfc: 'elementwise',
  erfInv: 'elementwise',
  sin: 'elementwise',
  cos: 'elementwise',
  atan2: 'elementwise',
  sinh: 'elementwise',
  cosh: 'elementwise',
  asinh: 'elementwise',
  lgamma: 'reference',
  polygamma: 'reference',
  bitAnd: 'elementwise',
  bitOr: 'elementwise',
  bitXor: 'elementwise',
  shiftLeft: 'elementwise',
  shiftRight: 'elementwise',
  equal: 'elementwise',
  less: 'elementwise',
  lessEqual: 'elementwise',
  select: 'elementwise',
  convert: 'elementwise',
  stopGradient: 'same bytes',
  reduceSum: reduction.reduceSum,
  reduceMax: reduction.reduceMax,
  reduceMin: reduction.reduceMin,
  cumsum: along.cumsum,
  dotGeneral: 'product',
  triangularSolve: 'reference',
  cholesky: 'reference',
  solve: 'reference',
  pivots: 'reference',
  lu: 'reference',
  qr: 'reference',
  eigenvalues: 'reference',
  eigenvectors: 'reference',
  convolution: 'product',
  reshape: 'same bytes',
  transpose: movement.transpose,
  broadcast: movement.broadcast,
  slice: movement.slice,
  pad: movement.pad,
  concatenate: movement.concatenate,
  reverse: movement.reverse,
  windows: movement.windows,
  unwindows: sliding.unwindows,
  sortBy: order.sortBy,
  argmax: along.argmax,
  argmin: along.argmin,
  gather: indexing.gather,
  scatterAdd: indexing.scatterAdd,
  iota,
  threefrySplit: random.threefrySplit,
  threefryFoldIn: random.threefryFoldIn,
  threefryBits: random.threefryBits,
}
