import { parseArgs } from 'node:util'

/**
 * What a soak is told.
 * @typedef {object} Options
 * @property {number} seed the seed of the first program
 * @property {'programs' | 'models'} of what is held to its laws
 * @property {number} count how many programs there are
 * @property {number} minutes when to stop at the latest
 * @property {number} size how many primitives a program, or layers a model, is made of at most
 * @property {string | null} log the file that a run goes on from
 */

export const help = `Holds random programs over the whole registry to the laws of derivatives and batches, or random
models over all kinds of layers to the laws of models.

  npm run build && npm run soak -- [options]

  --models       models instead of programs
  --count N      how many programs (default 1000; without end where --minutes is given)
  --seed N       the seed of the first program, the others follow (default 0)
  --minutes M    stop after so many minutes
  --size N       how many primitives a program, or layers a model, is made of at most (default 12,
                 or 5)
  --log FILE     write verdicts to FILE, a line of JSON for each block; started again with the
                 same --models, --seed and --size, the run goes on where FILE ends
  --help         this text

A program that fails is shrunk and printed as source that runs, with the command that repeats it;
the run goes on. The exit code is 1 where any program failed, 2 where the options are wrong.`

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} usual
 * @param {(x: number) => boolean} fits
 * @param {string} wanted
 */
const numberOf = (name, text, usual, fits, wanted) => {
  if (text === undefined) return usual
  const number = Number(text)
  if (text.trim() === '' || !fits(number))
    throw new RangeError(`--${name} takes ${wanted}, got '${text}'`)
  return number
}

/** @param {number} least */
const wholeFrom = (least) => (/** @type {number} */ x) => Number.isSafeInteger(x) && x >= least

/** Seeds of 32 bits are told apart by the generator. */
const isSeed = (/** @type {number} */ x) => wholeFrom(0)(x) && x < 2 ** 32

/**
 * The options of a command line, or `null` where it asks for help. Throws where they are wrong.
 * @param {readonly string[]} args
 * @returns {Options | null}
 */
export const readOptions = (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      size: { type: 'string' },
      log: { type: 'string' },
      models: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return null
  const isTime = (/** @type {number} */ x) => Number.isFinite(x) && x > 0
  const minutes = numberOf('minutes', values.minutes, Infinity, isTime, 'a number > 0')
  const usual = minutes === Infinity ? 1000 : Infinity
  const seed = numberOf('seed', values.seed, 0, isSeed, 'a whole number from 0 to 2³² − 1')
  const count = numberOf('count', values.count, usual, wholeFrom(1), 'a whole number from 1')
  const of = values.models === true ? 'models' : 'programs'
  return {
    of,
    seed,
    count: Math.min(count, 2 ** 32 - seed),
    minutes,
    size: numberOf(
      'size',
      values.size,
      of === 'models' ? 5 : 12,
      wholeFrom(1),
      'a whole number from 1',
    ),
    log: values.log ?? null,
  }
}
