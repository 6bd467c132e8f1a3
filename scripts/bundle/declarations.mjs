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

/** What is said of a whole file, in front of what it imports: of no name, so that no editor shows it. */
const heading = /^\/\*\*(?:(?!\*\/|@module)[^])*\*\/\n(?=import )/

/**
 * A declaration in fewer bytes: without a heading, with its tuples of strings in a line each, as the tables
 * of digits take a fourth so, and indented by tabs, as the JavaScript is.
 * @param {string} text
 */
export const compacted = (text) =>
  text
    .replace(heading, '')
    .replaceAll(tuple, (lines) => `[${(lines.match(/'[^'\n]*'/g) ?? []).join(', ')}]`)
    .replaceAll(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4))
