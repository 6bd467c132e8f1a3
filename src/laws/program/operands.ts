/** Operands for the equations of a random program: chosen from its pool, and made to fit. */
import { type DType, isFloat, isInteger } from '../../core/dtype.ts'
import { type Node, type TensorType, sameShape } from '../../core/node.ts'
import { axesOf, fill } from '../../core/primitives/align.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { less } from '../../core/primitives/comparison.ts'
import { convert } from '../../core/primitives/conversion.ts'
import { tanh } from '../../core/primitives/exponential.ts'
import { iota } from '../../core/primitives/creation.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import { broadcast, reshape } from '../../core/primitives/movement.ts'
import { pad, slice } from '../../core/primitives/selection.ts'
import { reduceSum } from '../../core/primitives/summation.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Domain, reals } from '../../core/primitives/primitive.ts'
import { inputOf, nodeOfInput } from '../input.ts'
import { primitiveOf, recipeOf } from '../primitive/cases.ts'
import { oneOf, wholeBetween } from '../random.ts'
import { type Growth, constantOf, isSmall, sameType, shapeOf } from './growth.ts'

/** How many inputs a program has at most. */
const mostInputs = 5

/** A node of an element type: of the pool, or a new input of any shape. */
const ofType = (g: Growth, dtype: DType, least = 0): Node => {
  const found = g.pick((type) => type.dtype === dtype && type.shape.length >= least)
  if (found !== null) return found
  const type = { shape: shapeOf(g.next, least), dtype }
  if (g.inputs.length < mostInputs) return g.input(type)
  return constantOf(type, () => wholeBetween(g.next, 0, dtype === 'bool' ? 1 : 3))
}

/** A float of at least some axes. */
export const float = (g: Growth, least = 0): Node =>
  g.pick(({ shape, dtype }) => isFloat(dtype) && shape.length >= least) ??
  ofType(g, oneOf(g.next, g.floats), least)

/** An integer of at least some axes. */
export const integer = (g: Growth, least = 0): Node =>
  g.pick(({ shape, dtype }) => isInteger(dtype) && shape.length >= least) ??
  ofType(g, oneOf(g.next, ['i32', 'u32']), least)

/** Mostly a float, now and then an integer. */
export const number = (g: Growth, least = 0): Node =>
  g.next() < 0.85 ? float(g, least) : integer(g, least)

/** Mostly a number, now and then true or false. */
export const anything = (g: Growth, least = 0): Node =>
  g.next() < 0.92 ? number(g, least) : ofType(g, 'bool', least)

/** Does no derivative come to a node? Values do not tell: a small one may be rounded away. */
const isFixed = (node: Node): boolean =>
  !isFloat(node.dtype) || (node.kind !== 'variable' && node.operands.every(isFixed))

/** A float that no derivative comes to. */
export const fixed = (g: Growth): Node =>
  g.pick((node) => isFloat(node.dtype) && isFixed(node)) ??
  convert(integer(g), oneOf(g.next, g.floats))

/** One axis made longer, shorter or as many. */
const resized = (x: Node, axis: number, size: number): Node => {
  const own = x.shape[axis] ?? 0
  if (own === size) return x
  const zeros = x.shape.map(() => 0)
  if (own > size) {
    return slice(
      x,
      zeros,
      x.shape.with(axis, size),
      x.shape.map(() => 1),
    )
  }
  if (own === 1) {
    const others = axesOf(x.shape.length).filter((i) => i !== axis)
    const flat = reshape(
      x,
      others.map((i) => x.shape[i] as number),
    )
    return broadcast(flat, x.shape.with(axis, size), others)
  }
  return pad(x, zeros, zeros.with(axis, size - own), zeros)
}

/** A node in another shape: axes added up or repeated, cut off or filled with zeros. */
export const fit = (x: Node, shape: readonly number[]): Node => {
  if (sameShape(x.shape, shape)) return x
  // as many elements: only the shape is another
  if (sizeOf(x.shape) === sizeOf(shape)) return reshape(x, shape)
  const surplus = x.shape.length - shape.length
  const numbered = x.dtype === 'bool' ? convert(x, 'i32') : x
  const fewer = surplus > 0 ? reduceSum(numbered, axesOf(surplus)) : numbered
  const sized = axesOf(fewer.shape.length).reduce(
    (y, axis) => resized(y, axis, shape[axis + Math.max(0, -surplus)] as number),
    fewer,
  )
  const placed =
    surplus < 0
      ? broadcast(
          sized,
          shape,
          axesOf(sized.shape.length).map((axis) => axis - surplus),
        )
      : sized
  return placed.dtype === x.dtype ? placed : convert(placed, x.dtype)
}

/** A node of exactly a type: of the pool, made to fit, a new input, or a constant. */
export const exactly = (g: Growth, type: TensorType): Node => {
  const choice = g.next()
  const own = choice < 0.6 ? g.pick((other) => sameType(other, type)) : null
  if (own !== null) return own
  if (choice < 0.85) {
    const other = g.pick((node) => node.dtype === type.dtype && isSmall(node))
    if (other !== null) return fit(other, type.shape)
  }
  if (choice < 0.95 && g.inputs.length < mostInputs) return g.input(type)
  return constantOf(type, () =>
    isFloat(type.dtype)
      ? oneOf(g.next, [-1.5, -1, -0.5, 0, 0.5, 1, 2])
      : wholeBetween(g.next, 0, type.dtype === 'bool' ? 1 : 3),
  )
}

/** An operand of the same type. */
export const beside = (g: Growth, x: TensorType): Node =>
  exactly(g, { shape: x.shape, dtype: x.dtype })

/** Truths of a shape: of the pool, or a comparison. */
export const condition = (g: Growth, shape: readonly number[]): Node => {
  const found = g.next() < 0.5 ? g.pick((type) => type.dtype === 'bool') : null
  if (found !== null) return fit(found, shape)
  const x = g.pick((type) => isInteger(type.dtype) && sameShape(type.shape, shape))
  if (x !== null) return less(x, beside(g, x))
  return exactly(g, { shape, dtype: 'bool' })
}

/** Row numbers of a shape, most of which are there. */
export const indices = (g: Growth, shape: readonly number[], rows: number): Node => {
  const found =
    g.next() < 0.6 ? g.pick((type) => type.dtype === 'i32' && sameShape(type.shape, shape)) : null
  if (found !== null) return found
  if (shape.length > 0 && g.next() < 0.3) return iota(shape, shape.length - 1, 'i32')
  const element = (): number => wholeBetween(g.next, g.next() < 0.1 ? -1 : 0, Math.max(0, rows - 1))
  return constantOf({ shape, dtype: 'i32' }, element)
}

/** Keys: as many as a shape says, of two words each. */
export const keys = (g: Growth): Node =>
  g.pick(({ dtype, shape }) => dtype === 'u32' && shape.at(-1) === 2 && sizeOf(shape) <= 8) ??
  constantOf({ shape: oneOf(g.next, [[2], [2], [3, 2]]), dtype: 'u32' }, () =>
    wholeBetween(g.next, 0, 2 ** 32 - 1),
  )

/** An operand squashed into a domain: ½ + x² beyond one end, tanh between two. */
const squashed = (x: Node, { low, high }: Domain): Node => {
  const flat = tanh(x)
  const above = Number.isFinite(low)
  if (above && Number.isFinite(high)) {
    return add(fill((low + high) / 2, x), mul(fill((high - low) / 4, x), flat))
  }
  return above ? add(fill(low + 0.5, x), mul(x, x)) : mul(fill(2, x), flat)
}

/** Operands that are squashed into the domain of a primitive. */
export const bounded = (name: PrimitiveName, operands: readonly Node[]): readonly Node[] => {
  const { domain } = primitiveOf(name)
  return operands.map((x, i) =>
    isFloat(x.dtype) ? squashed(x, domain[i] ?? domain.at(-1) ?? reals) : x,
  )
}

/**
 * Operands that a primitive is smooth at: what the law suite samples for it, moved a little by the
 * operands that were chosen, by `stray` at most.
 */
export const conditioned = (
  g: Growth,
  name: PrimitiveName,
  operands: readonly Node[],
  stray: number,
): readonly Node[] => {
  const values = recipeOf(name).smooth(operands, primitiveOf(name).domain, g.next)
  return operands.map((operand, i) => {
    const value = values[i]
    if (!isFloat(operand.dtype) || value === undefined) return operand
    const { shape, dtype } = operand
    const center = nodeOfInput(inputOf({ shape, dtype }, (k) => value[k] as number))
    return add(center, mul(fill(stray, operand), tanh(operand)))
  })
}
