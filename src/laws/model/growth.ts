import type { FloatDType } from '../../core/dtype.ts'
import type { Child, AnyLayer } from '../../nn/layer.ts'
import type { Spec } from '../../nn/spec.ts'
import type { Random } from '../random.ts'

/** An architecture while it grows: what the drawing of a layer may ask for. */
export interface Growth {
  readonly next: Random
  readonly dtypes: readonly [FloatDType, ...FloatDType[]]
  /** may a layer be made of others here? */
  readonly deep: boolean
  /** layers one after the other on an input, one to three of them, inside of a layer */
  readonly body: (input: Spec) => readonly Child[]
}

/** Draws a layer that fits an input; `null` where none does. Shapes need not be checked. */
export type DrawLayer = (growth: Growth, input: Spec) => AnyLayer | null

/** Is something so, with a probability? */
export const chance = (next: Random, probability: number): boolean => next() < probability
