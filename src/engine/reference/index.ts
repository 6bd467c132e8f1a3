import type { Storage } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import type { AttributesOf, RegistryName } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import type { Engine } from '../engine.ts'
import {
  cos,
  erf,
  erfInv32,
  erfInv64,
  exp,
  expm1,
  log,
  log1p,
  logistic,
  pow,
  sin,
  tanh,
} from './elementary/index.ts'
import type { Kernel, Operand } from './kernel.ts'
import * as arithmetic from './kernels/arithmetic.ts'
import { argmax, argmin } from './kernels/choice.ts'
import { dotGeneral } from './kernels/contraction.ts'
import { convert } from './kernels/conversion.ts'
import { cumsum } from './kernels/cumulation.ts'
import { gather, scatterAdd } from './kernels/indexing.ts'
import * as movement from './kernels/movement.ts'
import { sortBy } from './kernels/order.ts'
import * as random from './kernels/random.ts'
import { reduceMax, reduceMin, reduceSum } from './kernels/reduction.ts'

const { mapKernel, zipKernel } = arithmetic

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
  exp: mapKernel(exp),
  expm1: mapKernel(expm1),
  log: mapKernel(log),
  log1p: mapKernel(log1p),
  tanh: mapKernel(tanh),
  logistic: mapKernel(logistic),
  erf: mapKernel(erf),
  // single precision has a polynomial of its own, so that samples equal JAX's
  erfInv: (operands, result, attributes) =>
    mapKernel(result.dtype === 'f32' ? erfInv32 : erfInv64)(operands, result, attributes),
  sin: mapKernel(sin),
  cos: mapKernel(cos),
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
  reshape: movement.identity,
  transpose: movement.transpose,
  broadcast: movement.broadcast,
  slice: movement.slice,
  pad: movement.pad,
  concatenate: movement.concatenate,
  reverse: movement.reverse,
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
    const dying = lastUses(program)
    return (inputs) => run(program, dying, inputs)
  },
}
