/** @typedef {import('../../src/laws/program/soak.ts').SoakFailure} Failure */
/** @typedef {import('./options.mjs').Options} Options */

/**
 * A line of the log: the programs of some seeds and what failed among them.
 * @typedef {object} Block
 * @property {'programs' | 'models'} [of] programs where it is not said
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

/** @param {Options['of']} of */
const flag = (of) => (of === 'models' ? '--models ' : '')

/**
 * The seed to go on with: what the log has of these programs, from the first on, is done. Throws where
 * the log is of another run.
 * @param {readonly Block[]} blocks
 * @param {Options} options
 */
export const resumeAt = (blocks, { of, seed, size }) => {
  const [first] = blocks
  if (first === undefined) return seed
  const { of: own = 'programs', from, size: largest } = first
  if (own !== of || from !== seed || largest !== size) {
    throw new RangeError(
      `the log is of ${flag(own)}--seed ${from} --size ${largest}: give these, or another --log`,
    )
  }
  return blocks.reduce((next, { from, to }) => (from === next ? to + 1 : next), seed)
}

/** What programs and models are made of. */
const words = {
  programs: { one: 'program', parts: 'equations' },
  models: { one: 'model', parts: 'layers' },
}

/**
 * @param {Failure} failure
 * @param {Pick<Options, 'of' | 'size'>} options
 */
export const showFailure = ({ seed, law, report, parts, source }, { of, size }) =>
  [
    `\n${law} fails for the ${words[of].one} of seed ${seed} (${parts[0]} ${words[of].parts}, ${parts[1]} when shrunk):`,
    `  ${report}`,
    '',
    source.replaceAll(/^(?=.)/gm, '  '),
    '',
    `  again: npm run soak -- ${flag(of)}--seed ${seed} --count 1 --size ${size}`,
  ].join('\n')

/**
 * Runs programs from a seed on; answers how many there were, and what failed.
 * @param {Options} options
 * @param {number} start
 * @param {World} world
 */
export const soak = ({ of, seed, count, minutes, size }, start, world) => {
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
        world.print(showFailure(failure, { of, size }))
      }
      next += 1
    }
    failures.push(...own)
    world.record({ of, from, to: next - 1, size, failures: own })
    world.progress(`${next - seed} ${of}, ${failures.length} failed`)
  }
  return { programs: next - start, next, failures }
}
