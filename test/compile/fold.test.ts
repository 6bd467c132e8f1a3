import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Engine,
  R,
  type Scalar,
  T,
  type Tensor,
  TreeError,
  UnknownValueError,
  fold,
  grad,
  referenceEngine,
  valueAndGrad,
} from '../../src/index.ts'

type State = { readonly w: Tensor<[3]>; readonly count: Tensor<[], 'i32'> }
type Row = { readonly x: Tensor<[3]>; readonly y: Scalar }

const step = ({ w, count }: State, { x, y }: Row): readonly [Scalar, State] => {
  const [loss, slope] = valueAndGrad((p: Tensor<[3]>) => T.square(T.sub(T.dot(p, x), y)))(w)
  return [loss, { w: T.sub(w, T.mul(slope, 0.01)), count: T.add(count, 1) }]
}

const rowsOf = (seed: number, count: number): readonly Row[] =>
  Array.from({ length: count }, (_, i) => {
    const key = R.foldIn(R.key(seed), i)
    return { x: R.normal(key, [3]), y: R.uniform(R.foldIn(key, 1), []) }
  })

const initial: State = { w: T.tensor([0.1, 0.2, 0.3]), count: T.tensor(0, 'i32') }

const read = ({ w, count }: State): unknown => [T.toArray(w), T.toNumber(count)]

describe('fold', () => {
  test('is the plain reduction, bit for bit', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(20), (seed, count) => {
        const rows = rowsOf(seed, count)
        let state = initial
        const losses = rows.map((row) => {
          const [loss, next] = step(state, row)
          state = next
          return T.toNumber(loss)
        })
        const [outputs, last] = fold(step)(initial, rows)
        expect(outputs.map((loss) => T.toNumber(loss))).toEqual(losses)
        expect(read(last)).toEqual(read(state))
      }),
      { numRuns: 20 },
    )
  })

  test('goes on where it ended', () => {
    const [first, second] = [rowsOf(1, 5), rowsOf(2, 4)]
    const whole = fold(step)(initial, [...first, ...second])
    const [, middle] = fold(step)(initial, first)
    const rest = fold(step)(middle, second)
    expect(read(rest[1])).toEqual(read(whole[1]))
    expect(rest[0].map((x) => T.toNumber(x))).toEqual(whole[0].slice(5).map((x) => T.toNumber(x)))
  })

  test('takes no input at all, and an iterable that is made on the way', () => {
    expect(read(fold(step)(initial, [])[1])).toEqual(read(initial))
    function* rows(): Generator<Row> {
      yield* rowsOf(3, 3)
    }
    expect(read(fold(step)(initial, rows())[1])).toEqual(read(fold(step)(initial, rowsOf(3, 3))[1]))
  })

  test('takes inputs that come in time', async () => {
    async function* rows(): AsyncGenerator<Row> {
      for (const row of rowsOf(3, 3)) yield await Promise.resolve(row)
    }
    const [outputs, last] = await fold(step)(initial, rows())
    expect(outputs.length).toBe(3)
    expect(read(last)).toEqual(read(fold(step)(initial, rowsOf(3, 3))[1]))
  })

  test('inputs of several shapes share one state', () => {
    const sum = (total: Scalar, xs: Tensor<number[]>): readonly [Scalar, Scalar] => {
      const next = T.add(total, T.sum(xs))
      return [total, next]
    }
    const batches = [T.ones([4]), T.ones([4]), T.ones([2]), T.ones([4]), T.ones([1, 3])]
    const [before, last] = fold(sum)(T.tensor(0), batches as unknown as readonly Tensor<number[]>[])
    expect(before.map((x) => T.toNumber(x))).toEqual([0, 4, 8, 10, 14])
    expect(T.toNumber(last)).toBe(17)
  })

  test('shows every output as soon as it is there', () => {
    const seen: (readonly [number, number])[] = []
    const engine: Engine = { ...referenceEngine, name: 'observed' }
    fold(step, { engine, observe: (loss, i) => seen.push([i, T.toNumber(loss)]) })(
      initial,
      rowsOf(5, 3),
    )
    expect(seen.map(([i]) => i)).toEqual([0, 1, 2])
  })

  test('an output that was given out keeps its value', () => {
    const [states] = fold((state: Tensor<[3]>, x: Scalar) => {
      const next = T.add(state, x)
      return [next, next] as const
    })(T.zeros([3]), [T.tensor(1), T.tensor(2), T.tensor(3)])
    expect(states.map((state) => T.toArray(state))).toEqual([
      [1, 1, 1],
      [3, 3, 3],
      [6, 6, 6],
    ])
  })

  test('the engine keeps what is carried', () => {
    let [loops, ended] = [0, 0]
    const engine: Engine = {
      ...referenceEngine,
      loop: (program, start) => {
        loops += 1
        const run = referenceEngine.prepare(program)
        let state = start
        return {
          step: (inputs) => {
            const outputs = run([...state, ...inputs])
            state = outputs.slice(0, start.length)
            return outputs.slice(start.length)
          },
          state: () => state,
          end: () => {
            ended += 1
          },
        }
      },
    }
    const [, last] = fold(step, { engine })(initial, rowsOf(1, 6))
    expect(read(last)).toEqual(read(fold(step)(initial, rowsOf(1, 6))[1]))
    expect([loops, ended]).toEqual([1, 1])
  })

  test('has a derivative', () => {
    const xs = [T.tensor(1), T.tensor(2)]
    const total = (rate: Scalar): Scalar =>
      fold((sum: Scalar, x: Scalar) => [x, T.add(sum, T.mul(T.mul(rate, rate), x))] as const)(
        T.tensor(0),
        xs,
      )[1]
    expect(T.toNumber(grad(total)(T.tensor(3)))).toBe(18)
    const start = (sum: Scalar): Scalar =>
      fold((s: Scalar, x: Scalar) => [x, T.mul(s, x)] as const)(sum, xs)[1]
    expect(T.toNumber(grad(start)(T.tensor(3)))).toBe(2)
  })
})

describe('fold refuses', () => {
  const fails = (act: () => unknown, kind: new (...args: never[]) => Error, text: RegExp): void => {
    expect(act).toThrow(kind)
    expect(act).toThrow(text)
  }
  const one = [T.tensor(1)]

  test('a state of another structure', () => {
    const grows = ((s: unknown, x: Scalar) => [x, { a: s, b: x }]) as never
    fails(() => fold(grows)(T.tensor(0), one), TreeError, /must return a state like/)
  })

  test('a state of another shape or type', () => {
    const grows = ((s: Tensor<number[]>, x: Scalar) => [x, T.concat([s, s], 0)]) as never
    fails(() => fold(grows)({ a: T.ones([2]) } as never, one), Error, /.+/)
    const widens = ((s: { a: Scalar }, x: Scalar) => [x, { a: T.cast(s.a, 'f64') }]) as never
    fails(
      () => fold(widens)({ a: T.tensor(0) } as never, one),
      TreeError,
      /state\.a is f32\[\] before and f64\[\] after/,
    )
  })

  test('a number that changes', () => {
    const counts = ((s: { n: number }, x: Scalar) => [x, { n: s.n + 1 }]) as never
    fails(
      () => fold(counts)({ n: 0 } as never, one),
      TreeError,
      /a counter is T\.tensor\(0, 'i32'\)/,
    )
  })

  test('a step that gives one thing only', () => {
    fails(() => fold(((s: Scalar) => s) as never)(T.tensor(0), one), Error, /\[output, state\]/)
  })

  test('a step that looks at a value', () => {
    const looks = ((s: Scalar, x: Scalar) => [T.toNumber(x), s]) as never
    fails(() => fold(looks)(T.tensor(0), one), UnknownValueError, /T\.where/)
  })
})
