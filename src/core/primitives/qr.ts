import { ShapeError } from '../errors.ts'
import { type Node, apply } from '../node.ts'
import { only } from './align.ts'
import { add, sub } from './arithmetic.ts'
import { lowerTriangle, product, requireMatrix, swapped, upperTriangle } from './matrix.ts'
import { concatenate, slice } from './selection.ts'
import {
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'
import { showShape } from '../shape/dimension.ts'
import { triangularSolve } from './triangular-solve.ts'

/** The rows of matrices from one to before another. */
const rowsOf = (x: Node, start: number, stop: number): Node => {
  const { length } = x.shape
  return slice(
    x,
    x.shape.map((_, axis) => (axis === length - 2 ? start : 0)),
    x.shape.map((size, axis) => (axis === length - 2 ? stop : size)),
    x.shape.map(() => 1),
  )
}

/** Q and R of what {@link qr} packs. */
export const unpackQr = (packed: Node): readonly [q: Node, r: Node] => {
  const [rows = 0, columns = 0] = packed.shape.slice(-2)
  return [rowsOf(packed, 0, rows - columns), rowsOf(packed, rows - columns, rows)]
}

const qrPrimitive: Primitive<NoAttributes> = {
  name: 'qr',
  family: 'matrix',
  documentation:
    'Q over R, for Q with orthonormal columns and the upper R with diagonal ≥ 0 and Q R = x: [..., m, n] -> [..., m + n, n], m ≥ n; by reflections',
  infer: (operands) => {
    const { batch, rows, columns } = requireMatrix('qr', operands[0])
    const x = only('qr', operands)
    if (rows < columns) {
      throw new ShapeError('qr', `${showShape(x.shape)} has fewer rows than columns`, [x.shape])
    }
    return { shape: [...batch, rows + columns, columns], dtype: x.dtype }
  },
  // dA R⁻¹ = dQ + Q dR R⁻¹. Of C = Qᵀ dA R⁻¹ the skew part with the lower triangle of C is Qᵀ dQ, and
  // what is left, an upper matrix, is dR R⁻¹.
  jvp: (_, [t], packed) => {
    if (!t) return null
    const [q, r] = unpackQr(packed)
    const right = { lower: false, transposed: true, unit: false }
    const quotient = swapped(triangularSolve(r, swapped(t), right))
    const c = product(swapped(q), quotient)
    const upper = add(upperTriangle(c), swapped(lowerTriangle(c, -1)))
    const dq = sub(quotient, product(q, upper))
    return concatenate([dq, product(upper, r)], packed.shape.length - 2)
  },
  transpose: null,
  batch: (operands) => qr(only('qr', operands)),
  domain: [reals],
  kinks: [],
}

/** The factors Q and R of matrices with as many rows as columns or more, one over the other. */
export const qr: Operation<[x: Node], NoAttributes> = operation(qrPrimitive, (x) =>
  apply(qrPrimitive, [x], none),
)
