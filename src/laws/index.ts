/**
 * The law kit: property tests of derivatives, batches and programs, for the library and for the
 * functions of its users. `import * as laws from 'cotangent/laws'`; needs fast-check beside it.
 */
export { type Batched, batch } from './arbitrary/batch.ts'
export { type BroadcastableShapes, broadcastableShapes } from './arbitrary/broadcast.ts'
export { type ContractionShapes, contractionShapes } from './arbitrary/contraction.ts'
export {
  type ConvolutionShapes,
  type ConvolutionShapesOptions,
  convolutionShapes,
} from './arbitrary/convolution.ts'
export type { Domain, Interval } from './arbitrary/domain.ts'
export { key } from './arbitrary/key.ts'
export { type Range, type ShapeOptions, shape } from './arbitrary/shape.ts'
export { type TensorOptions, type TensorShape, tensor } from './arbitrary/tensor.ts'
export {
  type Leaf,
  type Shapes,
  type TreeOf,
  type TreeOptions,
  like,
  tree,
} from './arbitrary/tree.ts'
export type { Failure, Report } from './report.ts'
