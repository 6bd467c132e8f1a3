/** Four elements in another element type. */
import type { DType } from '../../../../core/dtype.ts'
import { type Body, f32x4, f64x2, i32x4, op } from '../../encode/index.ts'
import {
  type Lanes,
  type Vector,
  keep,
  lowerHalves,
  narrowMask,
  upperHalf,
  wideMasks,
} from './lanes.ts'

const first = ({ parts }: Lanes): Vector => parts[0] ?? i32x4(0)

/** A number is true where it is not 0: NaN is. */
const toBool = ({ dtype, parts }: Lanes): Vector => {
  switch (dtype) {
    case 'bool':
      return first({ dtype, parts })
    case 'f32':
      return op('f32x4.ne', first({ dtype, parts }), f32x4(0))
    case 'i32':
    case 'u32':
      return op('i32x4.ne', first({ dtype, parts }), i32x4(0))
    case 'f64': {
      const [lower = f64x2(0), upper = f64x2(0)] = parts
      return narrowMask(op('f64x2.ne', lower, f64x2(0)), op('f64x2.ne', upper, f64x2(0)))
    }
  }
}

const toF32 = (x: Lanes): Vector => {
  switch (x.dtype) {
    case 'f32':
      return first(x)
    case 'bool':
      return op('v128.and', first(x), f32x4(1))
    case 'i32':
      return op('f32x4.convert_i32x4_s', first(x))
    case 'u32':
      return op('f32x4.convert_i32x4_u', first(x))
    case 'f64': {
      const [lower = f64x2(0), upper = f64x2(0)] = x.parts
      return lowerHalves(op('f32x4.demote_f64x2_zero', lower), op('f32x4.demote_f64x2_zero', upper))
    }
  }
}

const toF64 = (x: Lanes): readonly Vector[] => {
  switch (x.dtype) {
    case 'f64':
      return x.parts
    case 'bool':
      return wideMasks(first(x)).map((mask) => op('v128.and', mask, f64x2(1)))
    case 'f32':
      return [first(x), upperHalf(first(x))].map((half) => op('f64x2.promote_low_f32x4', half))
    case 'i32':
      return [first(x), upperHalf(first(x))].map((half) => op('f64x2.convert_low_i32x4_s', half))
    case 'u32':
      return [first(x), upperHalf(first(x))].map((half) => op('f64x2.convert_low_i32x4_u', half))
  }
}

/** Towards zero, saturating; NaN gives 0. Integers keep their bits. */
const toInteger = (x: Lanes, sign: 's' | 'u'): Vector => {
  switch (x.dtype) {
    case 'i32':
    case 'u32':
      return first(x)
    case 'bool':
      return op('v128.and', first(x), i32x4(1))
    case 'f32':
      return op(`i32x4.trunc_sat_f32x4_${sign}`, first(x))
    case 'f64': {
      const [lower = f64x2(0), upper = f64x2(0)] = x.parts
      return lowerHalves(
        op(`i32x4.trunc_sat_f64x2_${sign}_zero`, lower),
        op(`i32x4.trunc_sat_f64x2_${sign}_zero`, upper),
      )
    }
  }
}

/** x in another element type. */
export const convert = (body: Body, operand: Lanes, dtype: DType): readonly Vector[] => {
  const x = keep(body, operand)
  switch (dtype) {
    case 'bool':
      return [toBool(x)]
    case 'f32':
      return [toF32(x)]
    case 'f64':
      return toF64(x)
    case 'i32':
      return [toInteger(x, 's')]
    case 'u32':
      return [toInteger(x, 'u')]
  }
}
