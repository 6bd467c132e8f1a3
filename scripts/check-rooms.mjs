/**
 * Fails when an import goes against the arrows between the rooms of `src/` (see rooms.mjs).
 *
 * Usage: `node scripts/check-rooms.mjs`
 */

import { fileURLToPath } from 'node:url'
import { checkRooms, readSources } from './rooms.mjs'

const sources = readSources(fileURLToPath(new URL('../src', import.meta.url)))
const problems = checkRooms(sources)
for (const problem of problems) console.error(problem)
console.log(`rooms: ${sources.size} files, ${problems.length} imports against the arrows`)
process.exitCode = problems.length === 0 ? 0 : 1
