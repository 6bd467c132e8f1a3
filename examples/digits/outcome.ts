/**
 * What came of a run: some misread digits on the terminal, the report, and the test accuracy.
 */
import type { Either } from 'fp-ts/lib/Either.js'
import { type WriteError, writeWhole } from '../report/write.ts'
import { gallery } from './picture.ts'
import { type Progress, thousands } from './progress.ts'
import { type Report, renderReport } from './report.ts'

/** The test accuracy is told even when the report cannot be written, and always last. */
export const tellOutcome = async (
  display: Progress,
  place: string,
  report: Report,
): Promise<Either<WriteError, void>> => {
  const { count, mistakes, accuracy } = report.test
  display.line(`misread: ${thousands(mistakes.length)} of ${thousands(count)} test digits`)
  display.line(['', ...gallery(mistakes, process.stdout.columns ?? 80), ''].join('\n'))

  const written = writeWhole(place, await renderReport(report))()
  if (written._tag === 'Right') display.line(`report: ${place}`)
  display.line(`test accuracy ${accuracy.toFixed(4)}`)
  return written
}
