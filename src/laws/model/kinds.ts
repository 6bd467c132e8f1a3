import { combinators } from './combinators.ts'
import { leaves } from './leaves.ts'
import type { Rows } from './row.ts'

/**
 * A row for every kind of the library: a test sees to it that none is missing. What is drawn need not
 * fit, whoever draws asks its signature.
 */
export const rows: Rows = { ...combinators, ...leaves }
