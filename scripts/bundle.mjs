/**
 * Makes `dist`, the package, of `build/library`, where tsc has put a file for each source: JavaScript
 * in few files, from which a process starts several times faster than from hundreds, and the
 * declarations that a public module reaches. docs/decisions/0019-bundle.md says why.
 *
 * Usage: `node scripts/bundle.mjs`, after `tsc -p tsconfig.build.json`.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makePackage } from './bundle/package.mjs'

const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** @typedef {import('./bundle/package.mjs').Manifest} Manifest */
const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(at('package.json'), 'utf8')))
await makePackage(at('build/library'), at('dist'), manifest)
