/**
 * What came of a run: some misread digits on the terminal, the report, and the test accuracy.
 */
import type { Either } from 'fp-ts/lib/Either.js'
import type { Assessment } from './assess.ts'
import type { Curves } from './curves.ts'
import { gallery } from './picture.ts'
import { type Progress, thousands } from './progress.ts'
import { renderReport } from './report.ts'
import { type WriteError, writeWhole } from './write.ts'

/** What was chosen for the run, and two places that are no part of what it teaches. */
export type Chosen = { readonly data: string; readonly report: string } & Readonly<
  Record<string, string | number>
>

/** The test accuracy is told even when the report cannot be written, and always last. */
export const tellOutcome = async (
  display: Progress,
  { data: _, report: place, ...settings }: Chosen,
  curves: Curves,
  test: Assessment,
): Promise<Either<WriteError, void>> => {
  const drawn = gallery(test.mistakes, process.stdout.columns ?? 80)
  display.line(
    `misread: ${thousands(test.mistakes.length)} of ${thousands(test.count)} test digits`,
  )
  display.line(['', ...drawn, ''].join('\n'))

  const written = writeWhole(place, await renderReport({ ...curves, test, settings }))()
  if (written._tag === 'Right') display.line(`report: ${place}`)
  display.line(`test accuracy ${test.accuracy.toFixed(4)}`)
  return written
}
