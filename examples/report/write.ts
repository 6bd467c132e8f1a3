/**
 * Writing a file whole or not at all.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { IOEither } from 'fp-ts/lib/IOEither.js'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export type WriteError = {
  readonly _tag: 'NotWritten'
  readonly place: string
  readonly cause: string
}

/**
 * Whoever reads `place` finds what was there before or all of `text`, never a part of it,
 * even when the program is stopped in the middle. Makes the folder if there is none.
 */
export const writeWhole =
  (place: string, text: string): IOEither<WriteError, void> =>
  () => {
    const draft = `${place}.${process.pid}.tmp`
    return E.tryCatch(
      () => {
        try {
          mkdirSync(dirname(place), { recursive: true })
          writeFileSync(draft, text)
          renameSync(draft, place)
        } catch (thrown) {
          rmSync(draft, { force: true })
          throw thrown
        }
      },
      (thrown) => {
        const { code, message } = thrown as NodeJS.ErrnoException
        return { _tag: 'NotWritten', place, cause: code ?? message }
      },
    )
  }
