/** The declarations that a package needs: those that its public modules reach. */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { importsOf } from '../rooms.mjs'

/**
 * The declarations that some of them reach, and themselves, by their files.
 * @param {readonly string[]} starts
 * @returns {ReadonlyMap<string, string>}
 */
export const reachedDeclarations = (starts) => {
  const found = new Map(starts.map((file) => [file, '']))
  for (const file of found.keys()) {
    const text = readFileSync(file, 'utf8')
    found.set(file, text)
    for (const specifier of importsOf(text))
      if (specifier.startsWith('.')) {
        const reached = join(dirname(file), specifier.replace(/\.[jt]s$/, '.d.ts'))
        if (!found.has(reached)) found.set(reached, '')
      }
  }
  return found
}

/** A list of strings, an item a line, as tsc writes every tuple. */
const tuple = /\[\n(?:\s*'[^'\n]*',?\n)+\s*\]/g

/**
 * A declaration with its tuples of strings in a line each: the tables of digits take a fourth so.
 * @param {string} text
 */
export const compacted = (text) =>
  text.replaceAll(tuple, (lines) => `[${(lines.match(/'[^'\n]*'/g) ?? []).join(', ')}]`)
