import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { built, end, lastLine, start as startIn, writeDigits } from '../support.ts'

const folder = mkdtempSync(join(tmpdir(), 'digits-cnn-'))
const data = join(folder, 'data')
const start = startIn(built('digits-cnn'), folder)

beforeAll(() => writeDigits(data))

afterAll(() => rmSync(folder, { recursive: true }))

test('learns, reports, and says the test accuracy last', async () => {
  const { code, out, err } = await end(start('--data', data, '--epochs', '8'))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^epoch 8 of 8: held-out loss 0\.\d{4}, accuracy 1\.0000$/m)
  expect(lastLine(out)).toBe('test accuracy 1.0000')
  expect(existsSync(join(folder, 'digits-cnn.html'))).toBe(true)
})

test('says how it is used', async () => {
  const { code, out, err } = await end(start('--help'))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('usage: npm run digits-cnn -- [options]')
})
