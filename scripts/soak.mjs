/**
 * Holds random programs, or models, to the laws for as long as it may: see `npm run soak -- --help`. Needs
 * the build: what runs are the modules that the package is made of.
 */

import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { help, readOptions } from './soak/options.mjs'
import { readBlocks, resumeAt, soak } from './soak/run.mjs'

/** @typedef {typeof import('../src/laws/program/soak.ts')} Programs */
/** @typedef {typeof import('../src/laws/model/soak.ts')} Models */

/**
 * @param {string} text
 * @returns {never}
 */
const refuse = (text) => {
  console.error(`soak: ${text}`)
  process.exit(2)
}

const optionsOf = () => {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)} (see --help)`)
  }
}

/**
 * The seed to go on with, and how many programs failed before it.
 * @param {import('./soak/options.mjs').Options} options
 */
const startOf = (options) => {
  const { log, seed } = options
  if (log === null) return { start: seed, earlier: 0 }
  try {
    // found out now, not after the first hundred programs
    appendFileSync(log, '')
    const text = readFileSync(log, 'utf8')
    const blocks = readBlocks(text)
    const start = resumeAt(blocks, options)
    // a line that was cut off would run into the next one
    truncateSync(log, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
    return { start, earlier: blocks.flatMap(({ failures }) => failures).length }
  } catch (error) {
    return refuse(`${log}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const options = optionsOf()
if (options === null) {
  console.log(help)
  process.exit(0)
}
/** @param {string} path */
const builtAt = (path) => {
  const built = new URL(`../build/library/laws/${path}/soak.js`, import.meta.url)
  if (!existsSync(fileURLToPath(built))) refuse('there is no build: npm run build')
  return import(built.href)
}
const check =
  options.of === 'models'
    ? /** @type {Models} */ (await builtAt('model')).soakModel
    : /** @type {Programs} */ (await builtAt('program')).soakSeed

const { start, earlier } = startOf(options)
if (start > options.seed) {
  console.error(`soak: going on with seed ${start}; ${earlier} failed before it`)
}
const { log } = options
const isTerminal = process.stderr.isTTY
const { programs, failures } = soak(options, start, {
  check,
  now: () => performance.now(),
  record: (block) => {
    if (log !== null) appendFileSync(log, `${JSON.stringify(block)}\n`)
  },
  progress: (text) => process.stderr.write(isTerminal ? `\r${text}` : `${text}\n`),
  print: (text) => console.log(text),
})
if (isTerminal) process.stderr.write('\n')
console.log(`${programs} ${options.of} from seed ${start} on, ${failures.length} failed`)
process.exitCode = failures.length + earlier > 0 ? 1 : 0
