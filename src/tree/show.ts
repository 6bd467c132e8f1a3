import { isInteger } from '../core/dtype.ts'
import { showShape } from '../core/shape/index.ts'
import type { AnyTensor } from '../core/tensor.ts'
import { flatten, tensorOf } from '../core/tree.ts'
import { bytes, count } from './count.ts'
import { grouped, memory, short, table } from './format.ts'
import { shortened } from './path.ts'
import { type Statistics, statistics, type StatisticsOptions } from './statistics.ts'

const blocks = '▁▂▃▄▅▆▇█'

/** A histogram as text: a block for each bin, of the height of its share; nothing for none. */
const sparkline = ({ histogram }: Statistics): string => {
  const most = Math.max(...histogram)
  const glyph = (n: number): string =>
    n === 0 ? ' ' : (blocks[Math.ceil((n / most) * blocks.length) - 1] ?? ' ')
  return most === 0 ? '' : `│${histogram.map(glyph).join('')}│`
}

const notFinite = ({
  nan,
  infinite,
}: {
  readonly nan: number
  readonly infinite: number
}): string =>
  [
    ...(nan > 0 ? [`${grouped(nan)} NaN`] : []),
    ...(infinite > 0 ? [`${grouped(infinite)} infinite`] : []),
  ].join(', ')

const header = ['path', 'shape', 'dtype', 'count', 'mean', 'std', 'min', 'max', 'histogram']
const sides = header.map((name) =>
  ['count', 'mean', 'std', 'min', 'max'].includes(name) ? 'right' : 'left',
)

const row = (path: string, x: AnyTensor, stats: Statistics): readonly string[] => {
  const number = (value: number): string => (Number.isNaN(value) ? '-' : short(value))
  // an integer of many digits is shown whole
  const exact = (value: number): string =>
    isInteger(x.dtype) && Number.isFinite(value) ? String(value) : number(value)
  return [
    path || '(root)',
    showShape(x.shape),
    x.dtype,
    grouped(stats.count),
    number(stats.mean),
    number(stats.std),
    exact(stats.min),
    exact(stats.max),
    [sparkline(stats), notFinite(stats)].filter((text) => text !== '').join(' '),
  ]
}

/**
 * A tree as a table: for each tensor its path, shape, element type and number of elements; of the
 * elements that are finite mean, standard deviation, least and largest and a histogram from least to
 * largest; how many are NaN or infinite. Totals stand below. The same tree gives the same text.
 *
 * Default: histograms of 16 bins.
 *
 * Throws `ArgumentError` where `bins` is no count from 1, `UnknownValueError` inside a transformation
 * that has no values yet.
 *
 * @example
 * import { T, tree } from 'cotangent'
 *
 * const text = tree.show({ kernel: T.linspace(-1, 1, 8), bias: T.zeros([2]) }, { bins: 4 })
 * text.split('\n')[2] // 'kernel  [8]    f32        8     0  0.6547   -1    1  │████│'
 * text.split('\n')[3] // '2 tensors, 10 elements, 40 B'
 */
export const show = (tree: unknown, options: StatisticsOptions = {}): string => {
  const { leaves, paths } = flatten(tree)
  const stats = leaves.map((leaf) => statistics(tensorOf(leaf), options))
  const rows = leaves.flatMap((leaf, i) => {
    const found = stats[i]
    return found === undefined ? [] : [row(shortened(paths[i] ?? ''), tensorOf(leaf), found)]
  })
  const total = stats.reduce(
    (sum, { nan, infinite }) => ({ nan: sum.nan + nan, infinite: sum.infinite + infinite }),
    { nan: 0, infinite: 0 },
  )
  const all = count(tree)
  const totals = [
    leaves.length === 1 ? '1 tensor' : `${grouped(leaves.length)} tensors`,
    all === 1 ? '1 element' : `${grouped(all)} elements`,
    memory(bytes(tree)),
    notFinite(total),
  ].filter((text) => text !== '')
  return [
    ...(rows.length === 0 ? [] : table([header, ...rows], sides, ['  '])),
    totals.join(', '),
  ].join('\n')
}
