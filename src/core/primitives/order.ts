import { ShapeError } from '../errors.ts'
import { type Node, apply, sameShape } from '../node.ts'
import { batchAll } from './align.ts'
import { showShape } from '../shape/dimension.ts'
import { iota } from './creation.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'

const sortByPrimitive: Primitive<NoAttributes> = {
  name: 'sortBy',
  family: 'order',
  documentation:
    'the values in the order that sorts the keys ascending along the last axis; stable, NaN last',
  infer: ([keys, values]) => {
    if (!keys || !values || !sameShape(keys.shape, values.shape) || keys.shape.length === 0) {
      throw new ShapeError(
        'sortBy',
        `keys and values must have one shape of at least one axis, got ${showShape(keys?.shape ?? [])} and ${showShape(values?.shape ?? [])}`,
      )
    }
    return values
  },
  jvp: ([keys], [, t]) => (keys && t ? sortBy(keys, t) : null),
  // a permutation is undone by sorting by where it took each element from
  transpose: (cotangent, [keys], [, linear]) => {
    if (!keys || linear !== true) return [null, null]
    const origin = iota(keys.shape, keys.shape.length - 1, 'i32')
    return [null, sortBy(sortBy(keys, origin), cotangent)]
  },
  batch: (operands, batched, size) => {
    const [keys, values] = batchAll(operands, batched, size)
    if (!keys || !values) throw new ShapeError('sortBy', 'takes two operands')
    return sortBy(keys, values)
  },
  domain: [reals],
  kinks: [{ at: 'equal keys', subgradient: 'that of the stable order' }],
}

/** The values in the order that sorts the keys ascending along the last axis. */
export const sortBy: Operation<[keys: Node, values: Node], NoAttributes> = operation(
  sortByPrimitive,
  (keys, values) => apply(sortByPrimitive, [keys, values], none),
)
