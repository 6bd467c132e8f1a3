/** Reads the tables of test/fixtures/numpy, and compares elements to the bit or in ulps. */
import { readFileSync } from 'node:fs'
import { allocate, type DType, type Storage } from '../../src/core/dtype.ts'
import type { AnyTensor } from '../../src/index.ts'
import { T } from '../../src/index.ts'

/** An operator, its arguments, and its result. */
export type Case = readonly [operator: string, args: readonly unknown[], result: unknown]

/** The cases of a file. */
export const casesOf = (file: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/numpy/${file}.json`, import.meta.url), 'utf8')).cases

const tensorText = /^(f32|f64|i32|u32|bool)\[([\d, ]*)\] ?(.*)$/

const special: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
const numberOf = (text: string): number => special[text] ?? Number(text)

/** Elements with their shape and type. */
export interface Elements {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly values: Storage
}

/** What `f32[2] 1 -0` says; `null` for text that is no tensor. */
export const elementsOf = (text: string): Elements | null => {
  const [, name, sizes = '', numbers = ''] = tensorText.exec(text) ?? []
  if (name === undefined) return null
  const dtype = name as DType
  const words = numbers === '' ? [] : numbers.split(' ')
  const values = allocate(dtype, words.length)
  words.forEach((word, i) => {
    values[i] = numberOf(word)
  })
  return { dtype, shape: sizes === '' ? [] : sizes.split(',').map(Number), values }
}

/** An argument as it is passed: text that is a tensor or a number made one. */
export const argumentOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(argumentOf)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, argumentOf(each)]))
  if (typeof value !== 'string') return value
  if (value === 'undefined') return undefined
  if (value.startsWith('number ')) return numberOf(value.slice('number '.length))
  const elements = elementsOf(value)
  return elements === null ? value : T.fromTypedArray(elements.values, [...elements.shape])
}

/** The elements of a tensor. */
export const read = (x: AnyTensor): Elements => ({
  dtype: x.dtype,
  shape: x.shape,
  values: T.toTypedArray(x),
})

const bits = new DataView(new ArrayBuffer(8))

/** Floats counted from 0 upwards: neighbours differ by 1. */
const ordinal = (value: number, dtype: 'f32' | 'f64'): bigint => {
  if (dtype === 'f32') bits.setFloat32(0, value)
  else bits.setFloat64(0, value)
  const word = dtype === 'f32' ? BigInt(bits.getInt32(0)) : bits.getBigInt64(0)
  const least = dtype === 'f32' ? -(2n ** 31n) : -(2n ** 63n)
  return word < 0n ? least - word : word
}

/** The distance from |x| to the next larger number of a float type. */
const ulp = (x: number, dtype: 'f32' | 'f64'): number => {
  const [fraction, least] = dtype === 'f32' ? [23, -149] : [52, -1074]
  const exponent = Math.floor(Math.log2(Math.abs(x)))
  return 2 ** Math.max(exponent - fraction, least)
}

/**
 * How far two elements are apart: 0 only for the same bits, the number of steps between floats,
 * or, with a scale, their difference in ulps of that. Infinite where no bound can excuse it.
 */
export const distance = (x: number, y: number, dtype: DType, scale: number | null): number => {
  if (Object.is(x, y)) return 0
  if (!Number.isFinite(x) || !Number.isFinite(y) || (dtype !== 'f32' && dtype !== 'f64'))
    return Number.POSITIVE_INFINITY
  if (scale !== null) return Math.abs(x - y) / ulp(Math.max(scale, Math.abs(y)), dtype)
  const steps = Number(ordinal(x, dtype) - ordinal(y, dtype))
  // 0 and -0 are the same place on the line, but not the same number
  return steps === 0 ? Number.POSITIVE_INFINITY : Math.abs(steps)
}
