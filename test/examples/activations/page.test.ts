import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { activations } from '../../../examples/activations/catalogue.ts'
import { renderActivations } from '../../../examples/activations/page.ts'
import { vectorActivations } from '../../../examples/activations/vectors.ts'
import { escapeHtml } from '../../../examples/report/page.ts'
import { built } from '../support.ts'

const main = built('activations')
const folder = mkdtempSync(join(tmpdir(), 'activations-'))

const run = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [main, ...args], { cwd: folder })

afterAll(() => rmSync(folder, { recursive: true }))

describe('the page of activations', () => {
  test('needs nothing else, names every picture, and says every fact', async () => {
    const { stdout } = await run('--report', 'made/page.html')
    expect(stdout).toBe('report: made/page.html\n')
    const page = readFileSync(join(folder, 'made', 'page.html'), 'utf8')
    const all = [...activations, ...vectorActivations]

    expect(page).not.toMatch(/\b(src|href)="(?!#)/)
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(2 * all.length)
    expect(page).not.toMatch(/ (d|transform)="[^"]*(NaN|Infinity|undefined)/)
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`)
    for (const { definition, facts } of all) {
      for (const text of [definition, ...facts.map(({ says }) => says)])
        expect(page).toContain(`>${escapeHtml(text)}</`)
    }
  })

  test('shows where a derivative jumps, and what is taken there', async () => {
    const page = await renderActivations()
    const dots = (id: string): readonly string[] => {
      const section = page.slice(page.indexOf(`<section id="${id}"`)).split('</section>')[0] ?? ''
      return [...section.matchAll(/aria-roledescription="point"[^>]*fill="([^"]*)"/g)].map(
        ([, fill]) => fill ?? '',
      )
    }
    expect(dots('relu')).toEqual(['var(--second)', 'var(--paper)'])
    expect(dots('elu')).toEqual([])
    expect(dots('prelu')).toHaveLength(6)
  })

  test('says in one line what it cannot do', async () => {
    await expect(run('--size', '3')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^activations: Unknown option '--size'.*--report <file>\n$/),
    })
    await expect(run('--report', '.')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^activations: \. cannot be written: \w+; options.*\n$/),
    })
  })
})
