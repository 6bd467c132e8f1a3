import { describe, expect, test } from 'vitest'
import {
  T,
  checkpoint,
  compile,
  customJvp,
  customVjp,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  print,
  referenceEngine,
  trace,
  vjp,
  vmap,
} from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'
import { valueProgram } from '../../src/core/program.ts'
import type { Engine } from '../../src/engine/engine.ts'

type S = Scalar<'f64'>
type V = Tensor<[3], 'f64'>
const scalar = (x: number): S => T.tensor(x, 'f64')
const number = (x: S): number => T.toNumber(x)

/** x³ with its derivative written by hand, in both forms. */
const cubes: readonly (readonly [string, (x: S) => S])[] = [
  [
    'customJvp',
    customJvp(
      (x: S) => T.mul(x, T.mul(x, x)),
      ([x], [dx]) => T.mul(dx, T.mul(T.mul(x, x), 3)),
    ),
  ],
  [
    'customVjp',
    customVjp(
      (x: S) => T.mul(x, T.mul(x, x)),
      (x) => [T.mul(x, T.mul(x, x)), x] as const,
      (x, c) => [T.mul(c, T.mul(T.mul(x, x), 3))],
    ),
  ],
]

/** sin with a wrong derivative, to see that the rule and nothing else is used. */
const wrongs: readonly (readonly [string, (x: S) => S])[] = [
  [
    'customJvp',
    customJvp(
      (x: S) => T.sin(x),
      (_, [dx]) => T.mul(dx, 7),
    ),
  ],
  [
    'customVjp',
    customVjp(
      (x: S) => T.sin(x),
      (x) => [T.sin(x), null] as const,
      (_, c) => [T.mul(c, 7)],
    ),
  ],
]

describe.each(wrongs)('%s: the rule replaces the derivative', (_, f) => {
  test('and the value stays', () => {
    expect(number(f(scalar(1)))).toBe(number(T.sin(scalar(1))))
    expect(number(jvp(f)([scalar(1)], [scalar(1)])[0])).toBe(number(T.sin(scalar(1))))
  })

  test('in every mode', () => {
    const x = scalar(1)
    expect(number(grad(f)(x))).toBe(7)
    expect(number(jvp(f)([x], [scalar(2)])[1])).toBe(14)
    expect(number(vjp(f)(x)[1](scalar(3))[0])).toBe(21)
    expect(number(linearize(f)(x)[1](scalar(2)))).toBe(14)
    expect(number(jacobian(f)(x))).toBe(7)
    expect(number(grad(compile(f))(x))).toBe(7)
    expect(number(compile(grad(f))(x))).toBe(7)
    expect(T.toArray(vmap(grad(f))(T.tensor([1, 2], 'f64')))).toEqual([7, 7])
    expect(number(grad((v: S) => T.sum(vmap(f)(T.stack([v, v], 0))))(x))).toBe(14)
    expect(number(grad((v: S) => f(f(v)))(x))).toBe(49)
  })
})

describe.each(cubes)('%s: derivatives of every order follow', (_, f) => {
  test('second and third', () => {
    expect(number(grad(grad(f))(scalar(2)))).toBe(12)
    expect(number(grad(grad(grad(f)))(scalar(2)))).toBe(6)
    expect(number(hessian(f)(scalar(2)))).toBe(12)
    expect(number(hvp(f)(scalar(2), scalar(3)))).toBe(36)
    expect(number(jvp((x: S) => jvp(f)([x], [scalar(1)])[1])([scalar(2)], [scalar(1)])[1])).toBe(12)
    expect(number(jvp(grad(f))([scalar(2)], [scalar(1)])[1])).toBe(12)
    expect(number(grad((x: S) => jvp(f)([x], [scalar(1)])[1])(scalar(2)))).toBe(12)
  })

  test('under vmap and compile', () => {
    const xs = T.tensor([1, 2, 3], 'f64') as V
    expect(T.toArray(vmap(grad(grad(f)))(xs))).toEqual([6, 12, 18])
    expect(T.toArray(compile(vmap(grad(f)))(xs))).toEqual([3, 12, 27])
    expect(T.toArray(vmap(vmap(f))(T.stack([xs, xs], 0)))).toEqual([
      [1, 8, 27],
      [1, 8, 27],
    ])
  })
})

describe('captured values', () => {
  test('a rule that captures a vmapped value', () => {
    const us = T.tensor([1, 2, 3], 'f64')
    const at = (z: S): Tensor<[3], 'f64'> =>
      vmap((u: S) =>
        customJvp(
          (v: S) => T.mul(v, v),
          (_, [dv]) => T.mul(dv, u),
        )(z),
      )(us)
    expect(T.toArray(jvp(at)([scalar(5)], [scalar(1)])[1])).toEqual([1, 2, 3])
    const back = (z: S): Tensor<[3], 'f64'> =>
      vmap((u: S) =>
        customVjp(
          (v: S) => T.mul(v, v),
          (v) => [T.mul(v, v), null] as const,
          (_, c) => [T.mul(c, u)],
        )(z),
      )(us)
    expect(number(grad((z: S) => T.sum(back(z)))(scalar(5)))).toBe(6)
    expect(T.toArray(jvp(back)([scalar(5)], [scalar(1)])[1])).toEqual([1, 2, 3])
  })

  test('a rule that captures a value differentiated outside', () => {
    // d/dw of (d/dv custom(v) = w·v) is v
    const slope = (w: S): S =>
      grad(
        customJvp(
          (v: S) => T.mul(v, v),
          ([v], [dv]) => T.mul(dv, T.mul(w, v)),
        ),
      )(scalar(3))
    expect(number(grad(slope)(scalar(5)))).toBe(3)
    const pulled = (w: S): S =>
      grad(
        customVjp(
          (v: S) => T.mul(v, v),
          (v) => [T.mul(v, v), v] as const,
          (v, c) => [T.mul(c, T.mul(w, v))],
        ),
      )(scalar(3))
    expect(number(grad(pulled)(scalar(5)))).toBe(3)
  })

  test('what the function captures keeps its own derivative', () => {
    const f = (w: S): S =>
      customJvp(
        (v: S) => T.mul(v, w),
        (_, [dv]) => T.mul(dv, 100),
      )(w)
    // by the rule 100, by the capture v = w
    expect(number(grad(f)(scalar(3)))).toBe(103)
  })

  test('concrete captures are constants of the program', () => {
    const two = T.exp(scalar(Math.LN2))
    const f = customJvp(
      (v: S) => T.mul(v, v),
      (_, [dv]) => T.mul(dv, two),
    )
    expect(number(grad(f)(scalar(3)))).toBeCloseTo(2, 15)
  })
})

describe('trees, several results and discrete parts', () => {
  interface P {
    readonly w: V
    readonly b: S
  }
  const p: P = { w: T.tensor([1, 2, 3], 'f64') as V, b: scalar(4) }

  test('customJvp maps trees', () => {
    const f = customJvp(
      (q: P, n: Tensor<[], 'i32'>) => ({ y: T.mul(q.w, q.b), n: T.add(n, 1) }),
      ([q, n], [dq]) => ({ y: T.add(T.mul(dq.w, q.b), T.mul(q.w, dq.b)), n }),
    )
    const loss = (q: P): S => T.sum(f(q, T.tensor(1, 'i32')).y)
    const gradient = grad(loss)(p)
    expect(T.toArray(gradient.w)).toEqual([4, 4, 4])
    expect(number(gradient.b)).toBe(6)
    expect(T.toNumber(f(p, T.tensor(1, 'i32')).n)).toBe(2)
  })

  test('customVjp sees the cotangents of all results at once', () => {
    const seen: number[] = []
    const f = customVjp(
      (x: S) => [T.mul(x, 2), T.mul(x, 3)] as const,
      (x) => [[T.mul(x, 2), T.mul(x, 3)] as const, null] as const,
      (_, [a, b]) => {
        seen.push(1)
        return [T.mul(a, b)]
      },
    )
    // not linear in the cotangents, which is allowed in reverse mode: 10 · 100
    const loss = (x: S): S => {
      const [a, b] = f(x)
      return T.add(T.mul(a, 10), T.mul(b, 100))
    }
    expect(number(grad(loss)(scalar(1)))).toBe(1000)
    expect(seen.length).toBe(1)
    expect(() => jvp(loss)([scalar(1)], [scalar(1)])).toThrow(
      'mul is not linear in what is transposed',
    )
  })

  test('customVjp with results of two element types', () => {
    const f = customVjp(
      (x: S) => ({ y: T.mul(x, x), z: T.cast(x, 'f32'), k: T.cast(x, 'i32') }),
      (x) => [{ y: T.mul(x, x), z: T.cast(x, 'f32'), k: T.cast(x, 'i32') }, x] as const,
      (x, c) => [T.add(T.mul(c.y, T.mul(x, 2)), T.cast(c.z, 'f64'))],
    )
    const loss = (x: S): S => {
      const { y, z } = f(x)
      return T.add(y, T.mul(T.cast(z, 'f64'), 5)) as S
    }
    expect(number(grad(loss)(scalar(3)))).toBe(11)
    expect(T.toNumber(f(scalar(3)).k)).toBe(3)
  })

  test('an argument without derivatives needs no cotangent', () => {
    const pick = customVjp(
      (x: V, i: Tensor<[3], 'i32'>) => T.sum(T.where(T.equal(i, 1), x, 0)),
      (x, i) => [T.sum(T.where(T.equal(i, 1), x, 0)), i] as const,
      (i, c) => [T.where(T.equal(i, 1), c, 0) as V, null],
    )
    const at = T.tensor([0, 1, 1], 'i32') as Tensor<[3], 'i32'>
    expect(T.toArray(grad((x: V) => pick(x, at))(p.w))).toEqual([0, 1, 1])
  })
})

describe('evaluation', () => {
  /** An engine that shows which primitives it runs. */
  const recording = (): { readonly engine: Engine; readonly ran: string[] } => {
    const ran: string[] = []
    return {
      ran,
      engine: {
        name: 'recording',
        prepare: (program) => {
          const execute = referenceEngine.prepare(program)
          return (inputs) => {
            ran.push(...valueProgram(program).equations.map(({ primitive }) => primitive))
            return execute(inputs)
          }
        },
      },
    }
  }
  const costly = customVjp(
    (x: S) => T.sin(x),
    (x) => [T.sin(x), T.exp(T.cos(x))] as const,
    (residual, c) => [T.mul(c, residual)],
  )

  test('computes no residuals where nobody differentiates', () => {
    const { engine, ran } = recording()
    expect(number(compile(costly, { engine })(scalar(0)))).toBe(0)
    expect(ran).toEqual(['stopGradient', 'sin'])
    const inside = recording()
    grad((x: S) => {
      const y = costly(x)
      T.toNumber(y, { engine: inside.engine })
      return y
    })(scalar(0))
    expect(inside.ran).toEqual(['stopGradient', 'sin'])
  })

  test('computes them where somebody does, also of a compiled function', () => {
    expect(number(grad(compile(costly))(scalar(0)))).toBeCloseTo(Math.E, 14)
    expect(number(compile(grad(costly))(scalar(0)))).toBeCloseTo(Math.E, 14)
  })
})

describe('programs', () => {
  test('show the rule below the node that holds it', () => {
    const sine = customJvp(
      (x: S) => T.sin(x),
      ([x], [dx]) => T.mul(dx, T.cos(x)),
    )
    const printed = print(trace((x: S) => T.neg(sine(x)))(scalar(1)))
    expect(printed).toBe(
      [
        '(a: f64[]) =>',
        '  b: f64[] = stopGradient a',
        '  c: f64[] = sin b',
        '  d: f64[] = customJvp c a b { count: 1 }',
        '    rule: (a: f64[], b: f64[]) =>',
        '      c: f64[] = cos a',
        '      d: f64[] = mul b c',
        '      d',
        '  e: f64[] = neg d',
        '  e',
      ].join('\n'),
    )
  })

  test('show programs inside of programs', () => {
    const inner = customJvp(
      (x: S) => T.sin(x),
      ([x], [dx]) => T.mul(dx, T.cos(x)),
    )
    const printed = print(trace(checkpoint((x: S) => inner(x)))(scalar(1)))
    expect(printed).toMatch(/\n {4}body: \(a: f64\[\]\) =>\n/)
    expect(printed).toMatch(/\n {8}rule: \(a: f64\[\], b: f64\[\]\) =>\n/)
    expect(printed).not.toContain('object')
  })
})

describe('bad input', () => {
  test('a rule whose tangent is not shaped like the value', () => {
    const f = customJvp(
      (x: V) => T.mul(x, x),
      ([x]) => T.sum(x) as never,
    )
    expect(() => grad((x: V) => T.sum(f(x)))(T.ones([3], 'f64'))).toThrow(
      'customJvp: the value and the tangent that the rule returns differ at the root: Tensor f64[3] and Tensor f64[]',
    )
  })

  test('a backward rule that does not return one cotangent for each argument', () => {
    const f = customVjp(
      (x: S, y: S) => T.mul(x, y),
      (x, y) => [T.mul(x, y), null] as const,
      ((_: null, c: S) => [c]) as never,
    )
    expect(() => grad((x: S) => f(x, x))(scalar(1))).toThrow(
      'customVjp: the backward rule must return an array of 2 cotangents, one for each argument, got an array of 1',
    )
  })

  test('a rule that is not linear in its tangents, where it is transposed', () => {
    const squared = customJvp(
      (x: S) => x,
      (_, [dx]) => T.mul(dx, dx),
    )
    expect(number(jvp(squared)([scalar(1)], [scalar(3)])[1])).toBe(9)
    expect(() => grad(squared)(scalar(1))).toThrow('mul is not linear in what is transposed')
    const clipped = customJvp(
      (x: S) => x,
      (_, [dx]) => T.clip(dx, -1, 1),
    )
    expect(() => grad(clipped)(scalar(1))).toThrow('a custom rule has to be linear in its tangents')
  })

  test('a rule that looks at values', () => {
    const f = customJvp(
      (x: S) => x,
      (_, [dx]) => (number(dx) > 0 ? dx : dx),
    )
    expect(() => grad(f)(scalar(1))).toThrow(
      'inside a custom rule it stands for a primal or a tangent',
    )
  })
})

describe('what a function with a rule of its own captures', () => {
  const byTangents = (b: Scalar) =>
    customJvp(
      (p: Scalar) => T.mul(T.sin(p), b),
      ([p], [dp]) => T.mul(dp, T.mul(T.cos(p), b)),
    )
  const byCotangents = (b: Scalar) =>
    customVjp(
      (p: Scalar) => T.mul(T.sin(p), b),
      (p) => [T.mul(T.sin(p), b), p] as const,
      (p, c) => [T.mul(c, T.mul(T.cos(p), b))],
    )

  test.each([
    { rule: 'by tangents', f: byTangents },
    { rule: 'by cotangents', f: byCotangents },
  ])('has second derivatives with the arguments, in either order: $rule', ({ f }) => {
    const of = (x: Scalar, b: Scalar): Scalar => f(b)(x)
    const [x, b] = [T.tensor(0.5), T.tensor(2)]
    const byXThenB = grad((q: Scalar) => grad((p: Scalar) => of(p, q))(x))(b)
    const byBThenX = grad((p: Scalar) => grad((q: Scalar) => of(p, q))(b))(x)
    expect(T.toNumber(byXThenB)).toBeCloseTo(Math.cos(0.5), 6)
    expect(T.toNumber(byBThenX)).toBeCloseTo(Math.cos(0.5), 6)
    // and at the third order: ∂x ∂b ∂x
    const third = grad((r: Scalar) => grad((q: Scalar) => grad((p: Scalar) => of(p, q))(r))(b))(x)
    expect(T.toNumber(third)).toBeCloseTo(-Math.sin(0.5), 6)
    // in a batch
    const rows = vmap((p: Scalar) => grad((q: Scalar) => of(p, q))(b))
    const slopes = grad((p: Tensor<[2]>) => T.sum(rows(p)))(T.tensor([0.5, 1]))
    expect(T.toArray(slopes)).toEqual([
      expect.closeTo(Math.cos(0.5), 6),
      expect.closeTo(Math.cos(1), 6),
    ])
  })
})
