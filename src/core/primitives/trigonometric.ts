import type { Node } from '../node.ts'
import { add, div, mul, neg } from './arithmetic.ts'
import { type Binary, type Unary, binary, slope, slopes, unary } from './elementwise.ts'
import { positives, reals } from './primitive.ts'
import { scaled } from './scaled.ts'

/** The sine of an angle in radians. */
export const sin: Unary = unary({
  name: 'sin',
  documentation: 'sin x, x in radians',
  takes: 'float',
  jvp: slope((t, _, x) => mul(t, cos(x))),
  transpose: null,
  domain: [reals],
  kinks: [],
})

/** The cosine of an angle in radians. */
export const cos: Unary = unary({
  name: 'cos',
  documentation: 'cos x, x in radians',
  takes: 'float',
  jvp: slope((t, _, x) => neg(mul(t, sin(x)))),
  transpose: null,
  domain: [reals],
  kinks: [],
})

/** The parts of x / (x² + y²) and y / (x² + y²), which neither overflow nor vanish. */
const inverted = (y: Node, x: Node): { readonly ofX: Node; readonly ofY: Node } => {
  const parts = scaled(x, y)
  const norm = mul(parts.size, parts.square)
  return { ofX: div(parts.x, norm), ofY: div(parts.y, norm) }
}

/** The angle of the point (x, y) in radians, from −π to π. */
export const atan2: Binary = binary({
  name: 'atan2',
  documentation: 'the angle of the point (x, y), from −π to π; y is the first operand',
  takes: 'float',
  jvp: slopes(
    (a, b) => add(a, b),
    (dy, y, x) => mul(dy, inverted(y, x).ofX),
    (dx, y, x) => neg(mul(dx, inverted(y, x).ofY)),
  ),
  transpose: null,
  domain: [reals, positives],
  kinks: [{ at: 'x = 0, y = 0', subgradient: '0' }],
})
