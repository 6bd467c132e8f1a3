import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { T, type Tensor } from '../../src/index.ts'

const x = T.reshape(T.arange(24), [2, 3, 4])
const rows = T.tensor([
  [1, 2, 3],
  [4, 5, 6],
])

describe('reshape and its kin', () => {
  it('keep the order of the elements', () => {
    expect(T.toArray(T.reshape(rows, [3, -1]))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(T.toArray(T.reshape([6])(rows))).toEqual([1, 2, 3, 4, 5, 6])
    expect(T.flatten(x).shape).toEqual([2, 12])
    expect(T.squeeze(T.zeros([1, 2, 1])).shape).toEqual([2])
    expect(T.squeeze(T.zeros([1, 2, 1]), [0, -1]).shape).toEqual([2])
    expect(T.squeeze(0)(T.zeros([1, 2, 1])).shape).toEqual([2, 1])
    expect(T.expandDims(1)(rows).shape).toEqual([2, 1, 3])
    const named: Tensor<['batch', 3]> = rows as unknown as Tensor<['batch', 3]>
    expect(T.reshape(named, ['batch', 3, 1]).shape).toEqual([2, 3, 1])
  })
  it('refuse what does not fit', () => {
    const y: Tensor = rows
    expect(() => T.reshape(y, [4, 2])).toThrow(
      expect.objectContaining({
        _tag: 'ShapeError',
        message:
          'reshape: [2, 3] has 6 elements, [4, 2] has 8 (equal dimensions cancelled)'.replace(
            ' has 6 elements, [4, 2] has 8 (equal dimensions cancelled)',
            ' has 3 elements, [4, 2] has 4 (equal dimensions cancelled)',
          ),
      }),
    )
    expect(() => T.reshape(y, ['a', 'b', 2])).toThrow(
      'reshape: [a, b, 2] leaves several sizes open',
    )
    expect(() => T.flatten(T.tensor(1) as Tensor)).toThrow('flatten: a scalar has no batch axis')
    expect(() => T.squeeze(y, 0)).toThrow('squeeze: axis 0 of [2, 3] has size 2, not 1')
    expect(() => T.expandDims(y, 4)).toThrow(
      'expandDims: axis 4 is out of range for a result of rank 3',
    )
    expect(() => T.broadcastTo(y, [3, 3])).toThrow(
      'broadcastTo: dimension 2 of [2, 3] does not stretch to 3 in [3, 3]',
    )
    expect(() => T.transpose(y, [0, 0])).toThrow(
      'transpose: (0, 0) is not a permutation of the axes of [2, 3]',
    )
  })
  it('transpose', () => {
    expect(T.toArray(T.transpose(rows))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(T.transpose(x, [2, 0, 1]).shape).toEqual([4, 2, 3])
    expect(T.transpose([-1, 0, 1])(x).shape).toEqual([4, 2, 3])
    expect(T.transpose(T.tensor(1)).shape).toEqual([])
  })
  it('broadcastTo', () => {
    expect(T.toArray(T.broadcastTo(T.tensor([[1], [2]]), [2, 2, 2]))).toEqual([
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ])
    expect(T.toArray(T.broadcastTo([2])(T.tensor(7)))).toEqual([7, 7])
    expect(T.broadcastTo(T.zeros([1, 1]), [0, 1]).shape).toEqual([0, 1])
  })
})

describe('joining and splitting', () => {
  it('concat and stack', () => {
    expect(T.toArray(T.concat([rows, T.zeros([2, 1])], 1))).toEqual([
      [1, 2, 3, 0],
      [4, 5, 6, 0],
    ])
    expect(T.concat(0)([rows, rows, rows]).shape).toEqual([6, 3])
    expect(T.toArray(T.stack([T.tensor(1), T.tensor(2)], 0))).toEqual([1, 2])
    expect(T.stack(-1)([rows, rows]).shape).toEqual([2, 3, 2])
    expect(T.concat([T.zeros([1], 'i32'), T.zeros([1], 'f64')], 0).dtype).toBe('f64')
    expect(T.stack([T.zeros([1], 'bool'), T.zeros([1], 'i32')], 0).dtype).toBe('i32')
  })
  it('split is undone by concat', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), fc.nat(1), (parts, axis) => {
        const total = parts.reduce((a, b) => a + b, 0)
        const whole = T.reshape(T.arange(total * 2), axis === 0 ? [total, 2] : [2, total])
        const pieces: readonly Tensor[] = T.split(whole as Tensor, parts, axis)
        expect(pieces.map((piece) => piece.shape[axis])).toEqual(parts)
        expect(T.toArray(T.concat(pieces, axis))).toEqual(T.toArray(whole))
      }),
    )
    const [a, b] = T.split(2, -1)(x)
    expect([a.shape, b.shape]).toEqual([
      [2, 3, 2],
      [2, 3, 2],
    ])
  })
  it('refuse what does not fit', () => {
    const [y, z]: readonly [Tensor, Tensor] = [rows, T.zeros([3, 3])]
    expect(() => T.concat([y, z], 1)).toThrow('concat: [2, 3] and [3, 3] differ outside axis 1')
    expect(() => T.concat([] as Tensor[], 0)).toThrow('concat: nothing to put together')
    expect(() => T.stack([y, z], 0)).toThrow('stack: [2, 3] and [3, 3] are different shapes')
    expect(() => T.split(y, 2, 1)).toThrow(
      'split: dimension 3 (axis 1 of [2, 3]) is not divisible by 2',
    )
    expect(() => T.concat(y as unknown as Tensor[], 0)).toThrow(
      'concat: takes an array of tensors, got Tensor f32[2, 3]',
    )
  })
})

describe('slice', () => {
  it('takes bounds, steps, null and negative bounds', () => {
    expect(T.toArray(T.slice(rows, [0, 1], [1, 3]))).toEqual([[2, 3]])
    expect(T.toArray(T.slice(rows, [null, -2], [null, -1]))).toEqual([[2], [5]])
    expect(T.toArray(T.slice(rows, [1], []))).toEqual([[4, 5, 6]])
    expect(T.toArray(T.slice(rows, [], [], [1, 2]))).toEqual([
      [1, 3],
      [4, 6],
    ])
    expect(T.toArray(T.slice([1], [2])(rows))).toEqual([[4, 5, 6]])
    expect(T.toArray(T.slice([0, 0], [2, 3], [1, 2])(rows))).toEqual([
      [1, 3],
      [4, 6],
    ])
  })
  it('refuses bounds outside', () => {
    const y: Tensor = rows
    expect(() => T.slice(y, [0], [3])).toThrow(
      'slice: stop 3 exceeds dimension 2 (axis 0 of [2, 3])',
    )
    expect(() => T.slice(y, 0 as unknown as number[], [3])).toThrow(
      'slice: starts must be an array',
    )
  })
})

describe('pad', () => {
  const v = T.tensor([1, 2, 3])
  it('puts a constant, a mirror or the edge around', () => {
    expect(T.toArray(T.pad(v, [[1, 2]]))).toEqual([0, 1, 2, 3, 0, 0])
    expect(T.toArray(T.pad(v, [[1, 0]], { value: 9 }))).toEqual([9, 1, 2, 3])
    expect(T.toArray(T.pad(v, [[1, 0]], { value: -Infinity }))).toEqual([-Infinity, 1, 2, 3])
    expect(T.toArray(T.pad(v, [[2, 2]], { mode: 'reflect' }))).toEqual([3, 2, 1, 2, 3, 2, 1])
    expect(T.toArray(T.pad(v, [[2, 1]], { mode: 'edge' }))).toEqual([1, 1, 1, 2, 3, 3])
    expect(T.toArray(T.pad([[1, 1]], { value: 7 })(v))).toEqual([7, 1, 2, 3, 7])
    expect(
      T.toArray(
        T.pad(
          rows,
          [
            [1, 0],
            [0, 1],
          ],
          { mode: 'edge' },
        ),
      ),
    ).toEqual([
      [1, 2, 3, 3],
      [1, 2, 3, 3],
      [4, 5, 6, 6],
    ])
    expect(T.toArray(T.pad(T.tensor([true]), [[1, 0]], { value: 1 }))).toEqual([true, true])
  })
  it('refuses what does not fit', () => {
    const y: Tensor = v
    expect(() =>
      T.pad(y, [
        [1, 1],
        [1, 1],
      ]),
    ).toThrow('pad: 2 pairs given for [3] of rank 1')
    expect(() => T.pad(v, [[3, 0]], { mode: 'reflect' })).toThrow(
      'pad: reflect needs more than 3 elements along axis 0 of [3]',
    )
    expect(() => T.pad(T.zeros([0]), [[1, 0]], { mode: 'edge' })).toThrow('pad: there is no edge')
    expect(() => T.pad(v, [[1, 0]], { mode: 'wrap' as 'edge' })).toThrow(
      'pad: mode is constant, reflect or edge, not wrap',
    )
    expect(() => T.pad(T.zeros([1], 'i32'), [[1, 0]], { value: 0.5 })).toThrow(
      'pad: 0.5 is not a whole number',
    )
  })
})

describe('flip, tile, roll', () => {
  it('rearrange', () => {
    expect(T.toArray(T.flip(rows))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ])
    expect(T.toArray(T.flip(0)(rows))).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ])
    expect(T.toArray(T.tile(T.tensor([[1, 2]]), [2, 2]))).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ])
    expect(T.toArray(T.tile(T.tensor([1, 2]), [2, 1]))).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(T.tile(T.zeros([2, 3, 4]), [2]).shape).toEqual([2, 3, 8])
    expect(T.toArray(T.tile([0])(T.tensor([1])))).toEqual([])
    expect(T.toArray(T.roll(rows, -1, 1))).toEqual([
      [2, 3, 1],
      [5, 6, 4],
    ])
    expect(T.toArray(T.roll(7, 1)(rows))).toEqual([
      [3, 1, 2],
      [6, 4, 5],
    ])
    expect(T.toArray(T.roll(T.zeros([0]), 1, 0))).toEqual([])
  })
  it('refuse what does not fit', () => {
    const y: Tensor = rows
    expect(() => T.flip(y, 2)).toThrow('flip: axis 2 is out of range')
    expect(() => T.tile(y, [-1])).toThrow('tile: repetitions [-1] are not whole numbers >= 0')
    expect(() => T.roll(y, 1, 2)).toThrow('roll: axis 2 is out of range')
    expect(() => T.roll(y, 0.5, 0)).toThrow('roll: the shift must be a whole number, got 0.5')
  })
})
