import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { R, T, grad, referenceEngine, trace } from '../../../src/index.ts'
import { type Storage, allocate } from '../../../src/core/dtype.ts'
import { ShapeError } from '../../../src/core/errors.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { perPrimitiveEngine } from '../../../src/engine/wasm/per-primitive.ts'
import { type Any, composedOf } from '../../support/programs.ts'
import { expectSame } from './kernels/run.ts'

const engine = perPrimitiveEngine()

const requireSame = (program: Program, inputs: readonly Storage[]): void => {
  const fast = engine.prepare(program)(inputs)
  const meant = referenceEngine.prepare(program)(inputs)
  expect(fast.length).toBe(meant.length)
  meant.forEach((value, i) => expectSame(fast[i] ?? allocate('bool', 0), value))
}

describe('programs run a primitive at a time', () => {
  it('gradients of random functions: the bits of the reference', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1, 3, 8, 17),
        (seed, steps, size) => {
          const { apply } = composedOf(seed, steps, size)
          const x = T.mul(T.arange(size, { dtype: 'f64' }), 0.1) as unknown as Any
          const program = trace(grad((v: Any) => T.sum(apply(v)) as Scalar<'f64'>))(x)
          requireSame(program, [T.toTypedArray(x)])
        },
      ),
      { numRuns: 100 },
    )
  })

  it('the gradient of a network of convolutions and pooling', () => {
    type Parameters = { readonly kernel: Tensor<[3, 3, 1, 4]>; readonly dense: Tensor<[144, 3]> }
    const keys = R.split(R.key(1), 3)
    const parameters: Parameters = {
      kernel: R.normal(keys[0], [3, 3, 1, 4]),
      dense: R.normal(keys[1], [144, 3]),
    }
    const images = R.normal(keys[2], [2, 12, 12, 1])
    const loss = (own: Parameters, x: Tensor<[2, 12, 12, 1]>): Scalar => {
      const seen = T.maxPool2d(T.relu(T.conv2d(x, own.kernel, { padding: 'SAME' })), 2)
      return T.neg(T.mean(T.logSoftmax(T.matmul(T.reshape(seen, [2, 144]), own.dense))))
    }
    const program = trace(grad(loss))(parameters, images)
    // leaves stand in the order of their names
    requireSame(program, [
      T.toTypedArray(parameters.dense),
      T.toTypedArray(parameters.kernel),
      T.toTypedArray(images),
    ])
  })

  it('one program after another on one memory, each with its own results', () => {
    const double = engine.prepare(trace((x: Tensor<[3]>) => T.flip(T.mul(x, 2), 0))(T.zeros([3])))
    const large = engine.prepare(
      trace((x: Tensor<[3]>) => T.sum(T.broadcastTo(x, [40_000, 3]), 0))(T.zeros([3])),
    )
    const [first] = double([Float32Array.of(1, 2, 3)])
    const [second] = large([Float32Array.of(1, 0, -1)])
    const [third] = double([Float32Array.of(4, 5, 6)])
    expect(first).toEqual(Float32Array.of(6, 4, 2))
    expect(second).toEqual(Float32Array.of(40_000, 0, -40_000))
    expect(third).toEqual(Float32Array.of(12, 10, 8))
  })

  it('inputs, and one value twice, as results of their own', () => {
    const program = trace((x: Tensor<[2]>) => [x, T.reshape(x, [2, 1]), x])(T.zeros([2]))
    const given = Float32Array.of(1, -0)
    const results = engine.prepare(program)([given])
    for (const result of results) {
      expect(result).toEqual(given)
      expect(result).not.toBe(given)
    }
    expect(results[0]).not.toBe(results[2])
  })

  it('a program that needs more memory than there can be says how much', () => {
    const program = trace((x: Scalar) => T.sum(T.exp(T.broadcastTo(x, [1 << 15, 1 << 15]))))(
      T.tensor(1),
    )
    const execute = engine.prepare(program)
    expect(() => execute([Float32Array.of(1)])).toThrow(ShapeError)
    expect(() => execute([Float32Array.of(1)])).toThrow(/8192\.0 MiB.*4 GiB/)
  })
})
