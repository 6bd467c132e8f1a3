import { type DType, isFloat } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { type Attributes, none } from '../../core/primitives/primitive.ts'
import { keptAxes } from '../../core/primitives/summation.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { kernels } from '../../engine/reference/index.ts'
import { type Operand, operandAt } from '../../engine/reference/kernel.ts'

/** One number for each decision: equal numbers mean the same branch, an even one that of a boundary. */
export type Codes = ArrayLike<number>

/** Does a decision lie exactly on a boundary? */
export const isTie = (code: number): boolean => code % 2 === 0

/**
 * The decisions of an application, from what it was given and what it gave. A place on a boundary has a
 * number of its own, that of neither side.
 */
type Decide<A extends Attributes = Attributes> = (
  operands: readonly Operand[],
  result: Operand,
  attributes: A,
) => Codes

/** −1, 0 or 1 by the order of two numbers; 3 where either is NaN. */
const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : a === b ? 0 : 3)

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

/** For each element of x the place of the result that it goes into, when some axes are reduced. */
const placesOf = (x: Operand, result: TensorType, axes: readonly number[]): ArrayLike<number> => {
  const count = sizeOf(result.shape)
  const value = Float64Array.from({ length: count }, (_, i) => i)
  const kept = { shape: x.shape, axes: keptAxes(x.shape.length, axes) }
  return kernels.broadcast([{ ...result, value }], x, kept)
}

/** Which elements attain an extremum over some axes: for each place, one element or a digest of several. */
const attained = (x: Operand, extremum: Operand, axes: readonly number[]): Codes => {
  const places = placesOf(x, extremum, axes)
  const codes = new Float64Array(extremum.value.length)
  x.value.forEach((element, i) => {
    const at = places[i] as number
    if (element !== extremum.value[at]) return
    const others = codes[at] as number
    codes[at] = others === 0 ? 2 * i + 1 : 2 * Math.imul(others + i, 0x9e3779b1)
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
    const type = { shape, dtype: x.dtype }
    const best = kernels[extremum]([x], type, { axes: [axis] })
    const codes = attained(x, { ...type, value: best }, [axis])
    const places = placesOf(x, type, [axis])
    return Float64Array.from(x.value, (element, i) => {
      const at = places[i] as number
      if (element !== best[at]) return -1
      return isTie(codes[at] as number) ? 0 : 1
    })
  }

/** The permutation, and which keys have an equal one beside them. */
const sorting: Decide = (operands) => {
  const keys = operandAt(operands, 0)
  const length = keys.shape.at(-1) ?? 1
  const i32 = { shape: keys.shape, dtype: 'i32' as const }
  const places = { ...i32, value: Int32Array.from(keys.value, (_, i) => i % length) }
  const origin = kernels.sortBy([keys, places], i32, none)
  const sorted = kernels.sortBy([keys, keys], keys, none)
  return Float64Array.from(origin, (from, i) => {
    const key = sorted[i]
    const place = i % length
    const isEqual =
      (place > 0 && key === sorted[i - 1]) || (place < length - 1 && key === sorted[i + 1])
    return 2 * from + (isEqual ? 0 : 1)
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
const chosen: Decide = (_, { value }) => Float64Array.from(value, (choice) => 2 * choice + 1)

/**
 * xʸ has a branch for each sign of x, but for whole y ≥ 0 it is a polynomial and has one. Where y moves,
 * x = 0 is on a boundary all the same: y is not whole beside it.
 */
const power = pairs((x, y) => (Number.isInteger(y) && y >= 0 ? 1 : order(x, 0)))

/** The cut of the angle along y = 0, x < 0, and the origin. */
const cut = pairs((y, x) => (y === 0 ? (x < 0 ? 0 : x === 0 ? 4 : 1) : y < 0 && x < 0 ? -1 : 1))

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
