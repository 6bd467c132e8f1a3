/** The derivatives of pooling, without an array of windows. */
import type { FloatDType } from '../../../core/dtype.ts'
import type { TensorType } from '../../../core/node.ts'
import type { WindowsAttributes } from '../../../core/primitives/windows.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Local, type Value, i32, op } from '../encode/index.ts'
import { type Access, arithmetic, splat } from './element.ts'
import { add, mul, once } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Plan, addressIn, bytesOf, kernelOf, parameterOf, planOf } from './plan.ts'
import { axesAt, eachInRow, elementNames, isDense, point, slidingOf } from './pooling.ts'
import { type Axis, axisArguments, axisAt, axisNames, walk } from './walk.ts'
import { clear } from './zero.ts'

/** What the elements of a window get of a cotangent: all the same, or those that attain the maximum. */
type Share = 'each' | 'greatest'

const unpool = (
  share: Share,
  dtype: FloatDType,
  [outerRank, placesRank]: readonly [number, number],
  count: number,
  dense: boolean,
): WasmKernel =>
  kernelOf(
    `cotangent of windows to ${share} ${dtype} ${outerRank} ${placesRank} ${count} ${dense ? 'dense' : 'apart'}`,
    [
      'result',
      'cotangent',
      'array',
      'greatest',
      ...axisNames('outer', outerRank),
      ...axisNames('place', placesRank),
      ...axisNames('row', 1),
      ...elementNames(count),
    ],
    (body, start, end, parameters) => {
      const { size, add: sum, equal } = arithmetic[dtype]
      const [multiply, divide] =
        dtype === 'f32'
          ? (['f32x4.mul', 'f32x4.div'] as const)
          : (['f64x2.mul', 'f64x2.div'] as const)
      const base = (name: string): Local<'i32'> => parameterOf(parameters, name)
      const elements = elementNames(count).map(base)
      const places = axesAt(parameters, 'place', placesRank)
      const row = axisAt(parameters, 'row', 0)
      const total = once(
        body,
        places.reduce((product, axis) => mul(product, axis.size), once(body, 1)),
      )
      const origin = { from: i32(0), to: i32(0) }
      const one = body.let(splat(dtype, 1))

      /** The elements of a window that attain its maximum, as 1 and 0. */
      const attained = (access: Access, from: Value<'i32'>, to: Value<'i32'>) => {
        const greatest = body.let(access.load(add(base('greatest'), to)))
        const array = once(body, add(base('array'), from))
        return elements.map((offset) =>
          body.let(op('v128.and', one, equal(access.load(add(array, offset)), greatest))),
        )
      }
      const visit = (access: Access, from: Value<'i32'>, to: Value<'i32'>): void => {
        const given = body.let(access.load(add(base('cotangent'), to)))
        const result = once(body, add(base('result'), from))
        const ones = share === 'greatest' ? attained(access, from, to) : []
        // numbers of ones are exact in any order
        const [first = one, ...others] = ones
        const number = body.let(others.reduce(sum, first))
        elements.forEach((offset, i) => {
          const address = once(body, add(result, offset))
          const own = ones[i]
          const part = own ? op(multiply, given, op(divide, own, number)) : given
          body.do(access.store(address, sum(access.load(address), part)))
        })
      }
      walk(body, axesAt(parameters, 'outer', outerRank), [start, end], origin, (outside) =>
        walk(body, places, [i32(0), total], outside, (place) =>
          eachInRow(body, size, dense, row, (access, at) =>
            visit(access, once(body, add(place.from, at.from)), once(body, add(place.to, at.to))),
          ),
        ),
      )
    },
  )

const unpoolPlan = (
  share: Share,
  x: TensorType & { readonly dtype: FloatDType },
  attributes: WindowsAttributes,
): Plan | null => {
  const sliding = slidingOf(x, attributes)
  if (!sliding) return null
  const { still, places, elements } = sliding
  const size = bytesOf(x.dtype)
  const isLong = (axis: Axis): boolean => axis.size > 1
  const [long, windowed] = [still.filter(isLong), places.filter(isLong)]
  const row = long.at(-1) ?? point
  const outer = long.slice(0, -1)
  const ranks = [outer.length, windowed.length] as const
  const [array, greatest] = share === 'greatest' ? [addressIn(1), addressIn(2)] : [0, 0]
  return planOf(...clear('result', sizeOf(x.shape) * size), {
    kernel: unpool(share, x.dtype, ranks, elements.length, isDense(row)),
    args: [
      addressIn('result'),
      addressIn(0),
      array,
      greatest,
      ...axisArguments([...outer, ...windowed, row], size),
      ...elements.map((element) => element * size),
    ],
    units: sizeOf(outer.map((axis) => axis.size)),
  })
}

/**
 * The cotangent of x where operand 0 is the cotangent of `reduceSum(windows(x))`:
 * `unwindows(broadcast(cotangent))`. `null` as {@link poolWindows}.
 */
export const unpoolSum = (
  x: TensorType & { readonly dtype: FloatDType },
  attributes: WindowsAttributes,
): Plan | null => unpoolPlan('each', x, attributes)

/**
 * The cotangent of operand 1, x, where operand 0 is the cotangent of operand 2, an extremum of
 * `windows(x)`: what attains it shares equally. `null` as {@link poolWindows}.
 */
export const unpoolExtremum = (
  x: TensorType & { readonly dtype: FloatDType },
  attributes: WindowsAttributes,
): Plan | null => unpoolPlan('greatest', x, attributes)
