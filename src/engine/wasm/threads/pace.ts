/**
 * Whether sharing a program pays here and now: where other work has the processor, waiting for threads
 * costs more than they do. Only times depend on it, no bit of a result.
 */

/** Looks at how long runs take. */
export interface Pace {
  /** Should the next run be shared? */
  readonly prefersSharing: () => boolean
  /** Says how long a run took. */
  readonly took: (isShared: boolean, time: number) => void
}

/** Shared runs that are not looked at: threads load the program, and wake up. */
const WARM_UP = 4

/** After so many runs the other way is tried again, so often in a row. */
const ROUND = 64
const TRIALS = 2

/** How much a run counts among those before it. */
const WEIGHT = 1 / 8

/** The pace of one program. */
export const createPace = (): Pace => {
  const average: [alone: number, shared: number] = [Infinity, 0]
  let shared = 0
  let runs = 0
  return {
    prefersSharing: () => {
      runs += 1
      const isBetter = average[1] <= average[0]
      const isTrial = shared > WARM_UP && runs % ROUND < TRIALS
      return isBetter !== isTrial
    },
    took: (isShared, time) => {
      if (isShared) {
        shared += 1
        if (shared <= WARM_UP) return
      }
      const way = isShared ? 1 : 0
      const before = average[way]
      const isFirst = before === Infinity || before === 0
      average[way] = isFirst ? time : before + WEIGHT * (time - before)
    },
  }
}
