/**
 * What optimizers do with the tensors of a tree. In here `Tensor` stands for a leaf of any shape and
 * element type, as in `tree.map`: types are kept by operators that keep them, and a scalar that
 * comes in takes the element type of the leaf beside it.
 */
import { type FloatDType, isFloat } from '../core/dtype.ts'
import { TreeError } from '../core/errors.ts'
import { sameShape } from '../core/node.ts'
import { showType } from '../core/print.ts'
import type { AnyShape, Scalar, Tensor } from '../core/tensor.ts'
import { type Flat, flatten, requireSameStructure, tensorOf, unflatten } from '../core/tree.ts'
import * as T from '../tensor/index.ts'
import { shortened } from '../tree/path.ts'
import type { Leaves } from '../tree/tree.ts'
import { beside, complement, type Hyperparameter } from './hyperparameter.ts'

/** A function of the tensors at each place of trees of one structure; the trees may hold anything. */
export const zip =
  <R>(f: (...leaves: Tensor[]) => R) =>
  <P>(first: P, ...others: readonly unknown[]): Leaves<P, R> => {
    const { structure, leaves } = flatten(first)
    const rest = others.map((other) => {
      const flat = flatten(other)
      requireSameStructure('update', 'the gradients and the state', structure, flat.structure)
      return flat.leaves
    })
    const results = leaves.map((leaf, i) =>
      f(tensorOf(leaf), ...rest.map((nodes) => tensorOf<AnyShape, 'f32'>(nodes[i] ?? leaf))),
    )
    return unflatten(structure, results) as Leaves<P, R>
  }

/** As {@link zip}, of functions that give a tensor of the same kind: the result is such a tree. */
export const mapLeaves =
  (f: (...leaves: Tensor[]) => Tensor) =>
  <P>(first: P, ...others: readonly unknown[]): P =>
    zip(f)(first, ...others) as P

/** Zeros in the place of every tensor. */
export const zerosOf = <P>(params: P): P => mapLeaves((x) => T.zerosLike(x))(params)

/** One number in the place of every element. */
export const filledWith =
  (value: Hyperparameter) =>
  <P>(params: P): P =>
    mapLeaves((x) => times(T.onesLike(x), value))(params)

/** x · h */
export const times = (x: Tensor, h: Hyperparameter): Tensor => T.mul(x, beside(h, x))

/** x + h */
export const plus = (x: Tensor, h: Hyperparameter): Tensor => T.add(x, beside(h, x))

/** x / h */
export const over = (x: Tensor, h: Hyperparameter): Tensor => T.div(x, beside(h, x))

/** (1 − decay) x + decay m: the moving average after one more x. */
export const average =
  (decay: Hyperparameter) =>
  (x: Tensor, m: Tensor): Tensor =>
    T.add(times(x, complement(decay)), times(m, decay))

/** One tree or another, by a condition that is known only when the program runs. */
export const choose = <A>(condition: Scalar<'bool'>, yes: A, no: A): A =>
  mapLeaves((x, y) => T.where(condition, x, y))(yes, no)

/** The float type that holds the elements of every leaf: f64 where there is a leaf of f64. */
export const dtypeOf = (tree: unknown): FloatDType =>
  flatten(tree).leaves.some(({ dtype }) => dtype === 'f64') ? 'f64' : 'f32'

/** The sum of a function of the leaves, in the widest float type among them. */
export const total =
  (f: (...leaves: Tensor[]) => Tensor) =>
  (first: unknown, ...others: readonly unknown[]): Scalar<FloatDType> => {
    const dtype = dtypeOf(first)
    const parts: Scalar<FloatDType>[] = []
    zip((...leaves) => parts.push(T.cast(T.sum(f(...leaves)), dtype)))(first, ...others)
    const [head, ...tail] = parts
    return head === undefined
      ? T.zeros([], dtype)
      : tail.reduce((sum, part) => T.add(sum, part), head)
  }

/** The sum of the squares of all elements. */
export const squaredNorm = total((x) => T.square(x))

/** The inner product of two trees. */
export const innerProduct = total((x, y) => T.mul(x, y))

/** √ of the mean of the squares of the elements; 0 for a tensor without elements. */
export const rootMeanSquare = (x: Tensor): Scalar =>
  x.shape.includes(0) ? T.cast(T.zeros([]), x.dtype) : T.sqrt(T.mean(T.square(x)))

/** Are all elements of all leaves finite? */
export const allFinite = (tree: unknown): Scalar<'bool'> =>
  flatten(tree).leaves.reduce<Scalar<'bool'>>(
    (finite, leaf) => T.and(finite, T.all(T.isFinite(tensorOf(leaf)))),
    T.full([], true),
  )

const requireFloats = (operator: string, { leaves, paths }: Flat): void => {
  leaves.forEach((leaf, i) => {
    if (isFloat(leaf.dtype)) return
    const path = shortened(paths[i] ?? '')
    throw new TreeError(
      operator,
      `parameters are f32 or f64, but ${path || 'the tree'} is ${showType(leaf)}: leave it out of the parameters, or hide it with optim.masked`,
      path,
    )
  })
}

/** Throws unless every tensor of a tree of parameters is one of floats. */
export const requireParams = (operator: string, params: unknown): void =>
  requireFloats(operator, flatten(params))

/** Throws unless two trees have one structure, and tensors of the same shapes and float types. */
export const requireFit = (
  operator: string,
  what: string,
  updates: unknown,
  params: unknown,
): void => {
  const a = flatten(updates)
  const b = flatten(params)
  requireSameStructure(operator, `${what} and the parameters`, a.structure, b.structure)
  requireFloats(operator, b)
  a.leaves.forEach((leaf, i) => {
    const other = b.leaves[i] ?? leaf
    if (leaf.dtype === other.dtype && sameShape(leaf.shape, other.shape)) return
    const path = shortened(b.paths[i] ?? '')
    throw new TreeError(
      operator,
      `${what} and the parameters differ at ${path || 'the root'}: ${showType(leaf)} and ${showType(other)}`,
      path,
    )
  })
}
