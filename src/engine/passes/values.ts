import { registry } from '../../core/primitives/index.ts'
import type { Program } from '../../core/program.ts'
import { rewrite } from './rewrite.ts'

/**
 * The program without what is there for derivatives alone. `stopGradient` and the primitives that
 * hold programs have the value of their first operand.
 *
 * The barriers of `checkpoint` go as well: what they keep apart is merged by no later pass but
 * (`common.ts`), which has to come before this one.
 *
 * Law: the meaning is unchanged, bit for bit.
 */
export const onlyValues = (program: Program): Program =>
  rewrite(program, {
    application: (value) => {
      const { primitive, operands } = value
      const isIdentity = primitive === 'stopGradient' || registry[primitive].family === 'function'
      return isIdentity ? (operands[0] ?? value) : value
    },
  })
