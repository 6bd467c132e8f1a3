/**
 * Optimizers, transformations and schedules agree with Optax: see scripts/fixtures/optax_steps.py for
 * how the numbers were made.
 */
import { describe, expect, test } from 'vitest'
import { optim, T } from '../../src/index.ts'
import golden from '../fixtures/optax/optax.json' with { type: 'json' }
import { more, optimizers, type Params, run, transforms } from './problem.ts'

interface Recorded {
  readonly after_step: number
  readonly params: readonly string[]
}

/**
 * Where Optax computes in f32 although the parameters are f64, and we do not: the decay of Adafactor
 * (`_decay_rate_pow`), the sum of MultiSteps (`accumulator_dtype`), and √t of MADGRAD (JAX makes f32 of
 * a counter of i32). The same with f64 in these places is among `more`, and agrees.
 */
const looser: Readonly<Record<string, number>> = {
  'adafactor(learning_rate=0.05)': 1e-7,
  'MultiSteps(sgd 0.05, 2)': 1e-7,
  "contrib.madgrad({'learning_rate': 0.05})": 1e-8,
}

/**
 * `scale_by_rprop` of Optax 0.2.8 gives the update of the step before, zero in the first
 * (https://github.com/google-deepmind/optax/pull/1725). Ours is that of the paper and of PyTorch; `more`
 * has the numbers without the delay.
 */
const different: ReadonlySet<string> = new Set(['rprop(learning_rate=0.05)'])

const distance = (actual: readonly number[], wanted: readonly string[]): number =>
  Math.max(
    ...wanted.map((text, i) => {
      const value = Number(text)
      return Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))
    }),
  )

const compare = (
  name: string,
  optimizer: optim.Optimizer | undefined,
  recorded: readonly Recorded[],
): void => {
  if (optimizer === undefined) throw new Error(`${name} is not among ours`)
  const isSlow = name.endsWith(': slow')
  const read = (params: Params, state: unknown): Params =>
    isSlow ? (state as { readonly slow: Params }).slow : params
  const seen = run(optimizer, 6, read)
  for (const { after_step, params } of recorded)
    expect(distance(seen[after_step - 1] ?? [], params), `after step ${after_step}`).toBeLessThan(
      looser[name] ?? 1e-12,
    )
}

const sections = { optimizers, transforms, more } as const

describe.each(Object.keys(sections) as readonly (keyof typeof sections)[])('%s', (section) => {
  const agreeing = Object.entries(golden[section]).filter(([name]) => !different.has(name))
  test.each(agreeing)('%s', (name, recorded) => {
    compare(name, sections[section][name], recorded)
  })
})

const { schedule } = optim
const cycles = [
  { initValue: 0, peakValue: 1, decaySteps: 20, warmupSteps: 5, endValue: 0.1 },
  { initValue: 0.1, peakValue: 0.5, decaySteps: 50, warmupSteps: 10, endValue: 0 },
]
const boundariesAndScales = [
  [10, 0.5],
  [100, 0.1],
] as const

const schedules: Readonly<Record<string, optim.schedule.Schedule64>> = {
  'constant(0.1)': schedule.constant({ value: 0.1 }),
  'linear(1,0,100)': schedule.linear({ initValue: 1, endValue: 0, transitionSteps: 100 }),
  'linear(1,0,90,transition_begin=10)': schedule.linear({
    initValue: 1,
    endValue: 0,
    transitionSteps: 90,
    transitionBegin: 10,
  }),
  'polynomial(1,0.1,power=2,100)': schedule.polynomial({
    initValue: 1,
    endValue: 0.1,
    power: 2,
    transitionSteps: 100,
  }),
  'cosine_decay(1,100,alpha=0.1)': schedule.cosineDecay({
    initValue: 1,
    decaySteps: 100,
    alpha: 0.1,
  }),
  'cosine_decay(1,100,exponent=2)': schedule.cosineDecay({
    initValue: 1,
    decaySteps: 100,
    exponent: 2,
  }),
  'exponential_decay(1,10,0.5)': schedule.exponentialDecay({
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.5,
  }),
  'exponential_decay(1,10,0.5,staircase)': schedule.exponentialDecay({
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.5,
    staircase: true,
  }),
  'exponential_decay(1,10,0.5,begin=5,end=0.01)': schedule.exponentialDecay({
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.5,
    transitionBegin: 5,
    endValue: 0.01,
  }),
  'exponential_decay(1,10,1.5,end=2)': schedule.exponentialDecay({
    initValue: 1,
    transitionSteps: 10,
    decayRate: 1.5,
    endValue: 2,
  }),
  'piecewise_constant(1,{10:0.5,100:0.1})': schedule.piecewiseConstant({
    initValue: 1,
    boundariesAndScales,
  }),
  'piecewise_interpolate(cosine,1,{10:0.5,100:0.1})': schedule.piecewiseInterpolate({
    interpolateType: 'cosine',
    initValue: 1,
    boundariesAndScales,
  }),
  'warmup_cosine(0,1,10,100,0.1)': schedule.warmupCosineDecay({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 10,
    decaySteps: 100,
    endValue: 0.1,
  }),
  'warmup_exponential(0,1,10,20,0.5)': schedule.warmupExponentialDecay({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 10,
    transitionSteps: 20,
    decayRate: 0.5,
  }),
  'warmup_constant(0,1,10)': schedule.warmupConstant({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 10,
  }),
  'cosine_onecycle(100,1.0)': schedule.cosineOneCycle({ transitionSteps: 100, peakValue: 1 }),
  'linear_onecycle(100,1.0)': schedule.linearOneCycle({ transitionSteps: 100, peakValue: 1 }),
  sgdr: schedule.sgdr({ cycles }),
  'join([linear(0,1,10),constant(0.3)],[10])': schedule.join({
    schedules: [
      schedule.linear({ initValue: 0, endValue: 1, transitionSteps: 10 }),
      schedule.constant({ value: 0.3 }),
    ],
    boundaries: [10],
  }),
}

describe('schedules', () => {
  test.each(Object.entries(golden.schedules))('%s', (name, wanted) => {
    const actual = golden.schedule_steps.map((step) =>
      T.toNumber(schedules[name]?.(T.tensor(step, 'i32')) ?? T.tensor(Number.NaN)),
    )
    expect(distance(actual, wanted)).toBeLessThan(1e-12)
  })
})
