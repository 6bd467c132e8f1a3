import type { Node } from '../../core/node.ts'
import {
  type PrimitiveName,
  type Rules,
  primitives,
  registry,
} from '../../core/primitives/index.ts'
import type { Attributes, Primitive } from '../../core/primitives/primitive.ts'

/** A mistake in one rule of one primitive: everything else is right. */
export interface Mistake {
  readonly name: PrimitiveName
  readonly mistake: string
  readonly rules: Rules
}

/** A primitive as a fold sees it. */
export type Right = Primitive<Attributes>

/** The rules that are replaced. */
export type Wrong = Partial<Pick<Right, 'jvp' | 'transpose' | 'batch'>>

/** The registry with some rules of one primitive replaced. */
export const broken = (
  name: PrimitiveName,
  mistake: string,
  wrong: (right: Right) => Wrong,
): Mistake => {
  const right: Right = primitives[name]
  return { name, mistake, rules: { ...registry, [name]: { ...right, ...wrong(right) } } }
}

/** A rule with a mistake in what it does with each cotangent that it gives. */
export const afterTranspose =
  (change: (given: Node, cotangent: Node, operand: Node) => Node | null) =>
  (right: Right): Wrong => ({
    transpose: (cotangent, operands, linear, attributes, folds) =>
      (right.transpose?.(cotangent, operands, linear, attributes, folds) ?? []).map(
        (given, i) => given && change(given, cotangent, operands[i] as Node),
      ),
  })

/** A rule with a mistake in what it does with the tangent that it gives. */
export const afterJvp =
  (change: (given: Node, output: Node) => Node | null) =>
  (right: Right): Wrong => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const given = right.jvp(operands, tangents, output, attributes, folds)
      return given && change(given, output)
    },
  })
