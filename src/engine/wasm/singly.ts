/** The plan that fuses nothing. */
import type { Program } from '../../core/program.ts'
import { rowMajor } from '../passes/access.ts'
import { kindOf } from '../passes/materialize.ts'
import type { Group, Plan, Read } from '../passes/plan.ts'
import { isElementwise } from './kernels/elementwise/rules.ts'
import { typesOf } from './lower/expression.ts'

/** Every equation of a program of values as a group by itself. */
export const singly = (program: Program): Plan => {
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  const whole = (slot: number): Read => ({ slot, access: rowMajor(types[slot]?.shape ?? []) })
  return {
    program,
    groups: program.equations.map(({ primitive, operands, shape }, i): Group => {
      const slot = first + i
      if (isElementwise(primitive)) {
        const steps = [
          ...operands.map((operand) => ({ kind: 'read' as const, ...whole(operand) })),
          { kind: 'apply' as const, slot, operands: operands.map((_, k) => k) },
        ]
        return {
          kind: 'elementwise',
          members: [slot],
          kernel: null,
          body: { sizes: shape, steps },
          outputs: [{ slot, step: operands.length }],
        }
      }
      const found = kindOf(primitive)
      const kind = found === 'contraction' || found === 'convolution' ? found : 'primitive'
      return {
        kind,
        members: [slot],
        kernel: { kind, slot, operands: operands.map(whole) },
        body: { sizes: shape, steps: [{ kind: 'kernel' }] },
        outputs: [{ slot, step: 0 }],
      }
    }),
  }
}
