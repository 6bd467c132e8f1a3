/** What each elementwise primitive does to four elements, for every element type that it takes. */
import type { DType } from '../../../../core/dtype.ts'
import type { ConvertAttributes } from '../../../../core/primitives/conversion.ts'
import type { PrimitiveName } from '../../../../core/primitives/index.ts'
import type { Attributes } from '../../../../core/primitives/primitive.ts'
import { type Body, call, f32x4, f64x2, i32, i32x4, importedFunc, op } from '../../encode/index.ts'
import { type Binary, type Unary, binary, polygamma, unary } from '../../math/index.ts'
import { byLanes2, byPairs2 } from '../../math/pairs.ts'
import { convert } from './conversion.ts'
import * as integers from './integers.ts'
import { type Lanes, type Vector, narrowMask, wideMasks } from './lanes.ts'

/**
 * The parts of the result. Operands are variables or constants, so using one twice costs nothing.
 */
export type Rule = (
  body: Body,
  operands: readonly Lanes[],
  dtype: DType,
  attributes: Attributes,
) => readonly Vector[]

type One = (x: Vector) => Vector
type Two = (x: Vector, y: Vector) => Vector
type ByType<F> = { readonly [D in DType]?: F }

const none = i32x4(0)

const chosen = <F>(table: ByType<F>, dtype: DType | undefined): F => {
  const f = dtype === undefined ? undefined : table[dtype]
  if (f === undefined) throw new RangeError(`an elementwise kernel was asked for with ${dtype}`)
  return f
}

/** A function of one operand, by its element type, on each of its parts. */
const map =
  (table: ByType<One>): Rule =>
  (_, [x]) =>
    (x?.parts ?? []).map(chosen(table, x?.dtype))

/** A function of two operands of one element type, on each pair of their parts. */
const zip =
  (table: ByType<Two>): Rule =>
  (_, [x, y]) => {
    const f = chosen(table, x?.dtype)
    return (x?.parts ?? []).map((part, i) => f(part, y?.parts[i] ?? none))
  }

/** A decision about two operands: masks of 32 bits, whatever is compared. */
const decide =
  (table: ByType<Two>): Rule =>
  (_, [x, y]) => {
    const f = chosen(table, x?.dtype)
    const [lower = none, upper] = (x?.parts ?? []).map((part, i) => f(part, y?.parts[i] ?? none))
    return [upper ? narrowMask(lower, upper) : lower]
  }

type FloatOne = 'abs' | 'neg' | 'sqrt' | 'floor' | 'nearest'
type FloatTwo = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max' | 'eq' | 'lt' | 'le'

const floats1 = (name: FloatOne) => ({
  f32: (x: Vector) => op(`f32x4.${name}`, x),
  f64: (x: Vector) => op(`f64x2.${name}`, x),
})
const floats2 = (name: FloatTwo) => ({
  f32: (x: Vector, y: Vector) => op(`f32x4.${name}`, x, y),
  f64: (x: Vector, y: Vector) => op(`f64x2.${name}`, x, y),
})
/** Where both kinds of integers are treated alike: they wrap. */
const integers2 = (name: 'add' | 'sub' | 'mul' | 'eq') => {
  const f: Two = (x, y) => op(`i32x4.${name}`, x, y)
  return { i32: f, u32: f }
}
const signed2 = (name: 'min' | 'max' | 'lt' | 'le') => ({
  i32: (x: Vector, y: Vector) => op(`i32x4.${name}_s`, x, y),
  u32: (x: Vector, y: Vector) => op(`i32x4.${name}_u`, x, y),
})

const called1 = ({ f32, f64 }: { readonly f32: Unary; readonly f64: Unary }): ByType<One> => ({
  f32: (x) => call(f32, x),
  f64: (x) => call(f64, x),
})
/**
 * The functions of single precision stand in the loop itself: a call would cost as much as they do.
 * Those of doubles are longer and are called.
 */
const inlined1 =
  ({ f32, f64 }: { readonly f32: Unary; readonly f64: Unary }): Rule =>
  (body, [x]) =>
    (x?.parts ?? []).map((part) =>
      x?.dtype === 'f32' ? body.inline(f32, part)[0] : call(f64, part),
    )
const called2 = (table: { readonly [D in DType]?: Binary }): ByType<Two> =>
  Object.fromEntries(
    Object.entries(table).map(([dtype, f]): [string, Two] => [dtype, (x, y) => call(f, x, y)]),
  )

const SIGN_OF_F32 = i32x4(-0x80000000)
const SIGN_OF_F64 = f64x2(-0)

/** 1 with the sign of x, and x itself where it is zero or NaN. */
const signs: ByType<One> = {
  f32: (x) => {
    const one = op('v128.or', op('v128.and', x, SIGN_OF_F32), f32x4(1))
    const isOne = op('f32x4.gt', op('f32x4.abs', x), f32x4(0))
    return op('v128.bitselect', one, x, isOne)
  },
  f64: (x) => {
    const one = op('v128.or', op('v128.and', x, SIGN_OF_F64), f64x2(1))
    const isOne = op('f64x2.gt', op('f64x2.abs', x), f64x2(0))
    return op('v128.bitselect', one, x, isOne)
  },
  i32: (x) => op('v128.or', op('i32x4.shr_s', x, i32(31)), isNotZero(x)),
  u32: (x) => isNotZero(x),
}
const isNotZero: One = (x) => op('v128.and', op('i32x4.ne', x, i32x4(0)), i32x4(1))

// the language's own remainder is exact, and vectors have none
const remainder64 = byLanes2(
  'remainder64',
  importedFunc('reference', 'remainder', ['f64', 'f64'], ['f64']),
)

const bits2 = (name: 'and' | 'or' | 'xor'): Rule => {
  const f: Two = (x, y) => op(`v128.${name}`, x, y)
  return zip({ i32: f, u32: f })
}

const select: Rule = (_, [condition, x, y]) => {
  const mask = condition?.parts[0] ?? none
  const masks = x?.dtype === 'f64' ? wideMasks(mask) : [mask]
  return masks.map((one, i) => op('v128.bitselect', x?.parts[i] ?? none, y?.parts[i] ?? none, one))
}

const identity: Rule = (_, [x]) => x?.parts ?? []

/** The primitives that a fused loop can be made of. */
export const rules = {
  add: zip({ ...floats2('add'), ...integers2('add') }),
  sub: zip({ ...floats2('sub'), ...integers2('sub') }),
  mul: zip({ ...floats2('mul'), ...integers2('mul') }),
  div: zip({ ...floats2('div'), ...called2(integers.quotient) }),
  neg: map({
    ...floats1('neg'),
    i32: (x) => op('i32x4.neg', x),
    u32: (x) => op('i32x4.neg', x),
  }),
  abs: map({ ...floats1('abs'), i32: (x) => op('i32x4.abs', x), u32: (x) => x }),
  sign: map(signs),
  max: zip({ ...floats2('max'), ...signed2('max') }),
  min: zip({ ...floats2('min'), ...signed2('min') }),
  sqrt: map(floats1('sqrt')),
  floor: map(floats1('floor')),
  round: map(floats1('nearest')),
  remainder: zip(
    called2({
      f32: byPairs2('remainder32', remainder64),
      f64: remainder64,
      ...integers.remainder,
    }),
  ),
  exp: inlined1(unary.exp),
  expm1: inlined1(unary.expm1),
  log: inlined1(unary.log),
  log1p: inlined1(unary.log1p),
  tanh: inlined1(unary.tanh),
  logistic: inlined1(unary.logistic),
  erf: inlined1(unary.erf),
  erfc: inlined1(unary.erfc),
  erfInv: map(called1(unary.erfInv)),
  sin: inlined1(unary.sin),
  cos: inlined1(unary.cos),
  sinh: map(called1(unary.sinh)),
  cosh: map(called1(unary.cosh)),
  asinh: map(called1(unary.asinh)),
  lgamma: map(called1(unary.lgamma)),
  polygamma: (body, operands, dtype, attributes) =>
    map(called1(polygamma(attributes['order'] as number)))(body, operands, dtype, attributes),
  pow: zip(called2(binary.pow)),
  atan2: zip(called2(binary.atan2)),
  bitAnd: bits2('and'),
  bitOr: bits2('or'),
  bitXor: bits2('xor'),
  shiftLeft: zip(called2({ i32: integers.shiftLeft, u32: integers.shiftLeft })),
  shiftRight: zip(called2(integers.shiftRight)),
  equal: decide({
    ...floats2('eq'),
    ...integers2('eq'),
    bool: (x, y) => op('i32x4.eq', x, y),
  }),
  less: decide({
    ...floats2('lt'),
    ...signed2('lt'),
    bool: (x, y) => op('v128.andnot', y, x),
  }),
  lessEqual: decide({
    ...floats2('le'),
    ...signed2('le'),
    bool: (x, y) => op('v128.or', y, op('v128.not', x)),
  }),
  select,
  convert: (body, [x], _, attributes) =>
    x ? convert(body, x, (attributes as ConvertAttributes).dtype) : [],
  stopGradient: identity,
} as const satisfies { readonly [N in PrimitiveName]?: Rule }

/** The name of a primitive that a fused loop can be made of. */
export type ElementwiseName = keyof typeof rules

/** Can a fused loop be made of this primitive? */
export const isElementwise = (name: string): name is ElementwiseName => Object.hasOwn(rules, name)
