/**
 * Pi as the reduction of angles needs it.
 * Written by `scripts/elementary/tables.py`.
 */

/** 2 / pi. */
export const TWO_OVER_PI = 0.6366197723675814
/** pi / 2 in four parts of which the first three have 33 bits. */
export const HALF_PI_1 = 1.5707963267341256
export const HALF_PI_2 = 6.077100506303966e-11
export const HALF_PI_3 = 2.0222662487111665e-21
export const HALF_PI_4 = 8.4784276603689e-32

/** How many bits {@link TWO_OVER_PI_BITS} has after the point. */
export const TWO_OVER_PI_LENGTH = 1184n
/** 2 / pi times 2^1184, in hexadecimal. */
export const TWO_OVER_PI_BITS =
  'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a42' +
  '4dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991' +
  'd639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09' +
  'b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046'

/** How many bits {@link HALF_PI_BITS} has after the point. */
export const HALF_PI_LENGTH = 192
/** pi / 2 times 2^192, in hexadecimal. */
export const HALF_PI_BITS = '1921fb54442d18469898cc51701b839a252049c1114cf98e8'
