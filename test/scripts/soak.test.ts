import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { help, readOptions } from '../../scripts/soak/options.mjs'
import { readBlocks, resumeAt, soak } from '../../scripts/soak/run.mjs'
import { neg } from '../../src/core/primitives/arithmetic.ts'
import { nn, T, type Tensor } from '../../src/index.ts'
import { soakModel } from '../../src/laws/model/soak.ts'
import { type SoakFailure, soakProgram, soakSeed } from '../../src/laws/program/soak.ts'
import { afterJvp, broken } from '../../src/laws/zoo/mutation.ts'

const failure = (seed: number): SoakFailure => ({
  seed,
  law: 'jvpIsDerivative',
  report: 'got 1, expected 2 ± 0',
  parts: [9, 1],
  source: 'const program = (a) => {\n  return [a]\n}',
})

const run = (options: Parameters<typeof soak>[0], start: number, failing: readonly number[]) => {
  const blocks: Parameters<Parameters<typeof soak>[2]['record']>[0][] = []
  const printed: string[] = []
  let clock = 0
  const result = soak(options, start, {
    check: (seed) => (failing.includes(seed) ? failure(seed) : null),
    now: () => (clock += 1000),
    record: (block) => blocks.push(block),
    progress: () => undefined,
    print: (text) => printed.push(text),
  })
  return { ...result, blocks, printed: printed.join('\n') }
}

const usual = {
  of: 'programs',
  seed: 0,
  count: 250,
  minutes: Infinity,
  size: 12,
  log: null,
} as const

describe('the soak', () => {
  test('runs every seed once, and goes on after a failure', () => {
    const { programs, failures, blocks, printed } = run(usual, 0, [5, 249])
    expect(programs).toBe(250)
    expect(failures.map(({ seed }) => seed)).toEqual([5, 249])
    expect(blocks.map(({ from, to }) => [from, to])).toEqual([
      [0, 99],
      [100, 199],
      [200, 249],
    ])
    expect(printed).toContain('npm run soak -- --seed 249 --count 1 --size 12')
    expect(printed).toContain('    return [a]')
    const models = run({ ...usual, of: 'models', size: 5 }, 0, [3]).printed
    expect(models).toContain('the model of seed 3 (9 layers, 1 when shrunk)')
    expect(models).toContain('npm run soak -- --models --seed 3 --count 1 --size 5')
  })

  test('goes on where the log ends, also in the middle of a block', () => {
    const first = run({ ...usual, minutes: 1 }, 0, [])
    expect(first.programs).toBeGreaterThan(0)
    expect(first.programs).toBeLessThan(250)
    const log = `${first.blocks.map((block) => JSON.stringify(block)).join('\n')}\n`
    expect(resumeAt(readBlocks(log), usual)).toBe(first.next)
    // a line that was cut off is not there
    expect(resumeAt(readBlocks(`${log}{"from":`), usual)).toBe(first.next)
    const rest = run(usual, first.next, [])
    expect(first.programs + rest.programs).toBe(250)
    expect(resumeAt([], usual)).toBe(0)
  })

  test('refuses the log of another run, and what is no log', () => {
    const blocks = [{ from: 0, to: 99, size: 3, failures: [] }]
    expect(() => resumeAt(blocks, usual)).toThrow('the log is of --seed 0 --size 3')
    expect(() => resumeAt(blocks, { ...usual, size: 3, of: 'models' })).toThrow(
      'the log is of --seed 0 --size 3',
    )
    const models = [{ of: 'models' as const, from: 0, to: 99, size: 5, failures: [] }]
    expect(() => resumeAt(models, usual)).toThrow('the log is of --models --seed 0 --size 5')
    expect(resumeAt(models, { ...usual, size: 5, of: 'models' })).toBe(100)
    expect(() => readBlocks('nonsense\n')).toThrow('line 1 of the log is not JSON')
    expect(() => readBlocks('{"a": 1}\n')).toThrow('line 1 of the log speaks of no programs')
  })

  test('reads options, and says what is wrong with them', () => {
    expect(readOptions([])).toEqual({ ...usual, count: 1000 })
    expect(readOptions(['--minutes', '2'])?.count).toBe(2 ** 32)
    expect(readOptions(['--help'])).toBe(null)
    expect(readOptions(['--models'])).toEqual({ ...usual, of: 'models', count: 1000, size: 5 })
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['--count', '0'], '--count takes a whole number from 1'],
      [['--seed', '1.5'], '--seed takes a whole number'],
      [['--minutes', 'soon'], "--minutes takes a number > 0, got 'soon'"],
      [['--size', ''], '--size takes a whole number from 1'],
      [['--cuont', '3'], "Unknown option '--cuont'"],
      [['7'], 'Unexpected argument'],
    ]
    for (const [args, message] of wrong) expect(() => readOptions(args)).toThrow(message)
    expect(help).toContain('--log FILE')
  })

  test('is a command', () => {
    const script = fileURLToPath(new URL('../../scripts/soak.mjs', import.meta.url))
    const command = (...args: readonly string[]) =>
      spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
    expect(command('--help')).toMatchObject({ status: 0, stdout: `${help}\n` })
    expect(command('--size', 'x')).toMatchObject({ status: 2, stdout: '' })
  })
})

test('a program that breaks a law is shrunk, and follows from its seed', () => {
  const { rules } = broken(
    'reduceSum',
    'sign flip',
    'a sign in the jvp',
    afterJvp((given) => neg(given)),
  )
  const seeds = Array.from({ length: 20 }, (_, seed) => seed)
  const found = seeds.flatMap((seed) => soakSeed(seed, 6, rules) ?? [])
  expect(found.length).toBeGreaterThan(0)
  for (const { seed, parts, source } of found) {
    expect(soakProgram(seed, 6).program.equations.length).toBe(parts[0])
    expect(parts[1]).toBeLessThanOrEqual(3)
    expect(source).toMatch(/T\.(sum|broadcastTo)/)
  }
  expect(soakSeed(found[0]?.seed ?? 0, 6)).toBe(null)
})

test('a model that breaks a law is shrunk, and follows from its seed', () => {
  const kind = { ...(nn.kinds['softmax'] as nn.LayerKind), tag: 'my/softmax' }
  const along = nn.layerOf<nn.LayerType>(
    { ...kind, apply: ({ state }, x: Tensor) => [T.softmax(x, 0), state] },
    {},
  )
  const seeds = Array.from({ length: 6 }, (_, seed) => seed)
  const found = seeds.flatMap((seed) => soakModel(seed, 3, { layers: [along] }) ?? [])
  expect(found.length).toBeGreaterThan(0)
  for (const { law, parts, source } of found) {
    expect(law).toBe('rowsAreIndependent')
    expect(parts[1]).toBe(1)
    expect(source).toContain("nn.on(nn.input('batch'), own['my/softmax']({}))")
  }
  expect(soakModel(found[0]?.seed ?? 0, 3)).toBe(null)
})
