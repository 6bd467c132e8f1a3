import {
  type AnyFunc,
  type MemoryImport,
  encodeModule,
} from '../../../../src/engine/wasm/encode/index.ts'
import { type Instance, type Memory, webAssembly } from '../../../../src/engine/wasm/host.ts'

/** Instantiates functions; their exports as functions of JavaScript. */
export const instantiate = (
  exports: readonly AnyFunc[],
  memory: Memory | null = null,
  own: Readonly<Record<string, unknown>> = {},
  dataStart = 0,
): Instance['exports'] => {
  const size: MemoryImport | null = memory && { initial: 1 }
  const { bytes } = encodeModule({ exports, memory: size, dataStart })
  const env = memory ? { memory } : {}
  return new webAssembly.Instance(new webAssembly.Module(bytes), { env, own }).exports
}
