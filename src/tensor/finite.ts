import { isFloat } from '../core/dtype.ts'
import type { Node } from '../core/node.ts'
import { fill } from '../core/primitives/align.ts'
import { abs } from '../core/primitives/arithmetic.ts'
import { equal, select } from '../core/primitives/comparison.ts'
import { nodeOf } from '../core/tree.ts'
import { negated } from './compare.ts'
import { only } from './dual.ts'
import { type Decision, type NumberFunction, numberFunction } from './unary.ts'

/**
 * True where x is ∞ or −∞, which integers and booleans never are.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.isInf(T.tensor([NaN, 1, -Infinity]))) // [false, false, true]
 */
export const isInf: Decision = only((x: unknown) => {
  const node = nodeOf('isInf', x)
  return isFloat(node.dtype)
    ? equal(abs(node), fill(Number.POSITIVE_INFINITY, node))
    : negated(equal(node, node))
})

const greatest = { f32: 3.4028234663852886e38, f64: Number.MAX_VALUE } as const

/**
 * Only finite numbers: NaN becomes 0, ∞ and −∞ the greatest and the least finite number of the
 * element type. Where an element was replaced, its derivative is 0.
 *
 * `[a] -> [a]`
 *
 * @example
 * import { T } from 'cotangent'
 *
 * T.toArray(T.nanToNum(T.tensor([NaN, 2, Infinity], 'f64'))) // [0, 2, 1.7976931348623157e308]
 */
export const nanToNum: NumberFunction = numberFunction('nanToNum', (x) => {
  if (!isFloat(x.dtype)) return x
  const end = greatest[x.dtype]
  const replaced = (from: number, to: number, node: Node): Node =>
    select(equal(x, fill(from, x)), fill(to, x), node)
  const finite = replaced(
    Number.POSITIVE_INFINITY,
    end,
    replaced(Number.NEGATIVE_INFINITY, -end, x),
  )
  return select(equal(x, x), finite, fill(0, x))
})
