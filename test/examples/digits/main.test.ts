/**
 * The example as its user meets it: a process.
 */
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { built, end, lastLine, start as startIn, writeDigits } from '../support.ts'

const folder = mkdtempSync(join(tmpdir(), 'digits-'))
const data = join(folder, 'data')
const start = startIn(built('digits'), folder)

beforeAll(() => writeDigits(data))

afterAll(() => rmSync(folder, { recursive: true }))

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

  test('says how it is used', async () => {
    const { code, out, err } = await end(start('--help'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('usage: npm start -- [options]')
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
