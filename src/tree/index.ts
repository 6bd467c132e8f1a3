/**
 * Trees: nested records, tuples and arrays with tensors at the leaves; maps over them, their parts,
 * what they hold and how two of them differ.
 *
 * @module
 */
export { bytes, count } from './count.ts'
export {
  type Changed,
  diff,
  type Difference,
  type Extra,
  type Missing,
  showDiff,
  type Unlike,
} from './diff.ts'
export { equals, getEq, type Tolerance } from './equals.ts'
export { get, type Lens, lens, modify, replace, set } from './part.ts'
export { combine, type Hidden, partition, type Shown } from './partition.ts'
export type { At, Keys, Replaced } from './path.ts'
export { type LeafwiseAt, matches, modifyAll, select, setAll, type Which } from './select.ts'
export { show } from './show.ts'
export { type Statistics, statistics, type StatisticsOptions } from './statistics.ts'
export {
  type Leaves,
  type Leafwise,
  type Pairwise,
  type Traverse,
  foldMap,
  leaves,
  map,
  mapTo,
  paths,
  traverse,
  zipWith,
} from './tree.ts'
