import { ArgumentError } from '../core/errors.ts'
import { substitute } from '../core/graph.ts'
import { type Node, variable } from '../core/node.ts'
import { zerosLike } from '../core/primitives/align.ts'
import { type Flat, unflatten } from '../core/tree.ts'
import { flattenDifferentiable, flattenLike, flattenResult, withMarks } from './arguments.ts'
import { derivativeFolds } from './folds.ts'

/** A function at a point: its value there, and its derivative as a linear program. */
export interface Linear {
  readonly primals: Flat
  readonly value: unknown
  readonly outputs: Flat
  /** the inputs of the linear program, one for each leaf of the primals */
  readonly tangents: readonly Node[]
  /** its outputs, one for each leaf of the value; `null` where it does not depend on the primals */
  readonly derivatives: readonly (Node | null)[]
}

const zeroIfNull = (cotangents: readonly (Node | null)[], like: readonly Node[]): readonly Node[] =>
  like.map((leaf, i) => cotangents[i] ?? zerosLike(leaf))

/** A function of which only the trees that it maps are known. */
export type Untyped = (...args: readonly unknown[]) => unknown

/** A forward linear program is applied to tangents, a reverse one only transposed. */
const folds = {
  jvp: derivativeFolds('forward'),
  linearize: derivativeFolds('forward'),
  vjp: derivativeFolds('reverse'),
} as const

/** Runs a function once on marks and differentiates the graph that it built. */
export const linearizeAt = (
  operator: keyof typeof folds,
  f: Untyped,
  args: readonly unknown[],
): Linear => {
  const primals = flattenDifferentiable(operator, args, 'arguments')
  return withMarks(primals.leaves, (marks) => {
    const value = f(...(unflatten(primals.structure, marks) as readonly unknown[]))
    const outputs = flattenResult(operator, value)
    const tangents = marks.map((leaf) => variable(leaf, 'linearize'))
    const seeds = new Map(marks.map((leaf, i) => [leaf, tangents[i] as Node]))
    const derivatives = folds[operator].push(outputs.leaves, seeds)
    return { primals, value, outputs, tangents, derivatives }
  })
}

/**
 * The value of a function at a point, and its derivative there as a function of tangents: computed
 * once, to be applied often.
 *
 * `linearize(f)(...primals) = [y, pushforward]`, `pushforward(...tangents) = J · tangents`
 *
 * Laws:
 * 1. `pushforward` is linear in the tangents.
 * 2. `pushforward(...t)` equals the second result of `jvp(f)(primals, t)`.
 *
 * Throws `TreeError` where a leaf cannot be differentiated, or tangents do not fit the primals.
 *
 * @example
 * import { type Scalar, T, linearize } from 'cotangent'
 *
 * const [y, pushforward] = linearize((x: Scalar) => T.mul(x, x))(T.tensor(3))
 * T.toNumber(y) // 9
 * T.toNumber(pushforward(T.tensor(1))) // 6
 */
export const linearize =
  <A extends unknown[], R>(f: (...args: A) => R) =>
  (...primals: A): readonly [R, (...tangents: A) => R] => {
    const linear = linearizeAt('linearize', (...args) => f(...(args as A)), primals)
    const pushforward = (...tangents: A): R => {
      const given = flattenLike('linearize', 'tangents and primals', tangents, linear.primals)
      const replaced = new Map(linear.tangents.map((t, i) => [t, given[i] as Node]))
      const present = linear.derivatives.filter((derivative) => derivative !== null)
      const results = substitute(present, replaced)
      let next = 0
      const all = linear.outputs.leaves.map((leaf, i) =>
        linear.derivatives[i] === null ? zerosLike(leaf) : (results[next++] as Node),
      )
      return unflatten(linear.outputs.structure, all) as R
    }
    return [linear.value as R, pushforward]
  }

/**
 * The value of a function at a point, and its transposed derivative there.
 *
 * `vjp(f)(...primals) = [y, pullback]`, `pullback(cotangent) = Jᵀ · cotangent`, one result for each
 * argument.
 *
 * Laws:
 * 1. `pullback` is linear in the cotangent.
 * 2. ⟨cotangent, J · tangent⟩ = ⟨pullback(cotangent), tangent⟩.
 *
 * Throws `TreeError` where a leaf cannot be differentiated, or the cotangent does not fit the value.
 *
 * @example
 * import { T, type Tensor, vjp } from 'cotangent'
 *
 * const f = (x: Tensor<[2]>, w: Tensor<[2]>) => T.mul(x, w)
 * const [y, pullback] = vjp(f)(T.tensor([1, 2]), T.tensor([3, 4]))
 * const [dx, dw] = pullback(T.tensor([1, 10]))
 * T.toArray(dx) // [3, 40]
 * T.toArray(dw) // [1, 20]
 */
export const vjp =
  <A extends unknown[], R>(f: (...args: A) => R) =>
  (...primals: A): readonly [R, (cotangent: R) => A] => {
    const linear = linearizeAt('vjp', (...args) => f(...(args as A)), primals)
    const pullback = (cotangent: R): A => {
      const given = flattenLike('vjp', 'the cotangent and the value', cotangent, linear.outputs)
      const pulled = folds.vjp.pull(linear.derivatives, given, linear.tangents)
      return unflatten(linear.primals.structure, zeroIfNull(pulled, linear.primals.leaves)) as A
    }
    return [linear.value as R, pullback]
  }

/**
 * The value of a function and its directional derivative: forward mode, in one pass.
 *
 * `jvp(f)(primals, tangents) = [f(…primals), J · tangents]`; both are arrays of arguments.
 *
 * Laws:
 * 1. Linear in the tangents.
 * 2. Chain rule: `jvp(g ∘ f) = jvp(g) ∘ jvp(f)`.
 *
 * Throws `TreeError` where a leaf cannot be differentiated, or tangents do not fit the primals.
 *
 * @example
 * import { type Scalar, T, jvp } from 'cotangent'
 *
 * const [y, dy] = jvp((x: Scalar) => T.sin(x))([T.tensor(0)], [T.tensor(2)])
 * T.toNumber(dy) // 2
 */
export const jvp =
  <A extends unknown[], R>(f: (...args: A) => R) =>
  (primals: A, tangents: NoInfer<A>): readonly [R, R] => {
    if (!Array.isArray(primals) || !Array.isArray(tangents)) {
      throw new ArgumentError(
        'jvp',
        'primals and tangents are arrays of arguments: write jvp(f)([x], [dx])',
      )
    }
    const flat = flattenDifferentiable('jvp', primals, 'primals')
    const given = flattenLike('jvp', 'primals and tangents', tangents, flat)
    return withMarks(flat.leaves, (marks) => {
      const value = f(...(unflatten(flat.structure, marks) as A))
      const outputs = flattenResult('jvp', value)
      const seeds = new Map(marks.map((leaf, i) => [leaf, given[i] as Node]))
      const pushed = folds.jvp.push(outputs.leaves, seeds)
      return [value, unflatten(outputs.structure, zeroIfNull(pushed, outputs.leaves)) as R]
    })
  }
