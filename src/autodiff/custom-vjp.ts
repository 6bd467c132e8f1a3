import { isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { type Node, isConcrete, now, variable } from '../core/node.ts'
import { stopGradient } from '../core/primitives/conversion.ts'
import { customVjp as customVjpNode } from '../core/primitives/custom.ts'
import { describe, flatten, unflatten } from '../core/tree.ts'
import { closeSince } from '../engine/close.ts'
import { defaultEngine } from '../engine/default.ts'
import { flattenLike, flattenResult } from './arguments.ts'
import { packingOf } from './pack.ts'

/** The cotangents that a backward rule returned, of the float tensors among the arguments. */
const cotangentsOf = (result: unknown, args: readonly unknown[]): readonly Node[] => {
  if (!Array.isArray(result) || result.length !== args.length) {
    throw new ArgumentError(
      'customVjp',
      `the backward rule must return an array of ${args.length} cotangents, one for each argument, got ${describe(result)}`,
    )
  }
  return args.flatMap((argument, i) => {
    const like = flatten(argument)
    // an argument without derivatives needs no cotangent
    if (!like.leaves.some((leaf) => isFloat(leaf.dtype))) return []
    const what = `argument ${i} and its cotangent`
    return flattenLike('customVjp', what, result[i], like).filter((_, k) =>
      isFloat(like.leaves[k]?.dtype ?? 'bool'),
    )
  })
}

/**
 * A function with a derivative of your own, by its cotangents:
 * `customVjp(f, forward, backward)` with `forward(...args) = [y, residuals]` and
 * `backward(residuals, cotangent) = [...]`, one cotangent for each argument (anything for an argument
 * that has no derivative). Residuals and what the rules capture keep their own derivatives, so
 * that derivatives of every order follow. Reverse mode uses `backward` as it is, also where it is not
 * linear in the cotangent (clipping, say); forward mode transposes it.
 *
 * Laws:
 * 1. The value is that of `f`, and `forward` has to give the same.
 * 2. `vjp(customVjp(f, forward, backward))(...p)[1](c) = backward(forward(...p)[1], c)`.
 *
 * Throws `ArgumentError` or `TreeError` where the cotangents are not shaped like the arguments;
 * `UnknownValueError` where `backward` looks at a value.
 *
 * @example
 * import { customVjp, grad, type Scalar, T } from 'cotangent'
 *
 * // the identity, whose cotangent is clipped to [−1, 1]
 * const clipped = customVjp(
 *   (x: Scalar) => x,
 *   (x) => [x, null] as const,
 *   (_, c) => [T.clip(c, -1, 1)],
 * )
 * T.toNumber(grad((x: Scalar) => T.mul(clipped(x), 5))(T.tensor(2))) // 1
 */
export const customVjp =
  <A extends unknown[], R, Residuals>(
    f: (...args: A) => R,
    forward: (...args: A) => readonly [R, Residuals],
    backward: (residuals: Residuals, cotangent: R) => { readonly [K in keyof A]: A[K] | null },
  ): ((...args: A) => R) =>
  (...args) => {
    const given = flatten(args)
    if (given.leaves.every(isConcrete)) return f(...args)
    const floats = given.leaves.filter((leaf) => isFloat(leaf.dtype))
    const detached = given.leaves.map((leaf) => (isFloat(leaf.dtype) ? stopGradient(leaf) : leaf))
    const outputs = flattenResult('customVjp', f(...(unflatten(given.structure, detached) as A)))
    const apart = detached.filter(({ dtype }) => isFloat(dtype))
    const isOutput = outputs.leaves.map((leaf) => isFloat(leaf.dtype))
    const values = outputs.leaves.filter((_, i) => isOutput[i] === true)
    if (values.length === 0) return unflatten(outputs.structure, outputs.leaves) as R
    const packing = packingOf(values)
    const packed = packing.pack(values)

    // residuals are computed from the arguments themselves: their derivatives are those of second order
    const residuals = flatten(forward(...args)[1])
    const moment = now()
    const cotangent = variable(packed, 'customVjp')
    const kept = residuals.leaves.map((leaf) => variable(leaf, 'customVjp'))
    const parts = [...packing.unpack(cotangent)]
    const pulled = backward(
      unflatten(residuals.structure, kept) as Residuals,
      unflatten(
        outputs.structure,
        outputs.leaves.map((leaf, i) => (isOutput[i] === true ? parts.shift() : leaf)),
      ) as R,
    )
    const { program, captured } = closeSince(
      'customVjp',
      moment,
      [cotangent, ...kept],
      cotangentsOf(pulled, args),
      'hand in',
      defaultEngine,
    )
    const results = [
      ...packing.unpack(
        customVjpNode(
          packed,
          { given: floats, detached: apart },
          [...residuals.leaves, ...captured],
          program,
        ),
      ),
    ]
    return unflatten(
      outputs.structure,
      outputs.leaves.map((leaf, i) => (isOutput[i] === true ? results.shift() : leaf)),
    ) as R
  }
