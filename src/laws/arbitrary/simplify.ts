/** The simplest numbers, the simplest one first: what a failing case is reported with if it can be. */
const simple = [0, 1, -1, 0.5] as const

/** The simple numbers of a domain, or what stands for them where it has none. */
export const anchorsOf = (
  contains: (x: number) => boolean,
  simplest: number,
): readonly number[] => {
  const known = simple.filter(contains)
  return known.length > 0 ? known : [simplest]
}

/** The number rounded to some significant bits. */
const coarse = (x: number, bits: number): number => {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) + 1 - bits)
  return Math.round(x / unit) * unit
}

/**
 * Simpler numbers of a domain, the simplest first. Simple ones before whole ones, those by their
 * size, and fractions by the number of their bits: always going to one of them ends.
 */
export function* simpler(
  x: number,
  contains: (x: number) => boolean,
  round: (x: number) => number,
): Generator<number> {
  const place = simple.findIndex((value) => Object.is(value, x))
  const better = place < 0 ? simple : simple.slice(0, place)
  yield* better.filter(contains)
  if (place >= 0) return
  if (!Number.isFinite(x)) {
    if (x === -Infinity && contains(Infinity)) yield Infinity
    return
  }
  if (Number.isInteger(x)) {
    if (x < 0 && contains(-x)) yield -x
    for (let part = Math.trunc(x / 2); part !== 0; part = Math.trunc(part / 2)) {
      const nearer = round(x - part)
      if (Math.abs(nearer) < Math.abs(x) && contains(nearer)) yield nearer
    }
    return
  }
  const tried = new Set<number>([x])
  const away = Math.sign(x) * Math.ceil(Math.abs(x))
  const candidates = [Math.trunc(x), away, ...[1, 2, 3, 4, 6, 8, 12, 16].map((n) => coarse(x, n))]
  for (const candidate of candidates) {
    const rounded = round(candidate)
    // what rounds to itself has no fewer bits, and neither has what more bits give
    if (tried.has(rounded)) continue
    tried.add(rounded)
    if (Number.isFinite(rounded) && !Object.is(rounded, -0) && contains(rounded)) yield rounded
  }
}
