/**
 * An encoder of WebAssembly: expressions (`value.ts`), function bodies (`body.ts`), functions and
 * constants (`func.ts`), modules (`module.ts`). Functions are plain values that refer to each other;
 * a module is what its exports reach.
 */
export type { Body, Label, Local, Locals } from './body.ts'
export {
  type AnyFunc,
  type Data,
  type Func,
  type Global,
  addressOf,
  call,
  data,
  func,
  getGlobal,
  global,
  importedFunc,
  setGlobal,
} from './func.ts'
export { type EncodedModule, type MemoryImport, type ModuleSource, encodeModule } from './module.ts'
export type { InstructionName } from './instructions/index.ts'
export type { ResultType, ValueType } from './types.ts'
export {
  type Value,
  type Values,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64,
  i64x2,
  op,
  select,
  v128,
} from './value.ts'
