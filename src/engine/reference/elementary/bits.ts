/**
 * A double as its bits and as a power of two. The scratch memory is written before every read, so
 * nobody can observe it.
 */

const float = new Float64Array(1)
const words = new Int32Array(float.buffer)
/** Where the word with the sign and the exponent lies: the byte order is the machine's. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

/** The upper 32 bits of x: sign, exponent and the leading 20 bits of the fraction. */
export const highWord = (x: number): number => {
  float[0] = x
  return words[HIGH] as number
}

/** The smallest number that is not subnormal, 2^-1022. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308

const LEAST = -1074
const GREATEST = 1023

// By doubling, which is exact: `**` need not be.
const powers = ((): Float64Array => {
  const table = new Float64Array(GREATEST - LEAST + 1)
  for (let i = 0, power = 5e-324; i < table.length; i++, power *= 2) table[i] = power
  return table
})()

/** 2^n for an integer n in [-1074, 1023]. */
export const powerOfTwo = (n: number): number => powers[n - LEAST] as number

/**
 * s 2^n for 1/2 < s <= 2 and an integer n in [-1077, 1024], rounded once: also where the result is
 * subnormal or overflows.
 */
export const scale = (s: number, n: number): number =>
  n > GREATEST
    ? s * 2 * powerOfTwo(n - 1)
    : n < LEAST
      ? s * 0.125 * powerOfTwo(n + 3)
      : s * powerOfTwo(n)
