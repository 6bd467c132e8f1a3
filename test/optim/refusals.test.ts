/** Bad input is refused where it comes in, and the message says what and where. */
import { describe, expect, test } from 'vitest'
import { ArgumentError, optim, R, ShapeError, T, TreeError } from '../../src/index.ts'
import { fromBase64, toBase64 } from '../../src/optim/base64.ts'

const lr = { learningRate: 0.1 }
const params = { w: T.tensor([[1, 2]]), layers: [{ b: T.tensor([3]) }] }

const thrown = (f: () => unknown): Error => {
  try {
    f()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}

describe('options', () => {
  const cases: readonly (readonly [name: string, make: () => unknown, message: RegExp])[] = [
    [
      'a negative rate',
      () => optim.sgd({ learningRate: -1 }),
      /learningRate must be a number ≥ 0, got -1/,
    ],
    ['NaN', () => optim.adam({ learningRate: Number.NaN }), /learningRate .* got NaN/],
    ['an infinite rate', () => optim.lion({ learningRate: Infinity }), /got Infinity/],
    ['no rate', () => optim.adamw({} as never), /learningRate .* got undefined/],
    ['a string', () => optim.adam({ learningRate: '0.1' as never }), /got the string "0.1"/],
    [
      'a decay above 1',
      () => optim.adam({ ...lr, b1: 2 }),
      /scaleByAdam: b1 must be between 0 and 1, got 2/,
    ],
    ['a NaN decay', () => optim.ema({ decay: Number.NaN }), /decay .* got NaN/],
    ['a negative eps', () => optim.rmsprop({ ...lr, eps: -1 }), /eps/],
    [
      'a tensor that is no scalar',
      () => optim.scale({ factor: T.tensor([1]) as never }),
      /factor .* got .*f32\[1\]/,
    ],
    [
      'a rate of integers',
      () => optim.sgd({ learningRate: T.tensor(1, 'i32') as never }),
      /learningRate/,
    ],
    [
      'half a step',
      () => optim.multiSteps(optim.sgd(lr), { steps: 1.5 }),
      /steps must be a whole number ≥ 1/,
    ],
    [
      'no period',
      () => optim.lookahead(optim.sgd(lr), { syncPeriod: 0, slowStepSize: 0.5 }),
      /syncPeriod/,
    ],
    ['a factor of 1', () => optim.reduceOnPlateau({ factor: 1 }), /factor/],
    ['no tolerance', () => optim.reduceOnPlateau({ rtol: 0 }), /rtol and atol/],
    ['an unknown variant', () => optim.polyakSgd({ variant: 'x' as never }), /variant/],
    ['an unknown first step', () => optim.dog({ initStep: ['x' as never, 1] }), /initStep/],
    ['a negative norm', () => optim.clipByGlobalNorm({ maxNorm: -1 }), /maxNorm/],
    ['a key that is none', () => optim.addNoise({ key: T.tensor([1, 2]) as never }), /key/],
    [
      'an unknown hyperparameter',
      () => optim.injectHyperparams(optim.sgd, lr, ['momentum' as never]),
      /momentum is not among the options, which are learningRate/,
    ],
    [
      'a schedule to inject',
      () =>
        optim.injectHyperparams(optim.sgd, { learningRate: () => T.tensor(1) }, ['learningRate']),
      /learningRate/,
    ],
    ['a box inside out', () => optim.projection.box({ lower: 1, upper: 0 }), /upper − lower/],
    [
      'no steps',
      () => optim.schedule.linear({ initValue: 1, endValue: 0, transitionSteps: 0 }),
      /transitionSteps/,
    ],
    [
      'boundaries that fall',
      () =>
        optim.schedule.piecewiseConstant({
          initValue: 1,
          boundariesAndScales: [
            [9, 1],
            [3, 1],
          ],
        }),
      /rise, got 9, 3/,
    ],
    [
      'too few schedules',
      () => optim.schedule.join({ schedules: [], boundaries: [1] }),
      /one schedule more/,
    ],
    [
      'a warm-up that is all',
      () =>
        optim.schedule.warmupCosineDecay({
          initValue: 0,
          peakValue: 1,
          warmupSteps: 5,
          decaySteps: 5,
        }),
      /decaySteps − warmupSteps/,
    ],
    ['no cycles', () => optim.schedule.sgdr({ cycles: [] }), /cycle/],
  ]
  test.each(cases)('%s', (_, make, message) => {
    const error = thrown(make)
    expect(error.message).toMatch(message)
    expect(['ArgumentError', 'DTypeError']).toContain((error as ArgumentError)._tag)
  })

  test('a schedule that gives numbers is told so in the first step', () => {
    const sgd = optim.sgd({ learningRate: (() => 0.1) as never })
    expect(() => sgd.update(params, sgd.init(params), params)).toThrow(/T.tensor/)
  })

  test('an optimizer that needs the loss says how to give it', () => {
    for (const optimizer of [optim.polyakSgd(), optim.momo(), optim.reduceOnPlateau()] as const)
      expect(() =>
        (optimizer as optim.Optimizer).update(
          params,
          (optimizer as optim.Optimizer).init(params),
          params,
        ),
      ).toThrow(/\{ value \}/)
  })
})

describe('trees', () => {
  const sgd = optim.sgd({ ...lr, momentum: 0.9 })
  const state = sgd.init(params)
  const refused = (grads: unknown): Error =>
    thrown(() => sgd.update(grads as typeof params, state, params))

  test('gradients have the structure of the parameters', () => {
    expect(refused({ w: params.w })).toBeInstanceOf(TreeError)
    expect(refused({ w: params.w }).message).toMatch(/layers is missing/)
    expect(refused({ ...params, layers: [] }).message).toMatch(/layers has 0 items/)
  })

  test('gradients have the shapes and the element types of the parameters', () => {
    const wide = { ...params, layers: [{ b: T.tensor([3], 'f64') }] }
    expect(refused(wide).message).toMatch(/layers\[0\]\.b: .*f64\[1\].*f32\[1\]/)
    expect((refused(wide) as TreeError).path).toBe('layers[0].b')
    expect(refused({ ...params, w: T.tensor([[1, 2, 3]]) }).message).toMatch(/differ at w/)
  })

  test('parameters are floats', () => {
    expect(() => sgd.init({ n: T.tensor([1], 'i32') })).toThrow(/n is .*i32\[1\].*optim.masked/)
  })

  test('updates fit the parameters', () => {
    expect(() => optim.applyUpdates(params, { ...params, w: T.zeros([2, 2]) as never })).toThrow(
      /applyUpdates: the updates and the parameters differ at w/,
    )
  })

  test('a state belongs to its optimizer and to its parameters', () => {
    const adam = optim.adam(lr)
    expect(() => adam.update(params, state as never, params)).toThrow(ArgumentError)
    expect(() => adam.update(params, state as never, params)).toThrow(/ScaleByAdam.*"Trace"/)
    expect(() => adam.update(params, [] as never, params)).toThrow(/2 parts/)
    const other = { ...params, layers: [] }
    expect(() => adam.update(other as never, adam.init(params) as never, other as never)).toThrow(
      TreeError,
    )
  })

  test('Muon is for matrices', () => {
    expect(() => optim.scaleByMuon().init(params)).toThrow(ShapeError)
  })
})

describe('masks', () => {
  const refused = (mask: optim.Mask): TreeError =>
    thrown(() => optim.masked(optim.identity(), mask).init(params)) as TreeError

  test('name what there is, and all of it', () => {
    expect(refused({ w: true, layers: true, bias: true }).message).toMatch(
      /names bias, which is not in the parameters: they have w, layers/,
    )
    expect(refused({ w: true, layers: [{ b: true }, { b: true }] }).path).toBe('layers[1]')
    expect(refused({ w: true }).message).toMatch(/does not say what to do with layers/)
    expect(refused({ w: [true], layers: true }).path).toBe('w')
    expect(refused({ w: 1 as never, layers: true }).message).toMatch(/no boolean but the number 1/)
  })

  test('give booleans', () => {
    expect(() => optim.freeze((() => 'yes') as never).init(params)).toThrow(/true or false.*"yes"/)
  })

  test('labels have an optimizer', () => {
    const split = optim.partition({ a: optim.sgd(lr) }, () => 'b' as 'a')
    const error = thrown(() => split.init(params)) as TreeError
    expect(error.message).toMatch(/the label of layers\[0\]\.b is b.*there are a/)
    expect(error.path).toBe('layers[0].b')
  })
})

describe('what is read', () => {
  const noisy = optim.noisySgd({ ...lr, key: R.key(1) })
  const adam = optim.chain(optim.adam(lr), noisy)
  const codec = optim.stateCodec(adam, params)
  const encoded = JSON.parse(JSON.stringify(codec.encode(adam.init(params)))) as never

  /** The encoded state with another value at a path. */
  const changed = (path: readonly (string | number)[], value: unknown): unknown => {
    const change = (part: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
      if (key === undefined) return value
      const copy: Record<string | number, unknown> = Array.isArray(part)
        ? ([...part] as never)
        : { ...(part as object) }
      copy[key] = change(copy[key], rest)
      return copy
    }
    return change(encoded, path)
  }

  const errorsOf = (u: unknown): readonly string[] => {
    const result = codec.decode(u)
    return result._tag === 'Right'
      ? []
      : result.left.map(
          ({ context, message }) =>
            `${context
              .map(({ key }) => key)
              .filter((key) => key !== '')
              .join('.')}: ${message ?? ''}`,
        )
  }

  test('is what was written', () => {
    expect(errorsOf(encoded)).toEqual([])
    expect(codec.is(adam.init(params))).toBe(true)
    expect(codec.is(encoded)).toBe(false)
  })

  const wrong: readonly (readonly [string, readonly (string | number)[], unknown, RegExp])[] = [
    [
      'another tag',
      [0, 0, '_tag'],
      'ScaleByLion',
      /^0\.0\._tag: expected "ScaleByAdam", got the string "ScaleByLion"/,
    ],
    [
      'no tensor',
      [0, 0, 'mu', 'w'],
      null,
      /^0\.0\.mu\.w: expected \{ dtype, shape, data \} of f32\[1, 2\], got null/,
    ],
    [
      'another shape',
      [0, 0, 'mu', 'w', 'shape'],
      [2, 1],
      /^0\.0\.mu\.w: expected f32\[1, 2\], got f32 \[2,1\]/,
    ],
    [
      'another element type',
      [0, 0, 'count', 'dtype'],
      'f32',
      /^0\.0\.count: expected i32\[\], got f32/,
    ],
    [
      'too few bytes',
      [0, 0, 'nu', 'w', 'data'],
      'AAAA',
      /^0\.0\.nu\.w: data is not base64 of 2 elements/,
    ],
    ['no base64', [0, 0, 'nu', 'w', 'data'], '%%%%%%%%%%%%', /^0\.0\.nu\.w/],
    ['fewer parts', [0], [], /^0: expected an array of 2/],
    ['no state', [], 'state', /^: expected an array of 2, got the string/],
  ]
  test.each(wrong)('%s is Left, with its path', (_, path, value, message) => {
    expect(errorsOf(changed(path, value)).join('\n')).toMatch(message)
  })

  test('numbers that JSON has not come back as they were', () => {
    const special = { x: T.tensor([Number.NaN, Infinity, -Infinity, -0, 5e-324], 'f64') }
    const ema = optim.paramsEma({ decay: 0.5 })
    const one = optim.stateCodec(ema, special)
    const back = one.decode(JSON.parse(JSON.stringify(one.encode(ema.init(special)))))
    if (back._tag === 'Left') throw new Error('not decoded')
    expect(T.toArray(back.right.average.x)).toEqual([NaN, Infinity, -Infinity, -0, 5e-324])
  })

  test('base64 is that of everybody', () => {
    for (let length = 0; length < 9; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 97 + 251) & 255)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    }
    expect(fromBase64('A')).toBeNull()
    expect(fromBase64('A===')).toBeNull()
    expect(fromBase64('AA=A')).toBeNull()
  })
})
