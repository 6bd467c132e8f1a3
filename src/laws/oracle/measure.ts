import { type DType, type Storage, isFloat } from '../../core/dtype.ts'
import type { Node, TensorType } from '../../core/node.ts'
import { type PrimitiveName, type RegistryName, isPrimitive } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { type Equation, type Program, closeProgram } from '../../core/program.ts'
import type { Engine } from '../../engine/engine.ts'
import { kernels, referenceEngine } from '../../engine/reference/index.ts'
import type { Kernel, Operand } from '../../engine/reference/kernel.ts'
import { promoteAttributes } from '../promote.ts'
import { promoteInput, promoted } from '../input.ts'
import { type Random, between, oneOf, randomOf } from '../random.ts'
import type { Estimate } from '../report.ts'

/**
 * The program of some nodes whose leaves have values. Unlike evaluation it lets go of nothing, and
 * what was looked at but still knows how it came about is computed with the rest.
 */
export const programOf = (nodes: readonly Node[]): Program =>
  closeProgram([], nodes, ({ value, operands }) =>
    value === null || operands.length > 0 ? 'inner' : 'constant',
  ).program

/** The elements of some nodes. The nodes stay as they are: pending, with their operands. */
export const compute = (
  nodes: readonly Node[],
  engine: Engine = referenceEngine,
): readonly Storage[] => engine.prepare(programOf(nodes))([])

/**
 * How many units of rounding a primitive may be off by: 0 where it only moves or decides, ½ ulp is
 * one unit where IEEE says so, 2 ulp are granted to the elementary functions, and a sum rounds once
 * for each of its terms. 'backward': an algorithm on matrices that is stable in the sense of Wilkinson.
 * Its result is exact for operands that are off by a few roundings of a double, then rounded once.
 */
const roundings: { readonly [N in PrimitiveName]: number | 'terms' | 'backward' } = {
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  neg: 0,
  abs: 0,
  sign: 0,
  max: 0,
  min: 0,
  sqrt: 1,
  pow: 4,
  floor: 0,
  round: 0,
  remainder: 1,
  exp: 4,
  expm1: 4,
  log: 4,
  log1p: 4,
  tanh: 4,
  logistic: 4,
  erf: 4,
  erfc: 6,
  erfInv: 4,
  sin: 4,
  cos: 4,
  atan2: 4,
  sinh: 4,
  cosh: 4,
  asinh: 4,
  lgamma: 6,
  polygamma: 16,
  bitAnd: 0,
  bitOr: 0,
  bitXor: 0,
  shiftLeft: 0,
  shiftRight: 0,
  equal: 0,
  less: 0,
  lessEqual: 0,
  select: 0,
  convert: 1,
  stopGradient: 0,
  reduceSum: 'terms',
  reduceMax: 0,
  reduceMin: 0,
  cumsum: 'terms',
  dotGeneral: 'terms',
  triangularSolve: 'backward',
  cholesky: 'backward',
  solve: 'backward',
  pivots: 0,
  lu: 'backward',
  qr: 'backward',
  eigenvalues: 'backward',
  eigenvectors: 'backward',
  convolution: 'terms',
  reshape: 0,
  transpose: 0,
  broadcast: 0,
  slice: 0,
  pad: 0,
  concatenate: 0,
  reverse: 0,
  windows: 0,
  unwindows: 'terms',
  sortBy: 0,
  argmax: 0,
  argmin: 0,
  gather: 0,
  scatterAdd: 'terms',
  iota: 0,
  threefrySplit: 0,
  threefryFoldIn: 0,
  threefryBits: 0,
}

/** Half an ulp of 1: the most that one rounding changes, relatively. */
const unit: { readonly [D in DType]: number } = {
  f32: 2 ** -24,
  f64: 2 ** -53,
  i32: 0,
  u32: 0,
  bool: 0,
}

/** How many elements a sum adds up at most for each element of its result. */
const terms = (operands: readonly TensorType[], attributes: Attributes): number => {
  const [first = [], second = []] = operands.map(({ shape }) => shape)
  const { axes, axis, contract, size, sizes, featureGroups } = attributes as {
    readonly axes?: readonly number[]
    readonly axis?: number
    readonly contract?: readonly [readonly number[], readonly number[]]
    readonly size?: number
    readonly sizes?: readonly number[]
    readonly featureGroups?: number
  }
  // all rows may have one index; which axis the rows lie along only the indices know
  if (size !== undefined) return Math.max(1, ...first)
  // a kernel but for its features; as many windows as there are elements in one; some axes
  const over = axes ?? contract?.[0] ?? (axis === undefined ? [] : [axis])
  const extents =
    featureGroups !== undefined
      ? second.slice(0, -1)
      : (sizes ?? over.map((place) => first[place] ?? 1))
  return extents.reduce((product, extent) => product * extent, 1)
}

/**
 * Disturbances are this many times larger than roundings, and their effects divided by it: of the
 * size of a rounding they would themselves be rounded to −1, 0 or 1 ulp and cancel too often.
 */
const magnified = 64

const nudged = (value: Storage, relative: number, next: Random): Storage =>
  value.map((x) => x * (1 + magnified * relative * oneOf(next, [-1, 1]) * between(next, 1, 2)))

/**
 * Small whole numbers are added and multiplied without rounding. It matters where being whole does:
 * a power of a negative number.
 */
const exactly = (
  primitive: RegistryName,
  operands: readonly { readonly value: Storage }[],
): ((i: number) => boolean) =>
  primitive === 'add' || primitive === 'sub' || primitive === 'mul'
    ? (i) =>
        operands.every(({ value }) => {
          const x = value[i] as number
          return Number.isInteger(x) && Math.abs(x) < 2 ** 12
        })
    : () => false

/** Sees what an equation is given and what it gives. */
export type Observe = (
  equation: Equation,
  operands: readonly Operand[],
  result: Storage,
  index: number,
) => void

const nobody: Observe = () => {}

/**
 * Runs a program with 53 bits throughout, whatever its element types; with `next`, what every
 * equation rounds is changed at random, by one to two times as much as it may round, magnified. Decisions
 * (comparisons, orders, extrema) see what they would see.
 */
export const runDisturbed = (
  program: Program,
  next: Random | null,
  observe: Observe = nobody,
): readonly Storage[] => {
  const types = [...program.inputs, ...program.constants, ...program.equations]
  const values: Storage[] = program.constants.map((input) => promoteInput(input).value)
  for (const [index, equation] of program.equations.entries()) {
    const { primitive, operands, attributes, shape, dtype } = equation
    const kernel = kernels[primitive] as Kernel<Attributes>
    const rounding = isPrimitive(primitive) ? roundings[primitive] : 0
    const sources = operands.map((slot) => types[slot] as TensorType)
    const exact = rounding === 0 || !isFloat(dtype)
    const many = rounding === 'terms' ? terms(sources, attributes) : 0
    const [rows = 1, columns = 1] = sources[0]?.shape.slice(-2) ?? []
    const backward = rounding === 'backward' ? (rows + columns) * unit.f64 : 0
    const relative = Math.max(many * unit[dtype], backward)
    const given = operands.map((slot) => {
      const type = types[slot] as TensorType
      const value = values[slot] as Storage
      // each partial sum is at most the sum of the magnitudes of its terms
      const disturbed = relative > 0 && next !== null && isFloat(dtype)
      return {
        shape: type.shape,
        dtype: promoted(type.dtype),
        value: disturbed && isFloat(type.dtype) ? nudged(value, relative, next) : value,
      }
    })
    const result = kernel(given, { shape, dtype: promoted(dtype) }, promoteAttributes(attributes))
    observe(equation, given, result, index)
    const own = typeof rounding === 'number' ? rounding : 1
    if (exact || next === null) values.push(result)
    else {
      const disturbed = nudged(result, own * unit[dtype], next)
      const isExact = exactly(primitive, given)
      values.push(disturbed.map((x, i) => (isExact(i) ? (result[i] as number) : x)))
    }
  }
  return program.outputs.map((slot) => values[slot] as Storage)
}

/** Independent disturbances: with this many, all being small by chance is out of the question. */
const trials = 6

/**
 * The largest of a few random effects of rounding stands for the largest possible one. Each rounding
 * is disturbed by more than it can be, but signs that add up are rare: n roundings of equal weight
 * give √n units where n are possible, and a rule has fewer than 64 in one element.
 */
const coverage = 8

/** What a computation with infinitely many bits may differ from some values by: underflow. */
const underflow: { readonly [D in DType]: number } = {
  f32: 2 ** -140,
  f64: 2 ** -1060,
  i32: 0,
  u32: 0,
  bool: 0,
}

/**
 * The elements of some nodes, each with an estimate of how far rounding may have taken it from the
 * exact value: the program is run a few times with disturbed roundings (stochastic arithmetic).
 */
export const estimate = (nodes: readonly Node[]): readonly Estimate[] =>
  estimateProgram(programOf(nodes))

/** {@link estimate} of the results of a program that has no inputs. */
export const estimateProgram = (program: Program): readonly Estimate[] => {
  const types = [...program.constants, ...program.equations]
  const values = referenceEngine.prepare(program)([])
  const centers = runDisturbed(program, null)
  const errors = program.outputs.map((slot, k) =>
    new Float64Array(centers[k]?.length ?? 0).fill(underflow[types[slot]?.dtype ?? 'f64']),
  )
  for (let trial = 0; trial < trials; trial++) {
    runDisturbed(program, randomOf(trial)).forEach((disturbed, k) => {
      const error = errors[k] as Float64Array
      const center = centers[k] as Storage
      for (let i = 0; i < error.length; i++) {
        const [a, b] = [disturbed[i] as number, center[i] as number]
        // ∞ − ∞ would be NaN
        const change = a === b ? 0 : Math.abs(a - b)
        error[i] = Math.max(error[i] as number, (coverage / magnified) * change)
      }
    })
  }
  return values.map((value, k) => ({ value, error: errors[k] as Float64Array }))
}

/** {@link estimate} of one node. */
export const estimateOne = (node: Node): Estimate => {
  const [only] = estimate([node])
  if (only === undefined) throw new RangeError('a program gave no value')
  return only
}
