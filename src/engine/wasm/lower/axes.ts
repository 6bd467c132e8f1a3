/** Iterations with as few axes as possible. */
import type { Access } from '../../passes/access.ts'

/** An iteration row by row, and the steps that several tensors take along its axes, in elements. */
export interface Iteration {
  readonly sizes: readonly number[]
  /** for each tensor, a step for each axis */
  readonly steps: readonly (readonly number[])[]
}

/**
 * The same iteration with axes of one place left out and neighbours joined that every tensor walks
 * through in one go. There is one axis at least.
 */
export const joined = (sizes: readonly number[], accesses: readonly Access[]): Iteration => {
  const axes: { size: number; readonly steps: readonly number[] }[] = []
  sizes.forEach((size, axis) => {
    if (size === 1) return
    const steps = accesses.map(({ strides }) => strides[axis] ?? 0)
    const outer = axes.at(-1)
    if (outer?.steps.every((step, i) => step === (steps[i] ?? 0) * size) === true) {
      axes[axes.length - 1] = { size: outer.size * size, steps }
    } else axes.push({ size, steps })
  })
  if (axes.length === 0) axes.push({ size: 1, steps: accesses.map(() => 0) })
  return {
    sizes: axes.map(({ size }) => size),
    steps: accesses.map((_, i) => axes.map(({ steps }) => steps[i] ?? 0)),
  }
}
