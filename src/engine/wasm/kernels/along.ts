/** Scans along one axis: sums so far, places of extrema. */
import type { DType } from '../../../core/dtype.ts'
import { isFloat } from '../../../core/dtype.ts'
import type { ChoiceAttributes } from '../../../core/primitives/choice.ts'
import type { CumulativeAttributes } from '../../../core/primitives/cumulation.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Body, type Value, op } from '../encode/index.ts'
import {
  type Access,
  type Size,
  arithmetic,
  lanesOf,
  narrow,
  shiftOf,
  wide,
  zero,
} from './element.ts'
import {
  add,
  forEach,
  mul,
  once,
  quotient,
  remainder,
  shiftLeft,
  smaller,
  sub,
} from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import {
  type KernelCall,
  type Parameters,
  type Select,
  addressIn,
  kernelOf,
  planOf,
  typeAt,
} from './plan.ts'

/** An array as `blocks` of `length` rows of `columns` elements; a scan goes down the rows. */
interface Columns {
  readonly blocks: number
  readonly length: number
  readonly columns: number
}

const columnsAt = (shape: readonly number[], axis: number): Columns => ({
  blocks: sizeOf(shape.slice(0, axis)),
  length: shape[axis] ?? 1,
  columns: sizeOf(shape.slice(axis + 1)),
})

const names = ['result', 'array', 'length', 'columns'] as const

/** Runs a scan for every strip of columns that fit one access; the last may overlap. */
const eachStrip = (
  body: Body,
  [from, to]: readonly [Value<'i32'>, Value<'i32'>],
  { length, columns }: Parameters<(typeof names)[number]>,
  count: number,
  scan: (first: Value<'i32'>, place: Value<'i32'>) => void,
): void => {
  const strips = once(body, quotient(add(columns, count - 1), count))
  const last = once(body, sub(columns, count))
  forEach(body, from, to, 1, (unit) => {
    const block = once(body, quotient(unit, strips))
    const column = once(body, smaller(once(body, mul(remainder(unit, strips), count)), last))
    const first = once(body, add(mul(block, mul(length, columns)), column))
    scan(first, once(body, add(mul(block, columns), column)))
  })
}

const scanCall = (
  { blocks, length, columns }: Columns,
  access: Access,
  kernel: WasmKernel,
): readonly KernelCall[] => {
  const args = [addressIn('result'), addressIn(0), length, columns]
  const units = blocks * Math.ceil(columns / access.count)
  return units === 0 || length === 0 ? [] : [{ kernel, args, units }]
}

const accessFor = (size: Size, columns: number): Access =>
  columns >= lanesOf(size) ? wide(size) : narrow(size)

const cumulative = (dtype: DType, isReverse: boolean, access: Access): WasmKernel =>
  kernelOf(
    `cumulative sum ${dtype} ${isReverse ? 'backwards' : 'forwards'} ${access.name}`,
    names,
    (body, from, to, parameters) => {
      const { result, array, length, columns } = parameters
      const { size, add: sum } = arithmetic[dtype]
      const bytes = once(body, shiftLeft(columns, shiftOf(size)))
      const back = once(body, mul(sub(length, 1), bytes))
      const [at, total] = [body.local('i32'), body.local('v128')]
      eachStrip(body, [from, to], parameters, access.count, (first) => {
        body.set(at, shiftLeft(first, shiftOf(size)))
        if (isReverse) body.set(at, add(at, back))
        // the first element itself: −0 stays
        body.set(total, access.load(add(array, at)))
        body.do(access.store(add(result, at), total))
        forEach(body, 1, length, 1, () => {
          body.set(at, (isReverse ? sub : add)(at, bytes))
          body.set(total, sum(total, access.load(add(array, at))))
          body.do(access.store(add(result, at), total))
        })
      })
    },
  )

export const cumsum: Select<CumulativeAttributes> = (operands, _, { axis, reverse }) => {
  const { shape, dtype } = typeAt(operands, 0)
  const columns = columnsAt(shape, axis)
  const access = accessFor(arithmetic[dtype].size, columns.columns)
  return planOf(...scanCall(columns, access, cumulative(dtype, reverse, access)))
}

/** A boolean is compared as an integer of 32 bits. */
const loaded = (dtype: DType, access: Access, address: Value<'i32'>): Value<'v128'> =>
  dtype === 'bool' ? op('i32x4.splat', op('i32.load8_u', address)) : access.load(address)

const choice = (dtype: DType, least: boolean, access: Access): WasmKernel =>
  kernelOf(
    `place of the ${least ? 'least' : 'greatest'} ${dtype} ${access.name}`,
    names,
    (body, from, to, parameters) => {
      const { result, array, length, columns } = parameters
      const { size } = arithmetic[dtype]
      const { less, equal } = arithmetic[dtype === 'bool' ? 'u32' : dtype]
      const bytes = once(body, shiftLeft(columns, shiftOf(size)))
      const at = body.local('i32')
      const [best, given, beats, place] = [
        body.local('v128'),
        body.local('v128'),
        body.local('v128'),
        body.local('v128'),
      ]
      const indices = access.name === 'wide' ? wide(4) : narrow(4)
      eachStrip(body, [from, to], parameters, access.count, (first, target) => {
        body.set(at, add(array, shiftLeft(first, shiftOf(size))))
        body.set(best, loaded(dtype, access, at))
        body.set(place, zero)
        forEach(body, 1, length, 1, (i) => {
          body.set(at, add(at, bytes))
          body.set(given, loaded(dtype, access, at))
          body.set(beats, least ? less(given, best) : less(best, given))
          if (isFloat(dtype)) {
            // NaN beats every number, and nothing beats NaN
            const isNumber = equal(given, given)
            body.set(beats, op('v128.or', beats, op('v128.not', isNumber)))
            body.set(beats, op('v128.and', beats, equal(best, best)))
          }
          body.set(best, op('v128.bitselect', given, best, beats))
          body.set(place, op('v128.bitselect', op('i32x4.splat', i), place, beats))
        })
        body.do(indices.store(add(result, shiftLeft(target, 2)), place))
      })
    },
  )

const choosing =
  (least: boolean): Select<ChoiceAttributes> =>
  (operands, _, { axis }) => {
    const { shape, dtype } = typeAt(operands, 0)
    const columns = columnsAt(shape, axis)
    const size = arithmetic[dtype].size
    // a mask must be as wide as an index to choose between four of them
    const access = size === 4 ? accessFor(size, columns.columns) : narrow(size)
    return planOf(...scanCall(columns, access, choice(dtype, least, access)))
  }

export const argmax = choosing(false)
export const argmin = choosing(true)
