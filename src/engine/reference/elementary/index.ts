/**
 * Elementary functions of double precision that give the same bits in every JavaScript engine: they
 * are made of operations that the language defines exactly. Those of `Math` are each engine's own.
 */
export { asinh } from './asinh.ts'
export { atan2 } from './atan2.ts'
export { cos } from './cos.ts'
export { cosh } from './cosh.ts'
export { erf } from './erf.ts'
export { erfc } from './erfc.ts'
export { erfInv32 } from './erfInv32.ts'
export { erfInv64 } from './erfInv64.ts'
export { exp } from './exp.ts'
export { expm1 } from './expm1.ts'
export { lgamma } from './lgamma.ts'
export { log } from './log.ts'
export { log1p } from './log1p.ts'
export { logistic } from './logistic.ts'
export { polygamma } from './polygamma.ts'
export { pow } from './pow.ts'
export { remainder, roundToEven } from './rounding.ts'
export { sin } from './sin.ts'
export { sinh } from './sinh.ts'
export { tanh } from './tanh.ts'
