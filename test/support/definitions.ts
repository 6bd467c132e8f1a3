import type { DType } from '../../src/core/dtype.ts'
import type { TensorType } from '../../src/core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../src/core/primitives/index.ts'
import type { Input } from './input.ts'

/** A place in a tensor: one number for each axis. */
export type Index = readonly number[]

/** The element of an operand at a place. */
type Elements = readonly ((index: Index) => number)[]

/**
 * What a primitive means, element by element: the element of the result at a place, from the
 * elements of the operands. Written without strides, loops over flat arrays or typed arrays, so that
 * it shares nothing with the kernels. Numbers are rounded and wrapped explicitly.
 */
type Definition<N extends PrimitiveName> = (
  at: Index,
  elements: Elements,
  attributes: AttributesOf<N>,
  operands: readonly Input[],
  result: TensorType,
) => number

/** Every place of a shape, row by row. */
export const places = (shape: readonly number[]): readonly Index[] =>
  shape.reduce<readonly Index[]>(
    (before, size) =>
      before.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  )

/** The element at a place, found by counting. */
export const elementOf = ({ shape, value }: Input, index: Index): number => {
  const flat = shape.reduce((sum, size, axis) => sum * size + (index[axis] as number), 0)
  const element = value[flat]
  if (element === undefined || index.length !== shape.length) {
    throw new RangeError(`no element (${index.join()}) in [${shape.join()}]`)
  }
  return element
}

/** One rounding to an element type, or wrapping; the argument is exact. */
const roundTo: { readonly [D in DType]: (x: number) => number } = {
  f32: Math.fround,
  f64: (x) => x,
  i32: (x) => Number(BigInt.asIntN(32, BigInt(x))),
  u32: (x) => Number(BigInt.asUintN(32, BigInt(x))),
  bool: (x) => (x === 0 ? 0 : 1),
}

const isWhole = (dtype: DType): dtype is 'i32' | 'u32' => dtype === 'i32' || dtype === 'u32'

const wrap = (dtype: 'i32' | 'u32', x: bigint): number =>
  Number(dtype === 'i32' ? BigInt.asIntN(32, x) : BigInt.asUintN(32, x))

type Binary = 'add' | 'sub' | 'mul' | 'div'

/** Arithmetic of two numbers: rounded once (floats), exact and then wrapped (integers). */
const arithmetic =
  <N extends Binary>(
    real: (x: number, y: number) => number,
    whole: (x: bigint, y: bigint) => bigint,
  ): Definition<N> =>
  (at, [x, y], _, __, { dtype }) => {
    const [a, b] = [x?.(at) as number, y?.(at) as number]
    return isWhole(dtype) ? wrap(dtype, whole(BigInt(a), BigInt(b))) : roundTo[dtype](real(a, b))
  }

type Unary = 'neg' | 'abs' | 'sign' | 'sqrt' | 'floor' | 'stopGradient'

const unary =
  <N extends Unary>(f: (x: number) => number): Definition<N> =>
  (at, [x], _, __, { dtype }) =>
    roundTo[dtype](f(x?.(at) as number))

/** Elementary functions by Math: not exact, so they are compared with a bound in ulp. */
type Elementary =
  | 'pow'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'logistic'
  | 'erf'
  | 'erfInv'
  | 'sin'
  | 'cos'

const elementary =
  <N extends Elementary>(f: (x: number, y: number) => number): Definition<N> =>
  (at, [x, y]) =>
    f(x?.(at) as number, y?.(at) ?? Number.NaN)

/** erf by its series near 0 and by the continued fraction of erfc beyond. */
export const erf = (x: number): number => {
  if (Number.isNaN(x)) return x
  const a = Math.abs(x)
  if (a === 0) return x
  if (a < 2) {
    // 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!: all terms positive, nothing cancels
    let term = a
    let sum = a
    for (let n = 1; n < 120; n++) {
      term *= (2 * a * a) / (2 * n + 1)
      sum += term
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum
  }
  let fraction = 0
  for (let k = 200; k >= 1; k--) fraction = k / 2 / (a + fraction)
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction))
}

const greater = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (a === 0 && b === 0) return Object.is(a, 0) || Object.is(b, 0) ? 0 : -0
  return a > b ? a : b
}

const smaller = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (a === 0 && b === 0) return Object.is(a, -0) || Object.is(b, -0) ? -0 : 0
  return a < b ? a : b
}

const twoOf =
  <N extends 'max' | 'min' | 'equal' | 'less' | 'lessEqual'>(
    f: (x: number, y: number) => number,
  ): Definition<N> =>
  (at, [x, y]) =>
    f(x?.(at) as number, y?.(at) as number)

/** The places of an operand that a reduction puts into one element of its result, row by row. */
const group = (operand: Input, axes: readonly number[], at: Index): readonly Index[] =>
  places(operand.shape).filter((index) => {
    const kept = index.filter((_, axis) => !axes.includes(axis))
    return kept.every((i, k) => i === at[k])
  })

const extremum =
  (
    better: (a: number, b: number) => number,
    ofNone: { readonly [D in DType]: number },
  ): Definition<'reduceMax' | 'reduceMin'> =>
  (at, [x], { axes }, [operand], { dtype }) =>
    group(operand as Input, axes, at)
      .map((index) => x?.(index) as number)
      .reduce(better, ofNone[dtype])

/** Threefry-2x32, 20 rounds, as the paper states it: words as unsigned big integers. */
export const threefry = (
  key: readonly [number, number],
  counter: readonly [number, number],
): readonly [number, number] => {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x)
  const rotate = (x: bigint, by: number): bigint => word((x << BigInt(by)) | (x >> BigInt(32 - by)))
  const k = [BigInt(key[0]), BigInt(key[1]), 0x1bd11bdan ^ BigInt(key[0]) ^ BigInt(key[1])]
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24]
  let x0 = word(BigInt(counter[0]) + (k[0] as bigint))
  let x1 = word(BigInt(counter[1]) + (k[1] as bigint))
  for (let round = 0; round < 20; round++) {
    x0 = word(x0 + x1)
    x1 = rotate(x1, rotations[round % 8] as number) ^ x0
    if (round % 4 === 3) {
      const injection = (round + 1) / 4
      x0 = word(x0 + (k[injection % 3] as bigint))
      x1 = word(x1 + (k[(injection + 1) % 3] as bigint) + BigInt(injection))
    }
  }
  return [Number(x0), Number(x1)]
}

const sortRank = (keys: readonly number[], i: number): number => {
  const precedes = (a: number, b: number): boolean => (Number.isNaN(b) ? !Number.isNaN(a) : a < b)
  const own = keys[i] as number
  return keys.filter((key, k) => precedes(key, own) || (!precedes(own, key) && k < i)).length
}

/** The index of the first NaN along an axis, or else of the first element that is best. */
const firstOf =
  (isBest: (x: number, all: readonly number[]) => boolean): Definition<'argmax' | 'argmin'> =>
  (at, [x], { axis }, [operand]) => {
    const all = Array.from({ length: operand?.shape[axis] as number }, (_, i) =>
      x?.(at.toSpliced(axis, 0, i)),
    ) as readonly number[]
    const nan = all.findIndex(Number.isNaN)
    return nan >= 0 ? nan : all.findIndex((element) => isBest(element, all))
  }

/** Σ of numbers as the documentation of reduceSum says: lane i mod 16, lanes added in halves. */
const laneSum = (dtype: 'f32' | 'f64', terms: readonly number[]): number => {
  const round = roundTo[dtype]
  let lanes: readonly number[] = Array.from({ length: 16 }, (_, lane) =>
    terms.filter((__, i) => i % 16 === lane).reduce((sum, x) => round(sum + x), 0),
  )
  while (lanes.length > 1) {
    const half = lanes.length / 2
    lanes = lanes.slice(0, half).map((x, lane) => round(x + (lanes[half + lane] as number)))
  }
  return lanes[0] as number
}

/** A row for every primitive of the registry. */
export const definitions: { readonly [N in PrimitiveName]: Definition<N> } = {
  add: arithmetic(
    (x, y) => x + y,
    (x, y) => x + y,
  ),
  sub: arithmetic(
    (x, y) => x - y,
    (x, y) => x - y,
  ),
  mul: arithmetic(
    (x, y) => x * y,
    (x, y) => x * y,
  ),
  div: arithmetic(
    (x, y) => x / y,
    (x, y) => (y === 0n ? 0n : x / y),
  ),
  neg: (at, [x], _, __, { dtype }) => {
    const a = x?.(at) as number
    return isWhole(dtype) ? wrap(dtype, -BigInt(a)) : -a
  },
  abs: unary((x) => (x < 0 || Object.is(x, -0) ? -x : x)),
  sign: unary((x) => (x > 0 ? 1 : x < 0 ? -1 : x)),
  max: twoOf(greater),
  min: twoOf(smaller),
  sqrt: unary(Math.sqrt),
  floor: unary((x) => {
    if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 53 || Object.is(x, -0)) return x
    const towardsZero = x - (x % 1)
    return x < towardsZero ? towardsZero - 1 : towardsZero
  }),
  // IEEE 754 and JavaScript differ where |x| = 1 and y is not finite
  pow: elementary((x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y)),
  exp: elementary(Math.exp),
  expm1: elementary(Math.expm1),
  log: elementary(Math.log),
  log1p: elementary(Math.log1p),
  tanh: elementary(Math.tanh),
  logistic: elementary((x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))),
  erf: elementary(erf),
  // the law takes this for the y whose inverse is asked for, and checks it backwards
  erfInv: elementary((y) => y),
  sin: elementary(Math.sin),
  cos: elementary(Math.cos),
  equal: twoOf((x, y) => (x === y ? 1 : 0)),
  less: twoOf((x, y) => (x < y ? 1 : 0)),
  lessEqual: twoOf((x, y) => (x <= y ? 1 : 0)),
  select: (at, [condition, x, y]) => (condition?.(at) === 1 ? x?.(at) : y?.(at)) as number,
  convert: (at, [x], { dtype }, [operand]) => {
    const a = x?.(at) as number
    if (dtype === 'bool') return a === 0 ? 0 : 1
    if (!isWhole(dtype)) return roundTo[dtype](a)
    if (isWhole(operand?.dtype ?? 'bool') || operand?.dtype === 'bool')
      return wrap(dtype, BigInt(a))
    const [low, high] = dtype === 'i32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1]
    if (Number.isNaN(a)) return 0
    const cut = Number.isFinite(a) ? a - (a % 1) : a
    return Math.min(Math.max(cut, low), high) + 0
  },
  stopGradient: (at, [x]) => x?.(at) as number,
  reduceSum: (at, [x], { axes }, [operand], { dtype }) => {
    const terms = group(operand as Input, axes, at).map((index) => x?.(index) as number)
    if (dtype === 'f32' || dtype === 'f64') return laneSum(dtype, terms)
    const sum = terms.reduce((total, term) => total + BigInt(term), 0n)
    return wrap(dtype as 'i32' | 'u32', sum)
  },
  reduceMax: extremum(greater, {
    f32: Number.NEGATIVE_INFINITY,
    f64: Number.NEGATIVE_INFINITY,
    i32: -(2 ** 31),
    u32: 0,
    bool: 0,
  }),
  reduceMin: extremum(smaller, {
    f32: Number.POSITIVE_INFINITY,
    f64: Number.POSITIVE_INFINITY,
    i32: 2 ** 31 - 1,
    u32: 2 ** 32 - 1,
    bool: 1,
  }),
  cumsum: (at, [x], { axis, reverse }, [operand], { dtype }) => {
    const size = operand?.shape[axis] as number
    const own = at[axis] as number
    const summed = reverse
      ? Array.from({ length: size - own }, (_, i) => size - 1 - i)
      : Array.from({ length: own + 1 }, (_, i) => i)
    return summed
      .map((i) => x?.(at.map((place, a) => (a === axis ? i : place))) as number)
      .reduce((sum, term) =>
        isWhole(dtype) ? wrap(dtype, BigInt(sum) + BigInt(term)) : roundTo[dtype](sum + term),
      )
  },
  dotGeneral: (at, [x, y], { contract, batch }, [left, right], { dtype }) => {
    const free = (operand: Input, side: 0 | 1): readonly number[] =>
      [...operand.shape.keys()].filter(
        (axis) => !contract[side].includes(axis) && !batch[side].includes(axis),
      )
    const [freeX, freeY] = [free(left as Input, 0), free(right as Input, 1)]
    const inStep = batch[0].length
    const place = (operand: Input, side: 0 | 1, own: readonly number[], from: number, k: Index) =>
      [...operand.shape.keys()].map((axis) => {
        if (batch[side].includes(axis)) return at[batch[side].indexOf(axis)] as number
        if (contract[side].includes(axis)) return k[contract[side].indexOf(axis)] as number
        return at[from + own.indexOf(axis)] as number
      })
    const pairs = places(contract[0].map((axis) => left?.shape[axis] as number)).map((k) => [
      x?.(place(left as Input, 0, freeX, inStep, k)) as number,
      y?.(place(right as Input, 1, freeY, inStep + freeX.length, k)) as number,
    ])
    if (isWhole(dtype)) {
      return wrap(
        dtype,
        pairs.reduce((sum, [a, b]) => sum + BigInt(a as number) * BigInt(b as number), 0n),
      )
    }
    const round = roundTo[dtype]
    return pairs.reduce((sum, [a, b]) => round(sum + round((a as number) * (b as number))), 0)
  },
  reshape: (at, [x], { shape }, [operand]) => {
    const row = places(shape).findIndex((index) => index.every((i, axis) => i === at[axis]))
    return x?.(places(operand?.shape ?? [])[row] as Index) as number
  },
  transpose: (at, [x], { permutation }) =>
    x?.(permutation.map((_, axis) => at[permutation.indexOf(axis)] as number)) as number,
  broadcast: (at, [x], { axes }) => x?.(axes.map((axis) => at[axis] as number)) as number,
  slice: (at, [x], { starts, strides }) =>
    x?.(at.map((i, axis) => (starts[axis] as number) + i * (strides[axis] as number))) as number,
  pad: (at, [x], { low, interior }, [operand]) => {
    const from = at.map((i, axis) => (i - (low[axis] as number)) / ((interior[axis] as number) + 1))
    const inside = from.every(
      (i, axis) => Number.isInteger(i) && i >= 0 && i < (operand?.shape[axis] as number),
    )
    return inside ? (x?.(from.map((i) => i + 0)) as number) : 0
  },
  concatenate: (at, elements, { axis }, operands) => {
    let before = 0
    for (const [k, operand] of operands.entries()) {
      const extent = operand.shape[axis] as number
      const i = (at[axis] as number) - before
      if (i < extent) return elements[k]?.(at.map((own, a) => (a === axis ? i : own))) as number
      before += extent
    }
    throw new RangeError('no operand has this element')
  },
  reverse: (at, [x], { axes }, [operand]) =>
    x?.(
      at.map((i, axis) => (axes.includes(axis) ? (operand?.shape[axis] as number) - 1 - i : i)),
    ) as number,
  sortBy: (at, [keys, values], _, [operand]) => {
    const outer = at.slice(0, -1)
    const length = operand?.shape.at(-1) as number
    const row = Array.from({ length }, (__, i) => keys?.([...outer, i]) as number)
    const origin = row.findIndex((__, i) => sortRank(row, i) === at.at(-1))
    return values?.([...outer, origin]) as number
  },
  argmax: firstOf((x, all) => all.every((other) => !(other > x))),
  argmin: firstOf((x, all) => all.every((other) => !(other < x))),
  gather: (at, [x, indices], _, [rows, list]) => {
    const axis = (list?.shape.length as number) - 1
    const index = indices?.(at.slice(0, axis + 1)) as number
    const isRow = index >= 0 && index < (rows?.shape[axis] as number)
    return isRow ? (x?.(at.map((place, a) => (a === axis ? index : place))) as number) : 0
  },
  scatterAdd: (at, [x, indices], _, [rows, list], { dtype }) => {
    const axis = (list?.shape.length as number) - 1
    const terms = Array.from({ length: rows?.shape[axis] as number }, (__, j) => j)
      .filter((j) => indices?.([...at.slice(0, axis), j]) === at[axis])
      .map((j) => x?.(at.map((place, a) => (a === axis ? j : place))) as number)
    return isWhole(dtype)
      ? wrap(
          dtype,
          terms.reduce((sum, term) => sum + BigInt(term), 0n),
        )
      : terms.reduce((sum, term) => roundTo[dtype](sum + term), 0)
  },
  iota: (at, _, { axis }) => at[axis] as number,
  threefrySplit: (at, [key]) => {
    const outer = at.slice(0, -2)
    const [i, word] = at.slice(-2) as [number, 0 | 1]
    return threefry([key?.([...outer, 0]) as number, key?.([...outer, 1]) as number], [0, i])[word]
  },
  threefryFoldIn: (at, [key, data]) => {
    const outer = at.slice(0, -1)
    const pair = [key?.([...outer, 0]) as number, key?.([...outer, 1]) as number] as const
    return threefry(pair, [0, data?.(outer) as number])[at.at(-1) as 0 | 1]
  },
  threefryBits: (at, [key], { shape, width }, [operand]) => {
    const outer = (operand?.shape.length as number) - 1
    const pair = [0, 1].map((word) => key?.([...at.slice(0, outer), word]) as number)
    const place = at.slice(outer, outer + shape.length)
    const count = shape.reduce((sum, size, axis) => sum * size + (place[axis] as number), 0)
    const words = threefry(pair as [number, number], [0, count])
    return width === 64 ? words[at.at(-1) as 0 | 1] : Number(BigInt(words[0]) ^ BigInt(words[1]))
  },
}
