import type { Node } from '../../core/node.ts'
import { fill } from '../../core/primitives/align.ts'
import { add } from '../../core/primitives/arithmetic.ts'
import { type RegistryName, type Rules, registry } from '../../core/primitives/index.ts'
import type { Attributes, Primitive } from '../../core/primitives/primitive.ts'
import type { Kind } from './kind.ts'

/** One of the rules of a primitive that transformations use. */
export type RuleName = 'jvp' | 'transpose' | 'batch'

/** All of them. */
export const ruleNames: readonly RuleName[] = ['jvp', 'transpose', 'batch']

/** A table of rules with one mistake in it: one rule of one primitive is wrong, everything else right. */
export interface Mutation {
  readonly primitive: RegistryName
  /** the rule that is wrong */
  readonly rule: RuleName
  readonly kind: Kind
  /** what is wrong, in words */
  readonly mistake: string
  readonly rules: Rules
}

/** A primitive as a fold sees it. */
export type Right = Primitive<Attributes>

/** The rule that is replaced. */
export type Wrong = Partial<Pick<Right, RuleName>>

/** The attributes of a primitive that the zoo knows, which a table of rules cannot say in types. */
export const as = <A extends Attributes>(attributes: Attributes): A => attributes as unknown as A

/** The registry with a rule of one primitive replaced. */
export const broken = (
  primitive: RegistryName,
  kind: Kind,
  mistake: string,
  wrong: (right: Right) => Wrong,
): Mutation => {
  const right: Right = registry[primitive]
  const changed = wrong(right)
  const [rule, ...more] = ruleNames.filter((name) => Object.hasOwn(changed, name))
  if (rule === undefined || more.length > 0) {
    throw new TypeError(`a mutation of ${primitive} replaces one rule: ${mistake}`)
  }
  const rules = { ...registry, [primitive]: { ...right, ...changed } }
  return { primitive, rule, kind, mistake, rules }
}

/** A rule with a mistake in what it does with each cotangent that it gives. */
export const afterTranspose =
  (
    change: (given: Node, cotangent: Node, operand: Node, operands: readonly Node[]) => Node | null,
  ) =>
  (right: Right): Wrong => ({
    transpose: (cotangent, operands, linear, attributes, folds) =>
      (right.transpose?.(cotangent, operands, linear, attributes, folds) ?? []).map(
        (given, i) => given && change(given, cotangent, operands[i] as Node, operands),
      ),
  })

/** A rule with a mistake in what it does with the tangent that it gives. */
export const afterJvp =
  (change: (given: Node, output: Node, operands: readonly Node[]) => Node | null) =>
  (right: Right): Wrong => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const given = right.jvp(operands, tangents, output, attributes, folds)
      return given && change(given, output, operands)
    },
  })

/** A rule with a mistake in the batch that it gives. */
export const afterBatch =
  (change: (given: Node, size: number, operands: readonly Node[]) => Node) =>
  (right: Right): Wrong => ({
    batch: (operands, batched, size, attributes, folds) =>
      change(right.batch(operands, batched, size, attributes, folds), size, operands),
  })

/** A wrong rule of one operand. */
export const slope = (wrong: (t: Node, x: Node, y: Node) => Node) => (): Wrong => ({
  jvp: ([x], [t], output) => (x && t ? wrong(t, x, output) : null),
})

/** A wrong rule of two operands: a term for each, added. */
export const slopes =
  (
    first: (t: Node, x: Node, y: Node, output: Node) => Node,
    second: (t: Node, x: Node, y: Node, output: Node) => Node,
  ) =>
  (): Wrong => ({
    jvp: ([x, y], [dx, dy], output) => {
      if (!x || !y) return null
      const a = dx ? first(dx, x, y, output) : null
      const b = dy ? second(dy, x, y, output) : null
      return a && b ? add(a, b) : (a ?? b)
    },
  })

/** 1 for every element. */
export const one = (like: Node): Node => fill(1, like)
