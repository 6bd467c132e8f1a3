/**
 * The manners of a command: a failure outside the program is one line and exit code 1, Ctrl-C is
 * answered at once, and the terminal is left as it was found.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { WriteError } from '../report/write.ts'
import type { DigitsError } from './digits.ts'
import { explain } from './explain.ts'
import type { Progress } from './progress.ts'
import type { HelpAsked, SettingsError } from './settings.ts'

/** The value of a `Right`; a `Left` is explained and ends the command. */
export const orExit = <A>(
  result: E.Either<DigitsError | SettingsError | HelpAsked | WriteError, A>,
): A => {
  if (E.isRight(result)) return result.right
  if (result.left._tag === 'HelpAsked') {
    process.stdout.write(result.left.usage)
    process.exit(0)
  }
  process.stderr.write(`digits: ${explain(result.left)}\n`)
  process.exit(1)
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const

/** Whenever and however the command ends, the display is stopped, which gives the cursor back. */
export const leaveCleanly = (display: Progress): void => {
  process.once('exit', display.stop)
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => {
      display.stop()
      display.line('interrupted, no report is written')
      process.exit(code)
    })
  }
  // a reader that has seen enough (`npm start | head`) is no failure
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? 0 : 1),
  )
}
