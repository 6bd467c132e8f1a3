import type { Program } from '../../core/program.ts'
import type { Engine } from '../engine.ts'
import { mergeCommon } from './common.ts'
import { removeDead } from './dead.ts'
import { foldConstants } from './fold-constants.ts'
import { simplify } from './simplify.ts'
import { onlyValues } from './values.ts'

/**
 * The passes in their order. Rewriting makes equations equal, so common ones are merged after it.
 * Barriers go after that, and then what they kept from being simplified is. `engine` computes what is
 * constant.
 *
 * Law: the meaning is unchanged, bit for bit.
 */
export const optimize = (program: Program, engine: Engine): Program => {
  const rewritten = foldConstants(simplify(removeDead(program)), engine)
  return simplify(onlyValues(mergeCommon(removeDead(rewritten))))
}
