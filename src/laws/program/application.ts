/** What primitives are applied to in a random program: operands of the pool, and attributes. */
import type { Arbitrary } from 'fast-check'
import type { DType } from '../../core/dtype.ts'
import type { Node } from '../../core/node.ts'
import { axesOf } from '../../core/primitives/align.ts'
import { convert } from '../../core/primitives/conversion.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { none } from '../../core/primitives/primitive.ts'
import { dilated } from '../../core/primitives/sliding.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type * as layout from '../primitive/layout.ts'
import { type Random, oneOf, shuffled, someOf, wholeBetween } from '../random.ts'
import { type Growth, isSmall, mostElements, sampleOf } from './growth.ts'
import { anything, beside, exactly, float, indices, integer, keys, number } from './operands.ts'
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

/** An operand alone. */
export const one = (operand: Node) => ({ operands: [operand], attributes: none })

/** A float inside of the domain of a primitive. */
export const unary = (name: PrimitiveName, safe: Safety = safety.inDomain(name)) => ({
  apply: (g: Growth) => one(float(g)),
  safe,
})

/** Two operands of one type. */
export const binary = (safe: Safety, first: (g: Growth) => Node = number) => ({
  apply: (g: Growth) => {
    const x = first(g)
    return { operands: [x, beside(g, x)], attributes: none }
  },
  safe,
})

/** Two integers. */
export const bitwise = binary(safety.always, integer)
/** Of any type: comparisons. */
export const decision = binary(safety.apart, anything)

/** Some of the axes of a tensor, ascending. */
export const someAxes = (next: Random, { shape }: Node): readonly number[] => {
  const chosen = someOf(next, Math.max(1, shape.length))
  return axesOf(shape.length).filter((axis) => chosen[axis])
}

/** Some of the axes of an operand. */
export const reduction = (first: (g: Growth) => Node, safe: Safety) => ({
  apply: (g: Growth) => {
    const x = first(g)
    return { operands: [x], attributes: { axes: someAxes(g.next, x) } }
  },
  safe,
})

/** One of the axes of a tensor. */
export const axisOf = (next: Random, { shape }: Node): number =>
  wholeBetween(next, 0, shape.length - 1)

/** An axis that has elements. */
export const choice = {
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

/** Square matrices, or with more rows. */
export const square = (safe: Safety, more: (next: Random) => number = () => 0) => ({
  apply: (g: Growth) =>
    one(exactly(g, { shape: squareShape(g.next, more(g.next)), dtype: dtypeOf(g) })),
  safe,
})

/** A square matrix and right-hand sides. */
export const system = <A>(safe: Safety, attributes: (next: Random) => A) => ({
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

/** True or false. */
export const truth = (next: Random): boolean => next() < 0.5

/** Operands of the types that the law suite lays out. */
export const laidOut = <N extends 'dotGeneral' | 'convolution' | 'unwindows'>(
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
export const contraction = (g: Growth): Applied<AttributesOf<'dotGeneral'>> | null => {
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

/** A part of a tensor. */
export const slicing = (g: Growth): Applied<AttributesOf<'slice'>> => {
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

/** Windows along one axis or two. */
export const sliding = (g: Growth): Applied<AttributesOf<'windows'>> => {
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

/** A few zeros around and between. */
export const padding = (g: Growth): Applied<AttributesOf<'pad'>> => {
  const x = anything(g)
  const counts = (): readonly number[] => x.shape.map(() => oneOf(g.next, [0, 0, 1, 2]))
  return { operands: [x], attributes: { low: counts(), high: counts(), interior: counts() } }
}

/** As many elements in another shape. */
export const reshaping = (g: Growth): Applied<AttributesOf<'reshape'>> => {
  const x = anything(g)
  const ones = shuffled(g.next, x.shape.length).map((axis) => x.shape[axis] as number)
  // the sizes in another order, two neighbours as one, or one more
  const [first = 1, second = 1, ...rest] = ones
  const shape = oneOf(g.next, [ones, [first * second, ...rest], [...ones, 1], [sizeOf(ones)]])
  return { operands: [x], attributes: { shape: sizeOf(shape) === sizeOf(x.shape) ? shape : ones } }
}

/** One more axis. */
export const spreading = (g: Growth): Applied<AttributesOf<'broadcast'>> | null => {
  const x = anything(g)
  if (x.shape.length > 3) return null
  const place = wholeBetween(g.next, 0, x.shape.length)
  const shape = x.shape.toSpliced(place, 0, oneOf(g.next, [2, 3, 1]))
  return {
    operands: [x],
    attributes: { shape, axes: axesOf(shape.length).filter((axis) => axis !== place) },
  }
}

/** Up to three tensors end to end. */
export const joining = (g: Growth): Applied<AttributesOf<'concatenate'>> => {
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

/** Rows by their numbers. */
export const gathering = (g: Growth): Applied<AttributesOf<'gather'>> => {
  const x = anything(g, 1)
  const [batch, count] = rows(g, x)
  const shape = [...batch, wholeBetween(g.next, 1, 4)]
  return { operands: [x, indices(g, shape, count)], attributes: none }
}

/** Rows added up by their numbers. */
export const scattering = (g: Growth): Applied<AttributesOf<'scatterAdd'>> => {
  const x = number(g, 1)
  const [batch, count] = rows(g, x)
  const size = wholeBetween(g.next, 1, 4)
  return { operands: [x, indices(g, [...batch, count], size)], attributes: { size } }
}

/** Values and keys of their shape. */
export const sorting = (g: Growth): Applied<AttributesOf<'sortBy'>> => {
  const values = anything(g, 1)
  const own = truth(g.next) ? values.dtype : oneOf<DType>(g.next, [...g.floats, 'i32'])
  return {
    operands: [exactly(g, { shape: values.shape, dtype: own }), values],
    attributes: none,
  }
}

/** Keys and a number for each. */
export const foldingIn = (g: Growth): Applied<AttributesOf<'threefryFoldIn'>> => {
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
