/** The types of values on the stack of WebAssembly. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** The type of an expression: that of its value, or `none` where it is a statement. */
export type ResultType = ValueType | 'none'

/** The byte that stands for a type. */
export const typeCodes: { readonly [T in ValueType]: number } = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
}

/** What an instruction takes besides its operands, as further arguments of `op`. */
export interface Immediates {
  readonly none: []
  /** bytes added to the address */
  readonly offset: [offset?: number]
  /** which element of the vector */
  readonly lane: [lane: number]
  readonly laneAndOffset: [lane: number, offset?: number]
  /** for each byte of the result, its place in the 32 bytes of both operands */
  readonly lanes: [lanes: readonly number[]]
}

/** An instruction: the types of its operands, of its result, and how it is written. */
export interface Instruction<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ResultType = ResultType,
  I extends keyof Immediates = keyof Immediates,
> {
  readonly code: readonly number[]
  readonly operands: P
  readonly result: R
  readonly immediate: I
  /** log2 of the bytes that an access to memory is best aligned to; 0 elsewhere */
  readonly alignment: number
}

/** Instructions of one signature, by name. */
export type Group<
  C,
  P extends readonly ValueType[],
  R extends ResultType,
  I extends keyof Immediates,
> = { readonly [N in keyof C]: Instruction<P, R, I> }
