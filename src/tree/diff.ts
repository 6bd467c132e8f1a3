import type { Storage } from '../core/dtype.ts'
import { Node, sameShape } from '../core/node.ts'
import { showType } from '../core/print.ts'
import { describe, isContainer } from '../core/tree.ts'
import { elementsOf } from '../tensor/read.ts'
import { sameElement, type Tolerance } from './equals.ts'
import { grouped, short, table } from './format.ts'
import { childPath, shortened } from './path.ts'

/** What the first tree has at a path where the other has nothing. */
export interface Missing {
  readonly _tag: 'Missing'
  readonly path: string
  /** such as `f32[2, 3]` */
  readonly one: string
}

/** What the other tree has at a path where the first has nothing. */
export interface Extra {
  readonly _tag: 'Extra'
  readonly path: string
  /** such as `f32[2, 3]` */
  readonly other: string
}

/** Two things at a path that are not alike: tensors of two types, or something that is no tensor. */
export interface Unlike {
  readonly _tag: 'Unlike'
  readonly path: string
  /** such as `f32[2, 3]` */
  readonly one: string
  /** such as `f32[2, 4]` */
  readonly other: string
}

/** Two tensors of one type with other elements. */
export interface Changed {
  readonly _tag: 'Changed'
  readonly path: string
  /** such as `f32[2, 3]` */
  readonly type: string
  /** how many elements there are */
  readonly count: number
  /** how many are not equal */
  readonly changed: number
  /** the largest |y − x|; NaN where one of the two is NaN, or both are infinities of other signs */
  readonly maxAbs: number
  /** where that is, an index for each axis */
  readonly at: readonly number[]
  /** ‖y − x‖, the square root of the sum of the squares; NaN where `maxAbs` is */
  readonly norm: number
}

/** One difference of two trees. */
export type Difference = Missing | Extra | Unlike | Changed

/** What a tree holds at a path: a tensor, something that is no tensor, or an empty part. */
type Entry = readonly [path: string, value: unknown]

const entries = (tree: unknown, path = ''): readonly Entry[] => {
  if (!isContainer(tree)) return [[path, tree]]
  const keys = Array.isArray(tree) ? Object.keys(tree) : Object.keys(tree).sort()
  if (keys.length === 0) return [[path, tree]]
  return keys.flatMap((key) => entries(tree[key], childPath(path, key, Array.isArray(tree))))
}

const name = (value: unknown): string => (value instanceof Node ? showType(value) : describe(value))

const indexOf = (place: number, shape: readonly number[]): readonly number[] =>
  shape
    .reduceRight<readonly number[]>(
      ([rest = 0, ...indices], size) => [Math.floor(rest / size), rest % size, ...indices],
      [place],
    )
    .slice(1)

/** How two arrays of elements differ; the norm is taken of parts of the largest, lest it overflow. */
const distance = (x: Storage, y: Storage): { place: number; maxAbs: number; norm: number } => {
  let [place, maxAbs] = [0, 0]
  const gaps = Float64Array.from(y, (value, i) => {
    const gap = Object.is(value, x[i]) ? 0 : Math.abs(value - (x[i] ?? 0))
    if (gap > maxAbs || (Number.isNaN(gap) && !Number.isNaN(maxAbs))) [place, maxAbs] = [i, gap]
    return gap
  })
  if (maxAbs === 0 || !Number.isFinite(maxAbs)) return { place, maxAbs, norm: maxAbs }
  const squares = gaps.reduce((sum, gap) => sum + (gap / maxAbs) ** 2, 0)
  return { place, maxAbs, norm: maxAbs * Math.sqrt(squares) }
}

const compare = (
  path: string,
  x: unknown,
  y: unknown,
  options: Tolerance,
): readonly Difference[] => {
  if (!(x instanceof Node && y instanceof Node)) {
    const isAlike = Object.is(x, y) || (isContainer(x) && isContainer(y) && name(x) === name(y))
    return isAlike ? [] : [{ _tag: 'Unlike', path, one: name(x), other: name(y) }]
  }
  if (x === y) return []
  if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape))
    return [{ _tag: 'Unlike', path, one: showType(x), other: showType(y) }]
  const isSame = sameElement('diff', options)
  const [a, b] = [elementsOf('diff', x, options), elementsOf('diff', y, options)]
  const changed = Float64Array.from(a).filter((value, i) => !isSame(value, b[i] ?? 0)).length
  if (changed === 0) return []
  const { place, maxAbs, norm } = distance(a, b)
  const at = indexOf(place, x.shape)
  return [{ _tag: 'Changed', path, type: showType(x), count: a.length, changed, maxAbs, at, norm }]
}

/**
 * How two trees differ, path by path, such as two checkpoints of a model: what is missing in the
 * other, what it has more, what has another type, and which tensors have other elements, with the
 * largest difference and the norm of all. See {@link showDiff} for it as text.
 *
 * Defaults: elements are equal bit for bit; `rtol` and `atol` are those of {@link equals}.
 *
 * Laws:
 * 1. `diff(t, t)` is empty, and `diff(a, b)` is where `equals(a, b)`.
 * 2. `diff(b, a)` has the same paths, with missing for extra and the two sides exchanged.
 *
 * Throws `ArgumentError` for a tolerance below 0, `UnknownValueError` inside a transformation that has
 * no values yet.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const before = { kernel: T.tensor([1, 2, 2]), bias: T.zeros([3]) }
 * const after = { kernel: T.tensor([1, 5, 6]), head: T.zeros([3]) }
 * tree.diff(before, after).map(({ _tag, path }) => `${_tag} ${path}`) // ['Missing bias', 'Changed kernel', 'Extra head']
 */
export const diff = (
  one: unknown,
  other: unknown,
  options: Tolerance = {},
): readonly Difference[] => {
  const [before, after] = [entries(one), entries(other)]
  const [inOne, inOther] = [new Map(before), new Map(after)]
  const first = before.flatMap(([path, value]): readonly Difference[] =>
    inOther.has(path)
      ? compare(shortened(path), value, inOther.get(path), options)
      : [{ _tag: 'Missing', path: shortened(path), one: name(value) }],
  )
  const more = after
    .filter(([path]) => !inOne.has(path))
    .map(([path, value]): Extra => ({ _tag: 'Extra', path: shortened(path), other: name(value) }))
  return Object.freeze([...first, ...more])
}

const line = (difference: Difference): readonly string[] => {
  const path = difference.path || '(root)'
  switch (difference._tag) {
    case 'Missing':
      return ['-', path, difference.one]
    case 'Extra':
      return ['+', path, difference.other]
    case 'Unlike':
      return ['!', path, `${difference.one} → ${difference.other}`]
    case 'Changed': {
      const { type, changed, count, maxAbs, at, norm } = difference
      const share = `${grouped(changed)} of ${grouped(count)} changed`
      const where = at.length === 0 ? '' : ` at [${at.join(', ')}]`
      return ['~', path, `${type}: ${share}, max |Δ| ${short(maxAbs)}${where}, ‖Δ‖ ${short(norm)}`]
    }
  }
}

/**
 * The differences of two trees as text, a line each: `-` what is missing, `+` what is extra, `!` what
 * has another type, `~` what has other elements.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const before = { kernel: T.tensor([1, 2, 2]), bias: T.zeros([3]) }
 * const after = { kernel: T.tensor([1, 5, 6]), bias: T.zeros([4]) }
 * tree.showDiff(tree.diff(before, after)).split('\n')[2] // '~ kernel  f32[3]: 2 of 3 changed, max |Δ| 4 at [2], ‖Δ‖ 5'
 */
export const showDiff = (differences: readonly Difference[]): string => {
  if (differences.length === 0) return 'no differences'
  const title = differences.length === 1 ? '1 difference' : `${differences.length} differences`
  return [title, ...table(differences.map(line), ['left', 'left', 'left'], [' ', '  '])].join('\n')
}
