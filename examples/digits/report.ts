/**
 * The report of a run: one self-contained page, with its curves and digits as inline SVG.
 */
import { escapeHtml, figure, renderPage, row } from '../report/page.ts'
import type { Assessment } from './assess.ts'
import { type Curves, drawAccuracy, drawLoss } from './curves.ts'
import { drawSvg } from './picture.ts'
import { thousands } from './progress.ts'

export type Report = Curves & {
  readonly settings: Readonly<Record<string, string | number>>
  /** on digits that took no part in learning */
  readonly test: Assessment
}

/** So many mistakes are shown. */
const shown = 14

const style = `ul { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }
.digit { display: block; width: 5.25rem; height: 5.25rem; border: 1px solid var(--line) }`

/** `learningRate` as a reader writes it. */
const spaced = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** The page that tells of a run. */
export const renderReport = async (report: Report): Promise<string> => {
  const { settings, test, validation } = report
  const [loss, accuracy] = await Promise.all([drawLoss(report), drawAccuracy(report)])
  const testAccuracy = test.accuracy.toFixed(4)
  const mistakes = test.mistakes.slice(0, shown)
  const last = validation.at(-1)
  return renderPage({
    title: `Handwritten digits: test accuracy ${testAccuracy}`,
    style,
    main: `<h1>Learning handwritten digits</h1>
<p>Of ${thousands(test.count)} digits that it never saw, the network read
${thousands(test.count - test.mistakes.length)} right: test accuracy <strong>${testAccuracy}</strong>.</p>

<h2>Loss</h2>
${figure(
  loss,
  `Loss by epoch; at the end ${last?.loss.toFixed(4) ?? 'unknown'} on the digits held out.`,
  'Mean cross-entropy: of the training batches, smoothed, and of the digits held out, after each epoch.',
)}

<h2>Accuracy</h2>
${figure(
  accuracy,
  `Accuracy by epoch on the digits held out; at the end ${last?.accuracy.toFixed(4) ?? 'unknown'}.`,
  'Part of the held-out digits that was read right, after each epoch.',
)}
<table>
<thead><tr><th scope="col">epoch</th><th scope="col">loss</th><th scope="col">accuracy</th></tr></thead>
<tbody>
${validation
  .map((point) => row([`${point.epoch}`, point.loss.toFixed(4), point.accuracy.toFixed(4)]))
  .join('\n')}
</tbody>
</table>

<h2>Misread digits</h2>
<p class="quiet">The ${mistakes.length} of ${thousands(test.mistakes.length)} for whose true reading the network saw the least chance.</p>
<ul>
${mistakes
  .map(
    ({ pixels, caption }) =>
      `<li><figure>${drawSvg(pixels, escapeHtml(caption))}<figcaption>${escapeHtml(caption)}</figcaption></figure></li>`,
  )
  .join('\n')}
</ul>

<h2>Settings</h2>
<table>
<tbody>
${Object.entries(settings)
  .map(([name, value]) => row([escapeHtml(spaced(name)), escapeHtml(`${value}`)]))
  .join('\n')}
</tbody>
</table>`,
  })
}
