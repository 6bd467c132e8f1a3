/** @typedef {import('../../src/laws/program/soak.ts').SoakFailure} Failure */
/** @typedef {import('./options.mjs').Options} Options */

/**
 * A line of the log: the programs of some seeds and what failed among them.
 * @typedef {object} Block
 * @property {number} from the first seed
 * @property {number} to the last seed
 * @property {number} size
 * @property {readonly Failure[]} failures
 */

/**
 * The world of a run, handed in so that a run can be tested.
 * @typedef {object} World
 * @property {(seed: number, size: number) => Failure | null} check
 * @property {() => number} now in milliseconds
 * @property {(block: Block) => void} record
 * @property {(text: string) => void} progress
 * @property {(text: string) => void} print
 */

/** How many programs a line of the log speaks of at most. */
const blockSize = 100

/**
 * The blocks of a log. Throws where a line is none; a last line that was cut off is left out.
 * @param {string} text
 * @returns {readonly Block[]}
 */
export const readBlocks = (text) => {
  const lines = text.split('\n')
  // what follows the last line break was not finished
  const whole = lines.slice(0, -1).filter((line) => line.trim() !== '')
  return whole.map((line, i) => {
    /** @type {unknown} */
    let block
    try {
      block = JSON.parse(line)
    } catch {
      throw new RangeError(`line ${i + 1} of the log is not JSON`)
    }
    const isBlock =
      typeof block === 'object' &&
      block !== null &&
      ['from', 'to', 'size', 'failures'].every((name) => name in block)
    if (!isBlock) {
      throw new RangeError(`line ${i + 1} of the log speaks of no programs`)
    }
    return /** @type {Block} */ (block)
  })
}

/**
 * The seed to go on with: what the log has of these programs, from the first on, is done. Throws where
 * the log is of another run.
 * @param {readonly Block[]} blocks
 * @param {Options} options
 */
export const resumeAt = (blocks, { seed, size }) => {
  const [first] = blocks
  if (first !== undefined && (first.from !== seed || first.size !== size)) {
    throw new RangeError(
      `the log is of --seed ${first.from} --size ${first.size}: give these, or another --log`,
    )
  }
  return blocks.reduce((next, { from, to }) => (from === next ? to + 1 : next), seed)
}

/**
 * @param {Failure} failure
 * @param {number} size
 */
export const showFailure = ({ seed, law, report, equations, source }, size) =>
  [
    `\n${law} fails for the program of seed ${seed} (${equations[0]} equations, ${equations[1]} when shrunk):`,
    `  ${report}`,
    '',
    source.replaceAll(/^(?=.)/gm, '  '),
    '',
    `  again: npm run soak -- --seed ${seed} --count 1 --size ${size}`,
  ].join('\n')

/**
 * Runs programs from a seed on; answers how many there were, and what failed.
 * @param {Options} options
 * @param {number} start
 * @param {World} world
 */
export const soak = ({ seed, count, minutes, size }, start, world) => {
  const end = seed + count
  const stop = world.now() + minutes * 60_000
  /** @type {Failure[]} */
  const failures = []
  let next = start
  while (next < end && world.now() < stop) {
    const from = next
    /** @type {Failure[]} */
    const own = []
    while (next < Math.min(end, from + blockSize) && world.now() < stop) {
      const failure = world.check(next, size)
      if (failure !== null) {
        own.push(failure)
        world.print(showFailure(failure, size))
      }
      next += 1
    }
    failures.push(...own)
    world.record({ from, to: next - 1, size, failures: own })
    world.progress(`${next - seed} programs, ${failures.length} failed`)
  }
  return { programs: next - start, next, failures }
}
