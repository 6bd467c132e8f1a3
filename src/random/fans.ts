import { ShapeError } from '../core/errors.ts'
import { axesOf, showShape, sizeOf } from '../core/shape/index.ts'
import { checked } from '../tensor/operand.ts'
import { requireShape } from './parameter.ts'

/** Which axes of a kernel are inputs and outputs. All others are the receptive field. */
export interface FanOptions {
  /** The axis of the inputs, or several. Default −2. */
  readonly inAxis?: number | readonly number[]
  /** The axis of the outputs, or several. Default −1. */
  readonly outAxis?: number | readonly number[]
}

/** What is divided by: the inputs of a unit, its outputs, or a mean of both. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg' | 'fanGeoAvg'

const means: Readonly<Record<FanMode, (fanIn: number, fanOut: number) => number>> = {
  fanIn: (fanIn) => fanIn,
  fanOut: (_, fanOut) => fanOut,
  fanAvg: (fanIn, fanOut) => (fanIn + fanOut) / 2,
  fanGeoAvg: (fanIn, fanOut) => Math.sqrt(fanIn * fanOut),
}

/** The sizes of a kernel, having checked that it has inputs and outputs. */
export const requireKernel = (operator: string, shape: readonly number[]): readonly number[] => {
  const sizes = requireShape(operator, shape)
  if (sizes.length >= 2) return sizes
  throw new ShapeError(
    operator,
    `a kernel has an axis of inputs and one of outputs, got ${showShape(sizes)}`,
    [sizes],
  )
}

/** How many numbers feed a unit, and how many units one number feeds; or a mean of both. */
export const fanOf = (
  operator: string,
  shape: readonly number[],
  mode: FanMode,
  { inAxis = -2, outAxis = -1 }: FanOptions,
): number => {
  const ins = [inAxis].flat()
  const axes = checked(operator, axesOf(shape, [...ins, ...[outAxis].flat()], operator), shape)
  const sizes = axes.map((axis) => shape[axis] ?? 1)
  const field = sizeOf(shape.filter((_, axis) => !axes.includes(axis)))
  return means[mode](
    field * sizeOf(sizes.slice(0, ins.length)),
    field * sizeOf(sizes.slice(ins.length)),
  )
}
