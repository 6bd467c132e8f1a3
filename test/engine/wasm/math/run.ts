import {
  type AnyFunc,
  type Func,
  call,
  encodeModule,
  func,
  i32,
  op,
} from '../../../../src/engine/wasm/encode/index.ts'
import { webAssembly } from '../../../../src/engine/wasm/host.ts'
import * as reference from '../../../../src/engine/reference/elementary/index.ts'

/** A function of one or two vectors. */
export type VectorFunction =
  | Func<readonly ['v128'], readonly ['v128']>
  | Func<readonly ['v128', 'v128'], readonly ['v128']>

const isUnary = (f: VectorFunction): f is Func<readonly ['v128'], readonly ['v128']> =>
  f.params.length === 1

const PAGE = 65536

/** Runs (bytes, x, y, out) over whole vectors. */
const loopOf = (f: VectorFunction): AnyFunc =>
  func('run', ['i32', 'i32', 'i32', 'i32'], [], (body, bytes, x, y, out) => {
    const at = body.local('i32')
    body.while(op('i32.lt_u', at, bytes), () => {
      const a = op('v128.load', op('i32.add', x, at))
      const b = op('v128.load', op('i32.add', y, at))
      const result = isUnary(f) ? call(f, a) : call(f, a, b)
      body.do(op('v128.store', op('i32.add', out, at), result))
      body.set(at, op('i32.add', at, i32(16)))
    })
    return []
  })

type Floats = Float32Array | Float64Array

/** Applies a function of vectors to arrays, which are filled up with zeros. */
export const vectorRunner = (f: VectorFunction): (<A extends Floats>(x: A, y?: A) => A) => {
  const memory = new webAssembly.Memory({ initial: 1 })
  const dataStart = 16
  const { bytes, dataEnd } = encodeModule({
    exports: [loopOf(f)],
    memory: { initial: 1 },
    dataStart,
  })
  const instance = new webAssembly.Instance(new webAssembly.Module(bytes), {
    env: { memory },
    reference: { ...reference },
  })
  const start = Math.ceil(dataEnd / 16) * 16
  return <A extends Floats>(x: A, y: A = x): A => {
    const size = Math.ceil(x.byteLength / 16) * 16
    const needed = Math.ceil((start + 3 * size) / PAGE) - memory.buffer.byteLength / PAGE
    if (needed > 0) memory.grow(needed)
    const view = (offset: number): A =>
      (x instanceof Float32Array
        ? new Float32Array(memory.buffer, offset, x.length)
        : new Float64Array(memory.buffer, offset, x.length)) as Floats as A
    view(start).set(x)
    view(start + size).set(y)
    instance.exports['run']?.(size, start, start + size, start + 2 * size)
    return view(start + 2 * size).slice() as Floats as A
  }
}
