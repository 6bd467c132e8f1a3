import type { TensorType } from '../../core/node.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import { none } from '../../core/primitives/primitive.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Case, caseOf, operandsFor } from './cases.ts'
import { places } from '../places.ts'
import { direction } from '../derivatives.ts'
import { type Input, inputOf } from '../input.ts'
import { type Random, oneOf, wholeBetween } from '../random.ts'

/** A case that lies on a kink, and the tangent that the stated subgradient gives there. */
export interface KinkCase {
  readonly of: Case
  /** one for each operand; `null` holds an operand fixed */
  readonly tangents: readonly (Input | null)[]
  readonly expected: readonly number[]
}

/** A kink of the registry, and how to get onto it. */
export interface Kink {
  /** as the registry says it */
  readonly at: string
  readonly sample: (next: Random) => KinkCase
}

const shapeOf = (next: Random): readonly number[] =>
  Array.from({ length: wholeBetween(next, 0, 3) }, () => oneOf(next, [1, 2, 3, 5]))

const typeOf = (next: Random): TensorType => ({
  shape: shapeOf(next),
  dtype: oneOf(next, ['f32', 'f64'] as const),
})

const each = (type: TensorType, f: (i: number) => number): readonly number[] =>
  Array.from({ length: sizeOf(type.shape) }, (_, i) => f(i))

/** One operand at some places; the subgradient multiplies the tangent. */
const unary = (
  name: PrimitiveName,
  at: string,
  elements: readonly [number, ...number[]],
  subgradient: (x: number) => number,
): Kink => ({
  at,
  sample: (next) => {
    const type = typeOf(next)
    const x = inputOf(type, () => oneOf(next, elements))
    const t = direction(type, next)
    return {
      of: caseOf(name, [x], none),
      tangents: [t],
      expected: each(type, (i) => {
        const factor = subgradient(x.value[i] as number)
        return factor === 0 ? 0 : factor * (t.value[i] as number)
      }),
    }
  },
})

/** Ties of two operands: the chosen operand's tangent, the mean of both where they are equal. */
const extremum = (name: 'max' | 'min', wins: (a: number, b: number) => boolean): Kink => ({
  at: 'x = y',
  sample: (next) => {
    const type = typeOf(next)
    const [x, y] = operandsFor(name, [type, type], 'tied', wholeBetween(next, 0, 2 ** 31))
    const [dx, dy] = [direction(type, next), direction(type, next)]
    return {
      of: caseOf(name, [x as Input, y as Input], none),
      tangents: [dx, dy],
      expected: each(type, (i) => {
        const [a, b] = [x?.value[i] as number, y?.value[i] as number]
        const [da, db] = [dx.value[i] as number, dy.value[i] as number]
        if (a === b) return (da + db) / 2
        return wins(a, b) ? da : db
      }),
    }
  },
})

/** Ties of a reduction: the mean of the tangents of all elements that attain it. */
const reduction = (name: 'reduceMax' | 'reduceMin', pick: (...xs: number[]) => number): Kink => ({
  at: 'several elements attain it',
  sample: (next) => {
    const type = typeOf(next)
    const axes = type.shape.flatMap((_, axis) => (next() < 0.6 ? [axis] : []))
    const [x] = operandsFor(name, [type], 'tied', wholeBetween(next, 0, 2 ** 31))
    const t = direction(type, next)
    const kept = type.shape.filter((_, axis) => !axes.includes(axis))
    const all = places(type.shape)
    return {
      of: caseOf(name, [x as Input], { axes }),
      tangents: [t],
      expected: places(kept).map((place) => {
        const members = all.flatMap((index, i) =>
          index.filter((_, axis) => !axes.includes(axis)).every((at, k) => at === place[k])
            ? [i]
            : [],
        )
        const best = pick(...members.map((i) => x?.value[i] as number))
        const attaining = members.filter((i) => (x?.value[i] as number) === best)
        return attaining.reduce((sum, i) => sum + (t.value[i] as number), 0) / attaining.length
      }),
    }
  },
})

/** xʸ with one operand held fixed, where the derivative in the other is stated to be 0. */
const power = (at: string, side: 0 | 1, exponents: readonly [number, ...number[]]): Kink => ({
  at,
  sample: (next) => {
    const type = typeOf(next)
    const x = inputOf(type, () => oneOf(next, [0, -0]))
    const y = inputOf(type, () => oneOf(next, exponents))
    const t = direction(type, next)
    return {
      of: caseOf('pow', [x, y], none),
      tangents: side === 0 ? [t, null] : [null, t],
      expected: each(type, () => 0),
    }
  },
})

/** x − y ⌊x / y⌋ where x / y is whole: the derivatives of the piece that begins there. */
const wholeQuotient: Kink = {
  at: 'x / y whole',
  sample: (next) => {
    const type = typeOf(next)
    const y = inputOf(type, () => oneOf(next, [-3, -0.5, 1, 2, 7]))
    const quotients = each(type, () => wholeBetween(next, -4, 4))
    const x = inputOf(type, (i) => (quotients[i] as number) * (y.value[i] as number))
    const [dx, dy] = [direction(type, next), direction(type, next)]
    return {
      of: caseOf('remainder', [x, y], none),
      tangents: [dx, dy],
      expected: each(
        type,
        (i) => (dx.value[i] as number) - (quotients[i] as number) * (dy.value[i] as number),
      ),
    }
  },
}

/** The angle of the point that has none. */
const origin: Kink = {
  at: 'x = 0, y = 0',
  sample: (next) => {
    const type = typeOf(next)
    const zeros = () => inputOf(type, () => oneOf(next, [0, -0]))
    return {
      of: caseOf('atan2', [zeros(), zeros()], none),
      tangents: [direction(type, next), direction(type, next)],
      expected: each(type, () => 0),
    }
  },
}

const sorting: Kink = {
  at: 'equal keys',
  sample: (next) => {
    const type = typeOf(next)
    const shape = [...type.shape, oneOf(next, [1, 2, 5, 7])]
    const own = { shape, dtype: type.dtype }
    const [keys] = operandsFor('sortBy', [own], 'tied', wholeBetween(next, 0, 2 ** 31))
    const values = direction(own, next)
    const [dk, dv] = [direction(own, next), direction(own, next)]
    const length = shape.at(-1) ?? 1
    const row = (i: number): readonly number[] =>
      Array.from({ length }, (_, k) => i - (i % length) + k)
    return {
      of: caseOf('sortBy', [keys as Input, values], none),
      tangents: [dk, dv],
      expected: each(own, (i) => {
        // three values of keys: what is smaller first, what is equal in the order it came in
        const order = [-1, 0, 1].flatMap((key) =>
          row(i).filter((k) => (keys?.value[k] as number) === key),
        )
        return dv.value[order[i % length] as number] as number
      }),
    }
  },
}

/**
 * A row for every primitive of the registry: its kinks, in the order that it states them.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * laws.kinks.max.map(({ at }) => at) // ['x = y']
 */
export const kinks: { readonly [N in PrimitiveName]: readonly Kink[] } = {
  add: [],
  sub: [],
  mul: [],
  div: [],
  neg: [],
  abs: [unary('abs', 'x = 0', [0, -0, 2, -2], (x) => (x > 0 ? 1 : x < 0 ? -1 : 0))],
  sign: [unary('sign', 'x = 0', [0, -0], () => 0)],
  max: [extremum('max', (a, b) => a > b)],
  min: [extremum('min', (a, b) => a < b)],
  sqrt: [unary('sqrt', 'x = 0', [0], () => Infinity)],
  pow: [power('x = 0, y = 0 (in x)', 0, [0, -0]), power('x = 0 (in y)', 1, [0, 0.5, 1, 2, 3])],
  floor: [unary('floor', 'whole x', [-2, -1, -0, 0, 1, 7], () => 0)],
  round: [unary('round', 'x = n + ½', [-2.5, -0.5, 0.5, 1.5, 6.5], () => 0)],
  remainder: [wholeQuotient],
  exp: [],
  expm1: [],
  log: [],
  log1p: [],
  tanh: [],
  logistic: [],
  erf: [],
  erfc: [],
  erfInv: [],
  sin: [],
  cos: [],
  atan2: [origin],
  sinh: [],
  cosh: [],
  asinh: [],
  lgamma: [],
  polygamma: [],
  bitAnd: [],
  bitOr: [],
  bitXor: [],
  shiftLeft: [],
  shiftRight: [],
  equal: [],
  less: [],
  lessEqual: [],
  select: [],
  convert: [],
  stopGradient: [],
  reduceSum: [],
  reduceMax: [reduction('reduceMax', Math.max)],
  reduceMin: [reduction('reduceMin', Math.min)],
  cumsum: [],
  dotGeneral: [],
  triangularSolve: [],
  cholesky: [],
  solve: [],
  pivots: [],
  lu: [],
  qr: [],
  eigenvalues: [],
  eigenvectors: [],
  convolution: [],
  reshape: [],
  transpose: [],
  broadcast: [],
  slice: [],
  pad: [],
  concatenate: [],
  reverse: [],
  windows: [],
  unwindows: [],
  sortBy: [sorting],
  argmax: [],
  argmin: [],
  gather: [],
  scatterAdd: [],
  iota: [],
  threefrySplit: [],
  threefryFoldIn: [],
  threefryBits: [],
}
