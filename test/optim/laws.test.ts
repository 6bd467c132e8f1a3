/** What holds of every optimizer, whatever it computes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, optim, T, tree } from '../../src/index.ts'
import { runs } from '../support/holds.ts'
import { bits, kindsOf, loss, problem } from './arbitrary.ts'
import { catalogue } from './catalogue.ts'
import { type Params, flat, gradients, lossAt, start } from './problem.ts'

type Step = readonly [params: unknown, state: unknown]

const stepOf =
  (update: optim.Optimizer['update']) =>
  ([params, state]: Step, grads: unknown): Step => {
    const [updates, next] = update(grads, state, params, { value: loss(1) })
    return [optim.applyUpdates(params, updates), next]
  }

/** The state after some steps, looked at after each: what is looked at is kept. */
const after = (
  optimizer: optim.Optimizer,
  from: Step,
  grads: readonly unknown[],
  step = stepOf(optimizer.update),
): Step =>
  grads.reduce<Step>((before, g) => {
    const next = step(before, g)
    bits(next)
    return next
  }, from)

describe.each(Object.entries(catalogue))('%s', (_name, optimizer) => {
  test('updates are like the parameters, and states stay what they are', () => {
    fc.assert(
      fc.property(problem(2), ({ params, grads }) => {
        const state = optimizer.init(params)
        const [first, second] = grads
        const [updates, next] = optimizer.update(first, state, params, { value: loss(1) })
        expect(kindsOf(updates)).toEqual(kindsOf(params))
        expect(kindsOf(next)).toEqual(kindsOf(state))
        const [, last] = optimizer.update(second, next, params, { value: loss(0.5) })
        expect(kindsOf(last)).toEqual(kindsOf(state))
      }),
      runs(15),
    )
  })

  test('a step is pure, and compiled it gives the same bits', () => {
    const compiled = compile(optimizer.update)
    fc.assert(
      fc.property(problem(2), ({ params, grads }) => {
        const from: Step = [params, optimizer.init(params)]
        const before = bits([from, grads])
        const plain = bits(after(optimizer, from, grads))
        expect(bits(after(optimizer, from, grads))).toEqual(plain)
        expect(bits(after(optimizer, from, grads, stepOf(compiled)))).toEqual(plain)
        expect(bits([from, grads])).toEqual(before)
      }),
      runs(5),
    )
  })

  test('a run goes on from a state that was written and read', () => {
    fc.assert(
      fc.property(problem(4), fc.nat({ max: 4 }), ({ params, grads }, n) => {
        const codec = optim.stateCodec(optimizer, params)
        const [early, late] = [grads.slice(0, n), grads.slice(n)]
        const [halfway, state] = after(optimizer, [params, optimizer.init(params)], early)
        const read = codec.decode(JSON.parse(JSON.stringify(codec.encode(state))))
        if (read._tag === 'Left') throw new Error(JSON.stringify(read.left))
        expect(bits(read.right)).toEqual(bits(state))
        expect(bits(after(optimizer, [halfway, read.right], late))).toEqual(
          bits(after(optimizer, [halfway, state], late)),
        )
      }),
      runs(5),
    )
  })

  test('it learns: the loss falls, and stays down', () => {
    const bowl = (p: Params): number =>
      T.toNumber(T.add(T.sum(T.square(p.w)), T.sum(T.square(p.b))))
    const compiled = compile((p: Params, state: unknown) => {
      const grads = tree.map((x) => T.mul(x, 2))(p)
      const value = T.add(T.sum(T.square(p.w)), T.sum(T.square(p.b)))
      const [updates, next] = optimizer.update(grads, state, p, { value })
      return [optim.applyUpdates(p, updates), next] as const
    })
    let params = start
    let state: unknown = optimizer.init(start)
    for (let t = 0; t < 60; t++) [params, state] = compiled(params, state)
    expect(bowl(params)).toBeLessThan(0.8 * bowl(start))
  })
})

/** Coordinates of w in another order. */
const turned = ({ w, b }: Params): Params => ({
  w: T.flip(T.flip(w, 0), 1) as typeof w,
  b: T.flip(b),
})

describe('coordinates', () => {
  // noise is drawn by place
  const names = Object.keys(catalogue).filter((name) => name !== 'noisySgd')
  test.each(names)('%s does not know their order', (name) => {
    const optimizer = catalogue[name] ?? optim.identity()
    const run = (turn: (p: Params) => Params): readonly number[] => {
      let params = turn(start)
      let state: unknown = optimizer.init(params)
      for (let t = 0; t < 4; t++) {
        const grads = gradients(t, params)
        const [updates, next] = optimizer.update(grads, state, params, { value: lossAt(t, params) })
        ;[params, state] = [optim.applyUpdates(params, updates), next]
        flat(params)
      }
      return flat(turn(params))
    }
    const [plain, other] = [run((p) => p), run(turned)]
    plain.forEach((x, i) => expect(other[i]).toBeCloseTo(x, 9))
  })
})
