import { ArgumentError } from '../../core/errors.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { requireNumbers, scalarOf, type Schedule } from '../hyperparameter.ts'
import { real, type Schedule64 } from './basic.ts'

/** Factors by the step from which they count: `[[10, 0.5], [100, 0.1]]`, the steps rising. */
export type BoundariesAndScales = readonly (readonly [boundary: number, scale: number])[]

/** The options of `piecewiseConstant`. */
export interface PiecewiseConstantOptions {
  /** the value before the first boundary */
  readonly initValue: number
  /**
   * what the value is multiplied by at each boundary
   * @defaultValue []
   */
  readonly boundariesAndScales?: BoundariesAndScales
}

const requireBoundaries = (operator: string, boundaries: readonly number[]): void => {
  boundaries.forEach((boundary, i) => {
    requireNumbers(operator, 'a whole number ≥ 0', { boundary })
    if (boundary <= (boundaries[i - 1] ?? -1))
      throw new ArgumentError(operator, `boundaries have to rise, got ${boundaries.join(', ')}`)
  })
}

/** A boundary, and the values before and from there on. */
interface Piece {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

const pieces = (
  operator: string,
  initValue: number,
  boundariesAndScales: BoundariesAndScales,
): readonly Piece[] => {
  requireNumbers(operator, 'any number', { initValue })
  requireBoundaries(
    operator,
    boundariesAndScales.map(([boundary]) => boundary),
  )
  for (const [, scale] of boundariesAndScales) requireNumbers(operator, 'a number ≥ 0', { scale })
  const valueAfter = (count: number): number =>
    boundariesAndScales.slice(0, count).reduce((value, [, scale]) => value * scale, initValue)
  return boundariesAndScales.map(([to], i) => ({
    from: boundariesAndScales[i - 1]?.[0] ?? 0,
    to,
    start: valueAfter(i),
    end: valueAfter(i + 1),
  }))
}

/**
 * A value that jumps: multiplied by a factor at each boundary, from that step on.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.piecewiseConstant({ initValue: 1, boundariesAndScales: [[10, 0.5]] })
 * T.toNumber(s(T.tensor(9, 'i32'))) // 1
 * T.toNumber(s(T.tensor(10, 'i32'))) // 0.5
 */
export const piecewiseConstant = ({
  initValue,
  boundariesAndScales = [],
}: PiecewiseConstantOptions): Schedule64 => {
  const parts = pieces('schedule.piecewiseConstant', initValue, boundariesAndScales)
  return (step) =>
    parts.reduce<Scalar<'f64'>>(
      (value, { to, end }) => T.where(T.less(step, to), value, end),
      T.full([], initValue, 'f64'),
    )
}

/** The options of `piecewiseInterpolate`. */
export interface PiecewiseInterpolateOptions extends PiecewiseConstantOptions {
  /** the way from one value to the next */
  readonly interpolateType: 'linear' | 'cosine'
}

/**
 * A way through values: from `initValue` at step 0 to `initValue · scale` at the first boundary, and
 * on; then the last value. Each part of the way is a line, or half a cosine.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const s = optim.schedule.piecewiseInterpolate({
 *   interpolateType: 'linear',
 *   initValue: 1,
 *   boundariesAndScales: [[10, 3]],
 * })
 * T.toNumber(s(T.tensor(5, 'i32'))) // 2
 */
export const piecewiseInterpolate = ({
  interpolateType,
  initValue,
  boundariesAndScales = [],
}: PiecewiseInterpolateOptions): Schedule64 => {
  const operator = 'schedule.piecewiseInterpolate'
  const types: readonly unknown[] = ['linear', 'cosine']
  if (!types.includes(interpolateType))
    throw new ArgumentError(
      operator,
      `interpolateType is 'linear' or 'cosine', got ${interpolateType}`,
    )
  const parts = pieces(operator, initValue, boundariesAndScales)
  return (step) =>
    parts.reduceRight<Scalar<'f64'>>(
      (after, { from, to, start, end }) => {
        const part = T.div(real(T.sub(step, from)), Math.max(to - from, 1))
        const value =
          interpolateType === 'linear'
            ? T.add(T.mul(part, end - start), start)
            : T.add(T.mul(T.add(T.cos(T.mul(part, Math.PI)), 1), (start - end) / 2), end)
        return T.where(T.less(step, to), value, after)
      },
      T.full([], parts.at(-1)?.end ?? initValue, 'f64'),
    )
}

/** The options of `join`. */
export interface JoinOptions {
  /** the schedules, one more than boundaries; each counts its steps from its own beginning */
  readonly schedules: readonly Schedule[]
  /** the steps that the second, the third, … begin at */
  readonly boundaries: readonly number[]
}

/**
 * Schedules one after the other: s(t) = sᵢ(t − bᵢ) from boundary bᵢ on.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { constant, join, linear } = optim.schedule
 * const warmup = linear({ initValue: 0, endValue: 1, transitionSteps: 10 })
 * const s = join({ schedules: [warmup, constant({ value: 1 })], boundaries: [10] })
 * T.toNumber(s(T.tensor(12, 'i32'))) // 1
 */
export const join = ({ schedules, boundaries }: JoinOptions): Schedule64 => {
  const [first, ...others] = schedules
  requireBoundaries('schedule.join', boundaries)
  if (first === undefined || others.length !== boundaries.length)
    throw new ArgumentError(
      'schedule.join',
      `takes one schedule more than boundaries, got ${schedules.length} and ${boundaries.length}`,
    )
  return (step) =>
    others.reduce<Scalar<'f64'>>(
      (value, schedule, i) => {
        const boundary = boundaries[i] ?? 0
        return T.where(
          T.less(step, boundary),
          value,
          scalarOf(schedule(T.sub(step, boundary)), 'f64'),
        )
      },
      scalarOf(first(step), 'f64'),
    )
}
