import { type PrimitiveName, type RegistryName, registry } from '../../core/primitives/index.ts'
import type { Program } from '../../core/program.ts'
import { attributesKey } from './keys.ts'
import { type Application, type Value, rewrite } from './rewrite.ts'

/** The primitives that give the same bits for their operands in either order. */
const commutative: ReadonlySet<RegistryName> = new Set<PrimitiveName>([
  'add',
  'mul',
  'max',
  'min',
  'equal',
  'bitAnd',
  'bitOr',
  'bitXor',
])

/**
 * The program in which what is computed twice is computed once: equations of one primitive, the same
 * operands, in either order where that makes no difference, and equal attributes. Random numbers too, as they follow from their key.
 *
 * Primitives that hold programs are never merged. One of them is the barrier, and as each barrier
 * stays a value of its own, so does everything that is computed from what is behind it: `checkpoint`
 * computes again because this pass cannot see that it does. So barriers are removed only after it
 * (`values.ts`).
 *
 * Law: the meaning is unchanged, bit for bit; nothing is computed twice.
 */
export const mergeCommon = (program: Program): Program => {
  const known = new Map<string, Application>()
  const numbers = new Map<Value, number>()
  const idOf = (value: Value): number => {
    const id = numbers.get(value) ?? numbers.size
    numbers.set(value, id)
    return id
  }
  return rewrite(program, {
    application: (value) => {
      const { primitive, operands, attributes } = value
      if (registry[primitive].family === 'function') return value
      const ids = operands.map(idOf)
      if (commutative.has(primitive)) ids.sort((a, b) => a - b)
      const key = `${primitive}(${ids.join()})${attributesKey(attributes)}`
      const first = known.get(key) ?? value
      known.set(key, first)
      return first
    },
  })
}
