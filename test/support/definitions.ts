import type { DType } from '../../src/core/dtype.ts'
import type { TensorType } from '../../src/core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../src/core/primitives/index.ts'
import { floorModulo, moduloOf } from './exact.ts'
import { lgammaByStirling, polygammaBySum } from './gamma.ts'
import { indexingDefinitions } from './indexing-definitions.ts'
import type { Input } from '../../src/laws/input.ts'
import { type Index, places } from '../../src/laws/places.ts'
import { matrixDefinitions } from './matrix-definitions.ts'
import { isWhole, roundTo, wrap } from './rounding.ts'

/** The element of an operand at a place. */
type Elements = readonly ((index: Index) => number)[]

/**
 * What a primitive means, element by element: the element of the result at a place, from the
 * elements of the operands. Written without strides, loops over flat arrays or typed arrays, so that
 * it shares nothing with the kernels. Numbers are rounded and wrapped explicitly.
 */
export type Definition<N extends PrimitiveName> = (
  at: Index,
  elements: Elements,
  attributes: AttributesOf<N>,
  operands: readonly Input[],
  result: TensorType,
) => number

/** The element at a place, found by counting. */
export const elementOf = ({ shape, value }: Input, index: Index): number => {
  const flat = shape.reduce((sum, size, axis) => sum * size + (index[axis] as number), 0)
  const element = value[flat]
  if (element === undefined || index.length !== shape.length) {
    throw new RangeError(`no element (${index.join()}) in [${shape.join()}]`)
  }
  return element
}

type Binary = 'add' | 'sub' | 'mul' | 'div' | 'remainder'

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

type Unary = 'neg' | 'abs' | 'sign' | 'sqrt' | 'floor' | 'round' | 'stopGradient'

const unary =
  <N extends Unary>(f: (x: number) => number): Definition<N> =>
  (at, [x], _, __, { dtype }) =>
    roundTo[dtype](f(x?.(at) as number))

/** Operations on the bits of numbers, of which negative ones have infinitely many. */
type Bits = 'bitAnd' | 'bitOr' | 'bitXor' | 'shiftLeft' | 'shiftRight'

const bits =
  <N extends Bits>(f: (x: bigint, y: bigint) => bigint): Definition<N> =>
  (at, [x, y], _, __, { dtype }) =>
    wrap(dtype as 'i32' | 'u32', f(BigInt(x?.(at) as number), BigInt(y?.(at) as number)))

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
  | 'erfc'
  | 'erfInv'
  | 'sin'
  | 'cos'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'lgamma'

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

/** 1 − erf x below 1, where little cancels, and the continued fraction of erfc beyond. */
export const erfc = (x: number): number => {
  if (!(x >= 1)) return 1 - erf(x)
  let fraction = 0
  for (let k = 400; k >= 1; k--) fraction = k / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
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

/** Σ of products as decision 3 says: one after the other, each product and each sum rounded. */
const sumOfProducts = (dtype: DType, pairs: readonly (readonly [number, number])[]): number => {
  if (isWhole(dtype)) {
    return wrap(
      dtype,
      pairs.reduce((sum, [a, b]) => sum + BigInt(a) * BigInt(b), 0n),
    )
  }
  const round = roundTo[dtype]
  return pairs.reduce((sum, [a, b]) => round(sum + round(a * b)), 0)
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
  round: unary((x) => {
    if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x
    const below = Math.floor(x)
    const part = x - below
    const isUp = part > 0.5 || (part === 0.5 && below % 2 !== 0)
    // the sign of a zero is that of x
    return (isUp ? below + 1 : below) || (x < 0 || Object.is(x, -0) ? -0 : 0)
  }),
  remainder: arithmetic(moduloOf, floorModulo),
  // IEEE 754 and JavaScript differ where |x| = 1 and y is not finite
  pow: elementary((x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y)),
  exp: elementary(Math.exp),
  expm1: elementary(Math.expm1),
  log: elementary(Math.log),
  log1p: elementary(Math.log1p),
  tanh: elementary(Math.tanh),
  logistic: elementary((x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))),
  erf: elementary(erf),
  erfc: elementary(erfc),
  // the law takes this for the y whose inverse is asked for, and checks it backwards
  erfInv: elementary((y) => y),
  sin: elementary(Math.sin),
  cos: elementary(Math.cos),
  atan2: elementary(Math.atan2),
  sinh: elementary(Math.sinh),
  cosh: elementary(Math.cosh),
  asinh: elementary(Math.asinh),
  lgamma: elementary((x) => lgammaByStirling(x).value),
  polygamma: (at, [x], { order }) => polygammaBySum(order, x?.(at) as number).value,
  bitAnd: bits((x, y) => x & y),
  bitOr: bits((x, y) => x | y),
  bitXor: bits((x, y) => x ^ y),
  shiftLeft: bits((x, n) => (n >= 0n && n < 32n ? x * 2n ** n : 0n)),
  shiftRight: bits((x, n) => {
    if (n < 0n || n > 31n) return x < 0n ? -1n : 0n
    // division goes towards zero, the floor below it
    const size = 2n ** n
    return x < 0n ? -((-x + size - 1n) / size) : x / size
  }),
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
    const pairs = places(contract[0].map((axis) => left?.shape[axis] as number)).map(
      (k) =>
        [
          x?.(place(left as Input, 0, freeX, inStep, k)) as number,
          y?.(place(right as Input, 1, freeY, inStep + freeX.length, k)) as number,
        ] as const,
    )
    return sumOfProducts(dtype, pairs)
  },
  convolution: (at, [x, w], attributes, [input, kernel], { dtype, shape }) => {
    const [n, f] = [at[0] as number, at.at(-1) as number]
    const { featureGroups, batchGroups } = attributes
    const [sizes, extents] = [input?.shape as Index, kernel?.shape as Index]
    const group = Math.floor(f / ((shape.at(-1) as number) / (featureGroups * batchGroups)))
    const example = n + (batchGroups > 1 ? group * (shape[0] as number) : 0)
    // the place of the input that a place of the kernel falls on; not whole between its elements
    const under = (k: Index): Index =>
      k.map((i, axis) => {
        const dilation = attributes.kernelDilation[axis] as number
        const [low] = attributes.padding[axis] as readonly [number, number]
        const place = (at[axis + 1] as number) * (attributes.strides[axis] as number) + i * dilation
        return (place - low) / (attributes.inputDilation[axis] as number)
      })
    const isElement = (i: number, axis: number): boolean =>
      Number.isInteger(i) && i >= 0 && i < (sizes[axis + 1] as number)
    const pairs = places(extents.slice(0, -2))
      .filter((k) => under(k).every(isElement))
      .flatMap((k) =>
        places(extents.slice(-2, -1)).map(([c]) => {
          const channel =
            (c as number) + (featureGroups > 1 ? group : 0) * (extents.at(-2) as number)
          const from = [example, ...under(k).map((i) => i + 0), channel]
          return [x?.(from) as number, w?.([...k, c as number, f]) as number] as const
        }),
      )
    return sumOfProducts(dtype, pairs)
  },
  ...matrixDefinitions,
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
  windows: (at, [x], { axes, strides, dilations }, [operand]) => {
    const rank = operand?.shape.length as number
    return x?.(
      at.slice(0, rank).map((o, axis) => {
        const i = axes.indexOf(axis)
        if (i < 0) return o
        return o * (strides[i] as number) + (at[rank + i] as number) * (dilations[i] as number)
      }),
    ) as number
  },
  unwindows: (at, [x], { axes, strides, dilations }, [operand], { dtype }) => {
    const given = operand as Input
    const rank = at.length
    // every element of every window that was taken from this place, in the order of the windows
    const found = places(given.shape).filter((place) =>
      at.every((here, axis) => {
        const i = axes.indexOf(axis)
        const o = place[axis] as number
        if (i < 0) return o === here
        const within = (place[rank + i] as number) * (dilations[i] as number)
        return o * (strides[i] as number) + within === here
      }),
    )
    const terms = found.map((place) => x?.(place) as number)
    if (!isWhole(dtype)) return terms.reduce((sum, term) => roundTo[dtype](sum + term), 0)
    return wrap(
      dtype,
      terms.reduce((sum, term) => sum + BigInt(term), 0n),
    )
  },
  sortBy: (at, [keys, values], _, [operand]) => {
    const outer = at.slice(0, -1)
    const length = operand?.shape.at(-1) as number
    const row = Array.from({ length }, (__, i) => keys?.([...outer, i]) as number)
    const origin = row.findIndex((__, i) => sortRank(row, i) === at.at(-1))
    return values?.([...outer, origin]) as number
  },
  ...indexingDefinitions,
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
