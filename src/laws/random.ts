/** A stream of pseudo-random numbers in [0, 1): everything that a case holds follows from its seed. */
export type Random = () => number

/** The generator mulberry32: 32 bits of state, good enough to choose numbers for a test. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = state
    x = Math.imul(x ^ (x >>> 15), x | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number between two others. */
export const between = (next: Random, low: number, high: number): number =>
  low + (high - low) * next()

/** A whole number from `low` to `high`, both included. */
export const wholeBetween = (next: Random, low: number, high: number): number =>
  low + Math.floor(next() * (high - low + 1))

/** One of some things. */
export const oneOf = <T>(next: Random, things: readonly [T, ...T[]]): T =>
  things[Math.floor(next() * things.length)] ?? things[0]

/** The numbers 0 … n − 1 in some order. */
export const shuffled = (next: Random, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => ({ i, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i)

/** For each of n things whether it is chosen; at least one is. */
export const someOf = (next: Random, n: number): readonly boolean[] => {
  const bits = wholeBetween(next, 1, 2 ** n - 1)
  return Array.from({ length: n }, (_, i) => ((bits >> i) & 1) === 1)
}
