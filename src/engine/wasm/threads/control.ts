/**
 * The words in shared memory through which threads agree on who does what. What different threads
 * write at the same time lies on cache lines of its own.
 */

const LINE = 64

/** Offsets of the words, in bytes. All are i32 but for the ticket, which is an i64. */
export const words = {
  /**
   * The parts of the current phase that nobody has taken yet: `generation << 32 | first << 16 | end`.
   * It is only changed by comparing all of it, so that nobody takes a part of a phase that is over.
   */
  ticket: 0,
  /** how many parts of the phase are finished */
  done: LINE,
  /** 1 while the first thread sleeps until parts are finished */
  waiting: LINE + 4,
  /** 1 after a thread has failed in a part */
  failed: LINE + 8,
  /** what runs: the number of the program, and where threads find its code */
  program: 2 * LINE,
  record: 2 * LINE + 4,
  phase: 2 * LINE + 8,
  /** where its regions of memory begin; threads have scratch of so many bytes each */
  own: 2 * LINE + 12,
  shared: 2 * LINE + 16,
  scratch: 2 * LINE + 20,
  stride: 2 * LINE + 24,
  /** how many threads may take part, the first one included */
  crew: 2 * LINE + 28,
  /** how many threads sleep, and a word that changes to wake them */
  sleepers: 3 * LINE,
  wake: 3 * LINE + 4,
  /** what has become of each thread, the first one included: a line each */
  states: 4 * LINE,
} as const

/** What has become of a thread. */
export const states = { absent: 0, starting: 1, ready: 2, lost: 3 } as const

/** Where the state of a thread lies. */
export const stateOf = (thread: number): number => words.states + thread * LINE

/** Bytes of the words of so many threads. */
export const controlBytes = (threads: number): number => stateOf(threads)

/** The most parts of a phase. */
export const mostParts = 0xffff
