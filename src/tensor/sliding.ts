/** What convolutions and poolings share: their options, and what they do about them. */
import { ArgumentError } from '../core/errors.ts'
import type { PadWidth, Rank } from '../core/shape/index.ts'
import { describe } from '../core/tree.ts'

interface Lists<A> {
  readonly 1: readonly [width: A]
  readonly 2: readonly [height: A, width: A]
  readonly 3: readonly [depth: A, height: A, width: A]
}

/** One number for all spatial axes, or a number for each. */
export type PerSpatialAxis<R extends Rank> = number | Lists<number>[R]

/** The options of a pooling. */
export interface PoolingOptions<R extends Rank> {
  /**
   * how far the next window is
   * @defaultValue the window, so that windows lie side by side
   */
  readonly strides?: PerSpatialAxis<R>
  /**
   * `VALID`: windows lie inside of x. `SAME`: ⌈size / stride⌉ windows, what x lacks being put half
   * before and half after it, the odd one after. Or how much there is before and after each axis.
   * @defaultValue 'VALID'
   */
  readonly padding?: 'SAME' | 'VALID' | Lists<PadWidth>[R]
}

/** The options of a convolution. */
export interface ConvolutionOptions<R extends Rank> {
  /**
   * how far the kernel moves from one element of the result to the next
   * @defaultValue 1
   */
  readonly strides?: PerSpatialAxis<R>
  /**
   * `VALID`: the kernel stays inside of x. `SAME`: ⌈size / stride⌉ places, the zeros that this needs
   * being put half before and half after x, the odd one after. Or how many zeros there are before
   * and after each axis. @defaultValue 'VALID'
   */
  readonly padding?: 'SAME' | 'VALID' | Lists<PadWidth>[R]
  /**
   * how far neighbours of the kernel are apart
   * @defaultValue 1
   */
  readonly dilation?: PerSpatialAxis<R>
  /**
   * into how many groups the channels fall, each with features of its own
   * @defaultValue 1
   */
  readonly groups?: number
}

/** The options of windows along one axis. */
export interface WindowOptions {
  /**
   * how far the next window is
   * @defaultValue 1
   */
  readonly stride?: number
  /**
   * how far the next element of a window is
   * @defaultValue 1
   */
  readonly dilation?: number
}

/** No options of windows. */
export interface NoStride {
  readonly stride?: never
}

/** No options. */
export interface NoOptions {
  readonly strides?: never
}

/** Nothing but the options that there are: an unknown name is a mistake, not a default. */
export type Only<Given, Known> = { readonly [K in Exclude<keyof Given, keyof Known>]: never }

/** Throws unless the options are those of the operator, which types alone do not ensure. */
export const requireOptions = <O extends object>(
  operator: string,
  names: readonly (keyof O & string)[],
  options: O,
): O => {
  const given: unknown = options
  if (typeof given !== 'object' || given === null)
    throw new ArgumentError(operator, `options must be a record, got ${describe(given)}`)
  const wrong = Object.keys(given).find((name) => !names.some((known) => known === name))
  if (wrong !== undefined)
    throw new ArgumentError(operator, `there is no option ${wrong}: there are ${names.join(', ')}`)
  const { padding } = given as { readonly padding?: unknown }
  const known = padding === undefined || padding === 'SAME' || padding === 'VALID'
  if (!known && !(Array.isArray(padding) && padding.every(Array.isArray)))
    throw new ArgumentError(
      operator,
      `padding must be SAME, VALID or a pair of counts for each axis, got ${String(padding)}`,
    )
  return options
}
