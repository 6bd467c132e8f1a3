import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { T, type Tensor, grad, type Scalar } from '../../src/index.ts'

type Numbers = number | readonly Numbers[]

/** Every combination of a value for each letter. */
const assignments = (
  letters: readonly string[],
  sizes: Readonly<Record<string, number>>,
): readonly Readonly<Record<string, number>>[] =>
  letters.reduce<readonly Readonly<Record<string, number>>[]>(
    (all, letter) =>
      all.flatMap((one) =>
        Array.from({ length: sizes[letter] ?? 0 }, (_, i) => ({ ...one, [letter]: i })),
      ),
    [{}],
  )

const at = (array: Numbers, place: readonly number[]): number =>
  place.reduce<Numbers>((rows, i) => (rows as readonly Numbers[])[i] ?? 0, array) as number

/** The sum of products as its definition says. */
const naive = (
  spec: string,
  sizes: Readonly<Record<string, number>>,
  arrays: readonly Numbers[],
) => {
  const [inputs = '', output = ''] = spec.split('->')
  const operands = inputs.split(',')
  const letters = [...new Set(operands.join(''))]
  const result = new Map<string, number>()
  for (const indices of assignments(letters, sizes)) {
    const product = operands.reduce(
      (p, subscripts, i) =>
        p *
        at(
          arrays[i] ?? 0,
          Array.from(subscripts, (letter) => indices[letter] ?? 0),
        ),
      1,
    )
    const key = Array.from(output, (letter) => indices[letter]).join()
    result.set(key, (result.get(key) ?? 0) + product)
  }
  return assignments(Array.from(output), sizes).map(
    (indices) => result.get(Array.from(output, (letter) => indices[letter]).join()) ?? 0,
  )
}

/** A tensor of small whole numbers, so that sums are exact in any order. */
const filled = (shape: readonly number[], seed: number): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  const elements = Float32Array.from({ length: size }, (_, i) => ((i * 7 + seed * 13) % 11) - 5)
  return T.fromTypedArray(elements, [...shape])
}

const letter = fc.constantFrom('i', 'j', 'k', 'l')
const anySpec = fc
  .array(fc.array(letter, { maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .chain((operands) =>
    fc.record({
      operands: fc.constant(operands),
      output: fc.shuffledSubarray([...new Set(operands.flat())]),
      sizes: fc.record({
        i: fc.integer({ min: 0, max: 3 }),
        j: fc.integer({ min: 1, max: 3 }),
        k: fc.integer({ min: 1, max: 2 }),
        l: fc.integer({ min: 1, max: 4 }),
      }),
    }),
  )

describe('einsum', () => {
  it('is the sum of products that its spec says', () => {
    fc.assert(
      fc.property(anySpec, ({ operands, output, sizes }) => {
        const spec = `${operands.map((o) => o.join('')).join()}->${output.join('')}`
        const tensors = operands.map((o, i) =>
          filled(
            o.map((l) => sizes[l]),
            i,
          ),
        )
        const given = T.einsum(spec, ...tensors)
        expect(given.shape).toEqual(output.map((l) => sizes[l]))
        const arrays = tensors.map((tensor): Numbers => T.toArray(tensor))
        expect(Array.from(T.toTypedArray(T.add(given, 0)))).toEqual(
          naive(spec, sizes, arrays).map((value) => value + 0),
        )
      }),
      { numRuns: 300 },
    )
  })
  it('refuses what does not fit', () => {
    const x: Tensor = T.zeros([2, 3])
    const noOperands: string = 'ij->ij'
    expect(() => T.einsum('ij,jk->ik', x, x)).toThrow(
      expect.objectContaining({
        _tag: 'ShapeError',
        message: "einsum: index 'j' is 3 in one operand and 2 in operand 1",
      }),
    )
    expect(() => T.einsum(x as unknown as 'ij->', x)).toThrow(
      "einsum: takes a spec such as 'ij,jk->ik', got Tensor f32[2, 3]",
    )
    expect(() => T.einsum(noOperands)).toThrow('einsum: takes at least one tensor')
  })
  it('counts booleans and promotes', () => {
    expect(T.einsum('i,i->', T.ones([3], 'bool'), T.ones([3], 'bool')).dtype).toBe('i32')
    expect(T.einsum('i,i->', T.ones([3], 'f64'), T.ones([3])).dtype).toBe('f64')
  })
  it('has derivatives, also along diagonals', () => {
    const trace = (x: Tensor<[3, 3]>): Scalar => T.einsum('ii->', x)
    expect(T.toArray(grad(trace)(T.zeros([3, 3])))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
  })
})

const batchShapes = fc.record({
  batch: fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 3 }), a: fc.boolean(), b: fc.boolean() }),
    {
      maxLength: 2,
    },
  ),
  dropA: fc.nat(2),
  dropB: fc.nat(2),
  m: fc.integer({ min: 0, max: 3 }),
  k: fc.integer({ min: 0, max: 3 }),
  n: fc.integer({ min: 1, max: 3 }),
})

describe('matmul', () => {
  it('broadcasts batches: it is the sum over the inner axis of broadcast products', () => {
    fc.assert(
      fc.property(batchShapes, ({ batch, dropA, dropB, m, k, n }) => {
        const batchOf = (side: 'a' | 'b', drop: number) =>
          batch.slice(Math.min(drop, batch.length)).map((axis) => (axis[side] ? axis.size : 1))
        const a = filled([...batchOf('a', dropA), m, k], 1)
        const b = filled([...batchOf('b', dropB), k, n], 2)
        const expected = T.sum(
          T.mul(T.expandDims(a, -1), T.reshape(b, [...b.shape.slice(0, -2), 1, k, n])),
          -2,
        )
        const given = T.matmul(a, b)
        expect(given.shape).toEqual(expected.shape)
        expect(T.toArray(T.add(given, 0))).toEqual(T.toArray(T.add(expected, 0)))
      }),
      { numRuns: 200 },
    )
  })
  it('takes vectors', () => {
    const [u, v] = [T.tensor([1, 2]), T.tensor([3, 4])]
    const m = T.tensor([
      [1, 2],
      [3, 4],
    ])
    expect(T.toNumber(T.matmul(u, v))).toBe(11)
    expect(T.toArray(T.matmul(m, u))).toEqual([5, 11])
    expect(T.toArray(T.matmul(u, m))).toEqual([7, 10])
    expect(T.toArray(T.matmul(u)(m))).toEqual([5, 11])
    expect(T.toArray(T.matmul(T.stack([m, m], 0), u))).toEqual([
      [5, 11],
      [5, 11],
    ])
  })
  it('refuses what does not fit', () => {
    const x: Tensor = T.zeros([2, 3])
    expect(() => T.matmul(x, x)).toThrow(
      'matmul: inner dimensions differ: 3 (last of [2, 3]) vs 2 (second to last of [2, 3])',
    )
    expect(() => T.matmul(x, T.tensor(1) as Tensor)).toThrow(
      'matmul: right operand [] must have rank >= 1',
    )
    expect(() => T.matmul(x, 2 as unknown as Tensor)).toThrow('matmul: expected a tensor')
  })
  it('works in integers and promotes', () => {
    const i = T.tensor([[2, 3]], 'i32')
    expect(T.toArray(T.matmul(i, T.transpose(i)))).toEqual([[13]])
    expect(T.matmul(i, T.transpose(i)).dtype).toBe('i32')
    expect(T.matmul(i, T.ones([2, 2], 'f64')).dtype).toBe('f64')
    expect(T.matmul(T.ones([1, 2], 'bool'), T.ones([2, 1], 'bool')).dtype).toBe('i32')
  })
})

describe('dot, outer, tensordot', () => {
  it('multiply', () => {
    const [u, v] = [T.tensor([1, 2]), T.tensor([3, 4])]
    expect(T.toNumber(T.dot(u)(v))).toBe(11)
    expect(T.toArray(T.outer(v)(u))).toEqual([
      [3, 4],
      [6, 8],
    ])
    const x = filled([2, 3, 4], 3)
    const y = filled([4, 2, 5], 4)
    const sameAs = (given: Tensor, spec: string) =>
      expect(T.toArray(given)).toEqual(T.toArray(T.einsum(spec, x, y)))
    sameAs(T.tensordot(x, y, 1), 'abc,cde->abde')
    sameAs(T.tensordot(x, y, 0), 'abc,def->abcdef')
    sameAs(
      T.tensordot(x, y, [
        [0, 2],
        [1, 0],
      ]),
      'abc,cad->bd',
    )
    sameAs(T.tensordot(x, y, [[-3], [1]]), 'abc,dae->bcde')
    sameAs(T.tensordot(y, 1)(x), 'abc,cde->abde')
  })
  it('refuse what does not fit', () => {
    const x: Tensor = T.zeros([2, 3])
    expect(() => T.dot(x, x)).toThrow('dot: left operand [2, 3] must be a vector')
    expect(() => T.outer(x, x)).toThrow('outer: left operand [2, 3] must be a vector')
    expect(() => T.tensordot(x, x, 1)).toThrow(
      'tensordot: axis 1 of [2, 3] is 3, axis 0 of [2, 3] is 2',
    )
  })
})
