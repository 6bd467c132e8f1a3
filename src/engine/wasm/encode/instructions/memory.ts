/** Instructions that read and write memory: addresses are i32, in bytes. */
import type { Instruction } from '../types.ts'
import { atomic, group, plain, simd } from './group.ts'

const resize = <P extends readonly ['i32'] | readonly []>(
  code: number,
  operands: P,
): Instruction<P, 'i32', 'none'> => ({
  code: [code, 0],
  operands,
  result: 'i32',
  immediate: 'none',
  alignment: 0,
})

/** (to, byte, count) or (to, from, count) */
const bulk = (
  ...code: readonly number[]
): Instruction<readonly ['i32', 'i32', 'i32'], 'none', 'none'> => ({
  code: [0xfc, ...code],
  operands: ['i32', 'i32', 'i32'],
  result: 'none',
  immediate: 'none',
  alignment: 0,
})

// biome-ignore format: a table
export const memoryInstructions = {
  'memory.size': resize(0x3f, [] as const),
  'memory.grow': resize(0x40, ['i32'] as const),
  'memory.copy': bulk(10, 0, 0),
  'memory.fill': bulk(11, 0),
  ...group(plain, ['i32'], 'i32', 'offset', { 'i32.load8_s': 0x2c, 'i32.load8_u': 0x2d }),
  ...group(plain, ['i32'], 'i32', 'offset', { 'i32.load16_s': 0x2e, 'i32.load16_u': 0x2f }, 1),
  ...group(plain, ['i32'], 'i32', 'offset', { 'i32.load': 0x28 }, 2),
  ...group(plain, ['i32'], 'i64', 'offset', { 'i64.load8_s': 0x30, 'i64.load8_u': 0x31 }),
  ...group(plain, ['i32'], 'i64', 'offset', { 'i64.load16_s': 0x32, 'i64.load16_u': 0x33 }, 1),
  ...group(plain, ['i32'], 'i64', 'offset', { 'i64.load32_s': 0x34, 'i64.load32_u': 0x35 }, 2),
  ...group(plain, ['i32'], 'i64', 'offset', { 'i64.load': 0x29 }, 3),
  ...group(plain, ['i32'], 'f32', 'offset', { 'f32.load': 0x2a }, 2),
  ...group(plain, ['i32'], 'f64', 'offset', { 'f64.load': 0x2b }, 3),
  ...group(plain, ['i32', 'i32'], 'none', 'offset', { 'i32.store8': 0x3a }),
  ...group(plain, ['i32', 'i32'], 'none', 'offset', { 'i32.store16': 0x3b }, 1),
  ...group(plain, ['i32', 'i32'], 'none', 'offset', { 'i32.store': 0x36 }, 2),
  ...group(plain, ['i32', 'i64'], 'none', 'offset', { 'i64.store8': 0x3c }),
  ...group(plain, ['i32', 'i64'], 'none', 'offset', { 'i64.store16': 0x3d }, 1),
  ...group(plain, ['i32', 'i64'], 'none', 'offset', { 'i64.store32': 0x3e }, 2),
  ...group(plain, ['i32', 'i64'], 'none', 'offset', { 'i64.store': 0x37 }, 3),
  ...group(plain, ['i32', 'f32'], 'none', 'offset', { 'f32.store': 0x38 }, 2),
  ...group(plain, ['i32', 'f64'], 'none', 'offset', { 'f64.store': 0x39 }, 3),

  ...group(simd, ['i32'], 'v128', 'offset', { 'v128.load': 0 }, 4),
  ...group(simd, ['i32'], 'v128', 'offset', {
    'v128.load8x8_s': 1, 'v128.load8x8_u': 2, 'v128.load16x4_s': 3, 'v128.load16x4_u': 4,
    'v128.load32x2_s': 5, 'v128.load32x2_u': 6, 'v128.load64_splat': 10, 'v128.load64_zero': 93,
  }, 3),
  ...group(simd, ['i32'], 'v128', 'offset', { 'v128.load32_splat': 9, 'v128.load32_zero': 92 }, 2),
  ...group(simd, ['i32'], 'v128', 'offset', { 'v128.load16_splat': 8 }, 1),
  ...group(simd, ['i32'], 'v128', 'offset', { 'v128.load8_splat': 7 }),
  ...group(simd, ['i32', 'v128'], 'none', 'offset', { 'v128.store': 11 }, 4),
  ...group(simd, ['i32', 'v128'], 'v128', 'laneAndOffset', { 'v128.load8_lane': 84 }),
  ...group(simd, ['i32', 'v128'], 'v128', 'laneAndOffset', { 'v128.load16_lane': 85 }, 1),
  ...group(simd, ['i32', 'v128'], 'v128', 'laneAndOffset', { 'v128.load32_lane': 86 }, 2),
  ...group(simd, ['i32', 'v128'], 'v128', 'laneAndOffset', { 'v128.load64_lane': 87 }, 3),
  ...group(simd, ['i32', 'v128'], 'none', 'laneAndOffset', { 'v128.store8_lane': 88 }),
  ...group(simd, ['i32', 'v128'], 'none', 'laneAndOffset', { 'v128.store16_lane': 89 }, 1),
  ...group(simd, ['i32', 'v128'], 'none', 'laneAndOffset', { 'v128.store32_lane': 90 }, 2),
  ...group(simd, ['i32', 'v128'], 'none', 'laneAndOffset', { 'v128.store64_lane': 91 }, 3),

  // (address, count) and (address, expected, timeout in ns): see the specification of threads
  ...group(atomic, ['i32', 'i32'], 'i32', 'offset', { 'memory.atomic.notify': 0x00 }, 2),
  ...group(atomic, ['i32', 'i32', 'i64'], 'i32', 'offset', { 'memory.atomic.wait32': 0x01 }, 2),
  ...group(atomic, ['i32', 'i64', 'i64'], 'i32', 'offset', { 'memory.atomic.wait64': 0x02 }, 3),
  ...group(atomic, ['i32'], 'i32', 'offset', { 'i32.atomic.load': 0x10 }, 2),
  ...group(atomic, ['i32'], 'i64', 'offset', { 'i64.atomic.load': 0x11 }, 3),
  ...group(atomic, ['i32', 'i32'], 'none', 'offset', { 'i32.atomic.store': 0x17 }, 2),
  ...group(atomic, ['i32', 'i64'], 'none', 'offset', { 'i64.atomic.store': 0x18 }, 3),
  ...group(atomic, ['i32', 'i32'], 'i32', 'offset', {
    'i32.atomic.rmw.add': 0x1e, 'i32.atomic.rmw.sub': 0x25, 'i32.atomic.rmw.and': 0x2c,
    'i32.atomic.rmw.or': 0x33, 'i32.atomic.rmw.xor': 0x3a, 'i32.atomic.rmw.xchg': 0x41,
  }, 2),
  ...group(atomic, ['i32', 'i64'], 'i64', 'offset', {
    'i64.atomic.rmw.add': 0x1f, 'i64.atomic.rmw.sub': 0x26, 'i64.atomic.rmw.and': 0x2d,
    'i64.atomic.rmw.or': 0x34, 'i64.atomic.rmw.xor': 0x3b, 'i64.atomic.rmw.xchg': 0x42,
  }, 3),
  ...group(atomic, ['i32', 'i32', 'i32'], 'i32', 'offset', { 'i32.atomic.rmw.cmpxchg': 0x48 }, 2),
  ...group(atomic, ['i32', 'i64', 'i64'], 'i64', 'offset', { 'i64.atomic.rmw.cmpxchg': 0x49 }, 3),
} as const
