/**
 * An angle as a multiple of pi/2 and a remainder in two parts, for sin and cos.
 *
 * Up to 2^20 quarter turns, n pi/2 is subtracted in four pieces: the products of n with the first
 * three are exact, and the roundings of the differences are kept (Cody and Waite). Beyond, x is an
 * integer times a power of two, and x times 2/pi modulo 4 needs only those bits of 2/pi that stand
 * between; an integer product with them has 200 bits of remainder (Payne and Hanek). No double comes
 * closer to a multiple of pi/2 than 2^-62, so both leave the remainder right to more than 2^-80.
 *
 * Sources: W. J. Cody and W. Waite, Software manual for the elementary functions, 1980; M. H. Payne
 * and R. N. Hanek, Radian reduction for trigonometric functions, 1983.
 */
import { highWord, powerOfTwo } from './bits.ts'
import {
  HALF_PI_1,
  HALF_PI_2,
  HALF_PI_3,
  HALF_PI_4,
  HALF_PI_BITS,
  HALF_PI_LENGTH,
  TWO_OVER_PI,
  TWO_OVER_PI_BITS,
  TWO_OVER_PI_LENGTH,
} from './piTable.ts'
import { low } from './twoPart.ts'

/** The number of quarter turns modulo 4 of the latest {@link remainder}. */
export const quadrant = new Int32Array(1)

/** Up to it the number of quarter turns has 20 bits. */
const MODERATE = 1.6e6

const ofModerate = (x: number): number => {
  const n = Math.floor(x * TWO_OVER_PI + 0.5)
  const a = x - n * HALF_PI_1
  const b = n * HALF_PI_2
  const first = a - b
  const aPart = first + b
  const firstLow = a - aPart - (b - (aPart - first))
  const c = n * HALF_PI_3
  const second = first - c
  const firstPart = second + c
  const secondLow = first - firstPart - (c - (firstPart - second))
  const rest = firstLow + secondLow - n * HALF_PI_4
  const result = second + rest
  low[0] = rest - (result - second)
  quadrant[0] = n & 3
  return result
}

/** How many bits after the point of x 2/pi are kept. */
const KEPT = 200

const twoOverPi = BigInt(`0x${TWO_OVER_PI_BITS}`)
const halfPi = BigInt(`0x${HALF_PI_BITS}`)

const ofHuge = (x: number): number => {
  const size = Math.abs(x)
  // size = whole 2^exponent with an integer of 53 bits
  const exponent = (highWord(size) >> 20) - 1075
  const whole = BigInt(size * powerOfTwo(-exponent))
  const bits = BigInt.asUintN(KEPT + 2, twoOverPi >> (TWO_OVER_PI_LENGTH - BigInt(KEPT + exponent)))
  const turns = BigInt.asUintN(KEPT + 2, whole * bits)
  const nearest = (turns + (1n << BigInt(KEPT - 1))) >> BigInt(KEPT)
  const angle = (turns - (nearest << BigInt(KEPT))) * halfPi
  // in units of 2^-(200 + 192), which a double holds
  const result = Number(angle)
  const rest = Number(angle - BigInt(result))
  const unit = powerOfTwo(-KEPT - HALF_PI_LENGTH)
  const n = Number(nearest)
  quadrant[0] = (x < 0 ? -n : n) & 3
  low[0] = (x < 0 ? -rest : rest) * unit
  return (x < 0 ? -result : result) * unit
}

/**
 * x less the nearest multiple of pi/2, for finite x; what it misses is in `low`, the number of
 * quarter turns in `quadrant`.
 */
export const remainder = (x: number): number => (Math.abs(x) < MODERATE ? ofModerate(x) : ofHuge(x))
