import type { Node } from '../node.ts'
import { fill, zerosLike } from './align.ts'
import { abs, add, div, max, mul } from './arithmetic.ts'
import { equal, select } from './comparison.ts'
import { stopGradient } from './conversion.ts'

/** Two numbers as parts of the greater of their sizes: their squares neither overflow nor vanish. */
export interface Scaled {
  /** the greater size; 1 where that is 0 or infinite */
  readonly size: Node
  /** x / size; 0 where the size is 0 or infinite */
  readonly x: Node
  /** y / size; 0 where the size is 0 or infinite */
  readonly y: Node
  /** (x² + y²) / size², from 1 to 2; 1 where the size is 0 or infinite */
  readonly square: Node
}

/**
 * See {@link Scaled}. What is made of these parts so that the size cancels has the right derivatives
 * of every order, though the size is taken to be constant.
 */
export const scaled = (x: Node, y: Node): Scaled => {
  const size = max(abs(stopGradient(x)), abs(stopGradient(y)))
  const zero = zerosLike(x)
  const one = fill(1, x)
  const isEdge = select(
    equal(size, zero),
    equal(x, x),
    equal(size, fill(Number.POSITIVE_INFINITY, x)),
  )
  const unit = select(isEdge, one, size)
  const [a, b] = [div(select(isEdge, zero, x), unit), div(select(isEdge, zero, y), unit)]
  return { size: unit, x: a, y: b, square: select(isEdge, one, add(mul(a, a), mul(b, b))) }
}
