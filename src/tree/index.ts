/**
 * Trees: nested records, tuples and arrays with tensors at the leaves, and maps over them.
 *
 * @module
 */
export { type At, get, modify } from './path.ts'
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
