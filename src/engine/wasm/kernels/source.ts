/**
 * Where a reduction takes its elements from: an array, or an expression that is computed on the way,
 * so that a sum of products needs no array of products.
 */
import type { DType } from '../../../core/dtype.ts'
import type { Body, Value } from '../encode/index.ts'
import { type Size, narrow, shiftOf, wide } from './element.ts'
import { add, shiftLeft } from './integers.ts'
import { type Parameters, bytesOf, parameterOf } from './plan.ts'

/** A group of elements that are reduced together, or the first of several side by side. */
export interface GroupPlace {
  /** its number among the groups: among the rows, or among the columns of all blocks */
  readonly group: Value<'i32'>
  /** the number of the block that it is a column of; 0 where groups are rows */
  readonly block: Value<'i32'>
  /** the index of its first element */
  readonly start: Value<'i32'>
}

/** Reads elements by their place, counted row by row. A place is `index + more`, `more` known now. */
export interface Reader {
  /** Runs before the elements of a group are read. */
  readonly enter?: (place: GroupPlace) => void
  /** As many elements as a vector holds. */
  readonly wide: (index: Value<'i32'>, more: number) => Value<'v128'>
  /** One element in the first lane; the others may hold anything. */
  readonly narrow: (index: Value<'i32'>, more: number) => Value<'v128'>
}

/** Elements of some type, in a kernel that takes further parameters for them. */
export interface Source {
  /** Equal keys mean equal code. */
  readonly key: string
  readonly dtype: DType
  /** names of integer parameters, which no kernel uses itself */
  readonly names: readonly string[]
  readonly open: (body: Body, parameters: Parameters<string>) => Reader
}

/** The elements of an array; its address is the one parameter. */
export const arraySource = (dtype: DType): Source => ({
  key: dtype,
  dtype,
  names: ['array'],
  open: (_, parameters) => {
    const size: Size = bytesOf(dtype)
    const array = parameterOf(parameters, 'array')
    const address = (index: Value<'i32'>): Value<'i32'> =>
      add(array, shiftLeft(index, shiftOf(size)))
    return {
      wide: (index, more) => wide(size).load(address(index), more * size),
      narrow: (index, more) => narrow(size).load(address(index), more * size),
    }
  },
})
