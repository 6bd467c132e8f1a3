/** How a random program may go on: for each primitive, what it is applied to. */
import type { Arbitrary } from 'fast-check'
import { type DType, dtypes, isFloat } from '../../core/dtype.ts'
import type { Node } from '../../core/node.ts'
import { axesOf } from '../../core/primitives/align.ts'
import { convert } from '../../core/primitives/conversion.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { none } from '../../core/primitives/primitive.ts'
import { dilated } from '../../core/primitives/sliding.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import * as layout from '../primitive/layout.ts'
import { type Random, oneOf, shuffled, someOf, wholeBetween } from '../random.ts'
import { type Growth, isSmall, mostElements, sampleOf, shapeOf } from './growth.ts'
import {
  anything,
  beside,
  condition,
  exactly,
  float,
  indices,
  integer,
  keys,
  number,
} from './operands.ts'
import * as safety from './safety.ts'
import type { Safety } from './safety.ts'

/** What a primitive is applied to. */
export interface Applied<A> {
  readonly operands: readonly Node[]
  readonly attributes: A
}

/** How a primitive joins a program; `null` where the pool has nothing for it. */
export interface Application<A> {
  readonly apply: (g: Growth) => Applied<A> | null
  /** whether operands as they come may be taken; if not, they are conditioned */
  readonly safe: Safety
}

const one = (operand: Node) => ({ operands: [operand], attributes: none })

const unary = (name: PrimitiveName, safe: Safety = safety.inDomain(name)) => ({
  apply: (g: Growth) => one(float(g)),
  safe,
})

const binary = (safe: Safety, first: (g: Growth) => Node = number) => ({
  apply: (g: Growth) => {
    const x = first(g)
    return { operands: [x, beside(g, x)], attributes: none }
  },
  safe,
})

const bitwise = binary(safety.always, integer)
/** Of any type: comparisons. */
const decision = binary(safety.apart, anything)

const someAxes = (next: Random, { shape }: Node): readonly number[] => {
  const chosen = someOf(next, Math.max(1, shape.length))
  return axesOf(shape.length).filter((axis) => chosen[axis])
}

const reduction = (first: (g: Growth) => Node, safe: Safety) => ({
  apply: (g: Growth) => {
    const x = first(g)
    return { operands: [x], attributes: { axes: someAxes(g.next, x) } }
  },
  safe,
})

const axisOf = (next: Random, { shape }: Node): number => wholeBetween(next, 0, shape.length - 1)

const choice = {
  apply: (g: Growth) => {
    const x = anything(g, 1)
    const axis = axisOf(g.next, x)
    return x.shape[axis] === 0 ? null : { operands: [x], attributes: { axis } }
  },
  safe: safety.ordered,
}

/** Rows and columns of small matrices, in a batch now and then. */
const squareShape = (next: Random, more = 0): readonly number[] => {
  const n = oneOf(next, [2, 2, 3, 1])
  return [...oneOf(next, [[], [], [2]]), n + more, n]
}

const dtypeOf = (g: Growth): DType => oneOf(g.next, g.floats)

const square = (safe: Safety, more: (next: Random) => number = () => 0) => ({
  apply: (g: Growth) =>
    one(exactly(g, { shape: squareShape(g.next, more(g.next)), dtype: dtypeOf(g) })),
  safe,
})

const system = <A>(safe: Safety, attributes: (next: Random) => A) => ({
  apply: (g: Growth) => {
    const dtype = dtypeOf(g)
    const shape = squareShape(g.next)
    const right = shape.with(shape.length - 1, wholeBetween(g.next, 1, 3))
    return {
      operands: [exactly(g, { shape, dtype }), exactly(g, { shape: right, dtype })],
      attributes: attributes(g.next),
    }
  },
  safe,
})

const truth = (next: Random): boolean => next() < 0.5

/** Operands of the types that the law suite lays out. */
const laidOut = <N extends 'dotGeneral' | 'convolution' | 'unwindows'>(
  layoutOf: (dtype: DType) => Arbitrary<layout.LayoutOf<N>>,
) => ({
  apply: (g: Growth) => {
    const { types, attributes } = sampleOf(layoutOf(dtypeOf(g)), g.next)
    if (types.some((type) => !isSmall(type) || sizeOf(type.shape) === 0)) return null
    return { operands: types.map((type) => exactly(g, type)), attributes }
  },
  safe: safety.always,
})

/** A contraction of two tensors of the pool: axes of equal size may go together. */
const contraction = (g: Growth): Applied<AttributesOf<'dotGeneral'>> | null => {
  const x = number(g)
  const y = g.pick(({ dtype }) => dtype === x.dtype) ?? x
  const contract: [number, number][] = []
  const batch: [number, number][] = []
  for (const axis of shuffled(g.next, x.shape.length)) {
    const taken = new Set([...contract, ...batch].map(([, other]) => other))
    const partner = y.shape.findIndex((n, k) => n === x.shape[axis] && !taken.has(k))
    const role = g.next()
    if (partner >= 0 && role < 0.6) contract.push([axis, partner])
    else if (partner >= 0 && role < 0.8) batch.push([axis, partner])
  }
  const inStep = [...contract, ...batch].reduce((n, [axis]) => n * (x.shape[axis] as number), 1)
  if ((sizeOf(x.shape) * sizeOf(y.shape)) / Math.max(1, inStep) > 4 * mostElements) return null
  const both = (pairs: readonly (readonly [number, number])[]) =>
    [pairs.map(([left]) => left), pairs.map(([, right]) => right)] as const
  return { operands: [x, y], attributes: { contract: both(contract), batch: both(batch) } }
}

const slicing = (g: Growth): Applied<AttributesOf<'slice'>> => {
  const x = anything(g)
  // now and then nothing is left
  const parts = x.shape.map((size) => {
    const start = wholeBetween(g.next, 0, Math.max(0, size - 1))
    const stop = g.next() < 0.03 ? start : wholeBetween(g.next, Math.min(start + 1, size), size)
    return { start, stop, stride: oneOf(g.next, [1, 1, 2, 3]) }
  })
  return {
    operands: [x],
    attributes: {
      starts: parts.map(({ start }) => start),
      stops: parts.map(({ stop }) => stop),
      strides: parts.map(({ stride }) => stride),
    },
  }
}

const sliding = (g: Growth): Applied<AttributesOf<'windows'>> => {
  const x = anything(g, 1)
  const axes = shuffled(g.next, x.shape.length).slice(0, wholeBetween(g.next, 1, 2))
  const own = axes.map((axis) => {
    const extent = Math.max(1, x.shape[axis] ?? 1)
    const window = wholeBetween(g.next, 1, Math.min(3, extent))
    const dilation = dilated(window, 2) <= extent ? oneOf(g.next, [1, 2]) : 1
    return { window, dilation, stride: oneOf(g.next, [1, 1, 2]) }
  })
  return {
    operands: [x],
    attributes: {
      axes,
      sizes: own.map(({ window }) => window),
      strides: own.map(({ stride }) => stride),
      dilations: own.map(({ dilation }) => dilation),
    },
  }
}

const padding = (g: Growth): Applied<AttributesOf<'pad'>> => {
  const x = anything(g)
  const counts = (): readonly number[] => x.shape.map(() => oneOf(g.next, [0, 0, 1, 2]))
  return { operands: [x], attributes: { low: counts(), high: counts(), interior: counts() } }
}

const reshaping = (g: Growth): Applied<AttributesOf<'reshape'>> => {
  const x = anything(g)
  const ones = shuffled(g.next, x.shape.length).map((axis) => x.shape[axis] as number)
  // the sizes in another order, two neighbours as one, or one more
  const [first = 1, second = 1, ...rest] = ones
  const shape = oneOf(g.next, [ones, [first * second, ...rest], [...ones, 1], [sizeOf(ones)]])
  return { operands: [x], attributes: { shape: sizeOf(shape) === sizeOf(x.shape) ? shape : ones } }
}

const spreading = (g: Growth): Applied<AttributesOf<'broadcast'>> | null => {
  const x = anything(g)
  if (x.shape.length > 3) return null
  const place = wholeBetween(g.next, 0, x.shape.length)
  const shape = x.shape.toSpliced(place, 0, oneOf(g.next, [2, 3, 1]))
  return {
    operands: [x],
    attributes: { shape, axes: axesOf(shape.length).filter((axis) => axis !== place) },
  }
}

const joining = (g: Growth): Applied<AttributesOf<'concatenate'>> => {
  const x = anything(g, 1)
  const axis = axisOf(g.next, x)
  const { dtype } = x
  const more = Array.from({ length: wholeBetween(g.next, 0, 2) }, () =>
    exactly(g, { shape: x.shape.with(axis, oneOf(g.next, [1, 2, 3])), dtype }),
  )
  return { operands: [x, ...more], attributes: { axis } }
}

/** Rows of a tensor, and how many axes run in step. */
const rows = (g: Growth, x: Node): readonly [batch: readonly number[], count: number] => {
  const steps = x.shape.length > 1 && truth(g.next) ? 1 : 0
  return [x.shape.slice(0, steps), x.shape[steps] ?? 0]
}

const gathering = (g: Growth): Applied<AttributesOf<'gather'>> => {
  const x = anything(g, 1)
  const [batch, count] = rows(g, x)
  const shape = [...batch, wholeBetween(g.next, 1, 4)]
  return { operands: [x, indices(g, shape, count)], attributes: none }
}

const scattering = (g: Growth): Applied<AttributesOf<'scatterAdd'>> => {
  const x = number(g, 1)
  const [batch, count] = rows(g, x)
  const size = wholeBetween(g.next, 1, 4)
  return { operands: [x, indices(g, [...batch, count], size)], attributes: { size } }
}

const sorting = (g: Growth): Applied<AttributesOf<'sortBy'>> => {
  const values = anything(g, 1)
  const own = truth(g.next) ? values.dtype : oneOf<DType>(g.next, [...g.floats, 'i32'])
  return {
    operands: [exactly(g, { shape: values.shape, dtype: own }), values],
    attributes: none,
  }
}

const foldingIn = (g: Growth): Applied<AttributesOf<'threefryFoldIn'>> => {
  const key = keys(g)
  const shape = key.shape.slice(0, -1)
  const found = g.pick(
    (type) => type.dtype === 'i32' && type.shape.length === shape.length && isSmall(type),
  )
  const data =
    found !== null && found.shape.every((size, axis) => size === shape[axis])
      ? convert(found, 'u32')
      : exactly(g, { shape, dtype: 'u32' })
  return { operands: [key, data], attributes: none }
}

/** A row for every primitive of the registry. */
export const applications: {
  readonly [N in PrimitiveName]: Application<AttributesOf<N>>
} = {
  add: binary(safety.always),
  sub: binary(safety.always),
  mul: binary(safety.always),
  div: binary(safety.divided),
  neg: { apply: (g) => one(number(g)), safe: safety.always },
  abs: { apply: (g) => one(number(g)), safe: safety.signed },
  sign: { apply: (g) => one(number(g)), safe: safety.signed },
  max: binary(safety.apart),
  min: binary(safety.apart),
  sqrt: unary('sqrt'),
  pow: binary(safety.inDomain('pow'), float),
  floor: unary('floor', safety.aboveWhole),
  round: unary('round', safety.besideHalf),
  remainder: binary(safety.wholeQuotient),
  exp: unary('exp'),
  expm1: unary('expm1'),
  log: unary('log'),
  log1p: unary('log1p'),
  tanh: unary('tanh', safety.always),
  logistic: unary('logistic', safety.always),
  erf: unary('erf', safety.always),
  erfc: unary('erfc'),
  erfInv: unary('erfInv'),
  sin: unary('sin', safety.always),
  cos: unary('cos', safety.always),
  atan2: binary(safety.angled, float),
  sinh: unary('sinh'),
  cosh: unary('cosh'),
  asinh: unary('asinh', safety.always),
  lgamma: unary('lgamma'),
  polygamma: {
    apply: (g) => ({
      operands: [float(g)],
      attributes: { order: wholeBetween(g.next, 0, 2) },
    }),
    safe: safety.inDomain('polygamma'),
  },
  bitAnd: bitwise,
  bitOr: bitwise,
  bitXor: bitwise,
  shiftLeft: bitwise,
  shiftRight: bitwise,
  equal: decision,
  less: decision,
  lessEqual: decision,
  select: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [condition(g, x.shape), x, beside(g, x)], attributes: none }
    },
    safe: safety.always,
  },
  convert: {
    apply: (g) => {
      const x = anything(g)
      const to = oneOf(g.next, [...dtypes, ...g.floats, ...g.floats])
      // a converted float is a step, unless it stays a float
      const steps = isFloat(x.dtype) && !isFloat(to)
      return x.dtype === to || (g.smooth && steps && g.next() < 0.5)
        ? null
        : { operands: [x], attributes: { dtype: to } }
    },
    safe: (points) =>
      points.every(({ result }) => isFloat(result.dtype)) || safety.aboveWhole(points),
  },
  stopGradient: { apply: (g) => one(float(g)), safe: safety.unmoved },
  reduceSum: reduction((g) => number(g), safety.always),
  reduceMax: reduction((g) => anything(g), safety.ordered),
  reduceMin: reduction((g) => anything(g), safety.ordered),
  cumsum: {
    apply: (g) => {
      const x = number(g, 1)
      return {
        operands: [x],
        attributes: { axis: axisOf(g.next, x), reverse: truth(g.next) },
      }
    },
    safe: safety.always,
  },
  dotGeneral: {
    apply: (g) =>
      g.next() < 0.7 ? contraction(g) : laidOut<'dotGeneral'>(layout.contraction).apply(g),
    safe: safety.always,
  },
  triangularSolve: system(safety.triangular, (next) => ({
    lower: truth(next),
    transposed: truth(next),
    unit: truth(next),
  })),
  cholesky: square(safety.positiveDefinite),
  solve: system(safety.regular, (next) => ({ transposed: truth(next) })),
  pivots: square(safety.pivoted),
  lu: square(safety.dominant),
  qr: square(safety.dominant, (next) => wholeBetween(next, 0, 1)),
  eigenvalues: square(safety.separated),
  eigenvectors: square(safety.oriented),
  convolution: laidOut<'convolution'>(layout.convolution),
  reshape: { apply: reshaping, safe: safety.always },
  transpose: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [x], attributes: { permutation: shuffled(g.next, x.shape.length) } }
    },
    safe: safety.always,
  },
  broadcast: { apply: spreading, safe: safety.always },
  slice: { apply: slicing, safe: safety.always },
  pad: { apply: padding, safe: safety.always },
  concatenate: { apply: joining, safe: safety.always },
  reverse: {
    apply: (g) => {
      const x = anything(g)
      return { operands: [x], attributes: { axes: someAxes(g.next, x) } }
    },
    safe: safety.always,
  },
  windows: { apply: sliding, safe: safety.always },
  unwindows: laidOut<'unwindows'>(layout.unwindows),
  sortBy: { apply: sorting, safe: safety.ordered },
  argmax: choice,
  argmin: choice,
  gather: { apply: gathering, safe: safety.always },
  scatterAdd: { apply: scattering, safe: safety.always },
  iota: {
    apply: (g) => {
      const shape = shapeOf(g.next, 1)
      const dtype = oneOf(g.next, ['i32', 'i32', 'u32', ...g.floats] as const)
      return {
        operands: [],
        attributes: { shape, axis: wholeBetween(g.next, 0, shape.length - 1), dtype },
      }
    },
    safe: safety.always,
  },
  threefrySplit: {
    apply: (g) => ({ operands: [keys(g)], attributes: { count: wholeBetween(g.next, 1, 3) } }),
    safe: safety.always,
  },
  threefryFoldIn: { apply: foldingIn, safe: safety.always },
  threefryBits: {
    apply: (g) => ({
      operands: [keys(g)],
      attributes: {
        shape: oneOf(g.next, [[], [2], [3], [2, 3]]),
        width: oneOf(g.next, [32, 64] as const),
      },
    }),
    safe: safety.always,
  },
}
