import { expect, test } from 'vitest'
import { threefry } from '../support/definitions.ts'
import { everyPrimitive } from '../support/holds.ts'
import { kernelIsDefinition } from '../support/laws/definition.ts'

everyPrimitive('the kernel is the definition', kernelIsDefinition, { numRuns: 60 })
everyPrimitive('the kernel is the definition, special values', kernelIsDefinition, {
  profile: 'extreme',
  numRuns: 120,
})

// the vectors that come with the authors' implementation, Random123
test('the definition of threefry is that of its authors', () => {
  expect(threefry([0, 0], [0, 0])).toEqual([0x6b200159, 0x99ba4efe])
  expect(threefry([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toEqual([
    0x1cb996fc, 0xbb002be7,
  ])
  expect(threefry([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toEqual([
    0xc4923a9c, 0x483df7a0,
  ])
})
