/** How a random program may go on: for each primitive, what it is applied to. */
import { dtypes, isFloat } from '../../core/dtype.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { none } from '../../core/primitives/primitive.ts'
import * as layout from '../primitive/layout.ts'
import * as slide from '../primitive/sliding.ts'
import { oneOf, shuffled, wholeBetween } from '../random.ts'
import { shapeOf } from './growth.ts'
import { anything, beside, condition, fixed, float, keys, number } from './operands.ts'
import * as safety from './safety.ts'
import {
  axisOf,
  binary,
  bitwise,
  choice,
  contraction,
  decision,
  foldingIn,
  gathering,
  joining,
  laidOut,
  one,
  padding,
  reduction,
  reshaping,
  scattering,
  slicing,
  sliding,
  someAxes,
  sorting,
  spreading,
  square,
  system,
  truth,
  unary,
  type Application,
} from './application.ts'

/** A row for every primitive of the registry. */
export const applications: {
  readonly [N in PrimitiveName]: Application<AttributesOf<N>>
} = {
  add: binary(safety.always),
  sub: binary(safety.always),
  mul: binary(safety.always),
  div: binary(safety.divided),
  neg: { apply: (g) => one(number(g)), safe: safety.always },
  abs: { apply: (g) => one(number(g)), safe: safety.signed },
  sign: { apply: (g) => one(number(g)), safe: safety.signed },
  max: binary(safety.apart),
  min: binary(safety.apart),
  sqrt: unary('sqrt'),
  pow: binary(safety.inDomain('pow'), float),
  floor: unary('floor', safety.aboveWhole),
  round: unary('round', safety.besideHalf),
  remainder: binary(safety.wholeQuotient),
  exp: unary('exp'),
  expm1: unary('expm1'),
  log: unary('log'),
  log1p: unary('log1p'),
  tanh: unary('tanh', safety.always),
  logistic: unary('logistic', safety.always),
  erf: unary('erf', safety.always),
  erfc: unary('erfc'),
  erfInv: unary('erfInv'),
  sin: unary('sin', safety.always),
  cos: unary('cos', safety.always),
  atan2: binary(safety.angled, float),
  sinh: unary('sinh'),
  cosh: unary('cosh'),
  asinh: unary('asinh', safety.always),
  lgamma: unary('lgamma'),
  polygamma: {
    apply: (g) => ({
      operands: [float(g)],
      attributes: { order: wholeBetween(g.next, 0, 2) },
    }),
    safe: safety.inDomain('polygamma'),
  },
  bitAnd: bitwise,
  bitOr: bitwise,
  bitXor: bitwise,
  shiftLeft: bitwise,
  shiftRight: bitwise,
  equal: decision,
  less: decision,
  lessEqual: decision,
  select: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [condition(g, x.shape), x, beside(g, x)], attributes: none }
    },
    safe: safety.always,
  },
  convert: {
    apply: (g) => {
      const x = anything(g)
      const to = oneOf(g.next, [...dtypes, ...g.floats, ...g.floats])
      // a converted float is a step, unless it stays a float
      const steps = isFloat(x.dtype) && !isFloat(to)
      return x.dtype === to || (g.smooth && steps && g.next() < 0.5)
        ? null
        : { operands: [x], attributes: { dtype: to } }
    },
    safe: (points) =>
      points.every(({ result }) => isFloat(result.dtype)) || safety.aboveWhole(points),
  },
  stopGradient: { apply: (g) => one(g.smooth ? fixed(g) : float(g)), safe: safety.unmoved },
  reduceSum: reduction((g) => number(g), safety.always),
  reduceMax: reduction((g) => anything(g), safety.ordered),
  reduceMin: reduction((g) => anything(g), safety.ordered),
  cumsum: {
    apply: (g) => {
      const x = number(g, 1)
      return {
        operands: [x],
        attributes: { axis: axisOf(g.next, x), reverse: truth(g.next) },
      }
    },
    safe: safety.always,
  },
  dotGeneral: {
    apply: (g) =>
      g.next() < 0.7 ? contraction(g) : laidOut<'dotGeneral'>(layout.contraction).apply(g),
    safe: safety.always,
  },
  triangularSolve: system(safety.triangular, (next) => ({
    lower: truth(next),
    transposed: truth(next),
    unit: truth(next),
  })),
  cholesky: square(safety.positiveDefinite),
  solve: system(safety.regular, (next) => ({ transposed: truth(next) })),
  pivots: square(safety.pivoted),
  lu: square(safety.dominant),
  qr: square(safety.dominant, (next) => wholeBetween(next, 0, 1)),
  eigenvalues: square(safety.separated),
  eigenvectors: square(safety.oriented),
  convolution: laidOut<'convolution'>(slide.convolution),
  reshape: { apply: reshaping, safe: safety.always },
  transpose: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [x], attributes: { permutation: shuffled(g.next, x.shape.length) } }
    },
    safe: safety.always,
  },
  broadcast: { apply: spreading, safe: safety.always },
  slice: { apply: slicing, safe: safety.always },
  pad: { apply: padding, safe: safety.always },
  concatenate: { apply: joining, safe: safety.always },
  reverse: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [x], attributes: { axes: someAxes(g.next, x) } }
    },
    safe: safety.always,
  },
  windows: { apply: sliding, safe: safety.always },
  unwindows: laidOut<'unwindows'>(slide.unwindows),
  sortBy: { apply: sorting, safe: safety.ordered },
  argmax: choice,
  argmin: choice,
  gather: { apply: gathering, safe: safety.always },
  scatterAdd: { apply: scattering, safe: safety.always },
  iota: {
    apply: (g) => {
      const shape = shapeOf(g.next, 1)
      const dtype = oneOf(g.next, ['i32', 'i32', 'u32', ...g.floats] as const)
      return {
        operands: [],
        attributes: { shape, axis: wholeBetween(g.next, 0, shape.length - 1), dtype },
      }
    },
    safe: safety.always,
  },
  threefrySplit: {
    apply: (g) => ({ operands: [keys(g)], attributes: { count: wholeBetween(g.next, 1, 3) } }),
    safe: safety.always,
  },
  threefryFoldIn: { apply: foldingIn, safe: safety.always },
  threefryBits: {
    apply: (g) => ({
      operands: [keys(g)],
      attributes: {
        shape: oneOf(g.next, [[], [2], [3], [2, 3]]),
        width: oneOf(g.next, [32, 64] as const),
      },
    }),
    safe: safety.always,
  },
}
