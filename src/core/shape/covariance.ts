import type { Shape } from '../tensor.ts'
import { type IsDynShape, type Show, type Sizes, showShape, type DynShape } from './dimension.ts'

/** The shape of `cov(x)`: of `[variables, observations]` every variable with every other. */
export type Covariance<S extends Shape, Operator extends string> =
  IsDynShape<S> extends true
    ? DynShape<S>
    : S extends readonly [infer Variables, unknown]
      ? [Variables, Variables]
      : `${Operator}: takes [variables, observations], got ${Show<S>}`

/** {@link Covariance} at value level. */
export const covarianceShape = (shape: Sizes, operator: string): Sizes | string => {
  const [variables, observations, ...more] = shape
  return variables === undefined || observations === undefined || more.length > 0
    ? `${operator}: takes [variables, observations], got ${showShape(shape)}`
    : [variables, variables]
}
