import { memoryInstructions } from './memory.ts'
import { scalarInstructions } from './scalar.ts'
import { relaxedInstructions, vectorInstructions } from './vector.ts'

/** Every instruction that `op` knows, by the name that the specification gives it. */
export const instructions = {
  ...scalarInstructions,
  ...vectorInstructions,
  ...memoryInstructions,
  ...relaxedInstructions,
} as const

/** The name of an instruction. */
export type InstructionName = keyof typeof instructions
