import { DIGAMMA_NEAR, DIGAMMA_ROOT, DIGAMMA_ROOT_LOW } from './gammaTable.ts'
import { log } from './log.ts'
import { BERNOULLI, polynomial } from './stirling.ts'

/** From it on, ten terms of the asymptotic series are enough. */
const LARGE = 13

/** B_2k / (2k) */
const TERMS = BERNOULLI.slice(0, 10).map((b, i) => b / (2 * i + 2))

const ofLarge = (x: number): number => {
  const inverse = 1 / x
  const square = inverse * inverse
  return log(x) - (0.5 * inverse + square * polynomial(TERMS, square))
}

/** With the root as a factor: accurate around it too. */
const nearRoot = (x: number): number =>
  (x - DIGAMMA_ROOT - DIGAMMA_ROOT_LOW) * polynomial(DIGAMMA_NEAR, x - 1.5)

/** Down to [1, 2) by the recurrence. */
const ofModerate = (x: number): number => {
  let sum = 0
  let z = x
  while (z >= 2) {
    z -= 1
    sum += 1 / z
  }
  return sum + nearRoot(z)
}

/**
 * The derivative of log gamma for x > 0: a polynomial that has the root as a factor on [1, 2], the
 * recurrence around it, the asymptotic series from 13 on.
 */
export const digammaOfPositive = (x: number): number =>
  x < 1 ? nearRoot(1 + x) - 1 / x : x < 2 ? nearRoot(x) : x < LARGE ? ofModerate(x) : ofLarge(x)
