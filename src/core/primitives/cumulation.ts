import { DTypeError } from '../errors.ts'
import { type Node, apply } from '../node.ts'
import { only, requireAxes } from './align.ts'
import { type Operation, type Primitive, operation, reals } from './primitive.ts'

/** The attributes of {@link cumsum}. */
export type CumulativeAttributes = {
  readonly axis: number
  /** from the end to the beginning */
  readonly reverse: boolean
}

const cumsumPrimitive: Primitive<CumulativeAttributes> = {
  name: 'cumsum',
  family: 'reduction',
  documentation:
    'each element plus the sum of those before it along an axis (with reverse: behind it), added one after the other from that end',
  infer: (operands, { axis }) => {
    const x = only('cumsum', operands)
    if (x.dtype === 'bool') {
      throw new DTypeError('cumsum', 'does not take bool: convert to i32 to count')
    }
    requireAxes('cumsum', x, [axis])
    return x
  },
  jvp: (_, [t], __, attributes) => (t ? cumsum(t, attributes) : null),
  transpose: (cotangent, _, __, { axis, reverse }) => [
    cumsum(cotangent, { axis, reverse: !reverse }),
  ],
  batch: (operands, _, __, { axis, reverse }) =>
    cumsum(only('cumsum', operands), { axis: axis + 1, reverse }),
  domain: [reals],
  kinks: [],
}

/** The sums of all elements up to each along an axis. */
export const cumsum: Operation<[x: Node, attributes: CumulativeAttributes], CumulativeAttributes> =
  operation(cumsumPrimitive, (x, attributes) => apply(cumsumPrimitive, [x], attributes))
