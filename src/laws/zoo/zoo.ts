import { conditionalMutations } from './conditional.ts'
import { elementaryMutations } from './elementary.ts'
import { elementwiseMutations } from './elementwise.ts'
import { holdingMutations } from './holding.ts'
import { indexingMutations } from './indexing.ts'
import { matrixMutations } from './matrix.ts'
import type { Mutation } from './mutation.ts'
import { slidingMutations } from './sliding.ts'
import { structuralMutations } from './structural.ts'
import { systematicMutations } from './systematic.ts'

/**
 * The bug zoo: tables of rules with one mistake each, such as people make, all of which a kit of laws
 * has to find. Made when it is asked for.
 *
 * @example
 * import * as laws from 'cotangent/laws'
 *
 * const signFlips = laws.zoo().filter(({ kind }) => kind === 'sign flip')
 * laws.score(signFlips.slice(0, 3)).killed // 3
 */
export const zoo = (): readonly Mutation[] => [
  ...elementwiseMutations(),
  ...elementaryMutations(),
  ...structuralMutations(),
  ...indexingMutations(),
  ...slidingMutations(),
  ...matrixMutations(),
  ...holdingMutations(),
  ...systematicMutations(),
  ...conditionalMutations(),
]
