import type { Shape } from '../tensor.ts'
import { type InputParts, type Rank, type Spatial, spatialNames } from './convolution.ts'
import { type IsDynShape, type Sizes, showShape, type DynShape } from './dimension.ts'
import {
  type OptionOf,
  type Padding,
  type PerAxis,
  slide,
  type Slide,
  type SlidingAxis,
} from './sliding.ts'

/** The options of a pooling, as a shape rule takes them. */
export interface PoolOptions {
  readonly strides?: PerAxis
  readonly padding?: Padding
}

/**
 * The shape of a pooling `maxPool2d(x, window, options)`: `[batch, ...spatial, channels]` becomes
 * `[batch, ...places, channels]`. Windows lie side by side unless the strides say otherwise.
 */
export type Pool<R extends Rank, S extends Shape, Window, O, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : InputParts<Operator, Spatial[R], S> extends infer Input
      ? Input extends [infer Batch, infer Inner extends Shape, infer Channels]
        ? Slide<
            Operator,
            'window',
            Spatial[R],
            Inner,
            Window,
            {
              readonly strides: OptionOf<O, 'strides', Window>
              readonly dilation: 1
              readonly padding: OptionOf<O, 'padding', 'VALID'>
            }
          > extends infer Places
          ? Places extends Shape
            ? [Batch, ...Places, Channels]
            : Places
          : never
        : Input
      : never

/** A pooling with everything settled. */
export interface PoolPlan {
  readonly axes: readonly SlidingAxis[]
  readonly shape: Sizes
}

/** {@link Pool} at value level, with the numbers of every axis. */
export const poolPlan = (
  operator: string,
  rank: Rank,
  x: Sizes,
  window: PerAxis,
  { strides = window, padding = 'VALID' }: PoolOptions = {},
): PoolPlan | string => {
  const names = spatialNames[rank]
  if (x.length !== rank + 2)
    return `${operator}: input must be [batch, ${names.join(', ')}, channels], got ${showShape(x)}`
  const options = { strides, dilation: 1, padding }
  const axes = slide(operator, 'window', names, x.slice(1, -1), window, options)
  return typeof axes === 'string'
    ? axes
    : { axes, shape: [x[0] ?? 0, ...axes.map(({ size }) => size), x.at(-1) ?? 0] }
}

/** {@link Pool} at value level. */
export const poolShape = (
  operator: string,
  rank: Rank,
  x: Sizes,
  window: PerAxis,
  options: PoolOptions = {},
): Sizes | string => {
  const plan = poolPlan(operator, rank, x, window, options)
  return typeof plan === 'string' ? plan : plan.shape
}
