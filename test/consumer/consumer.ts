/**
 * A program as a user of the package writes it. It is type-checked and run where nothing is
 * installed but the package and its peers.
 */

import { compile, grad, nn, optim, R, type Scalar, T, type Tensor, tree, vmap } from 'cotangent'
import * as laws from 'cotangent/laws'
import * as tensor from 'cotangent/tensor'

interface Params {
  readonly weight: Tensor<[3, 1]>
  readonly bias: Tensor<[1]>
}

const expectEqual = (what: string, actual: unknown, expected: unknown): void => {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what}: ${a}, expected ${e}`)
}

const predict = (params: Params, x: Tensor<[number, 3]>): Tensor<[number, 1]> =>
  T.add(T.matmul(x, params.weight), params.bias)

const loss = (params: Params, x: Tensor<[2, 3]>, y: Tensor<[2, 1]>): Scalar =>
  T.mean(T.square(T.sub(predict(params, x), y)))

const params: Params = { weight: T.zeros([3, 1]), bias: T.zeros([1]) }
const x: Tensor<[2, 3]> = T.tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const y: Tensor<[2, 1]> = T.tensor([[1], [3]])

const gradient: Params = compile(grad(loss))(params, x, y)
expectEqual('gradient of the weight', T.toArray(gradient.weight), [[-13], [-17], [-21]])
expectEqual('gradient of the bias', T.toArray(gradient.bias), [-4])
expectEqual('a subpath is the same module', tensor.add, T.add)

const step = tree.zipWith((p, g) => T.sub(p, T.mul(g, 0.5)))(params, gradient)
expectEqual('a step', T.toArray(step.bias), [2])

const sgd = optim.sgd({ learningRate: 0.5, momentum: 0.9 })
const [updates, state] = sgd.update(gradient, sgd.init(params), params)
expectEqual('an update', T.toArray(optim.applyUpdates(params, updates).bias), [2])
expectEqual('a state', T.toArray(state[0].trace.bias), [-4])

const cubed = vmap((t: Scalar): Scalar => T.pow(t, 3))(T.arange(4))
expectEqual('vmap', T.toArray(cubed), [0, 1, 8, 27])

const model = nn.model(nn.input('batch', 3), nn.dense(4), nn.relu, { out: nn.dense(1) })
const vars = model.init(R.key(0))
const outputs: Tensor<[2, 1]> = model.predict(vars, x)
expectEqual(
  'a model',
  [outputs.shape, vars.params.out.kernel.shape],
  [
    [2, 1],
    [4, 1],
  ],
)

const [key] = R.split(R.key(0))
expectEqual('a sample has its shape', R.normal(key, [2, 3]).shape, [2, 3])

expectEqual('a gradient is right', laws.expectGrad(loss)(params, x, y).elements, 12)

export const rejected = (): unknown =>
  // @ts-expect-error: shapes are checked here too, and this function is never called
  T.matmul(x, params.bias)
