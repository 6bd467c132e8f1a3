import { conditionalMutations } from './conditional.ts'
import { elementwiseMutations } from './elementwise.ts'
import { holdingMutations } from './holding.ts'
import { indexingMutations } from './indexing.ts'
import { matrixMutations } from './matrix.ts'
import type { Mutation } from './mutation.ts'
import { slidingMutations } from './sliding.ts'
import { structuralMutations } from './structural.ts'
import { systematicMutations } from './systematic.ts'

/** Mistakes that people make. */
export const handwritten: readonly Mutation[] = [
  ...elementwiseMutations,
  ...structuralMutations,
  ...indexingMutations,
  ...slidingMutations,
  ...matrixMutations,
  ...holdingMutations,
]

/** The bug zoo: tables of rules with one mistake each, all of which a kit of laws has to find. */
export const zoo: readonly Mutation[] = [
  ...handwritten,
  ...systematicMutations,
  ...conditionalMutations,
]
