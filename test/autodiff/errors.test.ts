import { describe, expect, test } from 'vitest'
import {
  T,
  compile,
  grad,
  hvp,
  jacobian,
  jvp,
  linearize,
  referenceEngine,
  run,
  trace,
  valueAndGradAux,
  vjp,
  vmap,
} from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'

type S = Scalar
const one: S = T.tensor(1)
const loss = (p: unknown): S => T.sum(p as Tensor<[2]>) as S

/** The error that a function throws. */
const thrown = (make: () => unknown): { readonly _tag?: string; readonly message: string } => {
  try {
    make()
  } catch (error) {
    return error as Error & { _tag?: string }
  }
  throw new Error('nothing was thrown')
}

describe('a leaf that cannot be differentiated is named by its path', () => {
  test.each<readonly [string, unknown, string, string]>([
    ['an integer', { a: { n: T.tensor([1, 2], 'i32') } }, 'params.a.n', 'its element type is i32'],
    ['a boolean', { mask: T.tensor([true]) }, 'params.mask', 'its element type is bool'],
    ['a string', { layers: [{ name: 'dense' }] }, 'params.layers[0].name', 'the string "dense"'],
    ['a number', { w: one, rate: 0.1 }, 'params.rate', 'the number 0.1'],
    ['a function', [one, () => one], 'params[1]', 'a function'],
    ['a class instance', { at: new Date(0) }, 'params.at', 'a Date'],
    ['the argument itself', 3, 'params', 'the number 3'],
  ])('%s', (_, params, path, what) => {
    const error = thrown(() => grad(loss)(params))
    expect(error).toMatchObject({ _tag: 'TreeError', operator: 'grad', path })
    expect(error.message).toContain(`grad: cannot differentiate with respect to ${path}`)
    expect(error.message).toContain(what)
    expect(error.message).toMatch(/T\.tensor|Cast/)
  })

  test('by every transformation, under its own name', () => {
    const bad = { w: T.tensor([1, 2], 'i32') } as never
    expect(thrown(() => jvp(loss)([bad], [bad])).message).toMatch(/^jvp: .*primals\[0\]\.w/)
    expect(thrown(() => vjp(loss)(bad)).message).toMatch(/^vjp: .*arguments\[0\]\.w/)
    expect(thrown(() => linearize(loss)(bad)).message).toMatch(/^linearize: /)
    expect(thrown(() => jacobian(loss)(bad)).message).toMatch(/^jacobian: .*params\.w/)
  })

  test('null and undefined hold no parameters and pass', () => {
    const gradient = grad((p: { readonly w: S; readonly bias: null }) => T.mul(p.w, p.w))({
      w: T.tensor(3),
      bias: null,
    })
    expect(T.toNumber(gradient.w)).toBe(6)
    expect(gradient.bias).toBe(null)
  })
})

describe('what a function must return', () => {
  test('a loss is a scalar tensor', () => {
    const of = (value: unknown): string =>
      thrown(() => grad(() => value as S)(T.tensor([1, 2]))).message
    expect(of(T.tensor([1, 2]))).toContain(
      'must return a scalar, got Tensor f32[2]: reduce it with T.sum',
    )
    expect(of(3)).toContain('must return a scalar tensor, got the number 3')
    expect(of(undefined)).toContain('got undefined')
    expect(of([one])).toContain('got an array of 1')
    expect(of(Promise.resolve(one))).toContain('got a Promise')
    expect(of(T.tensor(1, 'i32'))).toContain('must return f32 or f64, got i32')
  })

  test('an auxiliary result comes as a pair', () => {
    expect(thrown(() => valueAndGradAux(() => one as never)(one)).message).toContain(
      'must return [loss, auxiliary], got Tensor f32[]: use valueAndGrad for a loss alone',
    )
  })

  test('jvp and vjp return tensors and nothing else', () => {
    expect(thrown(() => vjp((x: S) => ({ x, n: 3 }))(one)).message).toContain(
      'result.n is the number 3',
    )
  })
})

describe('arguments of the wrong kind', () => {
  test('jvp takes arrays of arguments', () => {
    expect(thrown(() => jvp((x: S) => x)(one as never, one as never)).message).toBe(
      'jvp: primals and tangents are arrays of arguments: write jvp(f)([x], [dx])',
    )
  })

  test('an engine is a value, not a name', () => {
    const engine = 'wasm' as never
    const message = 'the engine must be one such as referenceEngine, got the string "wasm"'
    expect(thrown(() => T.toArray(T.zeros([2]), { engine })).message).toBe(`toArray: ${message}`)
    expect(thrown(() => compile((x: S) => x, { engine })(one)).message).toBe(`compile: ${message}`)
    expect(thrown(() => run(engine)(trace((x: S) => x)(one))).message).toBe(`run: ${message}`)
  })

  test('more elements than memory can hold', () => {
    const error = thrown(() => T.toTypedArray(T.zeros([1e6, 1e6, 1e6])))
    expect(error).toMatchObject({ _tag: 'ShapeError' })
    expect(error.message).toMatch(/^evaluate: no memory for /)
  })
})

describe('trees that do not match', () => {
  const p = { w: T.tensor([1, 2]), b: T.tensor(1) }

  test('tangents and primals', () => {
    const tangents = { w: T.tensor([1, 2]) } as never
    expect(thrown(() => jvp((q: typeof p) => T.sum(q.w))([p], [tangents])).message).toContain(
      'primals and tangents have different structures: [0].b is missing in one',
    )
    const misshapen = { w: T.tensor([1, 2, 3]), b: T.tensor(1) } as never
    expect(thrown(() => jvp((q: typeof p) => T.sum(q.w))([p], [misshapen])).message).toContain(
      'primals and tangents differ at [0].w: Tensor f32[2] and Tensor f32[3]',
    )
    expect(thrown(() => hvp((q: typeof p) => T.sum(q.w) as S)(p, tangents))).toMatchObject({
      _tag: 'TreeError',
    })
  })

  test('a cotangent and the value', () => {
    const [, pullback] = vjp((x: Tensor<[2]>) => T.mul(x, x))(T.tensor([1, 2]))
    expect(thrown(() => pullback(T.tensor(1) as never)).message).toContain(
      'the cotangent and the value differ at the root: Tensor f32[2] and Tensor f32[]',
    )
    expect(thrown(() => pullback(T.tensor([1, 2], 'f64') as never)).message).toContain('f64')
  })

  test('the arguments of a traced program', () => {
    const program = trace((x: Tensor<[2]>) => T.mul(x, x))(T.tensor([1, 2]))
    const go = run(referenceEngine)(program)
    expect(thrown(() => go([T.tensor([1, 2, 3])] as never)).message).toContain(
      'must be f32[2], got f32[3]: trace the function again for other shapes',
    )
    expect(thrown(() => go([] as never))).toMatchObject({ _tag: 'TreeError' })
  })
})

describe('a value that is not there', () => {
  const peek = (x: Tensor<[]>): S => (T.toNumber(x) > 0 ? x : T.neg(x))

  test('under vmap', () => {
    const error = thrown(() => vmap(peek)(T.tensor([1, 2])))
    expect(error).toMatchObject({ _tag: 'UnknownValueError', operator: 'toNumber' })
    expect(error.message).toContain('inside vmap it stands for every element of the batch')
    expect(error.message).toContain('T.where')
  })

  test('under compile and trace', () => {
    expect(thrown(() => compile(peek)(one)).message).toContain(
      'inside compile it stands for an input',
    )
    expect(thrown(() => trace(peek)(one)).message).toContain('inside trace it stands for an input')
    expect(thrown(() => compile(grad(peek))(one))).toMatchObject({ _tag: 'UnknownValueError' })
  })

  test('under grad inside vmap, but not under vmap inside grad for a captured value', () => {
    expect(thrown(() => vmap(grad(peek))(T.tensor([1, 2])))).toMatchObject({
      _tag: 'UnknownValueError',
    })
    const fine = grad(
      (w: S) => T.sum(vmap((x: S) => (T.toNumber(w) > 0 ? T.mul(x, w) : x))(T.tensor([1, 2]))) as S,
    )
    expect(T.toNumber(fine(one))).toBe(3)
  })
})

describe('vmap', () => {
  const add = (a: Tensor<[2]>, b: Tensor<[2]>): Tensor<[2]> => T.add(a, b)
  const of = (rows: number): never => T.zeros([rows, 2]) as never

  test('names what does not fit', () => {
    expect(thrown(() => vmap(add)(of(3), of(4))).message).toContain(
      'the batch has 3 examples in argument [0] and 4 in argument [1]',
    )
    expect(thrown(() => vmap(add, [0, 5])(of(3), of(3))).message).toContain(
      'axis 5 is out of range for argument [1] of shape [3, 2]: pass null in inAxes for what is not mapped',
    )
    expect(thrown(() => vmap(add, [null, null])(of(3), of(3))).message).toContain(
      'no argument is mapped',
    )
    expect(thrown(() => vmap(add, [0] as never)(of(3), of(3))).message).toContain(
      'inAxes has 1 entries for 2 arguments',
    )
    expect(thrown(() => vmap(add)(one as never, of(3))).message).toContain('axis 0 is out of range')
  })

  test('maps chosen axes, negative ones and parts of records', () => {
    const x = T.tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(T.toArray(vmap((c: Tensor<[2]>) => T.sum(c), -1)(x))).toEqual([5, 7, 9])
    const f = (p: { readonly w: Tensor<[3]>; readonly b: S }): Tensor<[3]> => T.add(p.w, p.b)
    const mapped = vmap(f, [{ w: 0, b: null }])({ w: x, b: one })
    expect(T.toArray(mapped)).toEqual([
      [2, 3, 4],
      [5, 6, 7],
    ])
  })
})
