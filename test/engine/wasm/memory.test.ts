/** What an engine holds on to: memory, programs and kernels. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { ShapeError, T, compile, fold, trace, wasmEngine } from '../../../src/index.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { executable } from '../../../src/engine/wasm/executable.ts'
import { createHeap } from '../../../src/engine/wasm/heap.ts'
import { createLibrary } from '../../../src/engine/wasm/library.ts'
import { createMachine, load, runLoaded } from '../../../src/engine/wasm/machine.ts'
import { singly } from '../../../src/engine/wasm/singly.ts'
import { probeOf } from '../../../src/laws/program/subject.ts'
import { sampleProgram } from '../../../src/laws/program/generate.ts'
import { derivedPrograms } from './support/derived.ts'
import { meaningOf, requireResults } from './support/meaning.ts'

/** `SOAK=1` makes a million calls and two thousand steps. */
const isSoak = process.env['SOAK'] !== undefined

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}
/** What is held, and what the machine has given for it: that varies with the moment of collections. */
const held = (): { readonly heap: number; readonly resident: number } => {
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: (heapUsed + external) / mebibyte, resident: rss / mebibyte }
}
const expectSteady = (before: ReturnType<typeof held>, after: ReturnType<typeof held>): void => {
  const grown = { heap: after.heap - before.heap, resident: after.resident - before.resident }
  if (isSoak) console.log('MiB more', grown)
  expect(grown.heap).toBeLessThan(4)
  expect(grown.resident).toBeLessThan(64)
}
const mebibyte = 2 ** 20

type Trained = <S>(state: S, input: unknown) => readonly [unknown, S]

/** What is measured elsewhere: plain JavaScript, whose types are not checked. */
const workloads = (): Promise<{
  readonly mlp: (batch: number) => { step: Trained; state: unknown; input: unknown }
}> => import('../../../bench/workloads/models.js' as string) as ReturnType<typeof workloads>

describe('memory', () => {
  test('stays as it is over many small calls', () => {
    const engine = wasmEngine()
    const f = compile((x: Tensor<[4]>, y: Tensor<[4]>) => T.sum(T.mul(T.exp(x), y)), { engine })
    const call = (i: number): number =>
      T.toNumber(f(T.tensor([i, 1, 2, 3]), T.tensor([0, i, 1, 0])), { engine })
    const count = isSoak ? 1_000_000 : 20_000
    for (let i = 0; i < count / 10; i++) call(i / count)
    const [bytes, before, { programs }] = [engine.counts().bytes, held(), engine.counts()]
    for (let i = 0; i < count; i++) call(i / count)
    expect(engine.counts().bytes).toBe(bytes)
    expect(engine.counts().programs).toBe(programs)
    expectSteady(before, held())
  })

  test('stays as it is over the steps of a training', async () => {
    const engine = wasmEngine()
    const { mlp } = await workloads()
    const { step, state, input } = mlp(32)
    const count = isSoak ? 2000 : 60
    const samples: { readonly bytes: number; readonly held: ReturnType<typeof held> }[] = []
    const inputs = function* () {
      for (let i = 0; i < count; i++) {
        if (i === Math.floor(count / 3) || i === count - 1) {
          samples.push({ bytes: engine.counts().bytes, held: held() })
        }
        yield input
      }
    }
    fold(step, { engine })(state, inputs())
    const [first, last] = samples
    if (first === undefined || last === undefined) throw new RangeError('too few steps')
    expect(last.bytes).toBe(first.bytes)
    expectSteady(first.held, last.held)
  })

  test('that there is not: an error that says how much, and all goes on', () => {
    const engine = wasmEngine()
    const program = trace((x: Tensor<[1]>) => T.cumsum(T.broadcastTo(x, [2 ** 15, 2 ** 15]), 0))(
      T.zeros([1]),
    )
    const tooLarge = (): unknown => engine.prepare(program)([Float32Array.of(1)])
    for (let time = 0; time < 3; time++) {
      expect(tooLarge).toThrow(ShapeError)
      expect(tooLarge).toThrow(/no memory for \d+\.0 MiB more beside .* in use.*4095\.9 MiB/)
    }
    const before = engine.counts().bytes
    // what lies behind the place that was not to be had is not used up either
    const f = compile((x: Tensor<[number]>) => T.sum(T.sqrt(x)), { engine })
    for (const count of [4, 4, 1e6, 1e6]) {
      const x = T.ones([count]) as Tensor<[number]>
      expect(T.toNumber(f(x), { engine })).toBe(count)
    }
    expect(engine.counts().bytes).toBeLessThan(before + 64 * mebibyte)
  })

  test('beyond 2 GiB has no other numbers', () => {
    const machine = createMachine()
    machine.heap.take(2 ** 31 - 2 ** 12)
    for (let seed = 0; seed < 40; seed++) {
      const sample = sampleProgram(seed)
      const given = { program: sample.program, inputs: sample.inputs.map(({ value }) => value) }
      for (const { program, inputs } of [given, ...derivedPrograms(probeOf(sample))]) {
        for (const joined of [false, true]) {
          const plan = singly(program)
          const options = { carried: 0, joined }
          const loaded = load(machine, executable(machine, plan, options))
          requireResults(runLoaded(machine, loaded, inputs), meaningOf(program, inputs), () => '')
        }
      }
    }
    expect(machine.heap.memory.buffer.byteLength).toBeGreaterThan(2 ** 31)
  })
})

describe('programs', () => {
  test('that differ in numbers only are compiled once', () => {
    const engine = wasmEngine()
    const x = T.tensor([1, 2, 3])
    for (let i = 0; i < 40; i++) {
      const rate = 0.1 + i / 7
      const y = T.mul(T.sub(x, rate), T.tensor([i, 1, 3]))
      expect(T.toArray(y, { engine })).toEqual(T.toArray(y))
    }
    expect(engine.counts().programs).toBe(1)
  })

  test('are forgotten beyond 256, give their memory back, and run again', () => {
    const engine = wasmEngine()
    const lengths = Array.from({ length: 300 }, (_, i) => 2000 + i)
    const programs = lengths.map((length) => {
      const x = T.zeros([length]) as Tensor<[number]>
      return trace((v: Tensor<[number]>) => T.flip(T.mul(v, 2), 0))(x)
    })
    const round = (): void => {
      programs.forEach((program, i) => {
        const value = Float32Array.from({ length: lengths[i] ?? 0 }, (_, k) => k)
        const twice = value.map((x) => 2 * x).reverse()
        for (let time = 0; time < 2; time++) {
          requireResults(engine.prepare(program)([value]), [twice], () => '')
        }
      })
    }
    round()
    expect(engine.counts().programs).toBe(300)
    const { bytes, kernels } = engine.counts()
    round()
    // each was forgotten before its turn came again
    expect(engine.counts().programs).toBe(600)
    expect(engine.counts().bytes).toBe(bytes)
    expect(engine.counts().kernels).toBe(kernels)
  })

  test('keep the kernels that a library has forgotten', () => {
    const heap = createHeap({ shared: false })
    const machine = { ...createMachine(), heap, library: createLibrary(heap, 2) }
    const block = () => {
      let top = { address: heap.take(2 ** 16), bytes: 2 ** 16 }
      return (bytes: number): number => {
        if (bytes > top.bytes) top = { address: heap.take(bytes), bytes }
        return top.address
      }
    }
    const own = { ...machine, shared: block(), scratch: block() }
    const all = Array.from({ length: 30 }, (_, seed) => sampleProgram(seed)).map((sample) => {
      const inputs = sample.inputs.map(({ value }) => value)
      const plan = singly(sample.program)
      const one = executable(own, plan, { carried: 0, joined: sample.seed % 2 === 0 })
      return { inputs, loaded: load(own, one), program: sample.program }
    })
    for (const { inputs, loaded, program } of all) {
      requireResults(runLoaded(own, loaded, inputs), meaningOf(program, inputs), () => '')
    }
  })
})
