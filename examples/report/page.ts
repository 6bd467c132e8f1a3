/**
 * A page that needs nothing else: its style and its drawings are in it.
 */

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --quiet: #60646c; --line: #e0e1e6;
  --first: #0a66c2; --second: #c2410c }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --ink: #edeef0; --quiet: #b0b4ba; --line: #363a3f;
    --first: #70b8ff; --second: #ffa057 } }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem } h2 { font-size: 1.125rem; margin-top: 2.5rem }
strong { font-variant-numeric: tabular-nums }
figure { margin: 1rem 0 } figcaption, .quiet { color: var(--quiet); font-size: .875rem }
li figure { margin: 0 }
figure > svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem 1rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line) }
th { font-weight: normal; color: var(--quiet) }`

/** A drawing as one picture with a name, for those who do not see it. */
export const labelled = (svg: string, label: string): string =>
  svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)

export const figure = (svg: string, label: string, text: string): string =>
  `<figure>${labelled(svg, label)}
<figcaption>${escapeHtml(text)}</figcaption></figure>`

/** A row of a table, whose first cell says what the row is about. */
export const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`

export type Page = {
  readonly title: string
  /** what the page needs beyond the common style */
  readonly style: string
  /** the content, as HTML */
  readonly main: string
}

export const renderPage = (page: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<style>${style}
${page.style}
</style>
</head>
<body>
<main>
${page.main}
</main>
</body>
</html>
`
