/**
 * Drawing charts as SVG with vega, which needs no browser for it, in the look of the page.
 */
import type { TopLevelSpec } from 'vega-lite'

/** Colours are custom properties of the page, so that one drawing serves light and dark. */
export const colour = {
  paper: 'var(--paper)',
  ink: 'var(--ink)',
  quiet: 'var(--quiet)',
  line: 'var(--line)',
  first: 'var(--first)',
  second: 'var(--second)',
} as const

/** What every chart has in common. */
export const look = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: colour.ink,
    titleColor: colour.ink,
    domainColor: colour.ink,
    tickColor: colour.ink,
    gridColor: colour.line,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: { labelColor: colour.ink, labelFontSize: 12, labelLimit: 0, orient: 'top', title: null },
} as const

/** Vega is loaded only here, at the end: it is most of what an example would take to start. */
export const toSvg = async (spec: TopLevelSpec): Promise<string> => {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return svg
}
