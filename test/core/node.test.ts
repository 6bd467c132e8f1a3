import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  mark,
  closeScope,
  isConcrete,
  isTracked,
  openScope,
  scalar,
  settle,
  variable,
} from '../../src/core/node.ts'
import { add, mul } from '../../src/core/primitives/arithmetic.ts'
import { primitives } from '../../src/core/primitives/index.ts'

describe('a tensor among JavaScript values', () => {
  const x = scalar(3, 'f64')

  test('prints its type, and evaluates nothing', () => {
    const y = add(x, x)
    expect(String(y)).toBe('Tensor f64[]')
    expect(inspect({ y })).toBe('{ y: Tensor f64[] }')
    expect(y.value).toBe(null)
  })

  test('is not a number: operators say what to write instead', () => {
    expect(() => (x as unknown as number) + 1).toThrow('write T.add(x, 1) for x + 1')
    expect(() => (x as unknown as number) > 2).toThrow('T.toNumber(x) to read a scalar')
  })

  test('is not JSON: nothing is lost silently', () => {
    expect(() => JSON.stringify({ weights: x })).toThrow('read its elements with T.toArray(x)')
  })
})

describe('scopes', () => {
  test('a node keeps its operands while a derivative may need them, and lets go afterwards', () => {
    const x = scalar(3, 'f64')
    const scope = openScope()
    const leaf = mark(x, scope)
    const y = mul(leaf, leaf)
    settle(y, Float64Array.of(9))
    expect(isTracked(y)).toBe(true)
    expect(y.operands).toEqual([leaf, leaf])
    closeScope(scope)
    expect(isConcrete(y)).toBe(true)
    expect(y.operands).toEqual([])
  })

  test('a node belongs to the outermost scope that it depends on', () => {
    const outer = openScope()
    const a = mark(scalar(1, 'f64'), outer)
    const inner = openScope()
    const b = mark(scalar(2, 'f64'), inner)
    const sum = add(b, a)
    expect(sum.scope).toBe(outer)
    closeScope(inner)
    expect(isTracked(sum)).toBe(true)
    closeScope(outer)
    expect(isTracked(sum)).toBe(false)
  })

  test('what depends on a variable has no value and does not count as a use', () => {
    const x = scalar(3, 'f64')
    const v = variable({ shape: [], dtype: 'f64' }, 'vmap')
    const y = mul(x, v)
    expect(y.unknown).toBe(v)
    expect(isConcrete(y)).toBe(false)
    expect(x.uses).toBe(0)
    add(x, x)
    expect(x.uses).toBe(2)
  })
})

describe('the registry', () => {
  test('holds every primitive under its own name, documented', () => {
    for (const [name, primitive] of Object.entries(primitives)) {
      expect(primitive.name).toBe(name)
      expect(primitive.documentation.length).toBeGreaterThan(0)
    }
  })
})
