import { type DType, isFloat } from '../../core/dtype.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { type Attributes, none } from '../../core/primitives/primitive.ts'
import { keptAxes } from '../../core/primitives/summation.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { kernels } from '../../engine/reference/index.ts'
import { type Operand, operandAt } from '../../engine/reference/kernel.ts'

/** One number for each decision: equal numbers mean the same branch. */
export type Codes = ArrayLike<number>

/**
 * The decisions of an application: what it was given and what it gave, as one number for each. A place
 * on a boundary has a number of its own, that of neither side.
 */
type Decide<A extends Attributes = Attributes> = (
  operands: readonly Operand[],
  result: Operand,
  attributes: A,
) => Codes

/** −1, 0 or 1 by the order of two numbers; 2 where either is NaN. */
const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : a === b ? 0 : 2)

/** Which of the steps between whole numbers x is on, a whole number being a step of its own; ½ for NaN. */
const step = (x: number): number => (Number.isNaN(x) ? 0.5 : Math.floor(x) + Math.ceil(x))

const each =
  (code: (x: number) => number): Decide =>
  (operands) =>
    Float64Array.from(operandAt(operands, 0).value, code)

const pairs =
  (code: (x: number, y: number) => number): Decide =>
  (operands) => {
    const { value } = operandAt(operands, 1)
    return Float64Array.from(operandAt(operands, 0).value, (x, i) => code(x, value[i] as number))
  }

/** Integers change by steps, and whatever made them of floats has decided already. */
const ofFloats =
  (decide: Decide): Decide =>
  (operands, result, attributes) =>
    isFloat(operands[0]?.dtype ?? 'bool') ? decide(operands, result, attributes) : []

const compared = pairs(order)
const bySign = each((x) => order(x, 0))
const pole = ofFloats(pairs((_, y) => order(y, 0)))

/** Poles at 0, −1, −2, …: between two of them there is one branch. */
const poles = each((x) => (x > 0 ? 1 : step(x)))

/** Which elements attain an extremum over some axes: for each place of it, a digest of their places. */
const attained = (x: Operand, extremum: Operand, axes: readonly number[]): Codes => {
  const count = extremum.value.length
  const place = { ...extremum, value: Float64Array.from({ length: count }, (_, i) => i) }
  const kept = { shape: x.shape, axes: keptAxes(x.shape.length, axes) }
  const places = kernels.broadcast([place], x, kept)
  const codes = new Float64Array(count)
  x.value.forEach((element, i) => {
    const at = places[i] as number
    if (element === extremum.value[at])
      codes[at] = Math.imul((codes[at] as number) + i + 1, 0x9e3779b1)
  })
  return codes
}

const reduction: Decide<{ readonly axes: readonly number[] }> = (operands, result, { axes }) =>
  attained(operandAt(operands, 0), result, axes)

/** Which elements attain it, one by one: the first of three equal ones is the choice of neither side. */
const choice =
  (extremum: 'reduceMax' | 'reduceMin'): Decide<{ readonly axis: number }> =>
  (operands, { shape }, { axis }) => {
    const x = operandAt(operands, 0)
    const best = kernels[extremum]([x], { shape, dtype: x.dtype }, { axes: [axis] })
    const kept = { shape: x.shape, axes: keptAxes(x.shape.length, [axis]) }
    const spread = kernels.broadcast([{ shape, dtype: x.dtype, value: best }], x, kept)
    return Float64Array.from(x.value, (element, i) => order(element, spread[i] as number))
  }

/** The permutation, and where a key equals the one before it. */
const sorting: Decide = (operands) => {
  const keys = operandAt(operands, 0)
  const length = keys.shape.at(-1) ?? 1
  const i32 = { shape: keys.shape, dtype: 'i32' as const }
  const places = { ...i32, value: Int32Array.from(keys.value, (_, i) => i % length) }
  const origin = kernels.sortBy([keys, places], i32, none)
  return Float64Array.from(origin, (from, i) => {
    const start = i - (i % length)
    const [key, before] = [keys.value[start + from], keys.value[start + (origin[i - 1] as number)]]
    return 2 * from + (i > start && key === before ? 1 : 0)
  })
}

const conversion: Decide = (operands, { dtype }) => {
  const x = operandAt(operands, 0)
  if (!isFloat(x.dtype) || isFloat(dtype)) return []
  const code = (to: DType): ((x: number) => number) =>
    to === 'bool' ? (value) => order(value, 0) : step
  return Float64Array.from(x.value, code(dtype))
}

/** Neighbours among the eigenvalues, which are ascending: equal ones have no order to keep. */
const degenerate: Decide = (_, { shape, value }) => {
  const length = shape.at(-1) ?? 1
  return Float64Array.from(value, (x, i) => (i % length > 0 && x === value[i - 1] ? 0 : 1))
}

/** Which component of each column is the greatest: it is made positive. */
const orientation: Decide = (_, { shape, dtype, value }) => {
  const sizes = { shape, dtype, value: Float64Array.from(value, Math.abs) }
  const axis = shape.length - 2
  const type = { shape: shape.filter((_size, i) => i !== axis), dtype }
  return attained(sizes, { ...type, value: kernels.reduceMax([sizes], type, { axes: [axis] }) }, [
    axis,
  ])
}

/** What was chosen, where the choice is the result. */
const chosen: Decide = (_, { value }) => value

/**
 * xʸ has a branch for each sign of x, but for whole y ≥ 0 it is a polynomial and has one. Where y moves,
 * x = 0 is on a boundary all the same: y is not whole beside it.
 */
const power = pairs((x, y) => (Number.isInteger(y) && y >= 0 ? 1 : order(x, 0)))

/** The cut of the angle along y = 0, x < 0, and the origin. */
const cut = pairs((y, x) => (y === 0 ? (x < 0 ? 0 : x === 0 ? 2 : 1) : y < 0 && x < 0 ? -1 : 1))

/**
 * A row for every primitive of the registry: what it decides, `null` where it is analytic wherever it
 * is finite or where its operands have decided already. What a bool selects, the comparison that made
 * the bool has decided; what a matrix algorithm pivots by does not show in its exact result.
 */
export const decisions: { readonly [N in PrimitiveName]: Decide<AttributesOf<N>> | null } = {
  add: null,
  sub: null,
  mul: null,
  div: pole,
  neg: null,
  abs: bySign,
  sign: bySign,
  max: compared,
  min: compared,
  sqrt: bySign,
  pow: power,
  floor: each(step),
  round: each((x) => step(x + 0.5)),
  remainder: ofFloats(pairs((x, y) => step(x / y))),
  exp: null,
  expm1: null,
  log: bySign,
  log1p: each((x) => order(x, -1)),
  tanh: null,
  logistic: null,
  erf: null,
  erfc: null,
  erfInv: null,
  sin: null,
  cos: null,
  atan2: cut,
  sinh: null,
  cosh: null,
  asinh: null,
  lgamma: poles,
  polygamma: poles,
  bitAnd: null,
  bitOr: null,
  bitXor: null,
  shiftLeft: null,
  shiftRight: null,
  equal: compared,
  less: compared,
  lessEqual: compared,
  select: null,
  convert: conversion,
  stopGradient: null,
  reduceSum: null,
  reduceMax: reduction,
  reduceMin: reduction,
  cumsum: null,
  dotGeneral: null,
  triangularSolve: null,
  cholesky: null,
  solve: null,
  pivots: chosen,
  lu: null,
  qr: null,
  eigenvalues: degenerate,
  eigenvectors: orientation,
  convolution: null,
  reshape: null,
  transpose: null,
  broadcast: null,
  slice: null,
  pad: null,
  concatenate: null,
  reverse: null,
  windows: null,
  unwindows: null,
  sortBy: sorting,
  argmax: choice('reduceMax'),
  argmin: choice('reduceMin'),
  gather: null,
  scatterAdd: null,
  iota: null,
  threefrySplit: null,
  threefryFoldIn: null,
  threefryBits: null,
}

/** What an application decides; `null` for nothing. */
export const decide = (
  primitive: PrimitiveName,
  operands: readonly Operand[],
  result: Operand,
  attributes: Attributes,
): Codes | null => {
  // the registry pairs each name with its attributes, which a program cannot say in types
  const row = decisions[primitive] as Decide | null
  return row === null || sizeOf(operands[0]?.shape ?? []) === 0
    ? null
    : row(operands, result, attributes)
}
