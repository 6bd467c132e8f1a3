/**
 * Cotangent: a functional, immutable deep-learning language. The transformations by name, the rooms
 * as namespaces.
 *
 * @module cotangent
 */

// Tensors and their types
export type {
  DType,
  FloatDType,
  FloatOf,
  NumberOf,
  Promote,
  PromotionTable,
} from './core/dtype.ts'
export {
  ArgumentError,
  DTypeError,
  ShapeError,
  TreeError,
  UnknownValueError,
} from './core/errors.ts'
export type {
  AnyShape,
  AnyTensor,
  Dim,
  DTypeOf,
  Scalar,
  Shape,
  ShapeOf,
  Tensor,
} from './core/tensor.ts'

// Differentiation
export { checkpoint } from './autodiff/checkpoint.ts'
export { customJvp } from './autodiff/custom-jvp.ts'
export { customVjp } from './autodiff/custom-vjp.ts'
export { type Loss, grad, hvp, valueAndGrad, valueAndGradAux } from './autodiff/grad.ts'
export { jvp, linearize, vjp } from './autodiff/linearize.ts'
export { stopGradient } from './autodiff/stop-gradient.ts'
export { type Jacobian, hessian, jacobian } from './batching/jacobian.ts'

// Batches
export { type AxisTree, vmap } from './batching/vmap.ts'

// Programs and engines
export { type CompileOptions, compile } from './compile/compile.ts'
export { explain } from './compile/explain.ts'
export { type Fold, type FoldOptions, type Folded, type Step, fold } from './compile/fold.ts'
export { type TracedProgram, run, trace } from './compile/trace.ts'
export { toDot } from './core/diagram/dot.ts'
export { toMermaid } from './core/diagram/mermaid.ts'
export { print } from './core/print.ts'
export type { Constant, Equation, Program } from './core/program.ts'
export type { Engine, Loop, PrepareOptions, Prepared } from './engine/engine.ts'
export { referenceEngine } from './engine/reference/index.ts'
export {
  type EngineCounts,
  type WasmEngine,
  type WasmEngineOptions,
  wasmEngine,
} from './engine/wasm/engine.ts'

// Rooms
export * as loss from './loss/index.ts'
export * as metrics from './loss/metrics/index.ts'
export * as nn from './nn/index.ts'
export * as optim from './optim/index.ts'
export * as R from './random/index.ts'
export * as T from './tensor/index.ts'
export * as tree from './tree/index.ts'
