/**
 * The law kit: property tests of derivatives, batches and programs, for the library and for the
 * functions of its users. `import * as laws from 'cotangent/laws'`; needs fast-check beside it.
 */
export type { Failure, Report } from './report.ts'
