import type { DType } from '../dtype.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import { apply } from '../node.ts'
import { showShape } from '../shape/dimension.ts'
import { requireSizes } from './align.ts'
import { type Operation, type Primitive, noTangent, operation } from './primitive.ts'

/** The attributes of {@link iota}. */
export type IotaAttributes = {
  readonly shape: readonly number[]
  readonly axis: number
  readonly dtype: DType
}

const iotaPrimitive: Primitive<IotaAttributes> = {
  name: 'iota',
  family: 'creation',
  documentation: 'each element is its own index along an axis',
  infer: (_, { shape, axis, dtype }) => {
    requireSizes('iota', shape)
    if (!(axis >= 0 && axis < shape.length)) {
      throw new ShapeError('iota', `axis ${axis} is out of range for ${showShape(shape)}`, [shape])
    }
    if (dtype === 'bool') throw new DTypeError('iota', 'does not give bool: compare instead')
    return { shape, dtype }
  },
  jvp: noTangent,
  transpose: null,
  batch: (_, __, ___, { shape, axis, dtype }) => iota(shape, axis, dtype),
  domain: [],
  kinks: [],
}

/** Each element is its own index along an axis. */
export const iota: Operation<
  [shape: readonly number[], axis: number, dtype: DType],
  IotaAttributes
> = operation(iotaPrimitive, (shape, axis, dtype) =>
  apply(iotaPrimitive, [], { shape, axis, dtype }),
)
