import type { Program } from '../../core/program.ts'
import { fuse } from './fuse.ts'
import type { Plan } from './plan.ts'
import { fusePooling } from './pool.ts'

/** The groups that a simplified program of values is computed in, by an engine or on paper. */
export const grouped = (program: Program): Plan => fusePooling(fuse(program))
