/** Attributes that speak of shapes, for operands that have become smaller. */
import type { TensorType } from '../../core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../core/primitives/index.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { dilated } from '../../core/primitives/sliding.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { Equation } from '../../core/program.ts'

/** What changed: the operands' types before and after, and the sizes that attributes bring in. */
interface Change<A> {
  readonly attributes: A
  readonly before: readonly TensorType[]
  readonly after: readonly TensorType[]
  /** the new size for a size that no operand has */
  readonly rename: (size: number) => number
}

interface Adaptation<A> {
  adapt(change: Change<A>): A
}

/**
 * The attributes that the smaller operands need; they may not fit all the same. (A method's type, so
 * that a table may hold rows for different attributes.)
 */
type Adapt<A> = Adaptation<A>['adapt']

const shapeAt = (types: readonly TensorType[], i: number): readonly number[] =>
  types[i]?.shape ?? []

const same = <A>({ attributes }: Change<A>): A => attributes

/** Sizes that nothing but the attributes say. */
const renamed = <A extends { readonly shape: readonly number[] }>({
  attributes,
  rename,
}: Change<A>): A => ({ ...attributes, shape: attributes.shape.map(rename) })

/**
 * The same reshaping of other sizes: where some axes became some others of equal product, they still
 * do, and if their product has changed, the first of them has all of it.
 */
const reshaped = ({
  attributes: { shape },
  before,
  after,
}: Change<AttributesOf<'reshape'>>): AttributesOf<'reshape'> => {
  const [old, now] = [shapeAt(before, 0), shapeAt(after, 0)]
  const result: number[] = []
  let [from, to] = [0, 0]
  while (from < old.length || to < shape.length) {
    const [start, first] = [from, to]
    let [left, right] = [1, 1]
    do {
      if (from < old.length && (left <= right || to >= shape.length)) left *= old[from++] as number
      else if (to < shape.length) right *= shape[to++] as number
      else break
    } while (left !== right || (first === to && from < old.length && left !== 1))
    const own = sizeOf(now.slice(start, from))
    const kept = shape.slice(first, to)
    result.push(...(own === sizeOf(kept) ? kept : kept.map((_, i) => (i === 0 ? own : 1))))
  }
  return { shape: result }
}

const broadcasted = ({
  attributes: { shape, axes },
  after,
  rename,
}: Change<AttributesOf<'broadcast'>>): AttributesOf<'broadcast'> => ({
  shape: shape.map((size, axis) => shapeAt(after, 0)[axes.indexOf(axis)] ?? rename(size)),
  axes,
})

/** The same elements, as far as they are still there; one at least where there was one. */
const sliced = ({
  attributes: { starts, stops, strides },
  after,
}: Change<AttributesOf<'slice'>>): AttributesOf<'slice'> => {
  const own = shapeAt(after, 0).map((size, axis) => {
    const [start, stop] = [starts[axis] ?? 0, stops[axis] ?? 0]
    const first = Math.min(start, Math.max(0, size - 1))
    return { first, last: stop > start ? Math.max(first + 1, Math.min(stop, size)) : first }
  })
  return { starts: own.map(({ first }) => first), stops: own.map(({ last }) => last), strides }
}

/** As many elements as the windows that are left take. */
const unwound = ({
  attributes,
  after,
}: Change<AttributesOf<'unwindows'>>): AttributesOf<'unwindows'> => {
  const { axes, strides, dilations, shape } = attributes
  const own = shapeAt(after, 0)
  const sizes = own.slice(shape.length)
  return {
    ...attributes,
    sizes,
    shape: shape.map((_, axis) => {
      const [i, places] = [axes.indexOf(axis), own[axis] ?? 0]
      return i < 0
        ? places
        : (places - 1) * (strides[i] ?? 1) + dilated(sizes[i] ?? 1, dilations[i] ?? 1)
    }),
  }
}

/** Windows no longer than the axis. */
const wound = ({
  attributes,
  after,
}: Change<AttributesOf<'windows'>>): AttributesOf<'windows'> => ({
  ...attributes,
  sizes: attributes.sizes.map((size, i) =>
    Math.min(size, shapeAt(after, 0)[attributes.axes[i] ?? 0] ?? size),
  ),
})

const adaptations: { readonly [N in PrimitiveName]: Adapt<AttributesOf<N>> } = {
  add: same,
  sub: same,
  mul: same,
  div: same,
  neg: same,
  abs: same,
  sign: same,
  max: same,
  min: same,
  sqrt: same,
  pow: same,
  floor: same,
  round: same,
  remainder: same,
  exp: same,
  expm1: same,
  log: same,
  log1p: same,
  tanh: same,
  logistic: same,
  erf: same,
  erfc: same,
  erfInv: same,
  sin: same,
  cos: same,
  atan2: same,
  sinh: same,
  cosh: same,
  asinh: same,
  lgamma: same,
  polygamma: same,
  bitAnd: same,
  bitOr: same,
  bitXor: same,
  shiftLeft: same,
  shiftRight: same,
  equal: same,
  less: same,
  lessEqual: same,
  select: same,
  convert: same,
  stopGradient: same,
  reduceSum: same,
  reduceMax: same,
  reduceMin: same,
  cumsum: same,
  dotGeneral: same,
  triangularSolve: same,
  cholesky: same,
  solve: same,
  pivots: same,
  lu: same,
  qr: same,
  eigenvalues: same,
  eigenvectors: same,
  convolution: same,
  reshape: reshaped,
  transpose: same,
  broadcast: broadcasted,
  slice: sliced,
  pad: same,
  concatenate: same,
  reverse: same,
  windows: wound,
  unwindows: unwound,
  sortBy: same,
  argmax: same,
  argmin: same,
  gather: same,
  scatterAdd: ({ attributes: { size }, rename }) => ({ size: rename(size) }),
  iota: renamed,
  threefrySplit: ({ attributes: { count }, rename }) => ({ count: rename(count) }),
  threefryFoldIn: same,
  threefryBits: renamed,
}

const adaptationOf = (name: PrimitiveName): Adapt<Attributes> => adaptations[name]

/** The attributes of an equation for operands of other types. */
export const adaptAttributes = (
  { primitive, attributes }: Equation,
  before: readonly TensorType[],
  after: readonly TensorType[],
  rename: (size: number) => number,
): Attributes =>
  isPrimitive(primitive)
    ? adaptationOf(primitive)({ attributes, before, after, rename })
    : attributes
