import { ArgumentError } from '../../core/errors.ts'
import { apply } from '../../core/node.ts'
import { type RegistryName, registry } from '../../core/primitives/index.ts'
import type { Attributes, Primitive } from '../../core/primitives/primitive.ts'
import type { AnyTensor } from '../../core/tensor.ts'
import { nodeOf, tensorOf } from '../../core/tree.ts'

/**
 * A primitive of the registry applied to tensors: what has no name in the vocabulary, for printed
 * programs. Types have to fit exactly: nothing is broadcast or promoted.
 *
 * Throws `ArgumentError` where there is no such primitive, and what the primitive throws.
 *
 * @example
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * T.toNumber(laws.applyPrimitive('mul', [T.tensor(2), T.tensor(3)], {})) // 6
 */
export const applyPrimitive = (
  name: string,
  operands: readonly AnyTensor[],
  attributes: Attributes,
): AnyTensor => {
  if (!Object.hasOwn(registry, name)) {
    throw new ArgumentError('applyPrimitive', `there is no primitive ${name}`)
  }
  const primitive: Primitive = registry[name as RegistryName]
  const nodes = operands.map((operand) => nodeOf('applyPrimitive', operand))
  return tensorOf(apply(primitive, nodes, attributes))
}
