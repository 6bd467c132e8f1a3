/** Loops on the engine: state that stays in its memory, as if it were handed on. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, fold, trace, wasmEngine } from '../../../src/index.ts'
import type { Storage } from '../../../src/core/dtype.ts'
import type { TensorType } from '../../../src/core/node.ts'
import { print } from '../../../src/core/print.ts'
import type { Program } from '../../../src/core/program.ts'
import type { Scalar, Tensor } from '../../../src/core/tensor.ts'
import { copyCarried } from '../../../src/engine/wasm/carried.ts'
import { inputOf } from '../../../src/laws/input.ts'
import { sampleProgram } from '../../../src/laws/program/generate.ts'
import { type Random, oneOf, randomOf, shuffled, wholeBetween } from '../../../src/laws/random.ts'
import { runs } from '../../support/holds.ts'
import { meaningOf, requireResults } from './support/meaning.ts'

/** A program whose first outputs are its first inputs in the next run. */
interface Step {
  readonly program: Program
  readonly state: readonly Storage[]
  /** the other inputs, for each run */
  readonly inputs: readonly (readonly Storage[])[]
}

const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && a.shape.join() === b.shape.join()

const inOrder = <A>(order: readonly number[], list: readonly A[]): readonly A[] =>
  order.flatMap((i) => list.slice(i, i + 1))

/**
 * A random program as a step: some inputs are carried, each from any slot of its type, itself and
 * other inputs among them; any slots are given out.
 */
const stepOf = (seed: number): Step => {
  const next = randomOf(seed)
  const sample = sampleProgram(seed, { smooth: false, size: wholeBetween(next, 1, 8) })
  const { constants, equations } = sample.program
  const count = sample.inputs.length
  const order = shuffled(next, count)
  const place = (slot: number): number => (slot < count ? order.indexOf(slot) : slot)
  const inputs = inOrder(order, sample.program.inputs)
  const values = inOrder(order, sample.inputs)
  const types = [...inputs, ...constants, ...equations]
  const carried = wholeBetween(next, 0, count)
  const any = (of: TensorType, i: number): number => {
    const slots = types.flatMap((type, slot) => (sameType(type, of) ? [slot] : []))
    const fresh = slots.filter((slot) => slot >= count)
    return oneOf(next, [i, ...slots, ...fresh, ...fresh])
  }
  const outputs = [
    ...inputs.slice(0, carried).map((type, i) => any(type, i)),
    ...Array.from({ length: wholeBetween(next, 0, 3) }, () =>
      wholeBetween(next, 0, types.length - 1),
    ),
  ]
  const program = {
    inputs,
    constants,
    equations: equations.map((one) => ({ ...one, operands: one.operands.map(place) })),
    outputs,
  }
  const rest = values.slice(carried)
  return {
    program,
    state: values.slice(0, carried).map(({ value }) => value),
    inputs: Array.from({ length: 4 }, () => rest.map((type) => another(type, next))),
  }
}

const another = (type: ReturnType<typeof inputOf>, next: Random): Storage =>
  next() < 0.3 ? type.value : inputOf(type, (i) => type.value[i] as number).value

/** The plain reduction. */
const reduced = ({ program, state, inputs }: Step) => {
  let now = state
  const given = inputs.map((own) => {
    const outputs = meaningOf(program, [...now, ...own])
    now = outputs.slice(0, state.length)
    return outputs.slice(state.length)
  })
  return { given, state: now }
}

const loopOf = (engine: ReturnType<typeof wasmEngine>, { program, state }: Step) => {
  const loop = engine.loop?.(program, state)
  if (loop === undefined) throw new TypeError('the engine has no loops')
  return loop
}

const steps = fc.nat().map(stepOf)

describe('a loop', () => {
  const engine = wasmEngine()

  test('is the plain reduction, bit for bit', () => {
    fc.assert(
      fc.property(steps, (step) => {
        const meant = reduced(step)
        const loop = loopOf(engine, step)
        const context = () => print(step.program)
        try {
          const given = step.inputs.map((own) => loop.step(own))
          given.forEach((outputs, i) => requireResults(outputs, meant.given[i] ?? [], context))
          requireResults(loop.state(), meant.state, context)
        } finally {
          loop.end()
        }
      }),
      runs(300),
    )
  })

  test('of the same step beside another: neither sees the other', () => {
    fc.assert(
      fc.property(steps, (step) => {
        const other = { ...step, inputs: step.inputs.toReversed() }
        const [one, two] = [loopOf(engine, step), loopOf(engine, other)]
        const context = () => print(step.program)
        const given = step.inputs.map((own, i) => [
          one.step(own),
          two.step(other.inputs[i] as readonly Storage[]),
        ])
        for (const [i, meant] of [reduced(step), reduced(other)].entries()) {
          given.forEach((outputs, k) =>
            requireResults(outputs[i] ?? [], meant.given[k] ?? [], context),
          )
          requireResults((i === 0 ? one : two).state(), meant.state, context)
        }
        one.end()
        two.end()
      }),
      runs(60),
    )
  })
})

describe('copies of carried inputs', () => {
  test('leave the meaning and no input where another output is', () => {
    fc.assert(
      fc.property(steps, ({ program, state, inputs: [own = []] }) => {
        const copied = copyCarried(program, state.length)
        requireResults(
          meaningOf(copied, [...state, ...own]),
          meaningOf(program, [...state, ...own]),
          () => print(copied),
        )
        for (const slot of copied.outputs) {
          if (slot < state.length) expect(copied.outputs[slot]).toBe(slot)
        }
      }),
      runs(200),
    )
  })
})

type Pair = readonly [Tensor<[2]>, Tensor<[2]>]
const pair: Pair = [T.tensor([1, 2]), T.tensor([10, 20])]
const rows = [1, 2, 3].map((x) => T.tensor([x, -x]))
const show = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(show) : T.toArray(value as Tensor<[2]>)

describe('a fold on the engine', () => {
  const engine = wasmEngine()
  const folded = (step: (state: Pair, x: Tensor<[2]>) => readonly [unknown, Pair]): unknown =>
    show(fold(step, { engine })(pair, rows))

  test('whose leaves change places', () => {
    expect(folded(([x, y], i) => [T.add(x, i), [y, x]])).toEqual([
      [
        [2, 1],
        [12, 18],
        [4, -1],
      ],
      [
        [10, 20],
        [1, 2],
      ],
    ])
  })
  test('that gives out the state before it', () => {
    expect(folded(([x, y], i) => [x, [T.add(x, i), y]])).toEqual([
      [
        [1, 2],
        [2, 1],
        [4, -1],
      ],
      [
        [7, -4],
        [10, 20],
      ],
    ])
  })
  test('that remembers the state before it, and its input', () => {
    expect(folded(([x], i) => [i, [i, x]])).toEqual([
      [
        [1, -1],
        [2, -2],
        [3, -3],
      ],
      [
        [3, -3],
        [2, -2],
      ],
    ])
  })
  test('of one value for two leaves', () => {
    const step = ([x]: Pair, i: Tensor<[2]>): readonly [unknown, Pair] => {
      const sum = T.add(x, i)
      return [sum, [sum, sum]]
    }
    expect(folded(step)).toEqual([
      [
        [2, 1],
        [4, -1],
        [7, -4],
      ],
      [
        [7, -4],
        [7, -4],
      ],
    ])
  })

  test('gives out handles that keep their values', () => {
    const seen: Tensor<[2]>[] = []
    const observe = (x: Tensor<[2]>): void => {
      seen.push(x)
    }
    const step = ([x, y]: Pair, i: Tensor<[2]>): readonly [Tensor<[2]>, Pair] => [
      x,
      [T.add(x, i), y],
    ]
    const [, [last]] = fold(step, { engine, observe })(pair, rows)
    fold(step, { engine })([T.zeros([2]), T.zeros([2])], rows)
    expect(show([...seen, last])).toEqual([
      [1, 2],
      [2, 1],
      [4, -1],
      [7, -4],
    ])
  })

  test('runs other programs of the same engine while it is under way', () => {
    const other = fold((sum: Scalar, x: Tensor<[2]>) => [sum, T.add(sum, T.sum(x))], { engine })
    const totals: number[] = []
    const observe = (x: Tensor<[2]>): void => {
      const [, total] = other(T.tensor(0), [x, x])
      totals.push(T.toNumber(total, { engine }))
      T.toArray(T.exp(T.broadcastTo(x, [50, 2])), { engine })
    }
    const step = ([x, y]: Pair, i: Tensor<[2]>): readonly [Tensor<[2]>, Pair] => {
      const z = T.mul(T.cumsum(T.add(x, i), 0), T.sum(y))
      return [z, [T.div(z, 10), y]]
    }
    const [outputs] = fold(step, { engine, observe })(pair, rows)
    expect(show(outputs)).toEqual(show(fold(step)(pair, rows)[0]))
    expect(totals).toEqual(outputs.map((x) => 2 * T.toNumber(T.sum(x))))
  })

  test('changes its state in place where nobody reads it any more', () => {
    const start = new Float32Array(1e6)
    const own = wasmEngine()
    const p = { shape: [1e6], dtype: 'f32' } as const
    const g = { shape: [], dtype: 'f32' } as const
    const decay = trace((x: Tensor<[number]>, y: Scalar) => T.sub(T.mul(x, 0.5), y))
    const { constants, equations, outputs } = decay(T.zeros([1e6]), T.tensor(0))
    const loop = own.loop?.({ inputs: [p, g], constants, equations, outputs }, [start])
    loop?.step([Float32Array.of(1)])
    loop?.step([Float32Array.of(2)])
    expect(loop?.state()[0]?.slice(0, 3)).toEqual(Float32Array.of(-2.5, -2.5, -2.5))
    // one place of 4 MB for what is carried, no second one for what is computed
    expect(own.counts().bytes).toBeLessThan(6e6)
  })

  test('gives its memory back, once', () => {
    const own = wasmEngine()
    const program = trace((x: Tensor<[1000]>) => T.add(x, 1))(T.zeros([1000]))
    const loop = () => own.loop?.(program, [new Float32Array(1000)])
    loop()?.end()
    const before = own.counts().bytes
    for (let i = 0; i < 300; i++) {
      const one = loop()
      one?.step([])
      one?.end()
      one?.end()
    }
    expect(own.counts().bytes).toBe(before)
    // given back twice, a place would belong to two loops
    const [one, two] = [loop(), loop()]
    one?.step([])
    expect(two?.state()).toEqual([new Float32Array(1000)])
  })
})
