import type { Storage } from '../../core/dtype.ts'
import { type Program, valueProgram } from '../../core/program.ts'
import type { AttributesOf, RegistryName } from '../../core/primitives/index.ts'
import { type Attributes, none } from '../../core/primitives/primitive.ts'
import type { Engine } from '../engine.ts'
import {
  asinh,
  atan2,
  cos,
  cosh,
  erf,
  erfc,
  erfInv32,
  erfInv64,
  exp,
  expm1,
  lgamma,
  log,
  log1p,
  logistic,
  polygamma,
  pow,
  remainder,
  roundToEven,
  sin,
  sinh,
  tanh,
} from './elementary/index.ts'
import type { Kernel, Operand } from './kernel.ts'
import * as arithmetic from './kernels/arithmetic.ts'
import { mapKernel, zipKernel } from './kernels/arithmetic.ts'
import { argmax, argmin } from './kernels/choice.ts'
import * as bits from './kernels/bits.ts'
import { dotGeneral } from './kernels/contraction.ts'
import { convert } from './kernels/conversion.ts'
import { cumsum } from './kernels/cumulation.ts'
import { gather, scatterAdd } from './kernels/indexing.ts'
import { cholesky } from './kernels/matrix/cholesky.ts'
import { eigenvalues, eigenvectors } from './kernels/matrix/eigen.ts'
import { lu, pivots, solve } from './kernels/matrix/lu.ts'
import { qr } from './kernels/matrix/qr.ts'
import { triangularSolve } from './kernels/matrix/triangular-solve.ts'
import { convolution } from './kernels/convolution.ts'
import * as movement from './kernels/movement.ts'
import { sortBy } from './kernels/order.ts'
import * as random from './kernels/random.ts'
import { reduceMax, reduceMin, reduceSum } from './kernels/reduction.ts'
import { unwindows, windows } from './kernels/windows.ts'

/** Linear maps that exist between differentiation and transposition are never run. */
const onlyTransposed: Kernel<Attributes> = () => {
  throw new TypeError('a linear map that is only transposed was run')
}

/** The reference kernels: one plain loop for every primitive. They are the meaning. */
export const kernels: { readonly [N in RegistryName]: Kernel<AttributesOf<N>> } = {
  add: arithmetic.add,
  sub: arithmetic.sub,
  mul: arithmetic.mul,
  div: arithmetic.div,
  neg: arithmetic.neg,
  abs: mapKernel(Math.abs),
  sign: mapKernel(Math.sign),
  max: arithmetic.max,
  min: arithmetic.min,
  sqrt: arithmetic.sqrt,
  pow: zipKernel(pow),
  floor: mapKernel(Math.floor),
  round: mapKernel(roundToEven),
  remainder: zipKernel(remainder),
  exp: mapKernel(exp),
  expm1: mapKernel(expm1),
  log: mapKernel(log),
  log1p: mapKernel(log1p),
  tanh: mapKernel(tanh),
  logistic: mapKernel(logistic),
  erf: mapKernel(erf),
  erfc: mapKernel(erfc),
  // single precision has a polynomial of its own, so that samples equal JAX's
  erfInv: (operands, result, attributes) =>
    mapKernel(result.dtype === 'f32' ? erfInv32 : erfInv64)(operands, result, attributes),
  sin: mapKernel(sin),
  cos: mapKernel(cos),
  atan2: zipKernel(atan2),
  sinh: mapKernel(sinh),
  cosh: mapKernel(cosh),
  asinh: mapKernel(asinh),
  lgamma: mapKernel(lgamma),
  polygamma: (operands, result, { order }) =>
    mapKernel((x) => polygamma(order, x))(operands, result, none),
  bitAnd: bits.bitAnd,
  bitOr: bits.bitOr,
  bitXor: bits.bitXor,
  shiftLeft: bits.shiftLeft,
  shiftRight: bits.shiftRight,
  equal: arithmetic.equal,
  less: arithmetic.less,
  lessEqual: arithmetic.lessEqual,
  select: arithmetic.select,
  convert,
  stopGradient: movement.identity,
  reduceSum,
  reduceMax,
  reduceMin,
  cumsum,
  dotGeneral,
  triangularSolve,
  cholesky,
  solve,
  pivots,
  lu,
  qr,
  eigenvalues,
  eigenvectors,
  convolution,
  reshape: movement.identity,
  transpose: movement.transpose,
  broadcast: movement.broadcast,
  slice: movement.slice,
  pad: movement.pad,
  concatenate: movement.concatenate,
  reverse: movement.reverse,
  windows,
  unwindows,
  sortBy,
  argmax,
  argmin,
  gather,
  scatterAdd,
  iota: movement.iota,
  threefrySplit: random.threefrySplit,
  threefryFoldIn: random.threefryFoldIn,
  threefryBits: random.threefryBits,
  // these have the value of their first operand; the others are for their derivatives
  customJvp: movement.identity,
  customVjp: movement.identity,
  checkpoint: movement.identity,
  barrier: movement.identity,
  customVjpLinear: onlyTransposed,
  checkpointLinear: onlyTransposed,
}

/** For each equation, the slots that nothing reads after it. */
const lastUses = (program: Program): readonly (readonly number[])[] => {
  const firstEquation = program.inputs.length + program.constants.length
  const done = new Set(program.outputs)
  const dying: number[][] = program.equations.map(() => [])
  for (let i = program.equations.length - 1; i >= 0; i--) {
    for (const slot of [...(program.equations[i]?.operands ?? []), firstEquation + i]) {
      if (done.has(slot)) continue
      done.add(slot)
      dying[i]?.push(slot)
    }
  }
  return dying
}

const run = (
  program: Program,
  dying: readonly (readonly number[])[],
  inputs: readonly Storage[],
): readonly Storage[] => {
  const types = [...program.inputs, ...program.constants, ...program.equations]
  const values: (Storage | null)[] = [...inputs, ...program.constants.map(({ value }) => value)]
  const operandOf = (slot: number): Operand => {
    const [type, value] = [types[slot], values[slot]]
    if (!type || !value) throw new RangeError(`slot ${slot} has no value`)
    return { shape: type.shape, dtype: type.dtype, value }
  }
  program.equations.forEach((equation, i) => {
    // the registry pairs each name with its attributes, which a program cannot say in types
    const kernel: Kernel<Attributes> = kernels[equation.primitive] as Kernel<Attributes>
    values.push(kernel(equation.operands.map(operandOf), equation, equation.attributes))
    for (const slot of dying[i] ?? []) values[slot] = null
  })
  return program.outputs.map((slot) => operandOf(slot).value)
}

/** The engine that defines what programs mean: plain loops, exact rounding, a fixed order of sums. */
export const referenceEngine: Engine = {
  name: 'reference',
  prepare: (program) => {
    const values = valueProgram(program)
    const dying = lastUses(values)
    return (inputs) => run(values, dying, inputs)
  },
}
