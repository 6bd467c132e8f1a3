import fc, { type Arbitrary } from 'fast-check'
import { checkpoint } from '../../autodiff/checkpoint.ts'
import { customJvp } from '../../autodiff/custom-jvp.ts'
import { customVjp } from '../../autodiff/custom-vjp.ts'
import type { FloatDType } from '../../core/dtype.ts'
import { barrier } from '../../core/primitives/custom.ts'
import type { functions } from '../../core/primitives/index.ts'
import type { Node } from '../../core/node.ts'
import type { Tensor } from '../../core/tensor.ts'
import { nodeOf, tensorOf } from '../../core/tree.ts'
import { add, mul, sub } from '../../tensor/arithmetic.ts'
import { tanh } from '../../tensor/exponential.ts'
import { matmul, outer } from '../../tensor/linear-algebra.ts'
import { transpose } from '../../tensor/move.ts'
import { square } from '../../tensor/power.ts'
import { sin } from '../../tensor/trigonometric.ts'
import { direction } from '../derivatives.ts'
import { type FunctionSubject, subjectOf } from '../function.ts'
import { nodeOfInput } from '../input.ts'
import { oneOf, randomOf } from '../random.ts'
import type { Probe } from '../subject.ts'

type Vector = Tensor<[3], FloatDType>
type Matrix = Tensor<[3, 3], FloatDType>
type Layer = (x: Vector, w: Matrix, b: Vector) => Vector

/** tanh (x w) + b, with its derivative in x and w written as one of tangents; b is captured. */
const byTangents: Layer = (x, w, b) =>
  customJvp(
    (p: Vector, q: Matrix) => add(tanh(matmul(p, q)), b),
    ([p, q], [dp, dq]) =>
      mul(sub(1, square(tanh(matmul(p, q)))), add(matmul(dp, q), matmul(p, dq))),
  )(x, w)

/** tanh (x w) b, with its derivative written as one of cotangents. */
const byCotangents: Layer = (x, w, b) =>
  mul(
    customVjp(
      (p: Vector, q: Matrix) => tanh(matmul(p, q)),
      (p, q) => [tanh(matmul(p, q)), { p, q }] as const,
      ({ p, q }, c) => {
        const inner = mul(c, sub(1, square(tanh(matmul(p, q)))))
        return [matmul(inner, transpose(q)), outer(p, inner)]
      },
    )(x, w),
    b,
  )

/** A layer that is computed again; what follows makes its cotangent depend on the arguments. */
const again: Layer = (x, w, b) =>
  tanh(checkpoint((p: Vector, q: Matrix) => mul(sin(tanh(matmul(p, q))), b))(x, w))

/** The same, after a barrier of its own. */
const behind: Layer = (x, w, b) =>
  again(tensorOf(barrier(nodeOf('barrier', sin(x)), nodeOf('barrier', b))), w, b)

/**
 * Which function leads to each of the primitives that hold programs: nobody applies one by hand, and
 * some are only made on the way, by the rules of others.
 */
const layers: { readonly [N in keyof typeof functions]: Layer } = {
  customJvp: byTangents,
  customVjp: byCotangents,
  customVjpLinear: byCotangents,
  checkpoint: again,
  checkpointLinear: again,
  barrier: behind,
}

/** A function that uses a primitive that holds programs, at some point. */
export const holdingProbes = (name: keyof typeof functions): Arbitrary<Probe<FunctionSubject>> =>
  fc.nat().map((seed) => {
    const next = randomOf(seed)
    const dtype = oneOf(next, ['f32', 'f64'] as const)
    const leaf = (...shape: readonly number[]): Node =>
      nodeOfInput(direction({ shape, dtype }, next))
    const args = [tensorOf(leaf(3)), tensorOf(leaf(3, 3)), tensorOf(leaf(3))]
    return { of: subjectOf(layers[name], args, name), seed }
  })
