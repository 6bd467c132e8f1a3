/** A stream of choices: everything that a random program holds follows from its seed. */
export interface Stream {
  /** a whole number from 0 to below `count` */
  readonly below: (count: number) => number
  /** one of some things */
  readonly one: <T>(things: readonly T[]) => T
  /** true once in `times` */
  readonly once: (times: number) => boolean
}

/** The generator splitmix32. */
export const streamOf = (seed: number): Stream => {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let x = state
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
  const below = (count: number): number => word() % count
  return {
    below,
    one: <T>(things: readonly T[]): T => {
      if (things.length === 0) throw new RangeError('nothing to choose from')
      return things[below(things.length)] as T
    },
    once: (times) => below(times) === 0,
  }
}
