/** What can go wrong around an engine, and leaves it as it was. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { T, customVjp, grad, referenceEngine, trace, wasmEngine } from '../../../src/index.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { copyCarried } from '../../../src/engine/wasm/carried.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe('a machine without WebAssembly', () => {
  const hosts: readonly (readonly [string, unknown])[] = [
    ['at all', undefined],
    ['with vectors', { ...globalThisHost(), validate: () => false }],
  ]
  test.each(hosts)('%s: only running says so, and how to go on', async (_, host) => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', host)
    const fresh = await import('../../../src/index.ts')
    const engine = fresh.wasmEngine()
    expect(engine.counts()).toEqual({ programs: 0, kernels: 0, bytes: 0, workers: 0 })
    const x = fresh.T.tensor([1, 2])
    const program = fresh.trace((v: Tensor<[2]>) => fresh.T.sum(v))(x as never)
    for (const run of [() => engine.prepare(program), () => engine.loop?.(program, [])]) {
      expect(run).toThrow(/wasmEngine: .*WebAssembly.*engine: referenceEngine/)
      expect(caught(run)).toMatchObject({ _tag: 'ArgumentError', operator: 'wasmEngine' })
    }
    expect(fresh.T.toArray(x, { engine: fresh.referenceEngine })).toEqual([1, 2])
  })
})

function globalThisHost(): object {
  return (globalThis as unknown as { readonly WebAssembly: object }).WebAssembly
}

const caught = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

describe('an engine', () => {
  const f = trace((x: Tensor<[2, 2]>) => T.exp(T.sum(x, 0)))(T.zeros([2, 2]))
  const value = Float32Array.of(1, 2, 3, 4)

  test.each(['first', 'second'])('goes on after a kernel has thrown in its %s run', (time) => {
    const engine = wasmEngine()
    // attributes that only the kernel of the reference engine looks at
    const broken: Program = {
      inputs: [{ shape: [2, 2], dtype: 'f32' }],
      constants: [],
      equations: [
        { primitive: 'neg', operands: [0], attributes: {}, shape: [2, 2], dtype: 'f32' },
        {
          primitive: 'triangularSolve',
          operands: [1, 1],
          attributes: new Proxy(
            { lower: true, transpose: false, unit: false },
            { get: (target, name) => read(target, name) },
          ) as never,
          shape: [2, 2],
          dtype: 'f32',
        },
      ],
      outputs: [2],
    }
    let isRunning = false
    const read = (target: object, name: string | symbol): unknown => {
      if (isRunning) throw new TypeError('a kernel has thrown')
      return Reflect.get(target, name)
    }
    const run = engine.prepare(broken)
    if (time === 'second') for (let i = 0; i < 2; i++) run([value])
    const others = [engine.prepare(f), engine.prepare(f)]
    const before = others.map((other) => other([value]))
    isRunning = true
    expect(() => run([value])).toThrow('a kernel has thrown')
    isRunning = false
    expect(others.map((other) => other([value]))).toEqual(before)
    expect(run([value])[0]?.length).toBe(4)
  })

  test('runs programs of its own while custom derivatives are traced', () => {
    const engine = wasmEngine()
    const half = (x: Scalar): Scalar => {
      // a constant that is looked at while the rule is traced
      const scale = T.toNumber(T.exp(T.mul(T.tensor(0), 3)), { engine })
      return T.mul(x, scale / 2)
    }
    const g = customVjp(
      half,
      (x) => [half(x), null] as const,
      (_, c) => [half(c)],
    )
    for (let i = 0; i < 3; i++) {
      expect(T.toNumber(grad(g)(T.tensor(i)), { engine })).toBe(0.5)
    }
  })

  test('does not share what it has given out with what it runs next', () => {
    const engine = wasmEngine()
    const run = engine.prepare(f)
    const results = Array.from({ length: 4 }, (_, i) => run([value.map((x) => x * (i % 2))])[0])
    const again = referenceEngine.prepare(f)([value.map(() => 0)])[0]
    expect(results[0]).toEqual(again)
    expect(results[2]).toEqual(again)
    results[1]?.fill(7)
    expect(run([value])[0]).toEqual(results[3])
  })

  test('a loop of no state has nothing to copy', () => {
    expect(copyCarried(f, 0)).toBe(f)
  })
})
