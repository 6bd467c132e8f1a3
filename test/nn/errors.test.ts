/** What is said of mistakes that the compiler was not asked about. */
import { describe, expect, test } from 'vitest'
import { nn, R, ShapeError, T, TreeError } from '../../src/index.ts'

const mlp = nn.model(nn.input('batch', 3), nn.dense(4), nn.relu, { out: nn.dense(2) })
const vars = mlp.init(R.key(0))
const x = T.ones([5, 3])

const thrown = (f: () => unknown): Error => {
  try {
    f()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('a model', () => {
  test('says which layer does not fit', () => {
    const error = thrown(() =>
      nn.model(nn.input('batch', 3), nn.relu, nn.conv1d(2, 3) as nn.AnyLayer),
    )
    expect(error).toBeInstanceOf(ShapeError)
    expect(error.message).toBe(
      'model: [1] conv1d(2): input must be [batch, width, channels], got [batch, 3]',
    )
  })

  test('says what it takes', () => {
    const error = thrown(() => mlp.predict(vars, T.ones([5, 4]) as never))
    expect(error).toBeInstanceOf(ShapeError)
    expect(error.message).toBe('predict: the model takes [batch, 3], got [5, 4]')
    const wide = thrown(() => mlp.forward(vars, T.ones([5, 3], 'f64') as never, R.key(0)))
    expect(wide.message).toBe('forward: the model takes [batch, 3], got [5, 3] of f64')
    expect(() => mlp.predict(vars, 3 as never)).toThrow('got the number 3')
    expect(() => mlp.predict(vars, [x] as never)).toThrow('got ([5, 3])')
  })

  test('takes one size for one name', () => {
    const both = nn.inputs(nn.input('batch', 3), nn.input('batch'))
    const error = thrown(() =>
      nn.model(both).predict({ params: [], state: [] }, [T.ones([2, 3]), T.ones([3])]),
    )
    expect(error.message).toBe('predict: the model takes ([batch, 3], [batch]), got ([2, 3], [3])')
  })

  test('says where parameters are not its own', () => {
    const other = nn.model(nn.input('batch', 3), nn.dense(5), nn.relu, { out: nn.dense(2) })
    const error = thrown(() => mlp.predict(other.init(R.key(0)) as never, x))
    expect(error).toBeInstanceOf(TreeError)
    expect(error.message).toBe('predict: params.0.kernel is f32 [3, 5], the model has f32 [3, 4]')
    expect((error as TreeError).path).toBe('params.0.kernel')
    const missing = thrown(() =>
      mlp.predict({ params: { out: vars.params.out }, state: [] } as never, x),
    )
    expect(missing.message).toBe('predict: params.0 is missing: params is a record')
    const norm = nn.on(nn.input('batch', 3), nn.batchNorm)
    const lost = thrown(() =>
      norm.predict({ params: norm.init(R.key(0)).params, state: [] } as never, x),
    )
    expect(lost.message).toBe('predict: state.mean is missing: state is an array of 0')
  })

  test('is no plain function with state or randomness', () => {
    const norm = nn.model(nn.input('batch', 3), nn.batchNorm)
    expect(() => nn.apply(norm as never)).toThrow(
      'apply: the model has state (batchNorm): use forward(vars, x, key) or predict(vars, x)',
    )
    const random = nn.model(nn.input('batch', 3), nn.dropout(0.5))
    expect(() => nn.apply(random as never)).toThrow('apply: the model uses randomness (dropout)')
  })

  test('is built on sizes and names', () => {
    expect(() => nn.input('batch', -3)).toThrow('input: the number -3 in [batch, -3]')
    expect(() => nn.input(2.5)).toThrow('neither a size')
  })
})

describe('a layer', () => {
  test('refuses options that it does not have', () => {
    expect(() => nn.dense(3, { bais: false } as never)).toThrow(
      'dense: there is no option bais: there are bias, kernelInit, biasInit',
    )
    expect(() => nn.maxPool2d(2, { stride: 2 } as never)).toThrow('there is no option stride')
  })

  test('refuses numbers out of range', () => {
    expect(() => nn.dropout(1)).toThrow('dropout: needs a rate between 0 and 1')
    expect(() => nn.batchNormWith({ decay: 1 })).toThrow(
      'batchNorm: decay: expected number >= 0 and < 1, got the number 1',
    )
    expect(() => nn.layerNormWith({ epsilon: 0 })).toThrow(
      'layerNorm: epsilon: expected number > 0',
    )
  })

  test('does not change', () => {
    const layer = nn.sequential(nn.dense(3))
    expect(Object.isFrozen(layer)).toBe(true)
    expect(Object.isFrozen(layer.children)).toBe(true)
    expect(Object.isFrozen(layer.children[0]?.layer.config)).toBe(true)
  })
})
