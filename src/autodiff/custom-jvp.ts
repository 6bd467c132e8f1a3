import { isFloat } from '../core/dtype.ts'
import { isConcrete, now, variable } from '../core/node.ts'
import { stopGradient } from '../core/primitives/conversion.ts'
import { customJvp as customJvpNode } from '../core/primitives/custom.ts'
import { flatten, unflatten } from '../core/tree.ts'
import { closeSince } from '../engine/close.ts'
import { defaultEngine } from '../engine/default.ts'
import { flattenLike, flattenResult } from './arguments.ts'

/**
 * A function with a derivative of your own, by its tangents: `customJvp(f, (primals, tangents) => dy)`,
 * primals and tangents being arrays of arguments. The rule is differentiated like any function, so
 * derivatives of every order follow; reverse mode transposes it, so it must be linear in the tangents.
 * What `f` or the rule captures keeps its own derivatives.
 *
 * Laws:
 * 1. The value is that of `f`.
 * 2. `jvp(customJvp(f, rule))(p, t) = [f(...p), rule(p, t)]`.
 *
 * Throws `TreeError` where the rule's result is not shaped like the value; `UnknownValueError` where
 * the rule looks at a value.
 *
 * @example
 * import { customJvp, grad, type Scalar, T } from 'cotangent'
 *
 * const cube = customJvp(
 *   (x: Scalar) => T.mul(x, T.mul(x, x)),
 *   ([x], [dx]) => T.mul(dx, T.mul(T.square(x), 3)),
 * )
 * T.toNumber(grad(cube)(T.tensor(2))) // 12
 * T.toNumber(grad(grad(cube))(T.tensor(2))) // 12
 */
export const customJvp =
  <A extends unknown[], R>(
    f: (...args: A) => R,
    rule: (primals: A, tangents: A) => R,
  ): ((...args: A) => R) =>
  (...args) => {
    const given = flatten(args)
    // nobody can differentiate with respect to what is concrete
    if (given.leaves.every(isConcrete)) return f(...args)
    const call = (leaves: readonly unknown[]): A => unflatten(given.structure, leaves) as A
    const detached = given.leaves.map((leaf) => (isFloat(leaf.dtype) ? stopGradient(leaf) : leaf))
    const value = f(...call(detached))
    const outputs = flattenResult('customJvp', value)

    const moment = now()
    const primals = given.leaves.map((leaf) => variable(leaf, 'customJvp'))
    const tangents = given.leaves.map((leaf) => variable(leaf, 'customJvp'))
    const moved = flattenLike(
      'customJvp',
      'the value and the tangent that the rule returns',
      rule(call(primals), call(tangents)),
      outputs,
    )
    return unflatten(
      outputs.structure,
      outputs.leaves.map((leaf, i) => {
        const tangent = moved[i]
        if (tangent === undefined || !isFloat(leaf.dtype)) return leaf
        const { program, captured } = closeSince(
          'customJvp',
          moment,
          [...primals, ...tangents],
          [tangent],
          'hand in',
          defaultEngine,
        )
        return customJvpNode(leaf, { given: given.leaves, detached }, captured, program)
      }),
    ) as R
  }
