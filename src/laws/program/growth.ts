import fc, { type Arbitrary } from 'fast-check'
import { type DType, type FloatDType, type Storage, isFloat } from '../../core/dtype.ts'
import { type Node, type TensorType, sameShape, variable } from '../../core/node.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { kernels } from '../../engine/reference/index.ts'
import type { Kernel } from '../../engine/reference/kernel.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { isPrimitive } from '../../core/primitives/index.ts'
import { type Input, inputOf, nodeOfInput } from '../input.ts'
import { extreme, reach } from '../primitive/sample.ts'
import { type Random, between, oneOf, wholeBetween } from '../random.ts'

/** Of which kind the values of a program are. */
export interface Climate {
  /** well-scaled values, away from kinks and ends of domains; otherwise anything, also NaN */
  readonly smooth: boolean
  readonly floats: readonly [FloatDType, ...FloatDType[]]
}

/**
 * A program that is being grown: a pool of nodes that further equations choose their operands from,
 * and the inputs so far. What is chosen follows from one stream of random numbers.
 */
export interface Growth extends Climate {
  readonly next: Random
  readonly inputs: readonly (readonly [node: Node, input: Input])[]
  readonly pool: readonly Node[]
  /** a new input, which joins the pool */
  readonly input: (type: TensorType) => Node
  /** a node joins the pool */
  readonly join: (node: Node) => Node
  /** one of the pool that fits, rather one that nothing uses yet */
  readonly pick: (fits: (node: Node) => boolean) => Node | null
  /** the elements of a node at the point and, where the program is smooth, at some points around it */
  readonly valuesAt: (node: Node) => readonly Storage[]
}

/** How many points around the point decisions are watched at. */
export const around = 4

/** More elements than this make a law slow. */
export const mostElements = 40

const choices: { readonly [D in DType]: (next: Random) => number } = {
  f32: (next) => Math.fround(between(next, -2, 2)),
  f64: (next) => between(next, -2, 2),
  i32: (next) => wholeBetween(next, -3, 4),
  u32: (next) => wholeBetween(next, 0, 5),
  bool: (next) => wholeBetween(next, 0, 1),
}

/** An input: ordinary elements, in a rough climate now and then special ones. */
const sampled = (type: TensorType, smooth: boolean, next: Random): Input => {
  const [special] = !smooth && next() < 0.3 ? extreme([type], [], next) : []
  return special === undefined
    ? inputOf(type, () => choices[type.dtype](next))
    : { ...type, value: special }
}

/**
 * The input at a point around, up to twice as far as differences reach. All elements move by numbers
 * of their own: if b and e moved alike, b − e would seem not to depend on them.
 */
export const nearby = (input: Input, next: Random): Input =>
  isFloat(input.dtype)
    ? inputOf(
        input,
        (i) => (input.value[i] as number) + oneOf(next, [-1, 1]) * between(next, reach, 2 * reach),
      )
    : input

/** The beginning of a program. */
export const grow = ({ smooth, floats }: Climate, next: Random): Growth => {
  const pool: Node[] = []
  const inputs: (readonly [Node, Input])[] = []
  const unused = new Set<Node>()
  const values = new Map<Node, readonly Storage[]>()
  const points = smooth ? 1 + around : 1

  const valuesAt = (node: Node): readonly Storage[] => {
    const known = values.get(node)
    if (known !== undefined) return known
    const { value, primitive, shape, dtype, attributes } = node
    const computed = Array.from({ length: points }, (_, i): Storage => {
      if (value !== null) return value
      if (primitive === null || !isPrimitive(primitive.name)) {
        throw new RangeError(`${node.toString()} is no part of this program`)
      }
      const kernel: Kernel<Attributes> = kernels[primitive.name] as Kernel<Attributes>
      const operands = node.operands.map((operand) => ({
        shape: operand.shape,
        dtype: operand.dtype,
        value: valuesAt(operand)[i] as Storage,
      }))
      return kernel(operands, { shape, dtype }, attributes)
    })
    values.set(node, computed)
    return computed
  }

  const join = (node: Node): Node => {
    pool.push(node)
    unused.add(node)
    return node
  }
  return {
    next,
    smooth,
    floats,
    inputs,
    pool,
    valuesAt,
    join,
    input: (type) => {
      const input = sampled(type, smooth, next)
      const node = variable(type, 'trace')
      inputs.push([node, input])
      const moved = Array.from({ length: points - 1 }, () => nearby(input, next))
      values.set(
        node,
        [input, ...moved].map(({ value }) => value),
      )
      return join(node)
    },
    pick: (fits) => {
      const fresh = [...unused].filter(fits)
      const all = pool.filter(fits)
      const some = fresh.length > 0 && next() < 0.7 ? fresh : all
      const chosen = some[wholeBetween(next, 0, some.length - 1)]
      if (chosen === undefined) return null
      unused.delete(chosen)
      return chosen
    },
  }
}

/** A value of an arbitrary that follows from a stream of random numbers. */
export const sampleOf = <T>(arbitrary: Arbitrary<T>, next: Random): T => {
  const [value] = fc.sample(arbitrary, { seed: wholeBetween(next, 0, 2 ** 31 - 1), numRuns: 1 })
  if (value === undefined) throw new RangeError('an arbitrary gave no value')
  return value
}

/** Sizes of an axis: small, 1 often, 0 seldom. */
const size = (next: Random): number => (next() < 0.02 ? 0 : oneOf(next, [2, 3, 1, 2, 3, 4, 5, 1]))

/** A shape of at least some axes. */
export const shapeOf = (next: Random, least = 0): readonly number[] => {
  let count = 1
  const rank = Math.max(least, oneOf(next, [0, 1, 1, 2, 2, 2, 3, 4]))
  return Array.from({ length: rank }, () => {
    const chosen = size(next)
    const fitting = count * chosen > mostElements ? 1 : chosen
    count *= fitting
    return fitting
  })
}

/** Are two types the same? */
export const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape)

/** A tensor that the program carries. */
export const constantOf = (type: TensorType, elements: (i: number) => number): Node =>
  nodeOfInput(inputOf(type, elements))

/** Small enough for what multiplies its elements. */
export const isSmall = ({ shape }: TensorType): boolean => sizeOf(shape) <= mostElements
