/** The threads of an engine besides the one that uses it. */
import { ArgumentError } from '../../../core/errors.ts'
import { encodeModule } from '../encode/index.ts'
import type { Heap } from '../heap.ts'
import { controlBytes, stateOf, states, words } from './control.ts'
import { type Protocol, protocolAt } from './protocol.ts'
import { type Spawn, maySleep, now } from './spawn.ts'
import { workerSource } from './worker-source.ts'

/** How threads are used. */
export interface CrewOptions {
  /** how many there are at most, with the one that uses the engine */
  readonly threads: number
  /** starts the others; `null` where that is impossible */
  readonly spawn: Spawn | null
  /** work, in nanoseconds or so, that is seen before others are started */
  readonly patience: number
  /** milliseconds after which a thread that has nothing to do ends */
  readonly idle: number
}

/** Threads that take parts of what the first one does. They start when there is work for them. */
export interface Crew {
  readonly threads: number
  readonly protocol: Protocol
  /** a number that no other program has */
  readonly programNumber: () => number
  /** Is there a thread to share so much work with? */
  readonly isReady: (work: number) => boolean
  /** Asks how long the first thread has been waiting; throws after a minute without progress. */
  readonly waiting: () => void
  /** Throws if a thread has failed in a part of what has just run. */
  readonly requireAll: () => void
  /** Never shares anything again. */
  readonly abandon: () => void
  /** how many threads there are now, without the first */
  readonly running: () => number
}

/** Milliseconds without progress after which a thread is given up. */
const MOST_WAITING = 60_000

const lost = (): ArgumentError =>
  new ArgumentError(
    'wasmEngine',
    'a worker thread has died in the middle of a program, whose results are lost. The engine goes on with one thread; to use one from the start: wasmEngine({ threads: 1 })',
  )

/** A crew on shared memory; no thread is started yet. */
export const createCrew = (heap: Heap, { threads, spawn, patience, idle }: CrewOptions): Crew => {
  const control = heap.take(controlBytes(threads))
  const word = (offset: number): number => (control + offset) / 4
  // the words lie in the first pages, which every view reaches
  const view = heap.views().i32
  view.fill(0, word(0), word(controlBytes(threads)))
  const others = Array.from({ length: threads - 1 }, (_, i) => i + 1)
  const protocol = protocolAt(control, { canSleep: maySleep(), idle })
  let programs = 0
  let seen = 0
  let canSpawn = spawn !== null
  let progress = { done: -1, since: 0 }
  const start = (thread: number): void => {
    const state = word(stateOf(thread))
    Atomics.store(view, state, states.starting)
    try {
      const { bytes } = encodeModule({ exports: [protocol.work(0, null)], memory: heap.import })
      const data = { memory: heap.memory, control, thread, state: state * 4, idle: bytes }
      spawn?.(workerSource, data, () => {
        canSpawn = false
        Atomics.store(view, state, states.lost)
      })
    } catch {
      canSpawn = false
      Atomics.store(view, state, states.lost)
    }
  }
  const abandon = (): void => {
    canSpawn = false
    for (const thread of others) Atomics.store(view, word(stateOf(thread)), states.lost)
  }
  const stateOfThread = (thread: number): number => Atomics.load(view, word(stateOf(thread)))
  const running = (): number => others.filter((one) => stateOfThread(one) === states.ready).length
  return {
    threads,
    protocol,
    programNumber: () => ++programs,
    isReady: (work) => {
      seen += work
      if (seen < patience) return false
      if (canSpawn) {
        for (const thread of others) if (stateOfThread(thread) === states.absent) start(thread)
      }
      return others.some((thread) => stateOfThread(thread) === states.ready)
    },
    waiting: () => {
      const done = Atomics.load(view, word(words.done))
      const time = now()
      if (done !== progress.done) progress = { done, since: time }
      else if (time - progress.since > MOST_WAITING) throw lost()
    },
    requireAll: () => {
      progress = { done: -1, since: 0 }
      if (Atomics.load(view, word(words.failed)) === 0) return
      Atomics.store(view, word(words.failed), 0)
      abandon()
      throw lost()
    },
    abandon,
    running,
  }
}
