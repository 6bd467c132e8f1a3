/** Budget program: transformations of transformations, over records and over plain tensors. */

import {
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  type Scalar,
  T,
  type Tensor,
  valueAndGradAux,
  vjp,
  vmap,
} from 'cotangent'

interface Line {
  readonly slope: Tensor<[3]>
  readonly offset: Scalar
}

const predict = (line: Line, x: Tensor<[3]>): Scalar => T.add(T.dot(line.slope, x), line.offset)

const error = (line: Line, x: Tensor<[3]>, y: Scalar): Scalar =>
  T.square(T.sub(predict(line, x), y))

const line: Line = { slope: T.zeros([3]), offset: T.zeros([]) }
const x = T.ones([3])
const y = T.ones([])

export const gradient: Line = grad(error)(line, x, y)
export const perExample: { readonly slope: Tensor<[5, 3]>; readonly offset: Tensor<[5]> } = vmap(
  grad(error),
  [null, 0, 0],
)(line, T.ones([5, 3]), T.ones([5]))
export const [[value, size], grads] = valueAndGradAux((p: Line): [Scalar, Scalar] => [
  error(p, x, y),
  T.norm(p.slope),
])(line)

const polynomial = (t: Scalar): Scalar => T.sub(T.pow(t, 5), T.mul(t, T.exp(t)))
export const third: Scalar = grad(grad(grad(polynomial)))(T.ones([]))

const field = (v: Tensor<[4]>): Tensor<[4]> => T.sin(T.mul(v, T.sum(v)))
const v = T.arange(4)
export const matrix: Tensor<[4, 4]> = jacobian(field)(v)
export const second: Tensor<[4, 4]> = hessian((u: Tensor<[4]>) => T.sum(field(u)))(v)
export const product: Tensor<[4]> = hvp((u: Tensor<[4]>) => T.sum(field(u)))(v, v)
export const [image, tangent] = jvp(field)([v], [v])
export const [, pushforward] = linearize(field)(v)
export const [, pullback] = vjp(field)(v)
export const pushed: Tensor<[4]> = pushforward(v)
export const [pulled] = pullback(v)
export const fast: Tensor<[4]> = compile(field)(v)
