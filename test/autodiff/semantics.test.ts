import { describe, expect, test } from 'vitest'
import {
  T,
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  referenceEngine,
  stopGradient,
  valueAndGrad,
  valueAndGradAux,
  vjp,
  vmap,
} from '../../src/index.ts'
import { walk } from '../../src/core/graph.ts'
import { nodeOf } from '../../src/core/tree.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

type S = Scalar<'f64'>
const scalar = (x: number): S => T.tensor(x, 'f64')
const number = (x: S): number => T.toNumber(x)

/** An engine that counts the equations that it runs. */
const counting = (): { readonly engine: Engine; readonly equations: () => number } => {
  let count = 0
  return {
    equations: () => count,
    engine: {
      name: 'counting',
      prepare: (program) => {
        const execute = referenceEngine.prepare(program)
        return (inputs) => {
          count += program.equations.length
          return execute(inputs)
        }
      },
    },
  }
}

/** How many nodes a tensor keeps alive. */
const reachable = (x: unknown): number => walk([nodeOf('test', x)], () => true).length

/** Forward-mode derivative of a function of one number. */
const forward =
  (f: (x: S) => S) =>
  (x: S): S =>
    jvp(f)([x], [scalar(1)])[1]

/** Reverse-mode derivative by a pullback. */
const pulled =
  (f: (x: S) => S) =>
  (x: S): S =>
    vjp(f)(x)[1](scalar(1))[0]

const derivatives: readonly (readonly [string, (f: (x: S) => S) => (x: S) => S])[] = [
  ['grad', (f) => grad(f)],
  ['jvp', forward],
  ['vjp', pulled],
  ['linearize', (f) => (x) => linearize(f)(x)[1](scalar(1))],
  ['jacobian', (f) => (x) => jacobian(f)(x)],
  ['compile(grad)', (f) => compile(grad(f))],
  ['grad(compile)', (f) => grad(compile(f))],
  ['vmap(grad)', (f) => (x) => T.reshape(vmap(grad(f))(T.reshape(x, [1])), [])],
]

const pairs = derivatives.flatMap(([outer, D]) =>
  derivatives.map(([inner, E]) => [outer, inner, D, E] as const),
)

describe('perturbations are not confused', () => {
  test.each(pairs)('%s over %s: d/dx (x · d/dy (x + y)) = 1', (_, __, D, E) => {
    const f = D((x) => T.mul(x, E((y) => T.add(x, y))(scalar(1))))
    expect(number(f(scalar(1)))).toBe(1)
  })

  test.each(pairs)('%s over %s: d/dx (x · d/dy (x · y)) = 2x', (_, __, D, E) => {
    const f = D((x) => T.mul(x, E((y) => T.mul(x, y))(scalar(2))))
    expect(number(f(scalar(5)))).toBe(10)
  })

  test.each(pairs)('%s over %s: second derivative of x³', (_, __, D, E) => {
    expect(number(D(E((x) => T.mul(x, T.mul(x, x))))(scalar(2)))).toBe(12)
  })

  test.each(derivatives)('%s three times: third derivative of x⁴', (_, D) => {
    const fourth = (x: S): S => T.mul(T.mul(x, x), T.mul(x, x))
    expect(number(D(D(D(fourth)))(scalar(2)))).toBe(48)
  })

  test('an inner derivative with the same point as the outer one', () => {
    const f = (x: S): S => T.mul(grad((y: S) => T.mul(x, T.mul(y, y)))(x), x)
    // d/dx (2x · x · x) = 6x²
    expect(number(grad(f)(scalar(3)))).toBe(54)
  })

  test('two marks of one value stay apart', () => {
    const x = scalar(3)
    const [dx, dy] = grad((p: readonly [S, S]) => T.mul(p[0], T.square(p[1])))([x, x] as const)
    expect([number(dx), number(dy)]).toEqual([9, 18])
    const both = vjp((a: S, b: S) => T.sub(a, b))(x, x)[1](scalar(1))
    expect(both.map(number)).toEqual([1, -1])
  })
})

describe('what leaves a transformation keeps its outer derivatives', () => {
  const at = scalar(0.5)

  test('a tensor that escapes through a closure', () => {
    const f = (u: S): S => {
      let escaped = u
      grad((v: S) => {
        escaped = T.exp(v)
        return T.mul(v, v)
      })(u)
      return escaped
    }
    for (const [, D] of derivatives.slice(0, 5)) {
      expect(number(D(f)(at))).toBeCloseTo(Math.exp(0.5), 14)
    }
  })

  test('an auxiliary result', () => {
    const f = (u: S): S => {
      const [[, aux]] = valueAndGradAux((v: S) => [T.mul(v, v), { e: T.exp(v) }] as const)(u)
      return aux.e
    }
    expect(number(grad(f)(at))).toBeCloseTo(Math.exp(0.5), 14)
  })

  test('an auxiliary result that is a function', () => {
    const f = (u: S): S => {
      const [[, later]] = valueAndGradAux((v: S) => [T.mul(v, v), () => T.exp(v)] as const)(u)
      return later()
    }
    expect(number(grad(f)(at))).toBeCloseTo(Math.exp(0.5), 14)
  })

  test('a value that was looked at inside', () => {
    const peek = (x: S): S => {
      number(x)
      return x
    }
    const cube = (x: S): S => peek(T.mul(peek(T.mul(peek(x), x)), x))
    for (const [name, D] of derivatives) {
      if (name.includes('compile') || name.includes('vmap')) continue
      expect(number(D((x) => peek(D(cube)(peek(x))))(scalar(2)))).toBe(12)
    }
    const g = grad((u: S) => {
      const w = peek(T.exp(u))
      return peek(grad((v: S) => peek(T.mul(v, w)))(scalar(1)))
    })
    expect(number(g(at))).toBeCloseTo(Math.exp(0.5), 14)
  })

  test('a pullback and a pushforward that are used after their function returned', () => {
    const f = (u: S): S => {
      const [, pullback] = vjp((v: S) => T.mul(v, T.exp(v)))(u)
      const [, pushforward] = linearize((v: S) => T.mul(v, T.exp(v)))(u)
      return T.add(pullback(scalar(1))[0], pushforward(scalar(1)))
    }
    // 2 (1 + u) eᵘ has the derivative 2 (2 + u) eᵘ
    expect(number(grad(f)(at))).toBeCloseTo(2 * 2.5 * Math.exp(0.5), 13)
  })

  test('a value observed while a compiled function is traced under an open mark', () => {
    const f = grad((w: S) =>
      compile((x: S) => {
        const s = T.mul(w, 2)
        return number(s) > 0 ? T.mul(x, s) : x
      })(scalar(3)),
    )
    expect(number(f(scalar(5)))).toBe(6)
  })
})

describe('all nestings compose', () => {
  test('a compiled function that captures an outer mark', () => {
    const f = grad((w: S) => {
      const times = compile((x: S) => T.mul(x, w))
      return times(times(scalar(2)))
    })
    expect(number(f(scalar(5)))).toBe(20)
  })

  test('compile inside vmap, vmap inside compile', () => {
    const square = compile((x: S) => T.mul(x, x))
    const xs = T.tensor([1, 2, 3], 'f64')
    expect(T.toArray(vmap(square)(xs))).toEqual([1, 4, 9])
    expect(T.toArray(compile(vmap(square))(xs))).toEqual([1, 4, 9])
    expect(T.toArray(vmap(compile(grad(square)))(xs))).toEqual([2, 4, 6])
  })

  test('vmap of a function that captures a vmapped value of an outer vmap', () => {
    const us = T.tensor([1, 2, 3], 'f64')
    const outer = vmap((u: S) =>
      vmap((v: S) => grad((w: S) => T.mul(T.mul(w, w), T.mul(u, v)))(v))(us),
    )
    expect(T.toArray(outer(us))).toEqual([1, 2, 3].map((u) => [1, 2, 3].map((v) => 2 * v * u * v)))
  })

  test('grad of a vmap that captures the marked value', () => {
    const xs = T.tensor([1, 2, 3], 'f64')
    const f = (w: S): S => T.sum(vmap((x: S) => T.mul(x, T.exp(T.mul(w, x))))(xs)) as S
    const expected = [1, 2, 3].reduce((sum, x) => sum + x * x * Math.exp(0.1 * x), 0)
    expect(number(grad(f)(scalar(0.1)))).toBeCloseTo(expected, 13)
  })

  test('hessian and hvp agree with each other and with the matrix of a quadratic form', () => {
    const a = T.tensor(
      [
        [2, 1, 0],
        [1, 3, -1],
        [0, -1, 4],
      ],
      'f64',
    )
    const f = (x: Tensor<[3], 'f64'>): S => T.mul(T.dot(x, T.matmul(a, x)), 0.5)
    const x = T.tensor([0.3, -1, 2], 'f64')
    expect(T.toArray(hessian(f)(x))).toEqual(T.toArray(a))
    const v = T.tensor([1, 0, 2], 'f64')
    expect(T.toArray(hvp(f)(x, v))).toEqual(T.toArray(T.matmul(a, v)))
  })

  test('jacobian works where the function looks at values', () => {
    const f = (x: Tensor<[2], 'f64'>): Tensor<[2], 'f64'> =>
      T.toNumber(T.sum(x) as S) > 0 ? T.mul(x, x) : x
    expect(T.toArray(jacobian(f)(T.tensor([1, 2], 'f64')))).toEqual([
      [2, 0],
      [0, 4],
    ])
    expect(T.toArray(jacobian(f)(T.tensor([-1, -2], 'f64')))).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  test('if and while on values under grad', () => {
    const collatz = (x: S): S => {
      let y = x
      while (number(y) < 100) y = number(y) > 10 ? T.mul(y, 3) : T.mul(y, y)
      return y
    }
    // 3 -> 9 -> 81 -> 243 = 3·x⁴, whose derivative is 12·x³
    expect(number(grad(collatz)(scalar(3)))).toBe(12 * 27)
    expect(number(grad(grad(collatz))(scalar(3)))).toBe(36 * 9)
  })

  test('a transformation that throws closes its marks', () => {
    const failing = grad((): S => {
      throw new Error('stop')
    })
    expect(() => failing(scalar(1))).toThrow('stop')
    expect(number(grad((x: S) => T.mul(x, x))(scalar(3)))).toBe(6)
  })

  test('stopGradient is constant to every mode', () => {
    for (const [, D] of derivatives) {
      expect(number(D((x) => T.mul(x, stopGradient(x)))(scalar(3)))).toBe(3)
    }
  })

  test('a function that does not depend on its argument has a zero derivative', () => {
    const w = scalar(7)
    for (const [, D] of derivatives) expect(number(D(() => w)(scalar(1)))).toBe(0)
  })
})

describe('looking at values costs what is new', () => {
  const data = T.tensor([0.5, 0.8, 1.2], 'f64')
  const loss = (w: Tensor<[3], 'f64'>): S => {
    const difference = T.sub(T.exp(w), data)
    return T.sum(T.mul(difference, difference)) as S
  }

  test('printing the loss of each of 2,000 uncompiled steps: constant work, flat memory', () => {
    const { engine, equations } = counting()
    let w = T.zeros([3], 'f64')
    const work: number[] = []
    const kept: number[] = []
    for (let step = 0; step < 2000; step++) {
      const before = equations()
      const [value, gradient] = valueAndGrad(loss)(w)
      w = T.sub(w, T.mul(gradient, 0.01))
      T.toNumber(value, { engine })
      work.push(equations() - before)
      kept.push(reachable(w))
    }
    expect(new Set(work.slice(2)).size).toBe(1)
    expect(Math.max(...kept.slice(2))).toBe(Math.min(...kept.slice(2)))
    expect(Math.max(...kept)).toBeLessThan(60)
  })

  test('values are kept of what is asked for and of what is still used, of nothing else', () => {
    const kept: number[] = []
    const engine: Engine = {
      name: 'recording',
      prepare: (program) => {
        kept.push(program.outputs.length)
        return referenceEngine.prepare(program)
      },
    }
    const x = T.exp(T.exp(T.exp(scalar(0.1))))
    T.toNumber(x, { engine })
    const shared = T.sin(T.cos(x))
    const [first, second] = [T.mul(shared, 2), T.mul(shared, 3)]
    T.toNumber(first, { engine })
    T.toNumber(second, { engine })
    // x alone; then the first product and what the second one shares with it; then the second
    expect(kept).toEqual([1, 2, 1])
  })

  test('a loop that nobody looks at is cut before it grows without bound', () => {
    let w = T.zeros([3], 'f64')
    let most = 0
    for (let step = 0; step < 1000; step++) {
      w = T.sub(w, T.mul(grad(loss)(w), 0.01))
      most = Math.max(most, reachable(w))
    }
    expect(most).toBeLessThan(5000)
    expect(T.toNumber(loss(w))).toBeLessThan(1e-3)
  })

  test('2,000 observed steps under an open outer mark are walked once each', () => {
    const { engine, equations } = counting()
    const decay = (x: S): S => {
      let y = x
      for (let step = 0; step < 2000; step++) {
        y = T.mul(y, 0.999)
        T.toNumber(y, { engine })
      }
      return y
    }
    const slope = number(grad(decay)(scalar(1)))
    expect(slope).toBeCloseTo(0.999 ** 2000, 12)
    // the product and the broadcast of its constant
    expect(equations()).toBeLessThanOrEqual(2 * 2000)
  })
})

describe('long programs', () => {
  test('800 inner optimisation steps under an outer grad', () => {
    const inner = (x0: S): S => {
      let x = x0
      for (let step = 0; step < 800; step++) {
        const previous = x
        const f = (v: S): S => T.add(T.mul(v, T.mul(v, v)), T.square(T.sub(v, previous)))
        x = T.sub(x, T.mul(grad(f)(x), 0.001))
      }
      return x
    }
    const [value, slope] = valueAndGrad(inner)(scalar(1))
    // the same recursion and its derivative, by hand
    let [x, dx] = [1, 1]
    for (let step = 0; step < 800; step++) [x, dx] = [x - 0.003 * x * x, dx * (1 - 0.006 * x)]
    expect(number(value)).toBeCloseTo(x, 12)
    expect(number(slope)).toBeCloseTo(dx, 12)
  })

  test('a chain of 100,000 nodes evaluates and differentiates', () => {
    const chain = (x: S): S => {
      let y = x
      for (let i = 0; i < 100_000; i++) y = T.add(y, x)
      return y
    }
    expect(number(chain(scalar(1)))).toBe(100_001)
    expect(number(grad(chain)(scalar(1)))).toBe(100_001)
    expect(number(forward(chain)(scalar(1)))).toBe(100_001)
  })
})
