/**
 * The report of a run: one self-contained page, with its curves and digits as inline SVG.
 */
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

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --quiet: #60646c; --line: #e0e1e6;
  --training: #0a66c2; --held-out: #c2410c }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --ink: #edeef0; --quiet: #b0b4ba; --line: #363a3f;
    --training: #70b8ff; --held-out: #ffa057 } }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem } h2 { font-size: 1.125rem; margin-top: 2.5rem }
strong { font-variant-numeric: tabular-nums }
figure { margin: 1rem 0 } figcaption, .quiet { color: var(--quiet); font-size: .875rem }
li figure { margin: 0 }
figure > svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem 1rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line) }
th { font-weight: normal; color: var(--quiet) }
ul { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }
.digit { display: block; width: 5.25rem; height: 5.25rem; border: 1px solid var(--line) }`

const figure = (svg: string, label: string, text: string): string =>
  `<figure>${svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)}
<figcaption>${escapeHtml(text)}</figcaption></figure>`

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`

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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handwritten digits: test accuracy ${testAccuracy}</title>
<style>${style}
</style>
</head>
<body>
<main>
<h1>Learning handwritten digits</h1>
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
</table>
</main>
</body>
</html>
`
}
