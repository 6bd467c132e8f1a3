import type { Arbitrary } from 'fast-check'
import { type DType, dtypes } from '../../core/dtype.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import * as order from './indexing.ts'
import * as layout from './layout.ts'
import type { LayoutOf } from './layout.ts'
import * as matrices from './matrices.ts'
import * as move from './movement.ts'
import {
  type Sampler,
  apart,
  awayFromZero,
  betweenHalves,
  betweenWholes,
  distinct,
  dividing,
  indexing,
  quotientBetweenWholes,
  spread,
  words,
} from './sample.ts'
import * as slide from './sliding.ts'

/** What a law suite has to know of a primitive beside its record. */
export interface Recipe<N extends PrimitiveName> {
  /** The element types that it takes; of the others it has to say that it does not. */
  readonly takes: readonly DType[]
  /** Operand types and attributes, for one of those element types. */
  readonly layout: (dtype: DType) => Arbitrary<LayoutOf<N>>
  /** Operands inside the domain and away from the kinks. */
  readonly smooth: Sampler
  /** The sets of operands that it is linear in, all of a set together; none if it is not linear. */
  readonly linear: (count: number) => readonly (readonly number[])[]
}

const floats = ['f32', 'f64'] as const
const integers = ['u32', 'i32'] as const
const numbers = ['u32', 'i32', 'f32', 'f64'] as const
const all = dtypes

const nowhere = (): readonly (readonly number[])[] => []
const inFirst = (): readonly (readonly number[])[] => [[0]]
const inEach = (): readonly (readonly number[])[] => [[0], [1]]
const inAll = (count: number): readonly (readonly number[])[] => [[...new Array(count).keys()]]

/** An elementwise primitive of some operands of one type. */
const elementwise = (count: 1 | 2, takes: readonly DType[], smooth: Sampler = spread) => ({
  takes,
  layout: layout.alike(count),
  smooth,
  linear: nowhere,
})

const one = (smooth?: Sampler) => elementwise(1, floats, smooth)
const reduction = { takes: all, layout: layout.reduction, smooth: distinct, linear: nowhere }
const movement = { takes: all, smooth: spread, linear: inFirst }
const square = { takes: floats, layout: matrices.squares, linear: nowhere }
const random = { takes: ['u32'], smooth: words, linear: nowhere } as const

/** A row for every primitive of the registry. */
export const recipes: { readonly [N in PrimitiveName]: Recipe<N> } = {
  add: { ...elementwise(2, numbers), linear: inAll },
  sub: { ...elementwise(2, numbers), linear: inAll },
  mul: { ...elementwise(2, numbers), linear: inEach },
  div: { ...elementwise(2, numbers, dividing), linear: inFirst },
  neg: { ...elementwise(1, numbers), linear: inFirst },
  abs: elementwise(1, numbers, awayFromZero),
  sign: elementwise(1, numbers, awayFromZero),
  max: elementwise(2, numbers, apart),
  min: elementwise(2, numbers, apart),
  sqrt: one(),
  pow: elementwise(2, floats),
  floor: one(betweenWholes),
  round: one(betweenHalves),
  remainder: elementwise(2, numbers, quotientBetweenWholes),
  exp: one(),
  expm1: one(),
  log: one(),
  log1p: one(),
  tanh: one(),
  logistic: one(),
  erf: one(),
  erfc: one(),
  erfInv: one(),
  sin: one(),
  cos: one(),
  atan2: elementwise(2, floats, awayFromZero),
  sinh: one(),
  cosh: one(),
  asinh: one(),
  lgamma: one(),
  polygamma: { takes: floats, layout: layout.polygamma, smooth: spread, linear: nowhere },
  bitAnd: elementwise(2, integers),
  bitOr: elementwise(2, integers),
  bitXor: elementwise(2, integers),
  shiftLeft: elementwise(2, integers),
  shiftRight: elementwise(2, integers),
  equal: elementwise(2, all, apart),
  less: elementwise(2, all, apart),
  lessEqual: elementwise(2, all, apart),
  select: { takes: all, layout: layout.select, smooth: spread, linear: () => [[1, 2]] },
  convert: { ...movement, layout: layout.convert },
  stopGradient: { ...movement, layout: layout.alike(1), linear: nowhere },
  reduceSum: { takes: numbers, layout: layout.reduction, smooth: spread, linear: inFirst },
  reduceMax: reduction,
  reduceMin: reduction,
  cumsum: { takes: numbers, layout: order.cumsum, smooth: spread, linear: inFirst },
  dotGeneral: { takes: numbers, layout: layout.contraction, smooth: spread, linear: inEach },
  triangularSolve: {
    takes: floats,
    layout: matrices.triangularSystems,
    smooth: matrices.triangular,
    linear: () => [[1]],
  },
  cholesky: { ...square, smooth: matrices.positiveDefinite },
  solve: {
    takes: floats,
    layout: matrices.generalSystems,
    smooth: matrices.scattered,
    linear: () => [[1]],
  },
  pivots: { ...square, smooth: matrices.scattered },
  lu: { ...square, smooth: matrices.regular },
  qr: { ...square, layout: matrices.tall, smooth: matrices.regular },
  eigenvalues: { ...square, smooth: matrices.separated },
  eigenvectors: { ...square, smooth: matrices.separated },
  convolution: { takes: numbers, layout: slide.convolution, smooth: spread, linear: inEach },
  reshape: { ...movement, layout: move.reshape },
  transpose: { ...movement, layout: move.transpose },
  broadcast: { ...movement, layout: move.broadcast },
  slice: { ...movement, layout: move.slice },
  pad: { ...movement, layout: move.pad },
  concatenate: { ...movement, layout: move.concatenate, linear: inAll },
  reverse: { ...movement, layout: move.reverse },
  windows: { ...movement, layout: slide.windows },
  unwindows: { ...movement, takes: numbers, layout: slide.unwindows },
  sortBy: { takes: all, layout: order.sortBy, smooth: distinct, linear: () => [[1]] },
  argmax: { takes: all, layout: order.choice, smooth: distinct, linear: nowhere },
  argmin: { takes: all, layout: order.choice, smooth: distinct, linear: nowhere },
  gather: { takes: all, layout: order.gather, smooth: indexing, linear: inFirst },
  scatterAdd: { takes: numbers, layout: order.scatterAdd, smooth: indexing, linear: inFirst },
  iota: { takes: numbers, layout: order.iota, smooth: spread, linear: nowhere },
  threefrySplit: { ...random, layout: order.threefrySplit },
  threefryFoldIn: { ...random, layout: order.threefryFoldIn },
  threefryBits: { ...random, layout: order.threefryBits },
}
