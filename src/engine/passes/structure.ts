import type { Storage } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { Constant, Equation, Program } from '../../core/program.ts'
import { attributesKey, bitsKey, typeKey } from './keys.ts'

/** A program without the numbers that may change, and those numbers. */
export interface Hoisted {
  /** its inputs are those of the original, then one for each value */
  readonly program: Program
  readonly values: readonly Storage[]
}

/** The numbers that rules know: programs that differ in them are better compiled apart. */
const telling: ReadonlySet<number> = new Set([0, 1, -1, 0.5, 2])

const scalarOf = ({ shape, value }: Constant): number | null =>
  shape.length === 0 ? (value[0] ?? null) : null

/** The slots that the outputs need. */
const neededSlots = ({ inputs, constants, equations, outputs }: Program): readonly boolean[] => {
  const first = inputs.length + constants.length
  const needed = new Array<boolean>(first + equations.length).fill(false)
  for (const slot of outputs) needed[slot] = true
  for (let i = equations.length - 1; i >= 0; i--) {
    if (needed[first + i]) for (const slot of equations[i]?.operands ?? []) needed[slot] = true
  }
  return needed
}

const noSlots: ReadonlySet<number> = new Set()

/** The constants that are whole exponents: a power of 3 is two products, one of 3.1 is not. */
const wholeExponents = (program: Program, needed: readonly boolean[]): ReadonlySet<number> => {
  if (!program.equations.some(({ primitive }) => primitive === 'pow')) return noSlots
  const first = program.inputs.length
  const slots = new Set<number>()
  /** the constant that a slot repeats */
  const sources = new Map<number, number>(program.constants.map((_, i) => [first + i, first + i]))
  program.equations.forEach(({ primitive, operands }, i) => {
    const slot = first + program.constants.length + i
    const [operand = -1, exponent = -1] = operands
    const source = sources.get(operand)
    const isCopy = primitive === 'broadcast' || primitive === 'reshape'
    if (isCopy && source !== undefined) sources.set(slot, source)
    const constant = program.constants[(sources.get(exponent) ?? first - 1) - first]
    const isPower = primitive === 'pow' && needed[slot] === true
    if (isPower && constant !== undefined && Number.isInteger(scalarOf(constant))) {
      slots.add(sources.get(exponent) ?? -1)
    }
  })
  return slots
}

/**
 * The program with its constants as inputs, so that programs that differ in numbers only are one:
 * a loop whose learning rate changes compiles once. The scalars 0, ±1, ½, 2 and whole exponents of
 * `pow` stay, because a program is compiled differently for them. What no output needs is gone.
 *
 * Every single evaluation comes through here: it is a few walks over the slots.
 *
 * Law: `program` run on the inputs and then `values` means what the original means, bit for bit.
 */
export const hoistLiterals = (program: Program): Hoisted => {
  const { inputs, constants, equations, outputs } = program
  const needed = neededSlots(program)
  const exponents = wholeExponents(program, needed)
  const isKept = (constant: Constant, slot: number): boolean =>
    telling.has(scalarOf(constant) ?? Number.NaN) || exponents.has(slot)
  const hoisted: TensorType[] = [...inputs]
  const values: Storage[] = []
  const kept: Constant[] = []
  /** the slots of those that stay constants */
  const slots: number[] = []
  /** where the value of each slot is now */
  const moved = inputs.map((_, slot) => slot)
  constants.forEach((constant, i) => {
    const slot = inputs.length + i
    moved.push(hoisted.length)
    if (needed[slot] !== true) return
    if (isKept(constant, slot)) {
      kept.push(constant)
      slots.push(slot)
    } else {
      hoisted.push({ shape: constant.shape, dtype: constant.dtype })
      values.push(constant.value)
    }
  })
  slots.forEach((slot, i) => {
    moved[slot] = hoisted.length + i
  })
  const at = (slot: number): number => moved[slot] ?? -1
  const computed: Equation[] = []
  const first = hoisted.length + kept.length
  equations.forEach(({ primitive, operands, attributes, shape, dtype }, i) => {
    moved.push(first + computed.length)
    if (needed[inputs.length + constants.length + i] !== true) return
    computed.push({ primitive, operands: operands.map(at), attributes, shape, dtype })
  })
  return {
    program: { inputs: hoisted, constants: kept, equations: computed, outputs: outputs.map(at) },
    values,
  }
}

/**
 * A text that is the same for two programs exactly if they are: the same types, constants, equations
 * and outputs. Made in one walk. The key of what is compiled is that of `hoistLiterals(p).program`.
 */
export const keyOf = ({ inputs, constants, equations, outputs }: Program): string => {
  let key = `${inputs.length} ${constants.length} ${equations.length}`
  for (const input of inputs) key += ` ${typeKey(input)}`
  // how many bytes there are follows from the type
  for (const constant of constants) key += ` ${typeKey(constant)}${bitsKey(constant.value)}`
  for (const equation of equations) {
    const { primitive, operands, attributes } = equation
    key += ` ${primitive}(${operands.join()})${attributesKey(attributes)}${typeKey(equation)}`
  }
  return `${key} ${outputs.join()}`
}
