import { compileFunction } from 'node:vm'
import { R, T, stopGradient } from '../../src/index.ts'
import type { AnyTensor } from '../../src/core/tensor.ts'
import { applyPrimitive } from '../../src/laws/program/apply.ts'
import type { Source } from '../../src/laws/program/source.ts'

/** Runs printed source: what it imports is handed in. */
export const runSource = ({ body }: Source): readonly AnyTensor[] => {
  const run = compileFunction(`${body}\nreturn program(...inputs)`, [
    'R',
    'T',
    'stopGradient',
    'laws',
  ])
  return run(R, T, stopGradient, { applyPrimitive }) as readonly AnyTensor[]
}
