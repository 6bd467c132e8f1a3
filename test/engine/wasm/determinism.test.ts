import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// Recorded from this script on Node 20.20.2, 22.23.3, 24.21.0 and 26.10.0 and, by a page that does the
// same, in Chromium 156, all of which gave these. What is tested is that a machine, a version or a
// change to kernels, fusion or layout does not move a single bit.
const recorded = {
  B: '89f31d5ca3622b6ccb3e6b2f2287c9d5547af7ae8f6307abe8be55ad20ad955c',
  C: '71d4411e7a59a9545d5c7c230538aa05cb18bb67a8e5e701c942ce4034c5f047',
}

test.each([1, 2])(
  '200 steps of training on %i threads have the bits they have everywhere',
  (threads) => {
    const script = fileURLToPath(new URL('../../../bench/training-hash.js', import.meta.url))
    const output = execFileSync(process.execPath, [script, String(threads)], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual(recorded)
  },
)
