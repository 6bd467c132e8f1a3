/**
 * What running one primitive on given shapes takes: calls of kernels, one after the other.
 */
import type { DType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import type { Attributes } from '../../../core/primitives/primitive.ts'
import { type Body, type Local, func } from '../encode/index.ts'
import type { WasmKernel } from './kernel.ts'

/**
 * Memory that a call works on: an operand by its number, the result, a temporary that the calls of
 * a plan share, or scratch that belongs to one call alone, so that threads need one each.
 */
export type Buffer = number | 'result' | 'temporary' | 'scratch'

/** What a call passes: a number, or the address of a place in a buffer. */
export type Argument = number | { readonly buffer: Buffer; readonly offset: number }

/** The address of a buffer, or of a place in it. */
export const addressIn = (buffer: Buffer, offset = 0): Argument => ({ buffer, offset })

/** A call of a kernel for the units 0 … units − 1, in any split. */
export interface KernelCall {
  readonly kernel: WasmKernel
  /** what the function takes after its range */
  readonly args: readonly Argument[]
  readonly units: number
  /** so many units in a row prepare the same things, once if one thread has them all; 1 if absent */
  readonly grain?: number
}

/** The calls that compute a result. A call may read what those before it have written. */
export interface Plan {
  readonly calls: readonly KernelCall[]
  /** bytes of the temporary */
  readonly temporary: number
  /** bytes of scratch of one call */
  readonly scratch: number
}

/** Chooses the kernels for operands and a result of given types. */
export type Select<A extends Attributes> = (
  operands: readonly TensorType[],
  result: TensorType,
  attributes: A,
) => Plan

/** A plan of calls that need no memory of their own. */
export const planOf = (...calls: readonly KernelCall[]): Plan => ({
  calls,
  temporary: 0,
  scratch: 0,
})

/** Bytes of one element. */
export const bytesOf = (dtype: DType): 1 | 4 | 8 => (dtype === 'f64' ? 8 : dtype === 'bool' ? 1 : 4)

/** The operand of a number, which the shape rule has made sure of. */
export const typeAt = (operands: readonly TensorType[], i: number): TensorType => {
  const operand = operands[i]
  if (operand === undefined) throw new RangeError(`a kernel was chosen without operand ${i}`)
  return operand
}

/** The parameters of a kernel after its range, by name. */
export type Parameters<N extends string> = { readonly [K in N]: Local<'i32'> }

/** A parameter by a name that is known only now. */
export const parameterOf = (parameters: Parameters<string>, name: string): Local<'i32'> => {
  const parameter = parameters[name]
  if (parameter === undefined) throw new RangeError(`a kernel has no parameter ${name}`)
  return parameter
}

/** A kernel of a range of units and further integers. */
export const kernelOf = <const N extends string>(
  key: string,
  names: readonly N[],
  write: (body: Body, from: Local<'i32'>, to: Local<'i32'>, parameters: Parameters<N>) => void,
): WasmKernel => {
  const params = ['i32', 'i32', ...names.map(() => 'i32' as const)] as const
  return {
    key,
    func: func(key, params, [], (body, from, to, ...rest) => {
      const parameters = Object.fromEntries(names.map((name, i) => [name, rest[i]]))
      write(body, from, to, parameters as Parameters<N>)
      return []
    }),
  }
}
