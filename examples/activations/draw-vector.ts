/**
 * An activation of a vector in two charts: what it makes of the scores as bars, its Jacobian as a
 * heat map.
 */
import { T } from 'cotangent'
import type { TopLevelSpec } from 'vega-lite'
import { colour, look, toSvg } from '../report/chart.ts'
import type { Pair } from './draw.ts'
import type { VectorSample } from './vectors.ts'

const size = { width: 340, height: 250, autosize: { type: 'fit', contains: 'padding' } } as const

const bars = ({ z, a }: VectorSample): TopLevelSpec => {
  const shares = T.toArray(a)
  const values = T.toArray(z).map((score, i) => ({
    place: i + 1,
    score: `z = ${score}`.replace('-', '−'),
    share: shares[i] ?? Number.NaN,
  }))
  return {
    config: look,
    ...size,
    data: { values },
    encoding: {
      x: {
        field: 'score',
        type: 'ordinal',
        sort: null,
        title: null,
        axis: { labelAngle: 0, domain: false, ticks: false },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: 'a',
        scale: { domain: [0, 1.05], nice: false },
        axis: { values: [0, 0.25, 0.5, 0.75, 1], minExtent: 36, format: '.2~f', titleAngle: 0 },
      },
    },
    layer: [
      { mark: { type: 'bar', color: colour.first } },
      {
        mark: { type: 'text', baseline: 'bottom', dy: -3, fontSize: 12, color: colour.ink },
        encoding: { text: { field: 'share', format: '.4~f' } },
      },
    ],
  }
}

/** ₁ for index 0 and so on. */
const subscript = (index: number): string => String.fromCodePoint(0x2081 + index)

const heatMap = ({ slopes }: VectorSample): TopLevelSpec => {
  const values = T.toArray(slopes).flatMap((row, i) =>
    row.map((slope, j) => ({
      row: `∂a${subscript(i)}`,
      column: `∂z${subscript(j)}`,
      slope,
      sign: slope < 0 ? 'negative' : 'positive',
      strength: Math.min(1, Math.abs(slope) / 0.25),
    })),
  )
  return {
    config: look,
    ...size,
    data: { values },
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        title: null,
        axis: { orient: 'top', labelAngle: 0, domain: false, ticks: false },
      },
      y: {
        field: 'row',
        type: 'ordinal',
        title: null,
        axis: { domain: false, ticks: false, minExtent: 36 },
      },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: colour.line },
        encoding: {
          fill: {
            field: 'sign',
            type: 'nominal',
            scale: { domain: ['positive', 'negative'], range: [colour.first, colour.second] },
            legend: null,
          },
          fillOpacity: {
            field: 'strength',
            type: 'quantitative',
            scale: { domain: [0, 1], range: [0, 0.6] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 12, color: colour.ink },
        encoding: { text: { field: 'slope', format: '.3~f' } },
      },
    ],
  }
}

export const drawVector = async (sample: VectorSample): Promise<Pair> => {
  const [value, derivative] = await Promise.all([toSvg(bars(sample)), toSvg(heatMap(sample))])
  return { value, derivative }
}
