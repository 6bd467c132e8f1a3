/** No bit depends on the number of threads, and nothing is lost when one is. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { R, T, compile, fold, grad, trace, vmap, wasmEngine } from '../../../../src/index.ts'
import type { Scalar, Tensor } from '../../../../src/core/tensor.ts'
import type { Storage } from '../../../../src/core/dtype.ts'
import type { Program } from '../../../../src/core/program.ts'
import { type Machine, runLoaded } from '../../../../src/engine/wasm/machine.ts'
import { sampleProgram } from '../../../../src/laws/program/generate.ts'
import { probeOf } from '../../../../src/laws/program/subject.ts'
import { derivedPrograms } from '../support/derived.ts'
import { counting, meaningOf, requireResults } from '../support/meaning.ts'
import { awaitThreads, loadFused, runShared, sharingMachine, spawning } from './crew.ts'

type Any = Tensor<readonly number[]>

const x = (...shape: number[]): Any => T.zeros(shape) as unknown as Any
const i = (...shape: number[]): Tensor<readonly number[], 'i32'> =>
  T.zeros(shape, 'i32') as unknown as Tensor<readonly number[], 'i32'>

/** Functions whose calls have several units each. */
const cases: { readonly [name: string]: () => Program } = {
  'products of every layout, and their derivatives': () =>
    trace(
      grad(
        (a: Any, b: Any) =>
          T.sum(T.tanh(T.matmul(T.relu(T.matmul(a, b)), T.transpose(b)))) as Scalar,
      ),
    )(x(150, 70), x(70, 130)),
  'products over a batch': () =>
    trace((a: Tensor<[3, 4, 33, 20]>, b: Tensor<[3, 37, 4, 20]>) =>
      T.einsum('bhqd,bkhd->bqhk', a, b),
    )(T.zeros([3, 4, 33, 20]), T.zeros([3, 37, 4, 20])),
  'convolution, pooling, and their derivatives': () =>
    trace(
      grad((k: Tensor<[3, 3, 3, 10]>, images: Tensor<[9, 14, 14, 3]>) =>
        T.sum(T.square(T.maxPool2d(T.conv2d(images, k, { padding: 'SAME' }), 2))),
      ),
    )(T.zeros([3, 3, 3, 10]), T.zeros([9, 14, 14, 3])),
  'a convolution in steps': () =>
    trace(
      grad(
        (k: Any, images: Any) =>
          T.sum(
            T.exp(T.conv2d(images as never, k as never, { strides: 2, padding: 'SAME' })),
          ) as Scalar,
      ),
    )(x(5, 5, 2, 6), x(6, 17, 13, 2)),
  'rows and columns': () =>
    trace((a: Any) => [T.softmax(a), T.variance(a, 0), T.max(a, 1), T.sum(a), T.cumsum(a, 0)])(
      x(513, 257),
    ),
  'elementwise operations in place': () =>
    trace((a: Any) => T.erf(T.add(T.mul(T.exp(T.neg(T.square(a))), 3), T.tanh(a))))(x(70_001)),
  'gathering and scattering': () =>
    trace((table: Any, indices: Tensor<readonly number[], 'i32'>) =>
      grad((t: Any) => T.sum(T.square(T.take(t, indices, 0))) as Scalar)(table),
    )(x(501, 40), i(900)),
  'movement and order': () =>
    trace((a: Any) => [
      T.transpose(a, [2, 0, 1]),
      T.sort(a, 1),
      T.flip(
        T.pad(a, [
          [1, 2],
          [0, 0],
          [3, 1],
        ] as never),
        0,
      ),
      T.roll(a, 3, 2),
    ])(x(40, 30, 20)),
  'random numbers': () => trace((key: R.Key) => R.normal(key, [9000]))(R.key(0)),
  'examples of a batch': () =>
    trace(
      vmap(
        grad((w: Any, v: Any) => T.sum(T.tanh(T.matmul(v, w))) as Scalar),
        [null, 0],
      ),
    )(x(20, 30), x(64, 5, 20)),
}

const inputsOf = ({ inputs }: Program): readonly Storage[] =>
  inputs.map(({ dtype, shape }, at) => {
    const values = counting(
      dtype,
      shape.reduce((a, b) => a * b, 1),
      at,
    )
    return values.map((value, k) =>
      dtype === 'i32' ? (k * 7) % 401 : dtype === 'f32' ? Math.sin(value) : value,
    ) as Storage
  })

describe('no bit depends on the number of threads', () => {
  const machines: { [threads: number]: Promise<Machine> } = {}
  const machineOf = async (threads: number): Promise<Machine> => {
    machines[threads] ??= (async () => {
      const machine = sharingMachine({ threads })
      await awaitThreads(machine, threads - 1)
      return machine
    })()
    return machines[threads]
  }

  describe.each([2, 3])('%i threads', (threads) => {
    test.each(Object.keys(cases))('%s', async (name) => {
      const machine = await machineOf(threads)
      const program = (cases[name] as () => Program)()
      const inputs = inputsOf(program)
      const loaded = loadFused(machine, program)
      expect(loaded.executable.shared).not.toBeNull()
      const alone = runLoaded(machine, loaded, inputs, [], 1)
      for (let time = 0; time < 20; time++) {
        requireResults(runShared(machine, loaded, inputs), alone, () => `the ${time}th time`)
      }
    })

    test('random programs and their derivatives', async () => {
      const machine = await machineOf(threads)
      let shared = 0
      for (let seed = 0; seed < 60; seed++) {
        const sample = sampleProgram(seed, { size: 8 })
        const given = { program: sample.program, inputs: sample.inputs.map(({ value }) => value) }
        for (const { program, inputs } of [given, ...derivedPrograms(probeOf(sample))]) {
          const loaded = loadFused(machine, program)
          if (loaded.executable.shared === null) continue
          shared += 1
          requireResults(runShared(machine, loaded, inputs), meaningOf(program, inputs), () => '')
        }
      }
      expect(shared).toBeGreaterThan(20)
    })
  })

  test('the memory may grow while threads have it', async () => {
    const machine = await machineOf(2)
    for (const size of [1e5, 1e6, 4e6]) {
      const program = trace((a: Any) => T.mul(T.add(a, 1), a))(x(size))
      const inputs = inputsOf(program)
      const loaded = loadFused(machine, program)
      requireResults(
        runShared(machine, loaded, inputs),
        runLoaded(machine, loaded, inputs, [], 1),
        () => `${size} elements`,
      )
    }
  })
})

/** A program of several calls, and what it gives. */
const program = trace((a: Any) => T.matmul(T.tanh(a), T.transpose(a)))(x(200, 300))
const inputs = inputsOf(program)
const expected = (): readonly Storage[] => {
  const machine = sharingMachine({ threads: 1 })
  return runLoaded(machine, loadFused(machine, program), inputs)
}

describe('a machine whose threads', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const requireRight = (machine: Machine): void => {
    const loaded = loadFused(machine, program)
    for (let time = 0; time < 3; time++) {
      requireResults(runLoaded(machine, loaded, inputs), expected(), () => `the ${time}th time`)
    }
  }

  test('cannot be started goes on alone', () => {
    const machine = sharingMachine({
      spawn: () => {
        throw new Error('no more threads')
      },
    })
    requireRight(machine)
    expect(machine.crew?.running()).toBe(0)
  })

  test('never come goes on alone', () => {
    requireRight(sharingMachine({ spawn: () => undefined }))
  })

  test('are told nonsense goes on alone', async () => {
    const { spawn, workers } = spawning(() => 'throw new Error("this is no worker")')
    const machine = sharingMachine({ spawn })
    requireRight(machine)
    await new Promise((done) => workers[0]?.on('exit', done))
    requireRight(machine)
    expect(machine.crew?.running()).toBe(0)
  })

  test('are killed between runs goes on alone', async () => {
    const { spawn, workers } = spawning((source) => source)
    const machine = sharingMachine({ spawn })
    await awaitThreads(machine, 1)
    requireRight(machine)
    await workers[0]?.terminate()
    requireRight(machine)
    expect(machine.crew?.running()).toBe(0)
  })

  test('cannot load a program goes on alone', async () => {
    const { spawn } = spawning((source) =>
      source.replace('const places =', 'throw new Error("no memory"); const places ='),
    )
    const machine = sharingMachine({ spawn })
    await awaitThreads(machine, 1)
    requireRight(machine)
    for (let time = 0; time < 100 && machine.crew?.running() !== 0; time++) {
      requireRight(machine)
      await new Promise((done) => setTimeout(done, 10))
    }
    expect(machine.crew?.running()).toBe(0)
  })

  test('fail in the middle of a program says so, and goes on alone', async () => {
    const { spawn } = spawning((source) =>
      source.replace(
        'return kernels.get(Number(number))[kernel]',
        'return () => { throw new Error("this part is lost") }',
      ),
    )
    const machine = sharingMachine({ spawn })
    await awaitThreads(machine, 1)
    const loaded = loadFused(machine, program)
    const runs = (): void => {
      for (let time = 0; time < 1000; time++) runShared(machine, loaded, inputs)
    }
    expect(runs).toThrow(/wasmEngine: a worker thread has died.*threads: 1/)
    requireRight(machine)
    expect(machine.crew?.running()).toBe(0)
  })

  test('end when they have been idle, and come again', async () => {
    const machine = sharingMachine({ idle: 30 })
    await awaitThreads(machine, 1)
    requireRight(machine)
    for (let time = 0; time < 3000 && machine.crew?.running() !== 0; time++) {
      await new Promise((done) => setTimeout(done, 10))
    }
    expect(machine.crew?.running()).toBe(0)
    await awaitThreads(machine, 1)
    requireRight(machine)
  })
})

describe('an engine', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const sum = (engine: ReturnType<typeof wasmEngine>): number => {
    const f = compile((a: Tensor<[300, 300]>) => T.sum(T.matmul(a, a)), { engine })
    let last = 0
    for (let time = 0; time < 100; time++) {
      last = T.toNumber(f(T.full([300, 300], 2) as Tensor<[300, 300]>), { engine })
    }
    return last
  }

  test('starts threads when there is work for them', async () => {
    const engine = wasmEngine({ threads: 2 })
    const small = compile((a: Tensor<[10]>) => T.mul(a, 2), { engine })
    for (let time = 0; time < 100; time++) T.toArray(small(T.ones([10])), { engine })
    expect(engine.counts().workers).toBe(0)
    sum(engine)
    await expect.poll(() => engine.counts().workers, { timeout: 30_000 }).toBe(1)
    expect(sum(engine)).toBe(300 ** 3 * 4)
  })

  test('of one thread starts none', () => {
    const engine = wasmEngine({ threads: 1 })
    expect(sum(engine)).toBe(300 ** 3 * 4)
    expect(engine.counts().workers).toBe(0)
  })

  test('keeps one program on one thread', () => {
    const step = (total: Scalar, a: Tensor<[128, 128]>) => {
      const next = T.add(total, T.sum(T.matmul(a, a)))
      return [next, next] as const
    }
    const inputs = Array.from({ length: 50 }, () => T.ones([128, 128]) as Tensor<[128, 128]>)
    const engine = wasmEngine({ threads: 2 })
    const [, total] = fold(step, { engine, threads: 1 })(T.tensor(0), inputs)
    expect(T.toNumber(total)).toBe(50 * 128 ** 3)
    expect(engine.counts().workers).toBe(0)
  })

  test('works without shared memory', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const engine = wasmEngine({ threads: 2 })
    expect(sum(engine)).toBe(300 ** 3 * 4)
    expect(engine.counts().workers).toBe(0)
  })

  test.each([0, -1, 1.5, Number.NaN, '2'])('refuses %j threads', (threads) => {
    expect(() => wasmEngine({ threads: threads as number })).toThrow(
      /wasmEngine: threads must be a positive integer, got/,
    )
  })
})

test('threads keep no process alive', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const script = `
    import { T, compile, wasmEngine } from 'cotangent'
    const engine = wasmEngine({ threads: 3 })
    const f = compile((a) => T.sum(T.matmul(a, a)), { engine })
    const end = Date.now() + 20000
    while (engine.counts().workers < 2 && Date.now() < end) {
      T.toNumber(f(T.ones([300, 300])), { engine })
    }
    console.log(engine.counts().workers)
  `
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: root, timeout: 60_000 },
  )
  expect(stdout.trim()).toBe('2')
})
