/**
 * A module, from the functions that it exports: whatever they call or refer to becomes part of it.
 *
 *     const { bytes } = encodeModule({ exports: [sum], memory: { initial: 1 } })
 *     new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory } }).exports.sum
 */
import { Body, paramsOf } from './body.ts'
import {
  type Bytes,
  type Chunk,
  concatenate,
  list,
  signed,
  sized,
  unsigned,
  utf8,
} from './bytes.ts'
import type { AnyFunc, Data, Global } from './func.ts'
import { type Flat, filled, flatten } from './flat.ts'
import { type ValueType, typeCodes } from './types.ts'
import type { Code, Reference } from './value.ts'

/** The memory that a module imports as `env.memory`; sizes are pages of 64 KiB. */
export interface MemoryImport {
  readonly initial: number
  readonly maximum?: number
  /** Shared between threads; needs a maximum. */
  readonly shared?: boolean
}

/** What a module is made from. */
export interface ModuleSource {
  readonly exports: readonly AnyFunc[]
  /** `null` where no instruction touches memory. */
  readonly memory: MemoryImport | null
  /**
   * The address from which constant data is put, or what gives that of so many bytes, if there are
   * any. Every instance writes it there, the same bytes each time; modules that share a memory need
   * places of their own.
   */
  readonly dataStart?: number | ((bytes: number) => number)
}

/** A module, and the first address after its constant data. */
export interface EncodedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly dataEnd: number
  /** the exports that may call a function that is imported */
  readonly importing: ReadonlySet<AnyFunc>
}

type AnyGlobal = Global<ValueType>

interface Parts {
  readonly importing: ReadonlySet<AnyFunc>
  readonly imported: readonly AnyFunc[]
  readonly own: readonly AnyFunc[]
  readonly codes: readonly Flat[]
  readonly globals: readonly AnyGlobal[]
  readonly constants: readonly Data[]
}

const written = (source: AnyFunc): Code => {
  if (source.body === null) return []
  const body = new Body(source.params.length)
  return body.finish(source.body.write(body, ...paramsOf(source.params)))
}

/** The functions that may call one without a body. */
const importingAmong = (codes: ReadonlyMap<AnyFunc, Flat>): ReadonlySet<AnyFunc> => {
  const callers = new Map<Reference, AnyFunc[]>()
  for (const [caller, { references }] of codes) {
    for (const { reference } of references) {
      const known = callers.get(reference)
      if (known === undefined) callers.set(reference, [caller])
      else known.push(caller)
    }
  }
  const found = new Set([...codes.keys()].filter(({ body }) => body === null))
  // a set that grows while it is walked
  for (const one of found) for (const caller of callers.get(one) ?? []) found.add(caller)
  return found
}

/** Follows references from the exports; functions stand in the order in which they are met. */
const collect = (exports: readonly AnyFunc[]): Parts => {
  const met = new Set<Reference>(exports)
  const codes = new Map<AnyFunc, Flat>()
  // a set that grows while it is walked: everything is visited once
  for (const reference of met) {
    if (reference.kind !== 'function') continue
    const code = flatten(written(reference as AnyFunc))
    codes.set(reference as AnyFunc, code)
    for (const one of code.references) met.add(one.reference)
  }
  const functions = [...codes.keys()]
  const own = functions.filter((one) => one.body !== null)
  return {
    importing: importingAmong(codes),
    imported: functions.filter((one) => one.body === null),
    own,
    codes: own.flatMap((one) => codes.get(one) ?? []),
    globals: [...met].filter((one): one is AnyGlobal => one.kind === 'global'),
    constants: [...met].filter((one): one is Data => one.kind === 'data'),
  }
}

const signature = ({ params, results }: AnyFunc): Chunk =>
  concatenate([
    [0x60],
    list(params.map((type) => [typeCodes[type]])),
    list(results.map((type) => [typeCodes[type]])),
  ])

const memoryType = ({ initial, maximum, shared = false }: MemoryImport): Bytes =>
  maximum === undefined
    ? [0, ...unsigned(initial)]
    : [shared ? 3 : 1, ...unsigned(initial), ...unsigned(maximum)]

const section = (id: number, items: readonly Chunk[]): Chunk =>
  items.length === 0 ? [] : concatenate([[id], sized(list(items))])

const aligned = (address: number): number => Math.ceil(address / 16) * 16

const MAGIC_AND_VERSION: Bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** Encodes a module. */
export const encodeModule = ({ exports, memory, dataStart = 0 }: ModuleSource): EncodedModule => {
  const { imported, importing, own, codes, globals, constants } = collect(exports)

  const indices = new Map<Reference, number>()
  ;[...imported, ...own].forEach((one, index) => indices.set(one, index))
  globals.forEach((one, index) => indices.set(one, index))
  const contents = constants.map((constant) => constant.bytes())
  const dataBytes = contents.reduce((end, { length }) => aligned(end) + length, 0)
  const start =
    typeof dataStart === 'number' ? dataStart : dataBytes === 0 ? 0 : dataStart(dataBytes)
  let dataEnd = start
  const segments = constants.map((constant, i): Chunk => {
    const address = aligned(dataEnd)
    const content = contents[i] ?? []
    indices.set(constant, address)
    dataEnd = address + content.length
    return concatenate([[0, 0x41, ...signed(address), 0x0b], sized(content)])
  })
  const indexOf = (reference: Reference): number => indices.get(reference) ?? 0
  const bytesOf = (reference: Reference): Bytes =>
    (reference.kind === 'data' ? signed : unsigned)(indexOf(reference))
  const keys = [...imported, ...own].map((one) => signature(one).join())
  const signatures = [...new Set(keys)]
  const types = keys.map((key) => unsigned(signatures.indexOf(key)))
  const exported = (name: string, kind: number, reference: Reference): Chunk =>
    concatenate([utf8(name), [kind, ...unsigned(indexOf(reference))]])

  const bytes = concatenate([
    MAGIC_AND_VERSION,
    section(
      1,
      signatures.map((key) => key.split(',').map(Number)),
    ),
    section(2, [
      ...(memory ? [concatenate([utf8('env'), utf8('memory'), [2, ...memoryType(memory)]])] : []),
      ...imported.map((one, i) =>
        concatenate([utf8(one.from), utf8(one.name), [0, ...(types[i] ?? [])]]),
      ),
    ]),
    section(3, types.slice(imported.length)),
    section(
      6,
      globals.map(({ start }) =>
        concatenate([[typeCodes[start.type], 1], filled(flatten(start.code), bytesOf), [0x0b]]),
      ),
    ),
    section(7, [
      ...exports.map((one) => exported(one.name, 0, one)),
      ...globals.map((one) => exported(one.name, 3, one)),
    ]),
    section(
      10,
      codes.map((code) => sized(filled(code, bytesOf))),
    ),
    section(11, segments),
  ])
  return { bytes, dataEnd, importing }
}
