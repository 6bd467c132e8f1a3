import type { Program } from '../../core/program.ts'
import { type RegistryName, registry } from '../../core/primitives/index.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Engine } from '../engine.ts'
import { type Value, literal, rewrite } from './rewrite.ts'
import { repeated } from './rules/rule.ts'

/** The options of {@link foldConstants}. */
export interface FoldOptions {
  /** Only results of at most so many elements become constants. Default: 64. */
  readonly limit?: number
}

/** The scalar whose broadcast a value is: all its elements are that one. */
const repeatedScalar = (value: Value): Value | null => {
  if (value.shape.length === 0) return value
  if (value.kind !== 'application' || value.primitive !== 'broadcast') return null
  const [source] = value.operands
  return source?.shape.length === 0 ? source : null
}

/** f(s in a shape, t in a shape) = f(s, t) in that shape, for elementwise f. */
const narrow = (program: Program): Program =>
  rewrite(program, {
    application: (value) => {
      const { primitive, operands, shape } = value
      const scalars = operands.flatMap((operand) => repeatedScalar(operand) ?? [])
      const isNarrow =
        registry[primitive].family === 'elementwise' &&
        shape.length > 0 &&
        scalars.length === operands.length
      return isNarrow ? repeated({ ...value, operands: scalars, shape: [] }, shape) : value
    },
  })

/** What is generated wherever it is read, and so never stored. */
const isSymbolic = (primitive: RegistryName): boolean =>
  primitive === 'broadcast' || primitive === 'iota'

/** The slots that depend on constants alone, by equations of few elements. */
const constantSlots = (program: Program, limit: number): ReadonlySet<number> => {
  const first = program.inputs.length
  const known = new Set(program.constants.map((_, i) => first + i))
  program.equations.forEach(({ operands, shape }, i) => {
    const isKnown = sizeOf(shape) <= limit && operands.every((operand) => known.has(operand))
    if (isKnown) known.add(first + program.constants.length + i)
  })
  return known
}

/** The part of a program that computes some slots, which depend on no input. */
const withoutInputs = (program: Program, outputs: readonly number[]): Program => {
  const part = rewrite({ ...program, outputs })
  const moved = (slot: number): number => slot - part.inputs.length
  return {
    inputs: [],
    constants: part.constants,
    equations: part.equations.map((equation) => ({
      ...equation,
      operands: equation.operands.map(moved),
    })),
    outputs: part.outputs.map(moved),
  }
}

/**
 * The program with everything computed beforehand that depends on constants alone and is small. The
 * engine given has to be the one that the program will run on: that is why nothing changes.
 *
 * **Scalars stay scalars.** A number beside a tensor is a scalar and its `broadcast`, and stays so
 * in every pass: an elementwise equation whose operands are all such is narrowed to one of scalars,
 * and a `broadcast` of one is never stored as a constant. To an engine such a `broadcast` is not a
 * tensor but an *access* to a scalar: fusion reads it with strides of 0
 * (`fuse.ts`), so that an elementwise loop holds it in a register. `iota` likewise is
 * generated wherever it is read.
 *
 * Law: the meaning is unchanged, bit for bit; no new constant has more elements than the limit.
 */
export const foldConstants = (
  program: Program,
  engine: Engine,
  { limit = 64 }: FoldOptions = {},
): Program => {
  const narrowed = narrow(program)
  const known = constantSlots(narrowed, limit)
  const first = narrowed.inputs.length + narrowed.constants.length
  const folded = narrowed.equations.flatMap(({ primitive }, i) =>
    known.has(first + i) && !isSymbolic(primitive) ? [first + i] : [],
  )
  if (folded.length === 0) return narrowed
  const values = engine.prepare(withoutInputs(narrowed, folded))([])
  const valueAt = new Map(folded.map((slot, i) => [slot, values[i]]))
  let slot = first
  return rewrite(narrowed, {
    application: (value) => {
      const elements = valueAt.get(slot++)
      return elements === undefined ? value : literal(value, elements)
    },
  })
}
