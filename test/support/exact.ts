/** Doubles as fractions: exact arithmetic for definitions. */

const view = new DataView(new ArrayBuffer(8))

/** A finite double as a whole number of 2⁻¹⁰⁷⁴. */
const units = (x: number): bigint => {
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const exponent = (bits >> 52n) & 0x7ffn
  const fraction = bits & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n)
  return x < 0 ? -size : size
}

/** Such a whole number as the nearest double. */
const ofUnits = (n: bigint): number => {
  const size = n < 0n ? -n : n
  const excess = BigInt(Math.max(0, size.toString(2).length - 53))
  // what falls off: less than half, half or more
  const kept = size >> excess
  const rest = size - (kept << excess)
  const half = excess === 0n ? 0n : 1n << (excess - 1n)
  const up = excess > 0n && (rest > half || (rest === half && kept % 2n === 1n))
  const rounded = (up ? kept + 1n : kept) << excess
  // by halves: 2⁻¹⁰⁷⁴ cannot be the factor of a number that is no double itself
  const shift = Math.max(0, rounded.toString(2).length - 60)
  const value = Number(rounded >> BigInt(shift)) * 2 ** Math.max(-1074, -1074 + shift)
  return n < 0n ? -value : value
}

/** x − y ⌊x / y⌋ of whole numbers, 0 where y = 0. */
export const floorModulo = (x: bigint, y: bigint): bigint => {
  if (y === 0n) return 0n
  const rest = x % y
  return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest
}

/** x − y ⌊x / y⌋, rounded once; a zero has the sign of y. As NumPy for numbers that are not finite. */
export const moduloOf = (x: number, y: number): number => {
  if (Number.isNaN(x) || Number.isNaN(y) || !Number.isFinite(x) || y === 0) return Number.NaN
  const zero = y < 0 ? -0 : 0
  if (!Number.isFinite(y)) return x === 0 ? zero : x > 0 === y > 0 ? x : y
  const rest = floorModulo(units(x), units(y))
  return rest === 0n ? zero : ofUnits(rest)
}
