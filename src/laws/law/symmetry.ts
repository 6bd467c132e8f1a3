import { isFloat } from '../../core/dtype.ts'
import { type Node, scalar } from '../../core/node.ts'
import { add, mul } from '../../core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { broadcast } from '../../core/primitives/movement.ts'
import { zerosLike } from '../../core/primitives/align.ts'
import type { Scalar } from '../../core/tensor.ts'
import { nodeOf, tensorOf } from '../../core/tree.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { type TreeFunction, buildOf } from '../function.ts'
import { nodeOfInput } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { between, randomOf } from '../random.ts'
import { type Report, agree, agreeEach } from '../report.ts'
import {
  type Build,
  type Graph,
  type Probe,
  differentiable,
  graphAt,
  graphOf,
  promoteSubject,
} from '../subject.ts'
import { inner } from './adjoint.ts'

/**
 * A motion of a function's tensors by a number t of no dimensions, in f64, that leaves them where they
 * are at t = 0: `(t) => (...tensors) => tensors`.
 */
export type Action = (t: Scalar<'f64'>) => TreeFunction

/** An action on some operands, or on all of them. */
const onEach =
  (change: (x: Node, t: Node) => Node) =>
  (which?: readonly number[]): Action =>
  (t) =>
  (...tensors) =>
    tensors.map((tensor, i) => {
      const x = nodeOf('laws', tensor)
      const moves = isFloat(x.dtype) && which?.includes(i) !== false
      return moves ? change(x, broadcast(nodeOf('laws', t), x.shape, [])) : x
    })

/**
 * x + t for every element of some operands, by default of all: a softmax does not notice.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const spread = (x: Tensor<[3]>) => T.std(x)
 * const probe = laws.probe(spread)(T.tensor([1, 2, 4]))
 * laws.invariantUnder(probe, laws.shift()) // null
 */
export const shift = onEach(add)

/**
 * (1 + t) · x for some operands, by default for all: a normalization does not notice.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const direction = (x: Tensor<[2]>) => T.div(x, T.norm(x))
 * const probe = laws.probe(direction)(T.tensor([1, 2]))
 * laws.invariantUnder(probe, laws.scale()) // null
 */
export const scale = onEach((x, t) => add(x, mul(x, t)))

/**
 * Invariance makes a derivative vanish: where f(a(x, t)) = f(x) for every t, J · ∂a/∂t = 0, and so
 * ⟨Jᵀu, ∂a/∂t⟩ = 0. For {@link shift} the components of a gradient sum to 0 (softmax, cross-entropy),
 * for {@link scale} a gradient is orthogonal to its point (normalizations).
 *
 * Catches a term that is missing in one of several paths, where a difference quotient sees a small
 * number or a large one. A function that is not invariant is a failure of its own. Judged in f64.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const softmax = (x: Tensor<[2]>) => T.softmax(x)
 * const probe = laws.probe(softmax)(T.tensor([1, 2]))
 * laws.invariantUnder(probe, laws.shift()) // null
 */
export const invariantUnder = (
  { of, seed }: Probe,
  action: Action,
  rules: Rules = registry,
): Report => {
  if (differentiable(of).length === 0) return null
  const exact = promoteSubject(of)
  const next = randomOf(seed)
  const point = exact.operands.map(nodeOfInput)
  const moveBy = (t: Node): Build => buildOf(action(tensorOf(t)))
  const moved = graphAt(exact, moveBy(scalar(between(next, 0.1, 0.9), 'f64'))(point))
  const graph = graphOf(exact)
  const { leaves, outputs } = graph
  const zero = scalar(0, 'f64')
  const generator = forward(moveBy(zero)(graph.operands), [zero], [scalar(1, 'f64')], registry)
  const along = differentiable(exact).map((i) => generator[i] as Node)
  const across = codirections(graph, next).map(nodeOfInput)
  const pulled = backward(outputs, leaves, across, rules)
  const motion = estimate(along).map((own, i) => {
    const { shape, dtype } = along[i] as Node
    return { shape, dtype, value: Float64Array.from(own.value) }
  })
  const none = { value: [0], error: [0] }
  return (
    agreeEach('f is invariant', 'result', estimate(moved.outputs), estimate(outputs)) ??
    agreeEach(
      'the derivative along an invariance is 0',
      'tangent',
      estimate(forward(outputs, leaves, along, rules)),
      estimate(outputs.map((output) => zerosLike(output))),
    ) ??
    agree(
      'a gradient is orthogonal to an invariance',
      '⟨Jᵀu, ∂a⟩',
      inner(estimate(pulled), motion),
      none,
    )
  )
}

/** Linear maps that keep lengths, of the operands and of the results: permutations, turns, shifts around. */
export interface Symmetry {
  /** P, of all tensors among the arguments, one after the other: `(...tensors) => tensors` */
  readonly operands: TreeFunction
  /** Q, of all results that are floats */
  readonly results: TreeFunction
}

/**
 * Equivariance: where f(P x) = Q f(x), J(Px) P = Q J(x), and Jᵀ(Px) Q = P Jᵀ(x), for linear P and Q
 * that keep inner products, such as permutations. A convolution commutes with translations, attention
 * and sums over a set with permutations.
 *
 * Catches gradients that end up at the wrong place: an axis mixed up, a stride forgotten. A function
 * that is not equivariant is a failure of its own. Judged in f64.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const reversed = (x: Tensor<[3]>) => T.flip(x, 0)
 * const probe = laws.probe((x: Tensor<[3]>) => T.softmax(x))(T.tensor([1, 2, 4]))
 * laws.equivariantUnder(probe, { operands: reversed, results: reversed }) // null
 */
export const equivariantUnder = (
  { of, seed }: Probe,
  symmetry: Symmetry,
  rules: Rules = registry,
): Report => {
  const where = differentiable(of)
  if (where.length === 0) return null
  const [turn, turnResults] = [buildOf(symmetry.operands), buildOf(symmetry.results)]
  const exact = promoteSubject(of)
  const next = randomOf(seed)
  const graph = graphOf(exact)
  const moved = graphAt(exact, turn(exact.operands.map(nodeOfInput)))
  const tangents = directions(exact, next).map(nodeOfInput)
  const across = codirections(graph, next).map(nodeOfInput)
  /** P of the operands that have derivatives; the others are held fixed, so their tangents are 0. */
  const turned = (nodes: readonly Node[]): readonly Node[] => {
    const all = turn(graph.operands.map((x, i) => nodes[where.indexOf(i)] ?? zerosLike(x)))
    return where.map((i) => all[i] as Node)
  }
  const push = ({ outputs, leaves }: Graph, along: readonly Node[]): readonly Node[] =>
    forward(outputs, leaves, along, rules)
  const pull = ({ outputs, leaves }: Graph, given: readonly Node[]): readonly Node[] =>
    backward(outputs, leaves, given, rules)
  return (
    agreeEach(
      'f is equivariant: f(Px) = Q f(x)',
      'result',
      estimate(moved.outputs),
      estimate(turnResults(graph.outputs)),
    ) ??
    agreeEach(
      'J(Px) P = Q J(x)',
      'tangent',
      estimate(push(moved, turned(tangents))),
      estimate(turnResults(push(graph, tangents))),
    ) ??
    agreeEach(
      'Jᵀ(Px) Q = P Jᵀ(x)',
      'cotangent',
      estimate(pull(moved, turnResults(across))),
      estimate(turned(pull(graph, across))),
    )
  )
}
