/**
 * Pictures of the activations and their derivatives, as one page: `npm run activations`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { parseArgs } from 'node:util'
import { writeWhole } from '../report/write.ts'
import { renderActivations } from './page.ts'

const options = { report: { type: 'string', default: 'activations.html' } } as const

const parse = E.tryCatchK(
  () => parseArgs({ options }).values.report,
  (thrown) => (thrown instanceof Error ? thrown.message : String(thrown)),
)

const write = (place: string): TE.TaskEither<string, void> =>
  pipe(
    TE.fromTask(renderActivations),
    TE.chainIOEitherK((page) => writeWhole(place, page)),
    TE.mapLeft(({ place, cause }) => `${place} cannot be written: ${cause}`),
  )

const outcome = await pipe(TE.fromEither(parse()), TE.chainFirst(write))()

if (E.isRight(outcome)) process.stdout.write(`report: ${outcome.right}\n`)
else {
  process.stderr.write(`activations: ${outcome.left}; options: --report <file>\n`)
  process.exitCode = 1
}
