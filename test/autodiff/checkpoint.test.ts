import { describe, expect, test } from 'vitest'
import {
  T,
  checkpoint,
  compile,
  grad,
  hessian,
  jvp,
  R,
  trace,
  vmap,
  type Program,
} from '../../src/index.ts'
import { sizeOf } from '../../src/core/shape/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

type S = Scalar<'f64'>
type V = Tensor<[8], 'f64'>
const scalar = (x: number): S => T.tensor(x, 'f64')

/** The most elements that a program holds at once when it is run in order. */
const peakElements = (program: Program): number => {
  const first = program.inputs.length + program.constants.length
  const lastUse = new Map<number, number>()
  program.equations.forEach(({ operands }, i) => {
    for (const slot of operands) lastUse.set(slot, i)
  })
  for (const slot of program.outputs) lastUse.set(slot, program.equations.length)
  let live = 0
  let peak = 0
  program.equations.forEach(({ shape, operands }, i) => {
    live += sizeOf(shape)
    peak = Math.max(peak, live)
    for (const slot of new Set([...operands, first + i])) {
      const isResult = slot >= first
      if (isResult && (lastUse.get(slot) ?? i) <= i) {
        live -= sizeOf(program.equations[slot - first]?.shape ?? [])
      }
    }
  })
  return peak
}

describe('checkpoint', () => {
  const block = (x: S, w: S): S => T.sin(T.mul(T.exp(x), w))

  test('has the value and the derivatives of the function, at every order', () => {
    const plain = (x: S): S => block(block(x, scalar(0.3)), scalar(2))
    const again = checkpoint(block)
    const kept = (x: S): S => again(again(x, scalar(0.3)), scalar(2))
    for (const x of [-0.5, 0.2, 1]) {
      const at = scalar(x)
      expect(T.toNumber(kept(at))).toBe(T.toNumber(plain(at)))
      expect(T.toNumber(grad(kept)(at))).toBe(T.toNumber(grad(plain)(at)))
      expect(T.toNumber(grad(grad(kept))(at))).toBeCloseTo(T.toNumber(grad(grad(plain))(at)), 12)
      expect(T.toNumber(hessian(kept)(at))).toBeCloseTo(T.toNumber(hessian(plain)(at)), 12)
      expect(T.toNumber(jvp(kept)([at], [scalar(1)])[1])).toBeCloseTo(
        T.toNumber(grad(plain)(at)),
        14,
      )
    }
  })

  test('inside vmap and compile, and around them', () => {
    const xs = T.tensor([0.1, 0.2, 0.3], 'f64')
    const again = checkpoint((x: S) => block(x, scalar(2)))
    const expected = T.toArray(vmap(grad((x: S) => block(x, scalar(2))))(xs))
    expect(T.toArray(vmap(grad(again))(xs))).toEqual(expected)
    expect(T.toArray(compile(vmap(grad(again)))(xs))).toEqual(expected)
    expect(T.toArray(grad((v: typeof xs) => T.sum(checkpoint(vmap(again))(v)))(xs))).toEqual(
      expected,
    )
  })

  test('what it captures keeps its derivatives', () => {
    const f = (w: S): S => checkpoint((x: S) => T.mul(T.mul(x, x), w))(w)
    // w³
    expect(T.toNumber(grad(f)(scalar(2)))).toBe(12)
    expect(T.toNumber(grad(grad(f))(scalar(2)))).toBe(12)
  })

  test('maps trees with several results, static and discrete parts', () => {
    const f = checkpoint((p: { readonly a: S; readonly b: S }, n: number) => ({
      sum: T.mul(T.add(p.a, p.b), n),
      product: T.mul(p.a, p.b),
      positive: T.greater(p.a, 0),
    }))
    const loss = (p: { readonly a: S; readonly b: S }): S => {
      const { sum, product } = f(p, 3)
      return T.mul(sum, product)
    }
    const gradient = grad(loss)({ a: scalar(2), b: scalar(5) })
    // 3 (a + b) a b
    expect([T.toNumber(gradient.a), T.toNumber(gradient.b)]).toEqual([3 * (10 + 35), 3 * (10 + 14)])
    expect(T.toArray(f({ a: scalar(2), b: scalar(5) }, 3).positive)).toBe(true)
  })

  test('cannot look at values', () => {
    const f = checkpoint((x: S) => (T.toNumber(x) > 0 ? x : T.neg(x)))
    expect(() => grad(f)(scalar(1))).toThrow('inside checkpoint it stands for an input')
  })

  test('a deep net needs less memory: blocks, not layers, are kept', () => {
    const depth = 8
    const layer = (x: V): V => T.tanh(T.add(T.mul(T.sin(x), T.exp(T.mul(x, 0.1))), x))
    const segment = (x: V): V => Array.from({ length: depth }).reduce<V>((y) => layer(y), x)
    const loss =
      (part: (x: V) => V) =>
      (x: V): S =>
        T.sum(Array.from({ length: depth }).reduce<V>((y) => part(y), x))
    const x = R.normal(R.key(1), [8], { dtype: 'f64' })
    const peak = (part: (v: V) => V): number => peakElements(trace(grad(loss(part)))(x)) / 8
    const plain = peak(segment)
    const kept = peak(checkpoint(segment))
    // 64 layers of several values each, against 8 blocks and the layers of one
    expect(plain).toBeGreaterThan(64 * 3)
    expect(kept).toBeLessThan(plain / 3)
    expect(T.toArray(grad(loss(checkpoint(segment)))(x))).toEqual(T.toArray(grad(loss(segment))(x)))
  })
})
