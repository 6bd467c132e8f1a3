import { describe, expect, it } from 'vitest'
import { type Engine, T, type Tensor, referenceEngine, trace } from '../../src/index.ts'

const value = (x: unknown): number[] => x as number[]

describe('tensor', () => {
  it('takes numbers and nested arrays', () => {
    expect(T.tensor(3).shape).toEqual([])
    expect(
      T.toArray(
        T.tensor([
          [[1], [2]],
          [[3], [4]],
        ]),
      ),
    ).toEqual([
      [[1], [2]],
      [[3], [4]],
    ])
    expect(T.tensor([]).shape).toEqual([0])
    expect(T.tensor([[], []]).shape).toEqual([2, 0])
    expect(T.toArray(T.tensor([[], []]))).toEqual([[], []])
  })
  it('has f32 elements, or bool, or what is asked for', () => {
    expect(T.tensor([1]).dtype).toBe('f32')
    expect(T.tensor([true]).dtype).toBe('bool')
    expect(T.tensor([1], 'u32').dtype).toBe('u32')
    expect(T.toArray(T.tensor([true, false], 'f32'))).toEqual([1, 0])
    expect(T.toArray(T.tensor([1, 0], 'bool'))).toEqual([true, false])
  })
  it('refuses ragged arrays, saying where', () => {
    expect(() => T.tensor(value([[1, 2], [3]]))).toThrow(
      expect.objectContaining({
        _tag: 'ShapeError',
        message:
          'tensor: the array is ragged: there are 1 elements at [1] and 2 in the first row beside it',
      }),
    )
    expect(() => T.tensor(value([[1], [2, 3]]))).toThrow('there are 2 elements at [1] and 1 in')
    expect(() => T.tensor(value([1, [2]]))).toThrow(
      'tensor: the array is ragged: an array of 1 stands for a number at [1]',
    )
    expect(() => T.tensor(value([[1], 2]))).toThrow(
      'tensor: the array is ragged: a number stands for an array of 1 at [1]',
    )
  })
  it('refuses anything but numbers and booleans', () => {
    expect(() => T.tensor(value([1, 'two']))).toThrow(
      expect.objectContaining({
        _tag: 'ArgumentError',
        message: 'tensor: takes numbers or booleans, got the string "two" at [1]',
      }),
    )
    expect(() => T.tensor(value([[1], null]))).toThrow(
      'tensor: takes nested arrays, got null at [1]',
    )
    expect(() => T.tensor(value(undefined))).toThrow('got undefined')
    expect(() => T.tensor(new Array<number>(2))).toThrow('got undefined at [0]')
    expect(() => T.tensor(value(new Float32Array(2)))).toThrow(
      'tensor: takes nested arrays: use T.fromTypedArray(array, shape)',
    )
    expect(() => T.tensor([1.5], 'i32')).toThrow('tensor: 1.5 is not a whole number')
    expect(() => T.tensor([1], 'int' as 'i32')).toThrow('tensor: int is not an element type')
  })
})

describe('immutability', () => {
  it('copies the arrays that tensors are made of', () => {
    const rows = [[1, 2]]
    const x = T.tensor(rows)
    rows[0]?.fill(9)
    expect(T.toArray(x)).toEqual([[1, 2]])
    const array = new Float32Array([1, 2])
    const y = T.fromTypedArray(array, [2])
    array.fill(9)
    expect(T.toArray(y)).toEqual([1, 2])
  })
  it('gives out copies', () => {
    const x = T.tensor([1, 2])
    T.toArray(x).fill(9)
    T.toTypedArray(x).fill(9)
    expect(T.toArray(x)).toEqual([1, 2])
    const sum = T.add(x, x)
    T.toTypedArray(sum).fill(9)
    expect(T.toArray(sum)).toEqual([2, 4])
  })
  it('does not see a shape that is changed later', () => {
    const shape: number[] = [2, 3]
    const zeros = T.zeros(shape)
    const reshaped = T.reshape(T.zeros([6]), shape)
    const array = T.fromTypedArray(new Float32Array(6), shape)
    shape[0] = 7
    expect([zeros.shape, reshaped.shape, array.shape]).toEqual([
      [2, 3],
      [2, 3],
      [2, 3],
    ])
  })
})

describe('fromTypedArray', () => {
  it('reads the element type off the array', () => {
    expect(T.fromTypedArray(new Float64Array(2), [2]).dtype).toBe('f64')
    expect(T.fromTypedArray(new Int32Array(2), [2]).dtype).toBe('i32')
    expect(T.fromTypedArray(new Uint32Array(2), [2]).dtype).toBe('u32')
    expect(T.toArray(T.fromTypedArray(new Uint8Array([1, 0]), [2]))).toEqual([true, false])
  })
  it('takes views', () => {
    const view = new Float32Array([1, 2, 3, 4]).subarray(1, 3)
    expect(T.toArray(T.fromTypedArray(view, [2, 1]))).toEqual([[2], [3]])
  })
  it('refuses what does not fit', () => {
    expect(() => T.fromTypedArray(new Float32Array(3), [2, 2])).toThrow(
      'fromTypedArray: the array has 3 elements, [2, 2] has 4',
    )
    expect(() => T.fromTypedArray(new Uint8Array([0, 255]), [2])).toThrow(
      'fromTypedArray: bytes other than 0 and 1 are not booleans',
    )
    expect(() => T.fromTypedArray(value([1, 2]) as unknown as Float32Array, [2])).toThrow(
      'fromTypedArray: takes Float32Array',
    )
    expect(() => T.fromTypedArray(new Float32Array(2), [-2])).toThrow(
      'fromTypedArray: -2 in [-2] is not a size (a whole number >= 0)',
    )
  })
})

describe('filled tensors and sequences', () => {
  it('have the elements asked for', () => {
    expect(T.toArray(T.zeros([]))).toBe(0)
    expect(T.toArray(T.ones([2], 'u32'))).toEqual([1, 1])
    expect(T.toArray(T.full([2], true))).toEqual([true, true])
    expect(T.full([2], 3, 'i32').dtype).toBe('i32')
    expect(T.toArray(T.fullLike(T.zeros([2], 'i32'), 3))).toEqual([3, 3])
    expect(T.zerosLike(T.ones([2], 'bool')).dtype).toBe('bool')
    expect(T.toArray(T.onesLike(T.zeros([2], 'bool')))).toEqual([true, true])
    expect(T.toArray(T.eye(2, { dtype: 'bool' }))).toEqual([
      [true, false],
      [false, true],
    ])
    expect(T.toArray(T.arange(0))).toEqual([])
    expect(T.toArray(T.range(3, 0, -1, { dtype: 'i32' }))).toEqual([3, 2, 1])
    expect(T.toArray(T.range(0, 1, 0.1, { dtype: 'f64' }))).toHaveLength(10)
    expect(T.toArray(T.range(1, 0))).toEqual([])
    expect(T.toArray(T.linspace(0, 1, 3))).toEqual([0, 0.5, 1])
    expect(T.toArray(T.linspace(7, 9, 1))).toEqual([7])
    expect(T.toArray(T.linspace(0, 1, 0))).toEqual([])
  })
  it('are refused where they make no sense', () => {
    expect(() => T.zeros([1.5])).toThrow('zeros: 1.5 in [1.5] is not a size')
    expect(() => T.zeros(['batch', 2])).toThrow(
      'zeros: a name in [batch, 2] has no size: give it, for example as dim(x, 0)',
    )
    expect(() => T.zeros(3 as unknown as number[])).toThrow(
      'zeros: the shape must be an array, got the number 3',
    )
    expect(() => T.full([2], 0.5, 'i32')).toThrow('full: 0.5 is not a whole number')
    expect(() => T.fullLike(T.zeros([2], 'u32'), -1)).toThrow('fullLike: -1 is outside u32')
    expect(() => T.range(0, 1, 0)).toThrow('range: takes finite bounds and a step that is not 0')
    expect(() => T.range(0, Infinity)).toThrow('range: takes finite bounds')
    expect(() => T.arange(-1)).toThrow('arange: -1 in [-1] is not a size')
    expect(() => T.arange(2, { dtype: 'bool' as 'i32' })).toThrow(
      'arange: does not count in booleans',
    )
  })
  it('one-hot rows', () => {
    const indices = T.tensor(
      [
        [0, 2],
        [1, 5],
      ],
      'i32',
    )
    expect(T.oneHot(indices, 3).shape).toEqual([2, 2, 3])
    expect(T.toArray(T.oneHot(3)(indices))).toEqual([
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
    ])
    expect(() => T.oneHot(T.tensor([0]) as unknown as Tensor<[1], 'i32'>, 3)).toThrow(
      'oneHot: the indices must be i32 or u32, got f32: cast them first',
    )
  })
})

describe('readers', () => {
  const x = T.tensor([
    [1, 2],
    [3, 4],
  ])
  it('read', () => {
    expect(T.toNumber(T.sum(x))).toBe(10)
    expect(T.toNumber(T.tensor(true))).toBe(1)
    expect(T.toTypedArray(x)).toEqual(new Float32Array([1, 2, 3, 4]))
    expect(T.toTypedArray(T.tensor([true]))).toEqual(new Uint8Array([1]))
    expect(T.dim(x, -1)).toBe(2)
    expect(T.toArray(T.zeros([0, 2]))).toEqual([])
  })
  it('refuse', () => {
    expect(() => T.toNumber(x as Tensor)).toThrow(
      'toNumber: [2, 2] is not a scalar: reduce it, or read it with toArray',
    )
    expect(() => T.toArray([1] as unknown as Tensor)).toThrow('toArray: expected a tensor')
    expect(() => T.dim(x as Tensor, 2)).toThrow('dim: axis 2 is out of range for [2, 2] (rank 2)')
  })
  it('take an engine', () => {
    const names: string[] = []
    const engine: Engine = {
      name: 'counting',
      prepare: (program) => {
        names.push(...program.equations.map(({ primitive }) => primitive))
        return referenceEngine.prepare(program)
      },
    }
    T.toArray(T.exp(x), { engine })
    T.toTypedArray(T.exp(x), { engine })
    T.toNumber(T.sum(x), { engine })
    T.show(T.exp(x), { engine })
    expect(names).toEqual(['exp', 'exp', 'reduceSum', 'exp'])
    expect(T.allClose(T.exp(x), 1, { engine })).toBe(false)
    expect(names.length).toBeGreaterThan(4)
  })
  it('say why there is no value yet', () => {
    for (const read of [T.toArray, T.toTypedArray, T.show, (v: Tensor) => T.toNumber(T.sum(v))])
      expect(() =>
        trace((v: Tensor<[2]>) => {
          read(v)
          return v
        })(T.zeros([2])),
      ).toThrow(expect.objectContaining({ _tag: 'UnknownValueError' }))
  })
  it('compare', () => {
    expect(T.allClose(x, T.add(x, 1e-6))).toBe(true)
    expect(T.allClose(x, T.add(x, 1e-3))).toBe(false)
    expect(T.allClose(x, T.add(x, 1e-3), { atol: 1e-2 })).toBe(true)
    expect(T.allClose(T.tensor([Infinity]), T.tensor([Infinity]))).toBe(true)
    expect(T.allClose(T.tensor([Infinity]), T.tensor([-Infinity]))).toBe(false)
    expect(T.allClose(T.tensor([1]), T.tensor([Infinity]))).toBe(false)
    expect(T.allClose(T.tensor([NaN]), T.tensor([NaN]))).toBe(false)
    expect(T.allClose(T.tensor([1], 'i32'), 1.5)).toBe(false)
    expect(() => T.allClose(x, T.zeros([3]))).toThrow('allClose: dimension 2')
  })
  it('show', () => {
    expect(T.show(T.tensor(0.1))).toBe('f32[] 0.1')
    expect(T.show(T.tensor([1, NaN, -0, 1e-9]))).toBe('f32[4] [1, NaN, -0, 1e-9]')
    expect(T.show(T.tensor([[true], [false]]))).toBe('bool[2, 1]\n[[true],\n [false]]')
    expect(T.show(T.zeros([0]))).toBe('f32[0] []')
    expect(T.show(T.arange(2000))).toBe('f32[2000] [0, 1, 2, …, 1997, 1998, 1999]')
    expect(T.show(T.tensor([[[1, 2]], [[3, 4]]]))).toBe('f32[2, 1, 2]\n[[[1, 2]],\n [[3, 4]]]')
  })
})
