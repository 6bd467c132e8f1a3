/**
 * Expressions of WebAssembly: constants, applications of instructions, calls.
 *
 * A {@link Value} is an expression that has not run: an immutable piece of code. `op` puts one
 * together from others, and does not compile where the name is none or the types do not fit:
 *
 *     const square = op('f32x4.mul', x, x)
 *     const third = op('v128.load', pointer, 32) // 32 is the offset
 *     const lane = op('f32x4.extract_lane', x, 3)
 *
 * A value that is used twice is computed twice. `Body.let` computes it once and gives the variable.
 */
import {
  type Bytes,
  float32,
  float64,
  integer32,
  integer64,
  signed,
  signed64,
  unsigned,
} from './bytes.ts'
import { type InstructionName, instructions } from './instructions/index.ts'
import {
  type Immediates,
  type Instruction,
  type ResultType,
  type ValueType,
  typeCodes,
} from './types.ts'

/** What a piece of code refers to by an index or address that only the module knows. */
export interface Reference {
  readonly kind: 'function' | 'global' | 'data'
}

/** Bytes, and references that become bytes when the module is put together. */
export type Code = readonly (number | Reference | Code)[]

/** An expression and the type of its value; of type `none` it is a statement. */
export interface Value<T extends ResultType> {
  readonly type: T
  readonly code: Code
}

/** Values of some types. */
export type Values<P extends readonly ResultType[]> = { readonly [K in keyof P]: Value<P[K]> }

type Table = typeof instructions
type Arguments<N extends InstructionName> =
  Table[N] extends Instruction<infer P, ResultType, infer I>
    ? readonly [...Values<P>, ...Immediates[I]]
    : never
type ResultOf<N extends InstructionName> = Table[N]['result']

const immediateCode = (
  { immediate, alignment }: Instruction,
  first: number | Bytes = 0,
  second: number | Bytes = 0,
): Code => {
  switch (immediate) {
    case 'none':
      return []
    case 'offset':
      return [alignment, unsigned(first as number)]
    case 'lane':
      return [first]
    case 'laneAndOffset':
      return [alignment, unsigned(second as number), first]
    case 'lanes':
      return first as Bytes
  }
}

/** The code of some operands, and what follows it: written out, as most kernels are encoded once. */
const codeOf = (operands: readonly Value<ResultType>[], count: number, tail: Code): Code => {
  const at = (i: number): Code => (operands[i] as Value<ResultType>).code
  if (count === 0) return tail
  if (count === 1) return [at(0), tail]
  return count === 2 ? [at(0), at(1), tail] : [at(0), at(1), at(2), tail]
}

/** An instruction applied to its operands, followed by its immediates: an offset, lanes. */
export const op = <N extends InstructionName>(
  name: N,
  ...args: Arguments<N>
): Value<ResultOf<N>> => {
  const instruction: Instruction = instructions[name]
  const count = instruction.operands.length
  const operands = args as readonly unknown[] as readonly Value<ValueType>[]
  const immediates = args as readonly unknown[] as readonly (number | Bytes)[]
  const tail =
    instruction.immediate === 'none'
      ? instruction.code
      : [instruction.code, immediateCode(instruction, immediates[count], immediates[count + 1])]
  return { type: instruction.result, code: codeOf(operands, count, tail) }
}

/** `yes` where the condition is not 0, `no` elsewhere. Both are computed. */
export const select = <T extends ValueType>(
  condition: Value<'i32'>,
  yes: Value<T>,
  no: Value<T>,
): Value<T> => ({
  type: yes.type,
  code: [yes.code, no.code, condition.code, 0x1c, 1, typeCodes[yes.type]],
})

/** A 32-bit integer; both signs, and unsigned ones up to 2^32 - 1. */
export const i32 = (value: number): Value<'i32'> => ({
  type: 'i32',
  code: [0x41, signed(value)],
})

/** A 64-bit integer. */
export const i64 = (value: bigint): Value<'i64'> => ({
  type: 'i64',
  code: [0x42, ...signed64(value)],
})

/** A number in single precision. */
export const f32 = (value: number): Value<'f32'> => ({
  type: 'f32',
  code: [0x43, ...float32(value)],
})

/** A number in double precision. */
export const f64 = (value: number): Value<'f64'> => ({
  type: 'f64',
  code: [0x44, ...float64(value)],
})

/** A vector of 16 bytes. */
export const v128 = (bytes: Bytes): Value<'v128'> => ({ type: 'v128', code: [0xfd, 12, bytes] })

const fourTimes = (bytes: Bytes): Value<'v128'> => ({
  type: 'v128',
  code: [0xfd, 12, bytes, bytes, bytes, bytes],
})
const twice = (bytes: Bytes): Value<'v128'> => ({ type: 'v128', code: [0xfd, 12, bytes, bytes] })

/** Four times a number in single precision. */
export const f32x4 = (value: number): Value<'v128'> => fourTimes(float32(value))

/** Twice a number in double precision. */
export const f64x2 = (value: number): Value<'v128'> => twice(float64(value))

/** Four times a 32-bit integer. */
export const i32x4 = (value: number): Value<'v128'> => fourTimes(integer32(value))

/** Twice a 64-bit integer. */
export const i64x2 = (value: bigint): Value<'v128'> => twice(integer64(value))
