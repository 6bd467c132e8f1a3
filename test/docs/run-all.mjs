/**
 * Imports the modules named on standard input (a JSON array of URLs), one after the other, and
 * writes to standard output, as a JSON array of the same order, the error of each, or null.
 */

import { readFileSync, writeSync } from 'node:fs'

/** @type {(string | null)[]} */
const errors = []

/** @param {unknown} error */
const describe = (error) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

/** What programs print is not ours to read. */
console.log = () => {}
console.info = () => {}
process.stdout.write = () => true

/** What a program leaves behind fails the program that was running when it came to light. */
/** @type {string | null} */
let stray = null
process.on('uncaughtException', (error) => {
  stray = describe(error)
})

for (const url of /** @type {readonly string[]} */ (JSON.parse(readFileSync(0, 'utf8')))) {
  stray = null
  try {
    await import(url)
    await new Promise((resolve) => setImmediate(resolve))
    errors.push(stray)
  } catch (error) {
    errors.push(describe(error))
  }
}

writeSync(1, JSON.stringify(errors))
process.exit(0)
