import type { DType } from '../../core/dtype.ts'
import { registry } from '../../core/primitives/index.ts'
import type { Program } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Buffer, type Layout, arrange } from './arena.ts'

/** How many bytes an element takes. */
export const elementBytes: { readonly [D in DType]: number } = {
  f32: 4,
  f64: 8,
  i32: 4,
  u32: 4,
  bool: 1,
}

/**
 * The index of the last equation that reads each slot. What is an output, an input or a constant is
 * there until the end, which is the number of equations; what nobody reads, while it is computed.
 */
export const lastUses = (program: Program): readonly number[] => {
  const { inputs, constants, equations, outputs } = program
  const first = inputs.length + constants.length
  const end = equations.length
  const last: number[] = [...new Array<number>(first).fill(end), ...equations.map((_, i) => i)]
  equations.forEach(({ operands }, i) => {
    for (const slot of operands) last[slot] = Math.max(last[slot] ?? i, i)
  })
  for (const slot of outputs) last[slot] = end
  return last
}

/** May the result lie where an operand lay? Each element is read before its own place is written. */
const worksInPlace = (primitive: Program['equations'][number]['primitive']): boolean =>
  registry[primitive].family === 'elementwise' || primitive === 'reshape'

/** For every slot of a program when its elements are there, in equations; inputs are there before. */
export const buffersOf = (program: Program): readonly Buffer[] => {
  const last = lastUses(program)
  const first = program.inputs.length + program.constants.length
  const types = [...program.inputs, ...program.constants, ...program.equations]
  return types.map(({ shape, dtype }, slot) => {
    const equation = program.equations[slot - first]
    return {
      bytes: sizeOf(shape) * elementBytes[dtype],
      from: equation === undefined ? -1 : slot - first,
      to: last[slot] ?? slot,
      inPlaceOf: equation && worksInPlace(equation.primitive) ? equation.operands : [],
    }
  })
}

/**
 * Where every slot of a program lies in one block of memory. Inputs and constants keep their place,
 * so that a next run finds them; outputs keep theirs to the end.
 *
 * Laws: no two values lie on each other while both are needed, except that an elementwise result may
 * take the place of an operand of as many bytes that nobody reads again; every offset is a multiple
 * of 64; the size is at most the sum of all sizes and at least the most that is needed at a time.
 */
export const planMemory = (program: Program): Layout => arrange(buffersOf(program))
