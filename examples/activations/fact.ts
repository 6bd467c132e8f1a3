/**
 * What is said about a function and can be computed: the page shows what a fact says, the tests ask
 * whether it holds.
 */
import { type AnyTensor, T } from 'cotangent'
import { type Places, places, type Sample } from './sample.ts'

export type Fact<A> = {
  readonly says: string
  /** Is it so, as far as these numbers show? */
  readonly holds: (numbers: A) => boolean
}

export const fact = <A>(says: string, holds: (numbers: A) => boolean): Fact<A> => ({ says, holds })

/** Where facts are looked at: near enough to each other for a maximum, as far from 0 on both sides. */
export const everywhere = places(-8, 8, 3201)

/** The value in the middle of those places, at z = 0. */
export const at0 = (x: Places): number => {
  const values = T.toTypedArray(x)
  return values[(values.length - 1) / 2] ?? Number.NaN
}

export const least = (x: Places): number => T.toNumber(T.min(x))
export const greatest = (x: Places): number => T.toNumber(T.max(x))

/** Are they equal but for rounding? */
export const same = (x: AnyTensor, y: AnyTensor | number): boolean =>
  T.allClose(x, y, { rtol: 1e-9, atol: 1e-12 })

/** Are they equal where z < 0? Elsewhere anything is allowed. */
export const sameBelow0 = ({ z }: Sample, x: Places, y: Places | number): boolean =>
  same(T.where(T.less(z, 0), x, 0), T.where(T.less(z, 0), y, 0))

/** Is this the number, rounded to four decimals? */
export const rounded = (value: number, decimals: number): boolean =>
  Math.abs(value - decimals) <= 0.5e-4

/** Is the least element of x there, as near as the places are to each other? */
export const leastAt = ({ z }: Sample, x: Places, place: number): boolean =>
  Math.abs((T.toTypedArray(z)[T.toNumber(T.argmin(x))] ?? Number.NaN) - place) <= 0.005

export const increases = ({ slope }: Sample): boolean => least(slope) >= 0
