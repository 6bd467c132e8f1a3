/**
 * The example as its user meets it: a process. It runs from the build, on a few drawn digits that
 * are quickly learned.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeIdx } from './encode-idx.ts'

const main = fileURLToPath(new URL('../../../build/examples/digits/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'digits-'))
const data = join(folder, 'data')

/** Digit n is a bar n rows below the top: `count` of them, one after the other. */
const writeDigits = (name: string, count: number): void => {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  const images = Uint8Array.from({ length: count * 784 }, (_, i) =>
    Math.floor((i % 784) / 56) === (labels[Math.floor(i / 784)] ?? 0) + 2 ? 255 : 0,
  )
  const write = (file: string, shape: readonly number[], data: Uint8Array): void =>
    writeFileSync(join(folder, 'data', file), encodeIdx({ shape, data }))
  write(`${name}-images-idx3-ubyte`, [count, 28, 28], images)
  write(`${name}-labels-idx1-ubyte`, [count], labels)
}

beforeAll(() => {
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build`)
  mkdirSync(data)
  writeDigits('train', 240)
  writeDigits('t10k', 50)
})

afterAll(() => rmSync(folder, { recursive: true }))

const start = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })

type Ended = {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

const end = async (child: ChildProcess): Promise<Ended> => {
  let [out, err] = ['', '']
  child.stdout?.on('data', (text) => (out += text))
  child.stderr?.on('data', (text) => (err += text))
  const [code] = await once(child, 'close')
  return { code, out, err }
}

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1)

describe('the digits example', () => {
  test('learns, reports, and says the test accuracy last', async () => {
    const args = ['--data', data, '--epochs', '8', '--report', 'page.html']
    const { code, out, err } = await end(start(...args))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^epoch 8 of 8: held-out loss 0\.\d{4}, accuracy 1\.0000$/m)
    expect(lastLine(out)).toBe('test accuracy 1.0000')
    expect(out).not.toContain('\u001b')
    expect(existsSync(join(folder, 'page.html'))).toBe(true)

    const [again, other] = await Promise.all([
      end(start(...args)),
      end(start(...args, '--seed', '1', '--report', 'other.html')),
    ])
    expect(again.out).toBe(out)
    expect(other.out).not.toBe(out)
  })

  test('says in one line which file is missing', async () => {
    const { code, out, err } = await end(start('--data', 'nowhere'))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^digits: nowhere\/train-images-idx3-ubyte is missing.*\n$/)
  })

  test('tells the accuracy even if the report cannot be written', async () => {
    const { code, out, err } = await end(start('--data', data, '--epochs', '1', '--report', 'data'))
    expect(code).toBe(1)
    expect(lastLine(out)).toMatch(/^test accuracy \d\.\d{4}$/)
    expect(err).toBe('digits: data cannot be written: EISDIR\n')
  })

  test('ends at once and cleanly at Ctrl-C', async () => {
    const child = start('--data', data, '--epochs', '100000', '--report', 'never.html')
    const ended = end(child)
    child.stdout?.once('data', () => child.kill('SIGINT'))
    const { code, out, err } = await ended
    expect({ code, err }).toEqual({ code: 130, err: '' })
    expect(lastLine(out)).toBe('interrupted, no report is written')
    expect(readdirSync(folder).filter((file) => file.startsWith('never'))).toEqual([])
  })

  test('is content with a reader that has seen enough', async () => {
    const child = start('--data', data, '--epochs', '100000')
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  })
})
