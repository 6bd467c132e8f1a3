import type { Rules } from '../../core/primitives/index.ts'
import type { FunctionSubject } from '../function.ts'
import type { Input } from '../input.ts'
import type { Blame } from './report.ts'

/** Where a wrong derivative comes from. */
export interface Cause {
  readonly blame: Blame | null
  readonly snippet: string | null
}

export const blameOf = (_of: FunctionSubject, _along: readonly Input[], _rules: Rules): Cause => ({
  blame: null,
  snippet: null,
})
