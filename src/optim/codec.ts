import type * as t from 'io-ts'
import { codec, failure, recordCodec, success } from '../core/codec.ts'
import { allocate, type DType, type Storage } from '../core/dtype.ts'
import { constant, type Node } from '../core/node.ts'
import { showType } from '../core/print.ts'
import { describe, flatten, type Structure, tensorOf } from '../core/tree.ts'
import * as T from '../tensor/index.ts'
import { fromBase64, toBase64 } from './base64.ts'
import type { Optimizer, StateOf, StateType } from './optimizer.ts'

/** A tensor as plain data. */
export interface EncodedTensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** the bytes of the elements, row by row, the least significant first, in base64 */
  readonly data: string
}

/** How many bytes an element takes, and how it is read and written: the same on every machine. */
const formats: {
  readonly [D in DType]: {
    readonly bytes: number
    readonly get: (view: DataView, at: number) => number
    readonly set: (view: DataView, at: number, value: number) => void
  }
} = {
  f32: {
    bytes: 4,
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, value) => view.setFloat32(at, value, true),
  },
  f64: {
    bytes: 8,
    get: (view, at) => view.getFloat64(at, true),
    set: (view, at, value) => view.setFloat64(at, value, true),
  },
  i32: {
    bytes: 4,
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, value) => view.setInt32(at, value, true),
  },
  u32: {
    bytes: 4,
    get: (view, at) => view.getUint32(at, true),
    set: (view, at, value) => view.setUint32(at, value, true),
  },
  bool: {
    bytes: 1,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, value),
  },
}

const encodeTensor = (x: Node): EncodedTensor => {
  const { dtype, shape } = x
  const { bytes, set } = formats[dtype]
  const elements: Storage = T.toTypedArray(tensorOf(x))
  const view = new DataView(new ArrayBuffer(bytes * elements.length))
  elements.forEach((value, i) => set(view, bytes * i, value))
  return { dtype, shape: [...shape], data: toBase64(new Uint8Array(view.buffer)) }
}

const elementsOf = (dtype: DType, length: number, data: string): Storage | null => {
  const { bytes, get } = formats[dtype]
  const raw = fromBase64(data)
  if (raw === null || raw.length !== bytes * length) return null
  const view = new DataView(raw.buffer)
  const elements = allocate(dtype, length)
  for (let i = 0; i < length; i++) elements[i] = get(view, bytes * i)
  return dtype === 'bool' && elements.some((value) => value > 1) ? null : elements
}

const isEncoded = (u: unknown): u is Readonly<Record<keyof EncodedTensor, unknown>> =>
  typeof u === 'object' && u !== null && 'dtype' in u && 'shape' in u && 'data' in u

/** The codec of tensors like one. */
const tensorCodec = (like: Node): t.Type<Node, EncodedTensor> => {
  const { dtype, shape } = like
  const name = showType(like)
  const size = shape.reduce((product, dim) => product * dim, 1)
  const isLike = (u: unknown): u is Node =>
    u instanceof like.constructor && showType(u as Node) === name
  return codec(
    name,
    isLike,
    (u, context) => {
      if (!isEncoded(u))
        return failure(u, context, `expected { dtype, shape, data } of ${name}, got ${describe(u)}`)
      const { dtype: type, shape: sizes, data } = u
      if (type !== dtype || JSON.stringify(sizes) !== JSON.stringify(shape))
        return failure(u, context, `expected ${name}, got ${String(type)} ${JSON.stringify(sizes)}`)
      const elements = typeof data === 'string' ? elementsOf(dtype, size, data) : null
      return elements === null
        ? failure(data, context, `data is not base64 of ${size} elements of ${dtype}`)
        : success(constant(shape, dtype, elements))
    },
    encodeTensor,
  )
}

/** The codec of what is static: data has to be the same, the rest is the program's own. */
const staticCodec = (value: unknown): t.Type<unknown> => {
  const isData = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  return codec<unknown, unknown>(
    isData ? JSON.stringify(value) : 'null',
    (u): u is unknown => Object.is(u, value),
    (u, context) =>
      !isData || u === value
        ? success(value)
        : failure(u, context, `expected ${JSON.stringify(value)}, got ${describe(u)}`),
    () => (isData ? value : null),
  )
}

/** A structure has a codec for each of its parts: this one stands for none of them. */
const nothing: t.Mixed = staticCodec(undefined)

/** The codec of trees of a structure, whose leaves have the given kinds. */
const treeCodec = (structure: Structure, leaves: readonly Node[]): t.Mixed => {
  let next = 0
  const build = (part: Structure): t.Mixed => {
    if (part.kind === 'static') return staticCodec(part.value)
    if (part.kind === 'tensor') {
      const leaf = leaves[next++]
      return leaf === undefined ? nothing : tensorCodec(leaf)
    }
    const children = part.children.map(build)
    return part.kind === 'array'
      ? arrayCodec(children)
      : recordCodec(Object.fromEntries(part.keys.map((key, i) => [key, children[i] ?? nothing])))
  }
  return build(structure)
}

/** The codec of arrays of a length, each item with a codec of its own. */
const arrayCodec = (items: readonly t.Mixed[]): t.Mixed => {
  const record = recordCodec(Object.fromEntries(items.entries()))
  return codec<readonly unknown[], readonly unknown[]>(
    `[${items.map(({ name }) => name).join(', ')}]`,
    (u): u is readonly unknown[] =>
      Array.isArray(u) && u.length === items.length && record.is(Object.fromEntries(u.entries())),
    (u, context) => {
      if (!Array.isArray(u) || u.length !== items.length)
        return failure(u, context, `expected an array of ${items.length}, got ${describe(u)}`)
      const result = record.validate(Object.fromEntries(u.entries()), context)
      return result._tag === 'Left' ? result : success(Object.values(result.right))
    },
    (values) => Object.values(record.encode(Object.fromEntries(values.entries()))),
  )
}

/**
 * The io-ts codec of the states that an optimizer has for some parameters:
 * `stateCodec(optimizer, params)`. A state is encoded as plain data that JSON keeps exactly (bytes in
 * base64: NaN, infinities and −0 too); decoding gives `Right` of the state, or `Left` of what is wrong
 * and where.
 *
 * Law: going on from a state that was encoded and decoded gives the same bits as going on from the
 * state itself.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const params = { w: T.tensor([1, 2]) }
 * const adam = optim.adam({ learningRate: 0.1 })
 * const codec = optim.stateCodec(adam, params)
 * const text = JSON.stringify(codec.encode(adam.init(params)))
 * codec.decode(JSON.parse(text))._tag // 'Right'
 * codec.decode({})._tag // 'Left'
 */
export const stateCodec = <F extends StateType, P>(
  optimizer: Optimizer<F>,
  params: P,
): t.Type<StateOf<F, P>, unknown> => {
  const { structure, leaves } = flatten(optimizer.init(params))
  return treeCodec(structure, leaves)
}
