/** What a worker runs: JavaScript as text, because a worker of its own file would have to be found. */
import { ended } from './protocol.ts'
import { states, words } from './control.ts'

/** What a worker is given. */
export interface WorkerData {
  readonly memory: unknown
  /** the address of the words that threads share */
  readonly control: number
  /** the number of the thread; the first is that of the engine */
  readonly thread: number
  /** where its state lies */
  readonly state: number
  /** the module of the program that does nothing */
  readonly idle: Uint8Array
}

/**
 * Loads programs as they are asked for, from their records: how many modules of kernels there are,
 * the number, address and length of each, then the address and length of the module of the program.
 * A record is looked at only while its program runs: if the ticket has changed, it may be gone.
 */
export const workerSource = `
'use strict'
const work = ({ memory, control, thread, state, idle }) => {
  const control32 = new Int32Array(memory.buffer)
  const word = (offset) => (control + offset) >> 2
  const bytesAt = (address, length) => {
    memory.grow(0) // the buffer as it is now
    return new Uint8Array(memory.buffer, address, length).slice()
  }
  const refuse = () => { throw new Error('this runs on the first thread only') }
  const instantiate = (bytes, functionOf) => {
    const module = new WebAssembly.Module(bytes)
    const imports = { env: { memory } }
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      if (from === 'env') continue
      imports[from] ??= {}
      imports[from][name] = functionOf(from, name)
    }
    return new WebAssembly.Instance(module, imports).exports
  }
  const kernels = new Map()
  const programs = new Map([[0, instantiate(idle, () => refuse)]])
  let current = programs.get(0)
  /** The program of the words; undefined if it is over by now. */
  const next = () => {
    const generation = Atomics.load(control32, word(${words.ticket}) + 1)
    const isOver = () => Atomics.load(control32, word(${words.ticket}) + 1) !== generation
    const program = Atomics.load(control32, word(${words.program}))
    const known = programs.get(program)
    if (known !== undefined) return known
    const record = Atomics.load(control32, word(${words.record})) >>> 0
    const [count] = new Uint32Array(bytesAt(record, 4).buffer)
    if (isOver()) return undefined
    const places = new Uint32Array(bytesAt(record, 4 * (3 + 3 * count)).buffer)
    if (isOver()) return undefined
    for (let i = 0; i < count; i++) {
      const [number, address, length] = places.subarray(1 + 3 * i)
      if (kernels.has(number)) continue
      const bytes = bytesAt(address, length)
      if (isOver()) return undefined
      kernels.set(number, instantiate(bytes, () => refuse))
    }
    const [address, length] = places.subarray(1 + 3 * count)
    const bytes = bytesAt(address, length)
    if (isOver()) return undefined
    const exports = instantiate(bytes, (from, name) => {
      if (from !== 'kernels') return refuse
      const [number, kernel] = name.split('/')
      return kernels.get(Number(number))[kernel]
    })
    if (programs.size >= 256) programs.clear()
    if (kernels.size >= 1024) kernels.clear()
    programs.set(program, exports)
    return exports
  }
  Atomics.store(control32, state >> 2, ${states.ready})
  for (;;) {
    let end
    try {
      end = current.work(thread)
    } catch {
      // in a part, which nobody will finish: the first thread must not wait for it
      Atomics.store(control32, state >> 2, ${states.lost})
      Atomics.store(control32, word(${words.failed}), 1)
      Atomics.add(control32, word(${words.done}), 1)
      Atomics.notify(control32, word(${words.done}))
      return
    }
    if (end === ${ended.idle}) break
    try {
      current = next() ?? current
    } catch {
      // not in a part: the others do without this thread
      Atomics.store(control32, state >> 2, ${states.lost})
      return
    }
  }
  Atomics.store(control32, state >> 2, ${states.absent})
}
if (typeof require === 'function') work(require('node:worker_threads').workerData)
else globalThis.onmessage = ({ data }) => { work(data); globalThis.close() }
`
