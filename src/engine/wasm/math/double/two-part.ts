/** Numbers of twice the precision; see `twoPart.ts` of the reference engine. */
import type { Body } from '../../encode/index.ts'
import { type Operand, type Pair, add, div, mul, sub } from './lanes.ts'

const SPLITTER = 134217729

/** x rounded to 26 bits. */
export const leading = (body: Body, x: Pair): Pair => {
  const c = body.let(mul(x, SPLITTER))
  return body.let(sub(c, sub(c, x)))
}

/** x y - p, where p is x y rounded. */
export const productError = (body: Body, x: Pair, y: Pair, p: Pair): Pair => {
  const xHigh = leading(body, x)
  const xLow = body.let(sub(x, xHigh))
  const yHigh = leading(body, y)
  const yLow = body.let(sub(y, yHigh))
  return add(sub(mul(xHigh, yHigh), p), mul(xHigh, yLow), mul(xLow, yHigh), mul(xLow, yLow))
}

/** (n + nLow) / (d + dLow), rounded to one double. */
export const quotient = (body: Body, n: Pair, nLow: Operand, d: Pair, dLow: Pair): Pair => {
  const q = body.let(div(n, d))
  const p = body.let(mul(q, d))
  const rest = add(sub(n, p, productError(body, q, d, p)), sub(nLow, mul(q, dLow)))
  return add(q, div(rest, d))
}
