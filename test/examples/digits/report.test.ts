import { describe, expect, test } from 'vitest'
import { smooth } from '../../../examples/digits/curves.ts'
import { renderReport, type Report } from '../../../examples/digits/report.ts'

const run: Report = {
  settings: { learningRate: 0.03, data: '<digits> & "more"' },
  losses: Array.from({ length: 900 }, (_, i) => ({ epoch: i / 450, loss: 2 / (1 + i / 50) })),
  validation: [
    { epoch: 1, loss: 0.2, accuracy: 0.9432 },
    { epoch: 2, loss: 0.1, accuracy: 0.9654 },
  ],
  test: {
    count: 10_000,
    loss: 0.11,
    accuracy: 0.9659,
    mistakes: Array.from({ length: 341 }, () => ({
      pixels: new Uint8Array(784).fill(255, 300, 320),
      caption: '6 read as 0',
    })),
  },
}

describe('the report', () => {
  test('is one page that needs nothing else', async () => {
    const page = await renderReport(run)
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).not.toMatch(/\b(src|href)=/)
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(2 + 14)
  })

  test('has the figures and escapes what it was given', async () => {
    const page = await renderReport(run)
    for (const text of [
      '0.9659',
      '9,659',
      '0.9432',
      '6 read as 0',
      'learning rate',
      '&lt;digits&gt; &amp; &quot;',
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('<digits>')
  })

  test('can draw a run that diverged', async () => {
    const losses = run.losses.map(({ epoch }) => ({ epoch, loss: Number.NaN }))
    const validation = [{ epoch: 1, loss: Number.POSITIVE_INFINITY, accuracy: 0.098 }]
    const page = await renderReport({ ...run, losses, validation })
    for (const svg of page.match(/<svg .*<\/svg>/g) ?? []) {
      expect(svg).not.toMatch(/ (d|transform)="[^"]*(NaN|Infinity|undefined)/)
    }
    expect(page).toContain('0.0980')
  })
})

describe('smooth', () => {
  test('leaves a constant as it is, from the first point on', () => {
    const flat = Array.from({ length: 9 }, (_, epoch) => ({ epoch, loss: 3 }))
    for (const { loss } of smooth(flat, 0.9)) expect(loss).toBeCloseTo(3, 12)
  })

  test('weighs the past by what it keeps', () => {
    const points = [
      { epoch: 0, loss: 0 },
      { epoch: 1, loss: 3 },
    ]
    expect(smooth(points, 0.5)[1]?.loss).toBe(2)
    expect(smooth(points, 0)).toEqual(points)
  })
})
