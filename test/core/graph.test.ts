import { expect, test } from 'vitest'
import { substitute, walk, walkSince } from '../../src/core/graph.ts'
import { type Node, closeScope, mark, openScope, scalar, variable } from '../../src/core/node.ts'
import { add, mul } from '../../src/core/primitives/arithmetic.ts'

const history = (length: number): Node => {
  let x = scalar(1, 'f64')
  for (let i = 0; i < length; i++) x = add(x, x)
  return x
}

test('a walk is in topological order and visits each node once', () => {
  const x = scalar(1, 'f64')
  const y = add(x, x)
  const z = mul(y, x)
  expect(walk([z, y], () => true)).toEqual([x, y, z])
})

test('the birth cut: what is older than every leaf is not visited', () => {
  const past = history(10_000)
  const scope = openScope()
  const leaf = mark(scalar(2, 'f64'), scope)
  const root = mul(add(leaf, past), leaf)
  expect(walkSince([root], [leaf]).length).toBe(3)
  closeScope(scope)
})

test('substitution builds anew only what depends on a replaced leaf, and keeps what does not', () => {
  const leaf = variable({ shape: [], dtype: 'f64' }, 'trace')
  const other = add(scalar(1, 'f64'), scalar(2, 'f64'))
  const root = mul(leaf, other)
  const replacement = scalar(5, 'f64')
  const [result] = substitute([root], new Map([[leaf, replacement]]))
  expect(result?.operands[0]).toBe(replacement)
  expect(result?.operands[1]).toBe(other)
  expect(substitute([other], new Map([[leaf, replacement]]))[0]).toBe(other)
})

test('substitution sees through marks', () => {
  const leaf = variable({ shape: [], dtype: 'f64' }, 'trace')
  const scope = openScope()
  const marked = mark(leaf, scope)
  closeScope(scope)
  const replacement = scalar(5, 'f64')
  const [result] = substitute([add(marked, marked)], new Map([[leaf, replacement]]))
  expect(result?.operands).toEqual([replacement, replacement])
})

test('ids only increase, from operands to the nodes that use them', () => {
  for (const node of walk([history(50)], () => true)) {
    for (const operand of node.operands) expect(operand.id).toBeLessThan(node.id)
  }
})
