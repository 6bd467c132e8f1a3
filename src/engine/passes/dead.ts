import type { Storage } from '../../core/dtype.ts'
import type { Program } from '../../core/program.ts'
import { bitsKey, typeKey } from './keys.ts'
import { type Literal, rewrite } from './rewrite.ts'

/** Up to how many elements constants are compared by their bits. */
const smallConstant = 64

/**
 * Constants met so far, and the first that each repeats: one of the same storage, or a small one of
 * the same bits.
 */
const firstOfEach = (): ((literal: Literal) => Literal) => {
  const storages = new Map<Storage, number>()
  const known = new Map<string, Literal>()
  return (literal) => {
    const { value } = literal
    const identity = storages.get(value) ?? storages.size
    storages.set(value, identity)
    const elements = value.length <= smallConstant ? `=${bitsKey(value)}` : `#${identity}`
    const key = typeKey(literal) + elements
    const first = known.get(key) ?? literal
    known.set(key, first)
    return first
  }
}

/**
 * The program without the equations and constants that no output needs, and with one constant where
 * several are the same. Inputs stay: they are its signature.
 *
 * Law: the meaning is unchanged, bit for bit.
 */
export const removeDead = (program: Program): Program =>
  rewrite(program, { literal: firstOfEach() })
