/** Threefry-2x32 with 20 rounds, on four counters at a time. */
import type { NoAttributes } from '../../../core/primitives/primitive.ts'
import type { BitsAttributes, SplitAttributes } from '../../../core/primitives/random.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Body, type Local, type Value, i32, i32x4, op, v128 } from '../encode/index.ts'
import { integer32 } from '../encode/bytes.ts'
import { type Access, arrange, narrow, wide } from './element.ts'
import {
  add,
  and,
  forEach,
  less,
  mul,
  once,
  quotient,
  remainder,
  shiftLeft,
  smaller,
  sub,
} from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { type Plan, type Select, addressIn, kernelOf, planOf, typeAt } from './plan.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** Two words of each of four keys, counters or results. */
type Words = readonly [Value<'v128'>, Value<'v128'>]

/** Results, as variables. */
type Drawn = readonly [Local<'v128'>, Local<'v128'>]

const sum = (x: Value<'v128'>, y: Value<'v128'>): Value<'v128'> => op('i32x4.add', x, y)

const rotated = (x: Value<'v128'>, places: number): Value<'v128'> =>
  op('v128.or', op('i32x4.shl', x, i32(places)), op('i32x4.shr_u', x, i32(32 - places)))

/** The third word of a key. */
const parityOf = (body: Body, [first, second]: Words): Value<'v128'> =>
  body.let(op('v128.xor', op('v128.xor', first, second), i32x4(0x1bd11bda)))

/** The block function; see the reference kernel for its source. */
const threefry = (body: Body, key: Words, parity: Value<'v128'>, counter: Words): Drawn => {
  const keys = [...key, parity]
  const keyAt = (i: number): Value<'v128'> => keys[i % 3] ?? parity
  const [a, b] = [body.local('v128'), body.local('v128')]
  body.set(a, sum(counter[0], keyAt(0)))
  body.set(b, sum(counter[1], keyAt(1)))
  for (let round = 0; round < 5; round++) {
    for (const rotation of rotations[(round & 1) as 0 | 1]) {
      body.set(a, sum(a, b))
      body.set(b, op('v128.xor', rotated(b, rotation), a))
    }
    body.set(a, sum(a, keyAt(round + 1)))
    body.set(b, sum(sum(b, keyAt(round + 2)), i32x4(round + 1)))
  }
  return [a, b]
}

const evens = [0, 2, 4, 6]
const odds = [1, 3, 5, 7]
const low = [0, 4, 1, 5]
const high = [2, 6, 3, 7]

/** Counters of one unit. */
const BLOCK = 1024

/** How the two words of a result are written: both, or as one word that mixes them. */
type Output = 'both words' | 'mixed'

/** Random words of the counters 0 … count − 1 of every key; a unit is a block of counters of a key. */
const counted = (output: Output): WasmKernel =>
  kernelOf(
    `threefry, ${output}`,
    ['result', 'keys', 'count', 'blocks'],
    (body, from, to, { result, keys, count, blocks }) => {
      const ascending = v128([0, 1, 2, 3].flatMap(integer32))
      const none = i32x4(0)
      const shift = output === 'mixed' ? 2 : 3
      const { store } = wide(4)
      forEach(body, from, to, 1, (unit) => {
        const index = once(body, quotient(unit, blocks))
        const first = once(body, mul(remainder(unit, blocks), BLOCK))
        const end = once(body, smaller(once(body, add(first, BLOCK)), count))
        const address = once(body, add(keys, shiftLeft(index, 3)))
        const key: Words = [
          body.let(op('v128.load32_splat', address)),
          body.let(op('v128.load32_splat', address, 4)),
        ]
        const parity = parityOf(body, key)
        const start = once(body, add(result, shiftLeft(mul(index, count), shift)))
        const four = (i: Value<'i32'>): Drawn => {
          const counters = sum(op('i32x4.splat', i), ascending)
          return threefry(body, key, parity, [none, counters])
        }
        const whole = once(body, add(first, and(sub(end, first), -4)))
        forEach(body, first, whole, 4, (i) => {
          const [a, b] = four(i)
          const target = once(body, add(start, shiftLeft(i, shift)))
          if (output === 'mixed') {
            body.do(store(target, op('v128.xor', a, b)))
          } else {
            body.do(store(target, arrange(4, a, b, low)))
            body.do(store(target, arrange(4, a, b, high), 16))
          }
        })
        body.if(less(whole, end), () => {
          const [a, b] = four(whole)
          forEach(body, whole, end, 1, (i) => {
            const target = once(body, add(start, shiftLeft(i, shift)))
            const one = narrow(output === 'mixed' ? 4 : 8)
            const words = output === 'mixed' ? op('v128.xor', a, b) : arrange(4, a, b, low)
            body.do(one.store(target, words))
            body.set(a, arrange(4, a, a, [1, 2, 3, 0]))
            body.set(b, arrange(4, b, b, [1, 2, 3, 0]))
          })
        })
      })
    },
  )

const countedPlan = (output: Output, keys: number, count: number): Plan => {
  const blocks = Math.ceil(count / BLOCK)
  const args = [addressIn('result'), addressIn(0), count, blocks]
  return planOf({ kernel: counted(output), args, units: keys * blocks })
}

export const threefrySplit: Select<SplitAttributes> = (operands, _, { count }) =>
  countedPlan('both words', sizeOf(typeAt(operands, 0).shape) / 2, count)

export const threefryBits: Select<BitsAttributes> = (operands, _, { shape, width }) =>
  countedPlan(
    width === 32 ? 'mixed' : 'both words',
    sizeOf(typeAt(operands, 0).shape) / 2,
    sizeOf(shape),
  )

/** One result of each key and number; a unit is one of them. */
const folded = kernelOf(
  'threefry fold in',
  ['result', 'keys', 'data'],
  (body, from, to, { result, keys, data }) => {
    const none = i32x4(0)
    const at = (array: Value<'i32'>, i: Value<'i32'>, shift: number): Value<'i32'> =>
      once(body, add(array, shiftLeft(i, shift)))
    const hash = (i: Value<'i32'>, key: Words, access: Access): Drawn =>
      threefry(body, key, parityOf(body, key), [none, access.load(at(data, i, 2))])
    const whole = once(body, add(from, and(sub(to, from), -4)))
    forEach(body, from, whole, 4, (i) => {
      const address = at(keys, i, 3)
      const { load, store } = wide(4)
      const [first, second] = [body.let(load(address)), body.let(load(address, 16))]
      const key: Words = [
        body.let(arrange(4, first, second, evens)),
        body.let(arrange(4, first, second, odds)),
      ]
      const [a, b] = hash(i, key, wide(4))
      const target = at(result, i, 3)
      body.do(store(target, arrange(4, a, b, low)))
      body.do(store(target, arrange(4, a, b, high), 16))
    })
    forEach(body, whole, to, 1, (i) => {
      const address = at(keys, i, 3)
      const { load } = narrow(4)
      const key: Words = [body.let(load(address)), body.let(load(address, 4))]
      const [a, b] = hash(i, key, narrow(4))
      body.do(narrow(8).store(at(result, i, 3), arrange(4, a, b, low)))
    })
  },
)

export const threefryFoldIn: Select<NoAttributes> = (operands) =>
  planOf({
    kernel: folded,
    args: [addressIn('result'), addressIn(0), addressIn(1)],
    units: sizeOf(typeAt(operands, 1).shape),
  })
