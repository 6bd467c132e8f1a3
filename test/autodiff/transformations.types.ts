/** What the transformations make of types. Checked by the compiler; nothing here runs. */
import {
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  run,
  trace,
  valueAndGrad,
  valueAndGradAux,
  vjp,
  vmap,
} from '../../src/index.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import type { AnyShape, Dim, Scalar, Tensor } from '../../src/core/tensor.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { holds } from '../core/shape/agree.ts'

declare const tensor: <const S extends Dim[]>(...shape: S) => Tensor<S>

// records, interfaces, tuples and arrays of tensors are parameters
interface P {
  readonly w: Tensor<[784, 10]>
  readonly b: Tensor<[10]>
  readonly deep: readonly [{ readonly k: Tensor<[3]> }, Tensor<[2, 2]>]
  readonly list: readonly Tensor<[5]>[]
}
declare const p: P
declare const x: Tensor<[32, 784]>
declare const loss: (p: P, x: Tensor<[32, 784]>) => Scalar

const g = grad(loss)
holds<Eq<typeof g, (params: P, x: Tensor<[32, 784]>) => P>>()

// a function that is generic in its batch stays generic
declare const lossB: <B extends Dim>(p: P, x: Tensor<[B, 784]>) => Scalar
const gB = grad(lossB)
export const g8: P = gB(p, tensor(8, 784))
export const gNamed: P = gB(p, tensor('batch', 784))
// @ts-expect-error 783 features
gB(p, tensor(8, 783))

const [lossValue, lossGradient] = valueAndGrad(lossB)(p, tensor(8, 784))
holds<Eq<typeof lossValue, Scalar>>()
holds<Eq<typeof lossGradient, P>>()

// compile is the identity on types, also of generic functions
const compiled = compile(lossB)
holds<Eq<typeof compiled, typeof lossB>>()
export const compiledGradient: P = compile(grad(lossB))(p, tensor(8, 784))

// an auxiliary result keeps its type
declare const withState: (
  p: P,
  state: { readonly mean: Tensor<[10]> },
  x: Tensor<[32, 784]>,
) => readonly [Scalar, { readonly mean: Tensor<[10]>; readonly log: string }]
const [[auxLoss, aux], auxGradient] = valueAndGradAux(withState)(p, { mean: tensor(10) }, x)
holds<Eq<typeof auxLoss, Scalar>>()
holds<Eq<typeof aux, { readonly mean: Tensor<[10]>; readonly log: string }>>()
holds<Eq<typeof auxGradient, P>>()

// a loss is a scalar, f32 or f64
declare const notScalar: (p: P) => Tensor<[32, 10]>
// @ts-expect-error a loss has no dimensions
grad(notScalar)
declare const integerLoss: (p: P) => Scalar<'i32'>
// @ts-expect-error an i32 has no derivative
grad(integerLoss)
declare const f64Loss: (p: { readonly w: Tensor<[3], 'f64'> }) => Scalar<'f64'>
const g64 = grad(f64Loss)
holds<Eq<ReturnType<typeof g64>, { readonly w: Tensor<[3], 'f64'> }>>()

// forward mode, reverse mode and linear programs
const [y, dy] = jvp(loss)([p, x], [p, x])
holds<Eq<typeof y, Scalar>>()
holds<Eq<typeof dy, Scalar>>()
const [value, pullback] = vjp(loss)(p, x)
const [dp, dx] = pullback(value)
holds<Eq<typeof dp, P>>()
holds<Eq<typeof dx, Tensor<[32, 784]>>>()
const [, pushforward] = linearize(loss)(p, x)
holds<Eq<ReturnType<typeof pushforward>, Scalar>>()

// derivative matrices of trees
declare const quadratic: (
  p: { readonly w: Tensor<[3, 2]>; readonly b: Tensor<[2]> },
  x: Tensor<[3]>,
) => Scalar
const h = hessian(quadratic)({ w: tensor(3, 2), b: tensor(2) }, tensor(3))
holds<Eq<(typeof h)['w']['b'], Tensor<[3, 2, 2]>>>()
holds<Eq<(typeof h)['b']['b'], Tensor<[2, 2]>>>()
declare const curve: (p: Tensor<[3]>) => Tensor<[4]>
holds<Eq<ReturnType<ReturnType<typeof jacobian<Tensor<[3]>, [], Tensor<[4]>>>>, Tensor<[4, 3]>>>()
export const j: Tensor<[4, 3]> = jacobian(curve)(tensor(3))
const product = hvp(quadratic)(
  { w: tensor(3, 2), b: tensor(2) },
  { w: tensor(3, 2), b: tensor(2) },
  tensor(3),
)
holds<Eq<(typeof product)['w'], Tensor<[3, 2]>>>()

// vmap puts the batch into every type
declare const dot: (a: Tensor<[3]>, b: Tensor<[3]>) => Scalar
const dots = vmap(dot)(tensor(8, 3), tensor(8, 3))
holds<Eq<typeof dots, Tensor<[8]>>>()
const columns = vmap(dot, [1, null])(tensor(3, 'batch'), tensor(3))
holds<Eq<typeof columns, Tensor<['batch']>>>()
// @ts-expect-error the batches differ
vmap(dot)(tensor(8, 3), tensor(9, 3))
declare const exampleLoss: (p: { readonly w: Tensor<[3]> }, x: Tensor<[3]>) => Scalar
const perExample = vmap(grad(exampleLoss), [null, 0])({ w: tensor(3) }, tensor('batch', 3))
holds<Eq<(typeof perExample)['w'], Tensor<['batch', 3]>>>()
const outer = vmap(vmap(dot, [0, null]) as (a: Tensor<[4, 3]>, b: Tensor<[3]>) => Tensor<[4]>, [
  null,
  0,
])
holds<Eq<ReturnType<typeof outer<5>>, Tensor<[5, 4]>>>()

// a program remembers the trees of its function
declare const engine: Engine
const program = trace(loss)(p, x)
const ran = run(engine)(program)([p, x])
holds<Eq<typeof ran, Scalar>>()
// @ts-expect-error the arguments are an array like those of the function
run(engine)(program)([p])

// unknown ranks and sizes pass
declare const unknownRank: Tensor<AnyShape>
declare const gradual: (x: Tensor<AnyShape>) => Scalar
holds<Eq<ReturnType<ReturnType<typeof grad<Tensor<AnyShape>, []>>>, Tensor<AnyShape>>>()
export const gradualGradient: Tensor<AnyShape> = grad(gradual)(unknownRank)
