/**
 * How a run went, as charts.
 */
import type { TopLevelSpec } from 'vega-lite'
import { colour, look, toSvg } from '../report/chart.ts'

/** A loss at a time, which is counted in epochs from 0. */
export type Point = { readonly epoch: number; readonly loss: number }
export type Validation = Point & { readonly accuracy: number }

export type Curves = {
  /** the loss of each batch, while training */
  readonly losses: readonly Point[]
  /** after each epoch, on the digits that were held out */
  readonly validation: readonly Validation[]
}

/**
 * Each loss replaced by an average over those before it, in which a loss counts `keep` times as
 * much as the next one. Dividing by the sum of the weights keeps the beginning unbiased.
 */
export const smooth = (points: readonly Point[], keep: number): readonly Point[] => {
  let [sum, weight] = [0, 0]
  return points.map(({ epoch, loss }) => {
    ;[sum, weight] = [keep * sum + loss, keep * weight + 1]
    return { epoch, loss: sum / weight }
  })
}

/** A curve needs no more points than the page has pixels. */
const thin = <A>(points: readonly A[], most: number): readonly A[] => {
  const stride = Math.ceil(points.length / most)
  return points.filter((_, index) => (points.length - 1 - index) % stride === 0)
}

const size = { width: 560, height: 240 } as const

const epochs = (curves: Curves): number =>
  Math.max(1, ...curves.validation.map(({ epoch }) => epoch))

const epochAxis = (curves: Curves) =>
  ({
    field: 'epoch',
    type: 'quantitative',
    title: 'epoch',
    scale: { domain: [0, epochs(curves)] as number[] },
    axis: { tickMinStep: 1, format: 'd' },
  }) as const

const roundLosses = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

/** A run that diverged has losses that are no place on a logarithmic axis. */
const drawable = ({ loss }: Point): boolean => loss > 0 && loss < Number.POSITIVE_INFINITY

const lossCurve = (curves: Curves): TopLevelSpec => {
  const losses = thin(smooth(curves.losses, 0.97), 400).filter(drawable)
  const validation = curves.validation.filter(drawable)
  const all = [...losses, ...validation].map(({ loss }) => loss)
  const [least, most] =
    all.length === 0 ? [0.1, 10] : [Math.min(...all) / 1.2, Math.max(...all) * 1.2]
  const ticks = roundLosses.filter((loss) => loss >= least && loss <= most)
  return {
    config: look,
    ...size,
    encoding: {
      x: epochAxis(curves),
      y: {
        field: 'loss',
        type: 'quantitative',
        title: 'loss (logarithmic)',
        scale: { type: 'log', domain: [least, most], nice: false },
        axis: { values: ticks, format: '~g' },
      },
      color: {
        field: 'curve',
        type: 'nominal',
        scale: {
          domain: ['training (smoothed)', 'held out'],
          range: [colour.first, colour.second],
        },
      },
    },
    layer: [
      {
        data: {
          values: losses.map((point) => ({
            ...point,
            curve: 'training (smoothed)',
          })),
        },
        mark: { type: 'line', strokeWidth: 1.5 },
      },
      {
        data: { values: validation.map((point) => ({ ...point, curve: 'held out' })) },
        mark: { type: 'line', strokeWidth: 2, point: { size: 60 } },
      },
    ],
  }
}

const accuracyCurve = (curves: Curves): TopLevelSpec => ({
  config: look,
  ...size,
  data: { values: [...curves.validation] },
  encoding: {
    x: epochAxis(curves),
    y: {
      field: 'accuracy',
      type: 'quantitative',
      title: 'accuracy, held out',
      scale: { zero: false, nice: true, padding: 12 },
      axis: { tickCount: 5, format: '.3f' },
    },
  },
  layer: [
    {
      mark: {
        type: 'line',
        color: colour.second,
        strokeWidth: 2,
        point: { color: colour.second, size: 60 },
      },
    },
    {
      mark: { type: 'text', align: 'right', dx: -8, dy: -8, fontSize: 12, color: colour.ink },
      encoding: { text: { field: 'accuracy', format: '.4f' } },
    },
  ],
})

export const drawLoss = (curves: Curves): Promise<string> => toSvg(lossCurve(curves))

export const drawAccuracy = (curves: Curves): Promise<string> => toSvg(accuracyCurve(curves))
