import { describe, expect, test } from 'vitest'
import {
  T,
  compile,
  grad,
  print,
  referenceEngine,
  run,
  trace,
  valueAndGrad,
} from '../../src/index.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

type V = Tensor<[3]>
const x = T.tensor([1, 2, 3])

/** An engine that remembers the programs it was given. */
const recording = (): {
  readonly engine: Engine
  readonly programs: string[]
  runs: () => number
} => {
  const programs: string[] = []
  let runs = 0
  return {
    programs,
    runs: () => runs,
    engine: {
      name: 'recording',
      prepare: (program) => {
        programs.push(print(program))
        const execute = referenceEngine.prepare(program)
        return (inputs) => {
          runs += 1
          return execute(inputs)
        }
      },
    },
  }
}

describe('compile', () => {
  test('traces once for each static signature and runs on the given engine', () => {
    const { engine, programs, runs } = recording()
    let traced = 0
    const f = compile(
      (
        a: Tensor<readonly number[]>,
        options: { readonly scale: number; readonly square: boolean },
      ) => {
        traced += 1
        const scaled = T.mul(a, options.scale)
        return options.square ? T.mul(scaled, scaled) : scaled
      },
      { engine },
    )
    const go = (v: unknown, scale: number, square: boolean): unknown =>
      T.toArray(f(v as Tensor<readonly number[]>, { scale, square }))
    expect(go(x, 2, false)).toEqual([2, 4, 6])
    expect(go(T.tensor([4, 5, 6]), 2, false)).toEqual([8, 10, 12])
    expect(traced).toBe(1)
    expect(go(x, 2, true)).toEqual([4, 16, 36])
    expect(go(x, 3, true)).toEqual([9, 36, 81])
    expect(go(T.tensor([1, 2]), 3, true)).toEqual([9, 36])
    expect(go(T.tensor([1, 2, 3], 'f64'), 3, true)).toEqual([9, 36, 81])
    expect(traced).toBe(5)
    expect([programs.length, runs()]).toEqual([5, 6])
  })

  test('removes what the result does not need', () => {
    const { engine, programs } = recording()
    const f = compile(
      (a: V) => {
        T.exp(T.sum(a))
        return T.mul(a, a)
      },
      { engine },
    )
    f(x)
    expect(programs).toEqual(['(a: f32[3]) =>\n  b: f32[3] = mul a a\n  b'])
  })

  test('maps trees, and carries through what is static', () => {
    const f = compile((p: { readonly w: V; readonly name: string }, n: number) => ({
      doubled: [T.mul(p.w, n)],
      name: p.name,
      constant: T.tensor(5),
    }))
    const result = f({ w: x, name: 'layer' }, 2)
    expect(T.toArray(result.doubled[0] ?? x)).toEqual([2, 4, 6])
    expect(result.name).toBe('layer')
    expect(T.toNumber(result.constant)).toBe(5)
  })

  test('tells apart static arguments that print alike', () => {
    const f = compile((v: V, s: unknown) => T.mul(v, s === '1' ? 2 : Object.is(s, -0) ? 3 : 1))
    expect(T.toArray(f(x, '1'))).toEqual([2, 4, 6])
    expect(T.toArray(f(x, 1))).toEqual([1, 2, 3])
    expect(T.toArray(f(x, -0))).toEqual([3, 6, 9])
    expect(T.toArray(f(x, 0))).toEqual([1, 2, 3])
    const by = compile((v: V, g: (v: V) => V) => g(v))
    expect(T.toArray(by(x, (v) => T.mul(v, 2)))).toEqual([2, 4, 6])
    expect(T.toArray(by(x, (v) => T.mul(v, 3)))).toEqual([3, 6, 9])
  })

  test('keeps captured values, evaluated once', () => {
    const { engine } = recording()
    const captured = T.exp(T.tensor([0, 0, 0]))
    const f = compile((v: V) => T.add(v, captured), { engine })
    expect(T.toArray(f(x))).toEqual([2, 3, 4])
    expect(T.toArray(f(x))).toEqual([2, 3, 4])
  })

  test('a training step as a reducer over plain state', () => {
    const target = T.tensor([0.5, -1, 2])
    const loss = (w: V): Scalar => T.sum(T.square(T.sub(w, target))) as Scalar
    const step = compile((w: V) => {
      const [value, gradient] = valueAndGrad(loss)(w)
      return [value, T.sub(w, T.mul(gradient, 0.1))] as const
    })
    const last = Array.from({ length: 100 }).reduce<V>((w) => step(w)[1], x)
    expect(T.allClose(last, target, { atol: 1e-6 })).toBe(true)
  })
})

describe('printed derivatives', () => {
  const scalar = T.tensor(2)
  const shown = (f: (x: Scalar) => Scalar): string => print(trace(grad(f))(scalar))

  test('of a product', () => {
    expect(shown((a) => T.mul(a, a))).toMatchInlineSnapshot(`
      "(a: f32[]) =>
        b: f32[] = mul a 1
        c: f32[] = mul 1 a
        d: f32[] = add b c
        d"
    `)
  })

  test('of tanh: the output is used again', () => {
    expect(shown((a) => T.tanh(a))).toMatchInlineSnapshot(`
      "(a: f32[]) =>
        b: f32[] = tanh a
        c: f32[] = mul b b
        d: f32[] = sub 1 c
        e: f32[] = mul 1 d
        e"
    `)
  })

  test('of a dense layer: two contractions and no transposition of data', () => {
    const f = (
      p: { readonly w: Tensor<[3, 2]>; readonly b: Tensor<[2]> },
      v: Tensor<[4, 3]>,
    ): Scalar => T.sum(T.tanh(T.add(T.matmul(v, p.w), p.b))) as Scalar
    const p = { w: T.zeros([3, 2]), b: T.zeros([2]) }
    expect(print(trace(grad(f))(p, T.zeros([4, 3])))).toMatchInlineSnapshot(`
      "(a: f32[2], b: f32[3, 2], c: f32[4, 3]) =>
        d: f32[4, 2] = dotGeneral c b { contract: [[1], [0]], batch: [[], []] }
        e: f32[4, 2] = broadcast a { axes: [1] }
        f: f32[4, 2] = add d e
        g: f32[4, 2] = tanh f
        h: f32[4, 2] = broadcast 1 { axes: [] }
        i: f32[4, 2] = mul g g
        j: f32[4, 2] = sub h i
        k: f32[4, 2] = broadcast 1 { axes: [] }
        l: f32[4, 2] = mul k j
        m: f32[2] = reduceSum l { axes: [0] }
        n: f32[3, 2] = dotGeneral c l { contract: [[0], [0]], batch: [[], []] }
        m, n"
    `)
  })
})

describe('trace, print and run', () => {
  test('a program is plain data', () => {
    const program = trace((a: V) => T.sum(T.sin(a)))(x)
    expect(print(program)).toBe(
      '(a: f32[3]) =>\n  b: f32[3] = sin a\n  c: f32[] = reduceSum b { axes: [0] }\n  c',
    )
    expect(JSON.parse(JSON.stringify(program))).toMatchObject({
      inputs: [{ shape: [3], dtype: 'f32' }],
      equations: [{ primitive: 'sin' }, { primitive: 'reduceSum', attributes: { axes: [0] } }],
      outputs: [2],
    })
  })

  test('runs with other values, as often as wanted', () => {
    const program = trace((a: V, b: { readonly n: Scalar }) => [T.mul(a, b.n)])(x, {
      n: T.tensor(0),
    })
    const go = run(referenceEngine)(program)
    for (const n of [1, 2, 3]) {
      const [y] = go([x, { n: T.tensor(n) }])
      expect(T.toArray(y ?? x)).toEqual([n, 2 * n, 3 * n])
    }
  })

  test('is differentiable where it is run', () => {
    const go = run(referenceEngine)(trace((a: Scalar) => T.mul(a, T.mul(a, a)))(T.tensor(0)))
    expect(T.toNumber(grad((a: Scalar) => go([a]))(T.tensor(2)))).toBe(12)
  })

  test('the names of many values stay short and distinct', () => {
    const text = print(
      trace((a: Scalar) => Array.from({ length: 800 }).reduce<Scalar>((y) => T.mul(y, a), a))(
        T.tensor(1),
      ),
    )
    const names = text
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().split(':')[0])
    expect(new Set(names).size).toBe(800)
    expect(names).toContain('aa')
    expect(names).toContain('zz')
  })
})
