import { type Rules, registry } from '../core/primitives/index.ts'
import type { DerivativeFolds } from '../core/primitives/primitive.ts'
import { inlineProgram } from '../core/program.ts'
import { pushTangents } from './forward.ts'
import { pullCotangents } from './reverse.ts'

/**
 * The folds of differentiation on a table of rules (by default ours): `push` carries tangents
 * forward through a graph, `pull` carries cotangents back through what `push` gave. In the mode
 * `reverse` the tangents are a linear program to be transposed, and are never looked at.
 */
export const derivativeFolds = (
  mode: DerivativeFolds['mode'],
  rules: Rules = registry,
): DerivativeFolds => {
  const folds: DerivativeFolds = {
    mode,
    push: (roots, seeds) => pushTangents(roots, seeds, rules, folds),
    pull: (outputs, cotangents, variables) =>
      pullCotangents(outputs, cotangents, variables, rules, folds),
    inline: inlineProgram,
  }
  return folds
}
