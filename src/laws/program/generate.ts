import { type FloatDType, isFloat } from '../../core/dtype.ts'
import { type Node, apply } from '../../core/node.ts'
import { fill } from '../../core/primitives/align.ts'
import { mul } from '../../core/primitives/arithmetic.ts'
import type { PrimitiveName } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { closeProgram, placeByValue } from '../../core/program.ts'
import { names, primitiveOf } from '../primitive/cases.ts'
import { type Random, oneOf, randomOf, shuffled, wholeBetween } from '../random.ts'
import type { Application, Applied } from './application.ts'
import { applications } from './applications.ts'
import { type Growth, grow, isSmall, mostElements, shapeOf } from './growth.ts'
import { bounded, conditioned } from './operands.ts'
import { type Instance, isTame } from './safety.ts'
import type { Sample } from './subject.ts'

/** What random programs are like. */
export interface ProgramOptions {
  /**
   * how many primitives are chosen; equations that make operands fit come on top
   * @defaultValue 6
   */
  readonly size?: number
  /**
   * the primitives that are chosen from
   * @defaultValue all
   */
  readonly primitives?: readonly [PrimitiveName, ...PrimitiveName[]]
  /**
   * the floating types that are chosen from
   * @defaultValue f32 and f64
   */
  readonly dtypes?: readonly [FloatDType, ...FloatDType[]]
  /**
   * whether values are kept well scaled and away from kinks and the ends of domains, so that there are
   * derivatives; if not, there may be anything, also NaN
   * @defaultValue true
   */
  readonly smooth?: boolean
}

/** An entry of the table whose primitive is known only when the program is grown. */
const applicationOf = (name: PrimitiveName): Application<Attributes> => applications[name]

const instancesOf = (
  g: Growth,
  result: Node,
  { operands, attributes }: Applied<Attributes>,
): readonly Instance[] =>
  g.valuesAt(result).map((value, i) => ({
    operands: operands.map((operand) => ({
      shape: operand.shape,
      dtype: operand.dtype,
      value: g.valuesAt(operand)[i] as Instance['result']['value'],
    })),
    result: { shape: result.shape, dtype: result.dtype, value },
    attributes,
  }))

/** Random bits and large products, scaled back. */
const scaledBack = (g: Growth, x: Node): Node => {
  if (!isFloat(x.dtype)) return x
  const most = Math.max(...g.valuesAt(x).flatMap((value) => Array.from(value, Math.abs)))
  const exponent = Math.ceil(Math.log2(most / 4))
  return Number.isFinite(most) && exponent > 1 ? mul(fill(2 ** -exponent, x), x) : x
}

const built = (name: PrimitiveName, { operands, attributes }: Applied<Attributes>): Node =>
  apply(primitiveOf(name), operands, attributes)

/** Which operands are made to fit the primitive, as few as will do. */
const masks: readonly (readonly boolean[])[] = [
  [true, false, false],
  [false, true, false],
  [true, true, true],
]

/** How far conditioned operands stray from where the primitive is smooth: as far as will do. */
const strays: readonly number[] = [0.3, 0.03]

/** Operands as they are, then squashed into the domain, then near places where all is well. */
function* attempts(
  g: Growth,
  name: PrimitiveName,
  operands: readonly Node[],
): Generator<readonly Node[]> {
  yield operands
  const made = function* (): Generator<readonly Node[]> {
    yield bounded(name, operands)
    for (const stray of strays) yield conditioned(g, name, operands, stray)
  }
  for (const fitting of made()) {
    for (const mask of masks.slice(operands.length < 2 ? 2 : 0)) {
      yield operands.map((operand, i) => (mask[i] === true ? (fitting[i] as Node) : operand))
    }
  }
}

/** The application of a primitive to something of the pool; `null` where nothing suits. */
const applied = (g: Growth, name: PrimitiveName): Node | null => {
  const { apply: choose, safe } = applicationOf(name)
  const chosen = choose(g)
  if (chosen === null || !chosen.operands.every(isSmall)) return null
  if (!g.smooth) {
    const operands = g.next() < 0.8 ? chosen.operands : conditioned(g, name, chosen.operands, 0.3)
    return built(name, { ...chosen, operands })
  }
  for (const operands of attempts(g, name, chosen.operands)) {
    const given = { ...chosen, operands }
    const result = built(name, given)
    if (safe(instancesOf(g, result, given))) {
      const scaled = scaledBack(g, result)
      if (isTame(instancesOf(g, scaled, given))) return scaled
    }
  }
  return null
}

/** Which values a program returns: those that nothing uses, and now and then one more. */
const outputsOf = (g: Growth, next: Random): readonly Node[] => {
  const used = new Set(g.pool.flatMap(({ operands }) => operands))
  const free = g.pool.filter((node) => !used.has(node) && node.kind === 'apply')
  const chosen = shuffled(next, free.length).map((i) => free[i] as Node)
  const first = chosen.find(({ dtype }) => isFloat(dtype)) ?? chosen[0] ?? g.pool.at(-1)
  if (first === undefined) return []
  const others = chosen.filter((node) => node !== first).slice(0, wholeBetween(next, 0, 2))
  const more = next() < 0.1 ? [g.pool[wholeBetween(next, 0, g.pool.length - 1)] as Node] : []
  return [first, ...others, ...more]
}

/** Not so large that a law becomes slow. */
const fits = ({ shape }: Node): boolean =>
  shape.reduce((count, n) => count * n, 1) <= 2 * mostElements

/** The random program of a seed, and inputs for it. */
export const sampleProgram = (seed: number, options: ProgramOptions = {}): Sample => {
  const { size = 6, primitives = names, dtypes = ['f32', 'f64'] as const, smooth = true } = options
  const next = randomOf(seed)
  const floats = next() < 0.6 ? ([oneOf(next, dtypes)] as const) : dtypes
  const g = grow({ smooth, floats }, next)
  for (let i = wholeBetween(next, 1, 3); i > 0; i--) {
    g.input({ shape: shapeOf(next), dtype: oneOf(next, floats) })
  }
  if (next() < 0.2) g.input({ shape: shapeOf(next), dtype: oneOf(next, ['i32', 'u32', 'bool']) })
  if (next() < 0.1) g.input({ shape: [2], dtype: 'u32' })
  // now and then no primitive suits
  for (let made = 0, tries = 0; made < size && tries < 8 * size; tries++) {
    const node = applied(g, oneOf(next, primitives as readonly [PrimitiveName]))
    if (node === null || node.shape.length > 5 || !fits(node)) continue
    g.join(node)
    made += 1
  }
  const nodes = g.inputs.map(([node]) => node)
  const { program } = closeProgram(nodes, outputsOf(g, next), placeByValue)
  return { program, inputs: g.inputs.map(([, input]) => input), seed, smooth }
}
