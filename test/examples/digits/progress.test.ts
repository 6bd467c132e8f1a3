import { describe, expect, test } from 'vitest'
import { type Progress, progress } from '../../../examples/digits/progress.ts'

/** What is written to an output while `use` works with its display. */
const written = (
  use: (display: Progress, wait: (milliseconds: number) => void) => void,
  {
    isTTY = false,
    environment = {},
  }: { isTTY?: boolean; environment?: Record<string, string> } = {},
): string => {
  let text = ''
  let now = 0
  const output = {
    isTTY,
    columns: 100,
    write: (part: string | Uint8Array) => {
      text += String(part)
      return true
    },
    // what a real terminal has too, and the bar calls through node:readline
    cursorTo: () => true,
    on: () => output,
  }
  const display = progress(output, environment, () => now)
  use(display, (milliseconds) => {
    now += milliseconds
  })
  display.stop()
  return text
}

const pass = (display: Progress, wait: (milliseconds: number) => void): void => {
  display.start('epoch 1/2', 55_000)
  for (const done of [1000, 2000, 3000, 4000, 5000, 6000]) {
    wait(2000)
    display.update(done, 0.25)
  }
  display.stop()
  display.line('epoch 1/2: done')
}

describe('without a terminal', () => {
  test('writes a line every few seconds', () => {
    expect(written(pass)).toBe(
      'epoch 1/2: 3,000 of 55,000, loss 0.2500, 500 digits/s\n' +
        'epoch 1/2: 6,000 of 55,000, loss 0.2500, 500 digits/s\n' +
        'epoch 1/2: done\n',
    )
  })

  test('and on a terminal that knows no escape codes', () => {
    expect(written(pass, { isTTY: true, environment: { TERM: 'dumb' } })).not.toContain('\u001b')
  })
})

describe('on a terminal', () => {
  const hidden = '\u001b[?25l'
  const shown = '\u001b[?25h'

  test('draws a bar and gives the cursor back', () => {
    const text = written(pass, { isTTY: true })
    expect(text).toContain('epoch 1/2')
    expect(text).toContain('\u001b[36m')
    expect(text.lastIndexOf(shown)).toBeGreaterThan(text.lastIndexOf(hidden))
    expect(text.endsWith('epoch 1/2: done\n')).toBe(true)
  })

  test('without colour when NO_COLOR asks for that', () => {
    const text = written(pass, { isTTY: true, environment: { NO_COLOR: '1' } })
    expect(text).not.toContain('\u001b[36m')
    expect(text).not.toContain('\u001b[0m')
    expect(text).toContain('█')
  })

  test('gives the cursor back when it is stopped in the middle, and twice', () => {
    const text = written(
      (display) => {
        display.start('epoch 1/2', 100)
        display.update(10, 1)
        display.stop()
        display.stop()
      },
      { isTTY: true },
    )
    expect(text.split(shown)).toHaveLength(2)
  })
})
