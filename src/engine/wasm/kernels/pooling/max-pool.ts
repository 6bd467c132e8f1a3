/**
 * The largest element that each window sees, and the cotangent of it: what programs write as
 *
 *     y = reduceMax(windows(x))
 *     dx = unwindows(g · (e / reduceSum(e))),  e = convert(equal(windows(x), y))
 *
 * and what takes many passes over the windows one by one. Channels are last and fill vectors; a
 * table says where the windows begin and where their elements are.
 */
import { type Body, type Local, type Value, f32x4, f64x2, i32, op } from '../../encode/index.ts'
import { type Numeric, lanesOf, storeFirst, zeros } from '../contraction/lanes.ts'
import { variable } from '../contraction/variable.ts'
import { add, less, mul, quotient, remainder, sub } from '../integers.ts'
import type { WasmKernel } from '../kernel.ts'
import { type Parameters, kernelOf } from '../plan.ts'

/** Sizes in elements, steps in bytes; `starts` and `elements` are addresses of tables of offsets. */
const common = [
  'starts',
  'rows',
  'places',
  'channels',
  'elements',
  'size',
  'imageBytes',
  'placeBytes',
] as const

type Common = Parameters<(typeof common)[number]>

const maximum = {
  f32: (x: Value<'v128'>, y: Value<'v128'>) => op('f32x4.max', x, y),
  f64: (x: Value<'v128'>, y: Value<'v128'>) => op('f64x2.max', x, y),
  i32: (x: Value<'v128'>, y: Value<'v128'>) => op('i32x4.max_s', x, y),
  u32: (x: Value<'v128'>, y: Value<'v128'>) => op('i32x4.max_u', x, y),
} as const

/** Runs statements for the offset of every element of a window. */
const forElements = (
  body: Body,
  { elements, size }: Common,
  statements: (offset: Value<'i32'>) => void,
): void => {
  const entry = variable(body, elements)
  const end = body.let(add(elements, mul(size, 4)))
  body.while(less(entry, end), () => {
    statements(body.let(op('i32.load', entry)))
    body.increase(entry, 4)
  })
}

/**
 * Runs statements for each vector of channels of each window in a row of windows: where the window
 * begins in the input, where its result is, and how many channels there are.
 */
const forWindows = (
  body: Body,
  dtype: Numeric,
  p: Common,
  row: Value<'i32'>,
  input: Value<'i32'>,
  statements: (x: Local<'i32'>, distance: Local<'i32'>, width: Local<'i32'>) => void,
): void => {
  const { bytes, count } = lanesOf[dtype]
  const start = op('i32.load', add(p.starts, mul(remainder(row, p.rows), 4)))
  const image = mul(quotient(row, p.rows), p.imageBytes)
  const place = variable(body, add(add(input, image), start))
  const distance = variable(body, mul(row, mul(mul(p.places, p.channels), bytes)))
  const left = variable(body, p.places)
  const [x, width] = [body.local('i32'), body.local('i32')]
  body.while(left, () => {
    body.set(x, place)
    body.set(width, p.channels)
    body.loop((again) => {
      statements(x, distance, width)
      body.if(
        less(count, width),
        () => {
          body.increase(x, 16)
          body.increase(distance, 16)
          body.set(width, sub(width, count))
          body.branch(again)
        },
        () => body.increase(distance, mul(width, bytes)),
      )
    })
    body.increase(place, p.placeBytes)
    body.increase(left, -1)
  })
}

/** y = max over windows of x. A unit is a row of windows of one image. */
export const maxPoolKernel = (dtype: Numeric): WasmKernel =>
  kernelOf(`maxPool-${dtype}`, [...common, 'x', 'y'], (body, from, to, p) => {
    const row = variable(body, from)
    const best = body.local('v128')
    body.while(less(row, to), () => {
      forWindows(body, dtype, p, row, p.x, (x, distance, width) => {
        // the first element of every window is where the window begins
        body.set(best, op('v128.load', x))
        forElements(body, p, (offset) => {
          body.set(best, maximum[dtype](best, op('v128.load', add(x, offset))))
        })
        storeFirst(body, lanesOf[dtype], add(p.y, distance), 0, best, width)
      })
      body.increase(row, 1)
    })
  })

const floating = {
  f32: {
    one: f32x4(1),
    equal: (x: Value<'v128'>, y: Value<'v128'>) => op('f32x4.eq', x, y),
    divide: (x: Value<'v128'>, y: Value<'v128'>) => op('f32x4.div', x, y),
  },
  f64: {
    one: f64x2(1),
    equal: (x: Value<'v128'>, y: Value<'v128'>) => op('f64x2.eq', x, y),
    divide: (x: Value<'v128'>, y: Value<'v128'>) => op('f64x2.div', x, y),
  },
} as const

/**
 * The cotangent of x: each window gives the cotangent of its maximum to the elements that are equal
 * to it, in equal shares; shares are added window by window, row by row. A unit is an image.
 */
export const maxPoolCotangentKernel = (dtype: 'f32' | 'f64'): WasmKernel => {
  const lanes = lanesOf[dtype]
  const { one, equal, divide } = floating[dtype]
  const names = [...common, 'x', 'y', 'cotangent', 'result'] as const
  return kernelOf(`maxPoolCotangent-${dtype}`, names, (body, from, to, p) => {
    const image = variable(body, from)
    const [largest, cotangent, count] = [body.local('v128'), body.local('v128'), body.local('v128')]
    body.while(less(image, to), () => {
      const target = body.let(add(p.result, mul(image, p.imageBytes)))
      body.do(op('memory.fill', target, i32(0), p.imageBytes))
      const row = variable(body, mul(image, p.rows))
      const end = body.let(add(row, p.rows))
      body.while(less(row, end), () => {
        forWindows(body, dtype, p, row, p.x, (x, distance, width) => {
          body.set(largest, op('v128.load', add(p.y, distance)))
          body.set(cotangent, op('v128.load', add(p.cotangent, distance)))
          body.set(count, zeros)
          const isLargest = (offset: Value<'i32'>) =>
            op('v128.and', equal(op('v128.load', add(x, offset)), largest), one)
          forElements(body, p, (offset) => body.set(count, lanes.add(count, isLargest(offset))))
          forElements(body, p, (offset) => {
            const at = body.let(add(add(x, offset), sub(p.result, p.x)))
            const share = divide(isLargest(offset), count)
            const sum = body.let(lanes.add(op('v128.load', at), lanes.mul(cotangent, share)))
            storeFirst(body, lanes, at, 0, sum, width)
          })
        })
        body.increase(row, 1)
      })
      body.increase(image, 1)
    })
  })
}
