/**
 * An activation in two charts: the function on the left, its derivatives on the right.
 */
import { T } from 'cotangent'
import type { TopLevelSpec } from 'vega-lite'
import { colour, look, toSvg } from '../report/chart.ts'
import type { Activation } from './catalogue.ts'
import { places, type Places, type Sample, sample, type Unary } from './sample.ts'

const [low, high] = [-4, 4] as const

/** So near to a kink is as good as there, but on one side of it. */
const beside = 1e-9

/** The places from end to end, without the kinks: a curve may jump there, so each piece is its own. */
const pieces = (kinks: readonly number[]): readonly Places[] => {
  const ends = [low, ...kinks, high]
  return ends.slice(1).map((to, i) => {
    const from = ends[i] ?? low
    return places(
      from === low ? low : from + beside,
      to === high ? high : to - beside,
      Math.ceil((to - from) * 20) + 1,
    )
  })
}

type Values = (sample: Sample) => Places

type Point = {
  readonly z: number
  readonly value: number
  readonly line: string
  readonly piece: string
}

const pointsOf = (line: string, piece: string, { z }: Sample, values: Places): readonly Point[] => {
  const heights = T.toTypedArray(values)
  return [...T.toTypedArray(z)].map((z, i) => ({ z, value: heights[i] ?? Number.NaN, line, piece }))
}

type Dot = Point & { readonly fill: string; readonly color: string }

type Line = {
  readonly name: string
  readonly f: Unary
  readonly values: Values
  readonly color: string
  readonly dash: readonly number[]
  readonly dots: boolean
}

/** Where a derivative jumps: what the library takes at the kink, and the limits that it does not. */
const dotsOf = ({ name, f, values, color }: Line, kinks: readonly number[]): readonly Dot[] =>
  kinks.flatMap((kink) => {
    const near = sample(f, T.tensor([kink - beside, kink, kink + beside], 'f64'))
    const [left = 0, here = 0, right = 0] = T.toTypedArray(values(near))
    if (Math.abs(left - right) < 1e-6) return []
    return [left, here, right]
      .filter((value, i) => i === 1 || Math.abs(value - here) > 1e-6)
      .map((value) => ({
        z: kink,
        value,
        line: name,
        piece: 'dot',
        color,
        fill: value === here ? color : colour.paper,
      }))
  })

/** From the least to the greatest value and 0, with room for the width of a line. */
const heights = (points: readonly Point[]): [number, number] => {
  const values = [0, ...points.map(({ value }) => value)]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = (most - least) / 16
  return [least - room, most + room]
}

/** No frame: the lines at 0 stand out of the grid. */
const axis = {
  domain: false,
  ticks: false,
  labelPadding: 4,
  gridColor: { condition: { test: 'datum.value === 0', value: colour.quiet }, value: colour.line },
} as const

const chart = (lines: readonly Line[], kinks: readonly number[], title: string): TopLevelSpec => {
  const points = lines.flatMap(({ name, f, values }, i) =>
    pieces(kinks).flatMap((z, k) => {
      const sampled = sample(f, z)
      return pointsOf(name, `${i} ${k}`, sampled, values(sampled))
    }),
  )
  const dots = lines.flatMap((line) => (line.dots ? dotsOf(line, kinks) : []))
  const names = [...new Map(lines.map((line) => [line.name, line])).values()]
  const domain = names.map(({ name }) => name)
  return {
    config: {
      ...look,
      legend: { ...look.legend, columnPadding: 8, symbolSize: 200 },
    },
    width: 340,
    height: 250,
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: {
        field: 'z',
        type: 'quantitative',
        title: 'z',
        scale: { domain: [low, high], nice: false },
        axis: { ...axis, tickMinStep: 1, format: 'd', labelFlush: false },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title,
        scale: { domain: heights(points), nice: false },
        axis: { ...axis, tickCount: 6, format: '~g', minExtent: 32, titleAngle: 0 },
      },
    },
    layer: [
      {
        data: { values: [...points] },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          color: {
            field: 'line',
            type: 'nominal',
            scale: { domain, range: names.map(({ color }) => color) },
          },
          strokeDash: {
            field: 'line',
            type: 'nominal',
            scale: { domain, range: names.map(({ dash }) => [...dash]) },
          },
          detail: { field: 'piece' },
        },
      },
      {
        data: { values: [...dots] },
        mark: { type: 'point', size: 40, strokeWidth: 1.5, opacity: 1 },
        encoding: {
          stroke: { field: 'color', type: 'nominal', scale: null },
          fill: { field: 'fill', type: 'nominal', scale: null },
        },
      },
    ],
  }
}

/** Of a family the last curve is the strongest, the others fade towards the page. */
const shade = (index: number, count: number): string =>
  `color-mix(in srgb, ${colour.first} ${Math.round(30 + (70 * (index + 1)) / count)}%, ${colour.paper})`

const solid = [1, 0]
const dashed = [4, 5]

export type Pair = { readonly value: string; readonly derivative: string }

/** The two charts of an activation, as SVG. */
export const draw = async ({ curves, kinks }: Activation): Promise<Pair> => {
  const a: Values = (sample) => sample.a
  const slope: Values = (sample) => sample.slope
  const bend: Values = (sample) => sample.bend
  const [first, ...others] = curves
  if (others.length === 0) {
    const { f } = first
    const [value, derivative] = await Promise.all([
      toSvg(
        chart(
          [{ name: 'a', f, values: a, color: colour.first, dash: solid, dots: false }],
          kinks,
          '',
        ),
      ),
      toSvg(
        chart(
          [
            { name: 'a′', f, values: slope, color: colour.second, dash: solid, dots: true },
            { name: 'a″', f, values: bend, color: colour.ink, dash: dashed, dots: false },
          ],
          kinks,
          '',
        ),
      ),
    ])
    return { value, derivative }
  }
  const labels = [...new Set(curves.map(({ label }) => label))]
  const family = (values: Values, dots: boolean): readonly Line[] =>
    curves.map(({ label, f }) => ({
      name: label,
      f,
      values,
      color: shade(labels.indexOf(label), labels.length),
      dash: solid,
      dots,
    }))
  const [value, derivative] = await Promise.all([
    toSvg(chart(family(a, false), kinks, 'a')),
    toSvg(chart(family(slope, true), kinks, 'a′')),
  ])
  return { value, derivative }
}
