import type { FloatDType } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { variable } from '../core/node.ts'
import type { Node } from '../core/node.ts'
import { fill, zerosLike } from '../core/primitives/align.ts'
import type { Tensor } from '../core/tensor.ts'
import { describe, unflatten } from '../core/tree.ts'
import { flattenDifferentiable, requireLoss, withMarks } from './arguments.ts'
import { derivativeFolds } from './folds.ts'
import { jvp } from './linearize.ts'

/** What a loss function returns: one number, f32 or f64. */
export type Loss = Tensor<[], FloatDType>

const { push, pull } = derivativeFolds('reverse')

/** Runs a function on marked parameters and pulls the cotangent 1 of its loss back to them. */
const differentiate = <R>(
  operator: string,
  params: unknown,
  run: (marked: unknown) => readonly [result: R, loss: unknown],
): readonly [result: R, gradients: unknown] => {
  const flat = flattenDifferentiable(operator, params, 'params')
  return withMarks(flat.leaves, (marks) => {
    const [result, value] = run(unflatten(flat.structure, marks))
    const loss = requireLoss(operator, value)
    const tangents = marks.map((leaf) => variable(leaf, 'linearize'))
    const seeds = new Map(marks.map((leaf, i) => [leaf, tangents[i] as Node]))
    const derivatives = push([loss], seeds)
    const pulled = pull(derivatives, [fill(1, loss)], tangents)
    const gradients = flat.leaves.map((leaf, i) => pulled[i] ?? zerosLike(leaf))
    return [result, unflatten(flat.structure, gradients)]
  })
}

/**
 * The gradient of a loss with respect to its first argument, a tree of float tensors.
 *
 * `grad(f)(params, ...args)`: a tree like `params`, ∂f/∂params.
 *
 * Laws:
 * 1. ⟨grad(f)(p), t⟩ = the tangent of `jvp(f)([p], [t])`, for every t.
 * 2. Same structure, shapes and element types as `params`.
 *
 * Throws `TreeError` naming the path of a leaf that cannot be differentiated, `ArgumentError` where
 * the function does not return a scalar.
 *
 * @example
 * import { T, type Tensor, grad } from 'cotangent'
 *
 * type Params = { readonly w: Tensor<[3]> }
 * const gradient = grad((p: Params) => T.sum(T.square(p.w)))({ w: T.tensor([1, 2, 3]) })
 * T.toArray(gradient.w) // [2, 4, 6]
 */
export const grad =
  <P, A extends unknown[]>(f: (params: P, ...args: A) => Loss) =>
  (params: P, ...args: A): P => {
    const [, gradients] = differentiate('grad', params, (marked) => [null, f(marked as P, ...args)])
    return gradients as P
  }

/**
 * The loss and its gradient, in one pass: `valueAndGrad(f)(params, ...args) = [loss, gradient]`.
 *
 * Throws what `grad` throws.
 *
 * @example
 * import { type Scalar, T, valueAndGrad } from 'cotangent'
 *
 * const [loss, gradient] = valueAndGrad((x: Scalar) => T.mul(x, x))(T.tensor(3))
 * T.toNumber(loss) // 9
 * T.toNumber(gradient) // 6
 */
export const valueAndGrad =
  <P, A extends unknown[], L extends Loss>(f: (params: P, ...args: A) => L) =>
  (params: P, ...args: A): readonly [L, P] => {
    const [loss, gradients] = differentiate('valueAndGrad', params, (marked) => {
      const value = f(marked as P, ...args)
      return [value, value]
    })
    return [loss, gradients as P]
  }

/**
 * As `valueAndGrad` for a function that returns `[loss, auxiliary]`, any tree beside its loss:
 * `valueAndGradAux(f)(params, ...args) = [[loss, auxiliary], gradient]`.
 *
 * Throws what `grad` throws.
 *
 * @example
 * import { type Scalar, T, valueAndGradAux } from 'cotangent'
 *
 * const [[loss, aux], gradient] = valueAndGradAux((x: Scalar) => {
 *   const y = T.exp(x)
 *   return [T.mul(y, y), { y }] as const
 * })(T.tensor(0))
 * T.toNumber(aux.y) // 1
 * T.toNumber(gradient) // 2
 */
export const valueAndGradAux =
  <P, A extends unknown[], L extends Loss, X>(f: (params: P, ...args: A) => readonly [L, X]) =>
  (params: P, ...args: A): readonly [readonly [L, X], P] => {
    const [result, gradients] = differentiate('valueAndGradAux', params, (marked) => {
      const pair = f(marked as P, ...args)
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw new ArgumentError(
          'valueAndGradAux',
          `the function must return [loss, auxiliary], got ${describe(pair)}: use valueAndGrad for a loss alone`,
        )
      }
      return [pair, pair[0]]
    })
    return [result, gradients as P]
  }

/**
 * The Hessian of a loss times a vector, without the Hessian: forward over reverse mode.
 *
 * `hvp(f)(params, vector, ...args) = ∂²f/∂params² · vector`, for a vector shaped like the params.
 *
 * Laws:
 * 1. Linear in the vector.
 * 2. Symmetric: ⟨u, hvp(v)⟩ = ⟨v, hvp(u)⟩.
 *
 * Throws what `grad` throws, and `TreeError` where the vector does not fit the params.
 *
 * @example
 * import { T, type Tensor, hvp } from 'cotangent'
 *
 * const product = hvp((x: Tensor<[2]>) => T.sum(T.pow(x, 3)))(T.tensor([1, 2]), T.tensor([1, 10]))
 * T.toArray(product) // [6, 120]
 */
export const hvp =
  <P, A extends unknown[]>(f: (params: P, ...args: A) => Loss) =>
  (params: P, vector: NoInfer<P>, ...args: A): P =>
    jvp((point: P) => grad(f)(point, ...args))([params], [vector])[1]
