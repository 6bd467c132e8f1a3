/** Updates and states have the types of the parameters. Checked by the compiler; nothing here runs. */
import { optim, T } from '../../src/index.ts'
import type { Scalar, Tensor } from '../../src/core/tensor.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import { holds } from '../core/shape/agree.ts'

interface Params {
  readonly w: Tensor<[784, 10]>
  readonly layers: readonly [{ readonly b: Tensor<[10], 'f64'> }]
}
declare const params: Params
declare const grads: Params

const adam = optim.adam({ learningRate: 0.1 })
const state = adam.init(params)
holds<Eq<(typeof state)[0]['mu'], Params>>()
holds<Eq<(typeof state)[0]['_tag'], 'ScaleByAdam'>>()
holds<Eq<(typeof state)[0]['count'], Scalar<'i32'>>>()

const [updates, next] = adam.update(grads, state, params)
holds<Eq<typeof updates, Params>>()
holds<Eq<typeof next, typeof state>>()
const moved = optim.applyUpdates(params, updates)
holds<Eq<typeof moved, Params>>()

// chains are tuples of states
const chained = optim.chain(optim.clip({ maxDelta: 1 }), adam, optim.paramsEma({ decay: 0.9 }))
const states = chained.init(params)
holds<Eq<(typeof states)[1][0]['nu'], Params>>()
holds<Eq<(typeof states)[2]['average'], Params>>()

// what a mask hides is null in the state
const masked = optim.masked(optim.scaleByLion(), (path) => path === 'w').init(params)
holds<Eq<(typeof masked)['inner']['mu']['w'], Tensor<[784, 10]> | null>>()

const split = optim.partition({ a: optim.trace({ decay: 0.9 }), b: adam }, () => 'a').init(params)
holds<Eq<(typeof split)['inner']['b'][0]['_tag'], 'ScaleByAdam'>>()

const injected = optim.injectHyperparams(optim.sgd, { learningRate: 1 }, ['learningRate'])
const hyperparams = injected.init(params).hyperparams
holds<Eq<typeof hyperparams, { readonly learningRate: Scalar<'f64'> }>>()

const codec = optim.stateCodec(adam, params)
holds<Eq<(typeof codec)['_A'], typeof state>>()

// momentum is in the type of the state
const momentum = optim.sgd({ learningRate: 1, momentum: 0.9 }).init(params)
holds<Eq<(typeof momentum)[0]['trace'], Params>>()

// @ts-expect-error a learning rate is needed
optim.adam({})
// @ts-expect-error options have names
optim.adam({ learningrate: 0.1, learningRate: 0.1 })
// @ts-expect-error nothing has to be averaged with nesterov alone
optim.sgd({ learningRate: 1, nesterov: true })
// @ts-expect-error gradients are like the parameters
adam.update({ w: params.w }, state, params)
// @ts-expect-error the state of another optimizer
adam.update(grads, optim.sgd({ learningRate: 1 }).init(params), params)
// @ts-expect-error the state of other parameters
adam.update(grads, adam.init({ w: params.w }), params)
// @ts-expect-error updates are like the parameters
optim.applyUpdates(params, { w: params.w })
// @ts-expect-error a schedule gives a scalar
optim.sgd({ learningRate: (step) => T.expandDims(T.cast(step, 'f32'), 0) })
// @ts-expect-error a schedule gives floats
optim.sgd({ learningRate: (step) => step })
// @ts-expect-error the labels are those of the optimizers
optim.partition({ a: adam }, () => 'b')
// @ts-expect-error only options can be injected
optim.injectHyperparams(optim.sgd, { learningRate: 1 }, ['momentum'])
