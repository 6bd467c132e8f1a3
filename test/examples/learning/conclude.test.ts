import { afterEach, expect, test, vi } from 'vitest'
import { conclude } from '../../../examples/learning/conclude.ts'

const exitCode = process.exitCode

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = exitCode
})

/** What is printed, and the exit code. */
const concluded = (accuracy: number): readonly [out: string, err: string, code: unknown] => {
  let [out, err] = ['', '']
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (out += String(text)) !== '')
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (err += String(text)) !== '')
  conclude('it', 0.9, { losses: [8, 6, 5, 4, 3, 2, 1], accuracy })
  return [out, err, process.exitCode]
}

test('tells how the loss fell, and the accuracy', () => {
  expect(concluded(0.95)).toEqual([
    'steps 1 to 2: loss 7.0000\nsteps 3 to 4: loss 4.5000\nsteps 5 to 6: loss 2.5000\n' +
      'steps 7 to 7: loss 1.0000\naccuracy on 1,000 unseen examples: 0.9500\n',
    '',
    exitCode,
  ])
})

test('fails where nothing was learned', () => {
  const [out, err, code] = concluded(0.5)
  expect(out).toContain('0.5000')
  expect([err, code]).toEqual(['it: expected at least 0.9\n', 1])
})
