/**
 * The law kit: property tests of derivatives, batches and programs, for the library and for the
 * functions of its users. `import * as laws from 'cotangent/laws'`; needs fast-check beside it.
 */
export { type BroadcastableShapes, broadcastableShapes } from './arbitrary/broadcast.ts'
export { type ContractionShapes, contractionShapes } from './arbitrary/contraction.ts'
export {
  type ConvolutionShapes,
  type ConvolutionShapesOptions,
  convolutionShapes,
} from './arbitrary/convolution.ts'
export { type Range, type ShapeOptions, shape } from './arbitrary/shape.ts'
export type { Failure, Report } from './report.ts'
