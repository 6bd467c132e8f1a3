/**
 * The rooms of `src/` import one way only: a room may import the rooms above it in {@link rooms},
 * itself, and nothing below; `laws` stands last and sees everything. Imports of types count: what
 * a room knows is what its types name.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'

/** The rooms, from the one that knows nothing of the others to the one that may see them all. */
export const rooms = [
  'core',
  'engine',
  'tensor',
  'autodiff',
  'batching',
  'compile',
  'control',
  'random',
  'tree',
  'nn',
  'optim',
  'loss',
  'data',
  'train',
  'report',
  'interop',
  'laws',
]

const importForms = [
  /^\s*(?:import|export)\b[^'"]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
]

/**
 * The modules that a source text imports, as they are written.
 * @param {string} text
 * @returns {readonly string[]}
 */
export const importsOf = (text) => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return importForms.flatMap((form) => Array.from(code.matchAll(form), (match) => match[1] ?? ''))
}

/**
 * The room of a path inside `src/`; `null` for the files that stand beside the rooms.
 * @param {string} path
 */
const roomOf = (path) => (path.includes('/') ? (path.split('/')[0] ?? null) : null)

/**
 * What is wrong with one import, or `null`.
 * @param {string} from the importing file, relative to `src/`, with `/`
 * @param {string} specifier
 */
const checkImport = (from, specifier) => {
  if (specifier === 'cotangent' || specifier.startsWith('cotangent/'))
    return 'the library imports its own files by relative paths'
  if (!specifier.startsWith('.')) return null
  const to = posix.normalize(posix.join(posix.dirname(from), specifier))
  const here = roomOf(from)
  if (to.startsWith('../')) return 'outside src'
  const there = roomOf(to)
  if (here === null) return null
  if (there === null) return `room ${here} may not import the root`
  return rooms.indexOf(there) <= rooms.indexOf(here)
    ? null
    : `room ${here} may not import room ${there}, which stands below it`
}

/**
 * Every import that goes against the arrows, and every folder that is no room.
 * @param {ReadonlyMap<string, string>} sources texts by path relative to `src/`, with `/`
 * @returns {readonly string[]}
 */
export const checkRooms = (sources) =>
  Array.from(sources).flatMap(([from, text]) => {
    const room = roomOf(from)
    if (room !== null && !rooms.includes(room)) return [`src/${from}: ${room} is not a known room`]
    return importsOf(text).flatMap((specifier) => {
      const wrong = checkImport(from, specifier)
      return wrong === null ? [] : [`src/${from}: '${specifier}': ${wrong}`]
    })
  })

/**
 * The TypeScript files under a folder, by path relative to it, with `/`.
 * @param {string} folder
 * @returns {ReadonlyMap<string, string>}
 */
export const readSources = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .toSorted()
      .map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path), 'utf8')]),
  )
