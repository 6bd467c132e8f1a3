/** Beyond these a square of an element may leave the doubles. */
const [TINY, HUGE] = [2 ** -400, 2 ** 400]
const FACTOR = 2 ** 600

/**
 * Multiplies all elements by a power of two that keeps their squares inside the doubles, which
 * rounds nothing that matters, and gives that factor; NaN where an element is not finite.
 */
export const scale = (a: Float64Array): number => {
  let greatest = 0
  for (const x of a) {
    if (!Number.isFinite(x)) return Number.NaN
    greatest = Math.max(greatest, Math.abs(x))
  }
  if (greatest === 0 || (greatest > TINY && greatest < HUGE)) return 1
  const factor = greatest < 1 ? FACTOR : 1 / FACTOR
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) * factor
  return factor
}
