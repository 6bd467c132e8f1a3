import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Node } from '../../src/core/node.ts'
import { difference, flatten, takeLeaves, unflatten } from '../../src/core/tree.ts'
import { T } from '../../src/index.ts'

const key = fc.constantFrom('a', 'b', 'w1', '0', '__proto__', 'constructor')

/** Trees of tensors and of all that is static. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(T.tensor(1), T.tensor([1, 2]), 0, -0, Number.NaN, 'a', null, true),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 3, selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries)),
  ),
}))

test('takes the leaves of exactly the trees of a structure', () => {
  const law = fc.property(tree, tree, (a, b) => {
    const [one, other] = [flatten(a), flatten(b)]
    const leaves: Node[] = []
    const isSame = difference(one.structure, other.structure) === null
    expect(takeLeaves(one.structure, b, leaves)).toBe(isSame)
    if (isSame) expect(leaves).toEqual(other.leaves)
    const own: Node[] = []
    expect(takeLeaves(one.structure, a, own)).toBe(true)
    own.forEach((leaf, i) => expect(leaf).toBe(one.leaves[i]))
    expect(own).toHaveLength(one.leaves.length)
  })
  fc.assert(law, { numRuns: 1000 })
})

test('what is put together has the structure that it was taken apart into', () => {
  const law = fc.property(tree, (a) => {
    const { structure, leaves } = flatten(a)
    expect(difference(structure, flatten(unflatten(structure, leaves)).structure)).toBeNull()
  })
  fc.assert(law, { numRuns: 1000 })
})
