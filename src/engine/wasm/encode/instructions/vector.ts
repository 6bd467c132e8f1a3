/** Instructions on vectors of 128 bits. */
import { group, simd } from './group.ts'

// biome-ignore format: a table
export const vectorInstructions = {
  ...group(simd, ['i32'], 'v128', 'none', {
    'i8x16.splat': 15, 'i16x8.splat': 16, 'i32x4.splat': 17,
  }),
  ...group(simd, ['i64'], 'v128', 'none', { 'i64x2.splat': 18 }),
  ...group(simd, ['f32'], 'v128', 'none', { 'f32x4.splat': 19 }),
  ...group(simd, ['f64'], 'v128', 'none', { 'f64x2.splat': 20 }),
  ...group(simd, ['v128'], 'i32', 'lane', {
    'i8x16.extract_lane_s': 21, 'i8x16.extract_lane_u': 22,
    'i16x8.extract_lane_s': 24, 'i16x8.extract_lane_u': 25, 'i32x4.extract_lane': 27,
  }),
  ...group(simd, ['v128'], 'i64', 'lane', { 'i64x2.extract_lane': 29 }),
  ...group(simd, ['v128'], 'f32', 'lane', { 'f32x4.extract_lane': 31 }),
  ...group(simd, ['v128'], 'f64', 'lane', { 'f64x2.extract_lane': 33 }),
  ...group(simd, ['v128', 'i32'], 'v128', 'lane', {
    'i8x16.replace_lane': 23, 'i16x8.replace_lane': 26, 'i32x4.replace_lane': 28,
  }),
  ...group(simd, ['v128', 'i64'], 'v128', 'lane', { 'i64x2.replace_lane': 30 }),
  ...group(simd, ['v128', 'f32'], 'v128', 'lane', { 'f32x4.replace_lane': 32 }),
  ...group(simd, ['v128', 'f64'], 'v128', 'lane', { 'f64x2.replace_lane': 34 }),
  ...group(simd, ['v128', 'v128'], 'v128', 'lanes', { 'i8x16.shuffle': 13 }),

  ...group(simd, ['v128'], 'i32', 'none', {
    'v128.any_true': 83,
    'i8x16.all_true': 99, 'i16x8.all_true': 131, 'i32x4.all_true': 163, 'i64x2.all_true': 195,
    'i8x16.bitmask': 100, 'i16x8.bitmask': 132, 'i32x4.bitmask': 164, 'i64x2.bitmask': 196,
  }),
  ...group(simd, ['v128', 'i32'], 'v128', 'none', {
    'i8x16.shl': 107, 'i8x16.shr_s': 108, 'i8x16.shr_u': 109,
    'i16x8.shl': 139, 'i16x8.shr_s': 140, 'i16x8.shr_u': 141,
    'i32x4.shl': 171, 'i32x4.shr_s': 172, 'i32x4.shr_u': 173,
    'i64x2.shl': 203, 'i64x2.shr_s': 204, 'i64x2.shr_u': 205,
  }),
  ...group(simd, ['v128'], 'v128', 'none', {
    'v128.not': 77,
    'i8x16.abs': 96, 'i8x16.neg': 97, 'i8x16.popcnt': 98, 'i16x8.abs': 128, 'i16x8.neg': 129,
    'i32x4.abs': 160, 'i32x4.neg': 161, 'i64x2.abs': 192, 'i64x2.neg': 193,
    'i16x8.extadd_pairwise_i8x16_s': 124, 'i16x8.extadd_pairwise_i8x16_u': 125,
    'i32x4.extadd_pairwise_i16x8_s': 126, 'i32x4.extadd_pairwise_i16x8_u': 127,
    'i16x8.extend_low_i8x16_s': 135, 'i16x8.extend_high_i8x16_s': 136,
    'i16x8.extend_low_i8x16_u': 137, 'i16x8.extend_high_i8x16_u': 138,
    'i32x4.extend_low_i16x8_s': 167, 'i32x4.extend_high_i16x8_s': 168,
    'i32x4.extend_low_i16x8_u': 169, 'i32x4.extend_high_i16x8_u': 170,
    'i64x2.extend_low_i32x4_s': 199, 'i64x2.extend_high_i32x4_s': 200,
    'i64x2.extend_low_i32x4_u': 201, 'i64x2.extend_high_i32x4_u': 202,
    'f32x4.ceil': 103, 'f32x4.floor': 104, 'f32x4.trunc': 105, 'f32x4.nearest': 106,
    'f64x2.ceil': 116, 'f64x2.floor': 117, 'f64x2.trunc': 122, 'f64x2.nearest': 148,
    'f32x4.abs': 224, 'f32x4.neg': 225, 'f32x4.sqrt': 227,
    'f64x2.abs': 236, 'f64x2.neg': 237, 'f64x2.sqrt': 239,
    'f32x4.demote_f64x2_zero': 94, 'f64x2.promote_low_f32x4': 95,
    'i32x4.trunc_sat_f32x4_s': 248, 'i32x4.trunc_sat_f32x4_u': 249,
    'f32x4.convert_i32x4_s': 250, 'f32x4.convert_i32x4_u': 251,
    'i32x4.trunc_sat_f64x2_s_zero': 252, 'i32x4.trunc_sat_f64x2_u_zero': 253,
    'f64x2.convert_low_i32x4_s': 254, 'f64x2.convert_low_i32x4_u': 255,
  }),
  ...group(simd, ['v128', 'v128'], 'v128', 'none', {
    'i8x16.swizzle': 14,
    'v128.and': 78, 'v128.andnot': 79, 'v128.or': 80, 'v128.xor': 81,

    'i8x16.eq': 35, 'i8x16.ne': 36, 'i8x16.lt_s': 37, 'i8x16.lt_u': 38, 'i8x16.gt_s': 39,
    'i8x16.gt_u': 40, 'i8x16.le_s': 41, 'i8x16.le_u': 42, 'i8x16.ge_s': 43, 'i8x16.ge_u': 44,
    'i16x8.eq': 45, 'i16x8.ne': 46, 'i16x8.lt_s': 47, 'i16x8.lt_u': 48, 'i16x8.gt_s': 49,
    'i16x8.gt_u': 50, 'i16x8.le_s': 51, 'i16x8.le_u': 52, 'i16x8.ge_s': 53, 'i16x8.ge_u': 54,
    'i32x4.eq': 55, 'i32x4.ne': 56, 'i32x4.lt_s': 57, 'i32x4.lt_u': 58, 'i32x4.gt_s': 59,
    'i32x4.gt_u': 60, 'i32x4.le_s': 61, 'i32x4.le_u': 62, 'i32x4.ge_s': 63, 'i32x4.ge_u': 64,
    'i64x2.eq': 214, 'i64x2.ne': 215, 'i64x2.lt_s': 216, 'i64x2.gt_s': 217, 'i64x2.le_s': 218,
    'i64x2.ge_s': 219,
    'f32x4.eq': 65, 'f32x4.ne': 66, 'f32x4.lt': 67, 'f32x4.gt': 68, 'f32x4.le': 69, 'f32x4.ge': 70,
    'f64x2.eq': 71, 'f64x2.ne': 72, 'f64x2.lt': 73, 'f64x2.gt': 74, 'f64x2.le': 75, 'f64x2.ge': 76,

    'i8x16.narrow_i16x8_s': 101, 'i8x16.narrow_i16x8_u': 102,
    'i16x8.narrow_i32x4_s': 133, 'i16x8.narrow_i32x4_u': 134,
    'i8x16.add': 110, 'i8x16.add_sat_s': 111, 'i8x16.add_sat_u': 112,
    'i8x16.sub': 113, 'i8x16.sub_sat_s': 114, 'i8x16.sub_sat_u': 115,
    'i8x16.min_s': 118, 'i8x16.min_u': 119, 'i8x16.max_s': 120, 'i8x16.max_u': 121,
    'i8x16.avgr_u': 123,
    'i16x8.add': 142, 'i16x8.add_sat_s': 143, 'i16x8.add_sat_u': 144,
    'i16x8.sub': 145, 'i16x8.sub_sat_s': 146, 'i16x8.sub_sat_u': 147, 'i16x8.mul': 149,
    'i16x8.min_s': 150, 'i16x8.min_u': 151, 'i16x8.max_s': 152, 'i16x8.max_u': 153,
    'i16x8.avgr_u': 155, 'i16x8.q15mulr_sat_s': 130,
    'i16x8.extmul_low_i8x16_s': 156, 'i16x8.extmul_high_i8x16_s': 157,
    'i16x8.extmul_low_i8x16_u': 158, 'i16x8.extmul_high_i8x16_u': 159,
    'i32x4.add': 174, 'i32x4.sub': 177, 'i32x4.mul': 181,
    'i32x4.min_s': 182, 'i32x4.min_u': 183, 'i32x4.max_s': 184, 'i32x4.max_u': 185,
    'i32x4.dot_i16x8_s': 186,
    'i32x4.extmul_low_i16x8_s': 188, 'i32x4.extmul_high_i16x8_s': 189,
    'i32x4.extmul_low_i16x8_u': 190, 'i32x4.extmul_high_i16x8_u': 191,
    'i64x2.add': 206, 'i64x2.sub': 209, 'i64x2.mul': 213,
    'i64x2.extmul_low_i32x4_s': 220, 'i64x2.extmul_high_i32x4_s': 221,
    'i64x2.extmul_low_i32x4_u': 222, 'i64x2.extmul_high_i32x4_u': 223,
    'f32x4.add': 228, 'f32x4.sub': 229, 'f32x4.mul': 230, 'f32x4.div': 231,
    'f32x4.min': 232, 'f32x4.max': 233, 'f32x4.pmin': 234, 'f32x4.pmax': 235,
    'f64x2.add': 240, 'f64x2.sub': 241, 'f64x2.mul': 242, 'f64x2.div': 243,
    'f64x2.min': 244, 'f64x2.max': 245, 'f64x2.pmin': 246, 'f64x2.pmax': 247,
  }),
  ...group(simd, ['v128', 'v128', 'v128'], 'v128', 'none', { 'v128.bitselect': 82 }),
} as const

/**
 * Instructions whose rounding is the machine's own choice: x y + z, with one rounding or two. An
 * engine that promises the bits of the reference engine does not use them.
 */
// biome-ignore format: a table
export const relaxedInstructions = {
  ...group(simd, ['v128', 'v128', 'v128'], 'v128', 'none', {
    'f32x4.relaxed_madd': 0x105, 'f32x4.relaxed_nmadd': 0x106,
    'f64x2.relaxed_madd': 0x107, 'f64x2.relaxed_nmadd': 0x108,
  }),
} as const
