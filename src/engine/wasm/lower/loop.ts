/** The inner loop of an expression: elements one after the other, four at a time. */
import type { DType } from '../../../core/dtype.ts'
import { type Body, type Local, type Value, f32x4, f64x2, i32, i32x4, op } from '../encode/index.ts'
import { convert } from '../kernels/elementwise/conversion.ts'
import {
  type Lanes,
  WIDTH,
  bytesOf,
  keep,
  load,
  loadFirst,
  loadScalar,
  store,
  storeFirst,
  variables,
} from '../kernels/elementwise/lanes.ts'
import { add, mul } from '../kernels/integers.ts'
import { type Code, type Leaves, emit, lengthOf } from './expression.ts'

/** How a tensor is walked through along the inner axis: element by element, not at all, in steps. */
export type Inner = 'each' | 'same' | 'steps'

/** How a step along the inner axis is walked. */
export const innerOf = (step: number): Inner =>
  step === 1 ? 'each' : step === 0 ? 'same' : 'steps'

/** A read where a row begins. */
export interface RowRead {
  readonly inner: Inner
  readonly dtype: DType
  /** the address; for an index, the number itself */
  readonly at: Local<'i32'>
  /** bytes from one element to the next, of `steps`; for an index, what it grows by */
  readonly step: Value<'i32'>
  readonly isIndex: boolean
}

const gather = (body: Body, { dtype, at, step }: RowRead): Lanes => {
  const address = (lane: number): Value<'i32'> => add(at, mul(step, lane))
  const vector = (lanes: readonly number[], size: 1 | 4 | 8): Value<'v128'> => {
    const local = body.local('v128')
    lanes.forEach((lane, i) => {
      const name = (['v128.load8_lane', 'v128.load32_lane', 'v128.load64_lane'] as const)[
        size === 1 ? 0 : size === 4 ? 1 : 2
      ]
      body.set(local, op(name as 'v128.load32_lane', address(lane), local, i))
    })
    return local
  }
  if (dtype === 'f64') return { dtype, parts: [vector([0, 1], 8), vector([2, 3], 8)] }
  if (dtype === 'bool') {
    const bytes = vector([0, 1, 2, 3], 1)
    const words = op('i32x4.extend_low_i16x8_u', op('i16x8.extend_low_i8x16_u', bytes))
    return { dtype, parts: [op('i32x4.ne', words, i32x4(0))] }
  }
  return { dtype, parts: [vector([0, 1, 2, 3], 4)] }
}

/** Numbers that grow by a step from lane to lane, in the type of an `iota`. */
const counted = (body: Body, { at, step }: RowRead, dtype: DType): Lanes => {
  const lanes = op('i32x4.mul', op('i32x4.splat', step), numbers)
  const whole: Lanes = { dtype: 'i32', parts: [op('i32x4.add', op('i32x4.splat', at), lanes)] }
  return { dtype, parts: convert(body, whole, dtype) }
}
const numbers = op(
  'i32x4.replace_lane',
  op('i32x4.replace_lane', op('i32x4.replace_lane', i32x4(0), i32(1), 1), i32(2), 2),
  i32(3),
  3,
)

/** Expressions that are longer gain nothing from unrolling. */
const LONG = 16
const UNROLLED = 4

/** An array that the outputs of a row go to. */
export interface RowResult {
  readonly at: Local<'i32'>
  readonly dtype: DType
}

/**
 * Writes the loop over a row of `count` elements. It reads and writes nothing outside of the row, and
 * the bits of a result do not depend on its place.
 */
export const rowLoop = (
  body: Body,
  code: Code,
  count: Local<'i32'>,
  reads: readonly RowRead[],
  results: readonly RowResult[],
): void => {
  const fixed = reads.map((read) => {
    if (read.inner !== 'same' || read.isIndex) return null
    const { lanes, set } = variables(body, read.dtype)
    set(loadScalar(read.dtype, read.at))
    return lanes
  })
  const advance = (elements: number): void => {
    reads.forEach(({ inner, dtype, at, step, isIndex }) => {
      if (isIndex || inner === 'steps') body.set(at, add(at, mul(step, elements)))
      else if (inner === 'each') body.increase(at, elements * bytesOf[dtype])
    })
    for (const { at, dtype } of results) body.increase(at, elements * bytesOf[dtype])
    body.increase(count, -elements)
  }
  const leavesOf = (whole: (read: RowRead) => Lanes): Leaves => {
    const loaded = reads.map((read, i) =>
      read.isIndex ? null : (fixed[i] ?? keep(body, whole(read))),
    )
    return {
      read: (i) => loaded[i] as Lanes,
      index: (i, dtype) => keep(body, counted(body, reads[i] as RowRead, dtype)),
      kernel: null,
    }
  }
  const isSimple =
    lengthOf(code) <= LONG && reads.every(({ inner, isIndex }) => !isIndex && inner !== 'steps')
  const blocks = isSimple ? UNROLLED : 1
  body.while(op('i32.ge_s', count, i32(blocks * WIDTH)), () => {
    for (let block = 0; block < blocks; block++) {
      const leaves = leavesOf((read) =>
        read.inner === 'steps'
          ? gather(body, read)
          : load(read.dtype, read.at, block * WIDTH * bytesOf[read.dtype]),
      )
      emit(body, code, leaves).forEach((lanes, i) => {
        store(body, lanes, (results[i] as RowResult).at, block * WIDTH * bytesOf[lanes.dtype])
      })
    }
    advance(blocks * WIDTH)
  })
  // what is left: the same code, reading and writing only as much as there is
  const isWhole = body.local('i32')
  body.while(op('i32.gt_s', count, i32(0)), () => {
    body.set(isWhole, op('i32.ge_s', count, i32(WIDTH)))
    const leaves = leavesOf((read) => {
      const { lanes, set } = variables(body, read.dtype)
      body.if(
        isWhole,
        () => set(read.inner === 'steps' ? gather(body, read) : load(read.dtype, read.at)),
        () =>
          set(
            read.inner === 'steps'
              ? firstSteps(body, read, count)
              : loadFirst(read.dtype, read.at, count),
          ),
      )
      return lanes
    })
    const outputs = emit(body, code, leaves)
    body.if(
      isWhole,
      () => outputs.forEach((lanes, i) => store(body, lanes, (results[i] as RowResult).at)),
      () =>
        outputs.forEach((lanes, i) => {
          storeFirst(body, lanes, (results[i] as RowResult).at, count)
        }),
    )
    advance(WIDTH)
  })
}

/** Fewer than four elements in steps: those that are not there repeat the first. */
const firstSteps = (body: Body, read: RowRead, count: Value<'i32'>): Lanes => {
  const rest = body.let(count)
  const { lanes, set } = variables(body, read.dtype)
  set(loadScalar(read.dtype, read.at))
  for (const lane of [1, 2]) {
    body.if(op('i32.gt_s', rest, i32(lane)), () => {
      const one = loadScalar(read.dtype, add(read.at, mul(read.step, lane)))
      set(withLane(lanes, one, lane))
    })
  }
  return lanes
}

/** Four elements of which one is taken from others. */
const withLane = ({ dtype, parts }: Lanes, one: Lanes, lane: number): Lanes => {
  if (dtype === 'f64') {
    const mask = f64Mask(lane % 2)
    return {
      dtype,
      parts: parts.map((part, i) =>
        i === Math.floor(lane / 2)
          ? op('v128.bitselect', one.parts[i] ?? f64x2(0), part, mask)
          : part,
      ),
    }
  }
  const mask = op('i32x4.replace_lane', i32x4(0), i32(-1), lane)
  return {
    dtype,
    parts: parts.map((part, i) => op('v128.bitselect', one.parts[i] ?? f32x4(0), part, mask)),
  }
}

const f64Mask = (lane: number): Value<'v128'> =>
  op(
    'i32x4.replace_lane',
    op('i32x4.replace_lane', i32x4(0), i32(-1), 2 * lane),
    i32(-1),
    2 * lane + 1,
  )
