import type { AnyFunc } from '../encode/index.ts'

/** The code of a kernel. Equal keys mean equal code. */
export interface WasmKernel {
  readonly key: string
  readonly func: AnyFunc
}
