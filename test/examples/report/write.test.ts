import * as E from 'fp-ts/lib/Either.js'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeWhole } from '../../../examples/report/write.ts'

describe('writeWhole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('replaces what was there and leaves no draft', () => {
    const place = join(folder, 'report.html')
    expect(writeWhole(place, 'old')()).toEqual(E.right(undefined))
    expect(writeWhole(place, 'new')()).toEqual(E.right(undefined))
    expect(readFileSync(place, 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['report.html'])
  })

  test('makes the folder', () => {
    const place = join(folder, 'made', 'report.html')
    expect(writeWhole(place, 'new')()).toEqual(E.right(undefined))
    expect(readFileSync(place, 'utf8')).toBe('new')
  })

  test('tells why it cannot', () => {
    const inFile = join(folder, 'report.html', 'report.html')
    expect(writeWhole(inFile, '')()).toMatchObject({ left: { _tag: 'NotWritten', place: inFile } })
    const taken = join(folder, 'taken')
    mkdirSync(taken)
    expect(writeWhole(taken, '')()).toMatchObject({ left: { _tag: 'NotWritten', cause: 'EISDIR' } })
    expect(readdirSync(folder).toSorted()).toEqual(['made', 'report.html', 'taken'])
  })
})
