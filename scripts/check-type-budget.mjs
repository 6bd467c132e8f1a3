/**
 * Fails when type checking the programs of `test/types/budget` against the built declarations
 * costs the compiler more type instantiations than `budget.json` allows. The count is exact and
 * the same on every machine, as seconds are not.
 *
 * Usage: `node scripts/check-type-budget.mjs [--update]`; `--update` writes what was measured.
 */

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const budgetFile = new URL('../test/types/budget/budget.json', import.meta.url)

/** @typedef {{ readonly instantiations: number, readonly allowance: number }} Budget */

const budget = /** @type {Budget} */ (JSON.parse(readFileSync(budgetFile, 'utf8')))

const tscArguments = [
  'node_modules/@typescript/native/bin/tsc',
  '-p',
  'test/types/budget/tsconfig.budget.json',
  '--extendedDiagnostics',
  '--singleThreaded',
]
const tsc = spawnSync(process.execPath, tscArguments, { cwd: root, encoding: 'utf8' })
const counted = /^Instantiations:\s+(\d+)/m.exec(tsc.stdout)?.[1]
if (tsc.status !== 0 || counted === undefined) {
  console.error(tsc.stdout + tsc.stderr)
  console.error('type budget: the programs do not compile (is the build there? npm run build)')
  process.exit(1)
}

const instantiations = Number(counted)
const limit = Math.floor(budget.instantiations * (1 + budget.allowance))
const checkTime = /^Check time:\s+(\S+)/m.exec(tsc.stdout)?.[1] ?? '?'
console.log(
  `type budget: ${instantiations} instantiations (budget ${budget.instantiations}, ` +
    `limit ${limit}), checked in ${checkTime}`,
)

if (process.argv.includes('--update')) {
  writeFileSync(budgetFile, `${JSON.stringify({ ...budget, instantiations }, null, 2)}\n`)
} else if (instantiations > limit) {
  console.error('type budget: over the limit. Make the types cheaper, or say why in the commit')
  console.error('that raises the budget with: node scripts/check-type-budget.mjs --update')
  process.exitCode = 1
} else if (instantiations < budget.instantiations * (1 - budget.allowance)) {
  console.log('type budget: well under the budget: lower it with --update')
}
