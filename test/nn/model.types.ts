/** What models make of types. Checked by the compiler; nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import type { Eq } from '../../src/core/shape/index.ts'
import type { AnyShape, Dim, Tensor } from '../../src/core/tensor.ts'
import { nn, R, T } from '../../src/index.ts'
import { holds } from '../core/shape/agree.ts'

type D<I extends number, O extends number> = nn.DenseParams<I, O>
const key: R.Key = R.key(0)

// ---- a perceptron
const mlp = nn.model(nn.input('batch', 784), nn.dense(256), nn.relu, nn.dense(10))
holds<Eq<nn.ParamsOf<typeof mlp>, readonly [D<784, 256>, nn.Unit, D<256, 10>]>>()
holds<Eq<nn.OutputOf<typeof mlp>, Tensor<['batch', 10]>>>()
holds<Eq<nn.StateOf<typeof mlp>, nn.Unit>>()
// the interfaces are records, and nothing else
holds<
  Eq<
    { [K in keyof D<784, 256>]: D<784, 256>[K] },
    { readonly kernel: Tensor<[784, 256]>; readonly bias: Tensor<[256]> }
  >
>()
const f = nn.apply(mlp)
declare const x784: Tensor<['batch', 784]>
export const y: Tensor<['batch', 10]> = f(mlp.init(key).params, x784)

// ---- a block for any shape
const head = nn.sequential(nn.dense(256), nn.relu, nn.dropout(0.5), nn.dense(10))
const small = pipe(head, nn.build(nn.input('batch', 784)))
const deep = pipe(head, nn.build(nn.input('batch', 't', 512)))
holds<Eq<nn.ParamsOf<typeof small>[0], D<784, 256>>>()
holds<Eq<nn.ParamsOf<typeof deep>[0], D<512, 256>>>()
holds<Eq<nn.OutputOf<typeof deep>, Tensor<['batch', 't', 10]>>>()

// ---- names
const named = nn.sequential({ hidden: nn.dense(256) }, nn.relu, { out: nn.dense(10) })
const nm = pipe(named, nn.build(nn.input('batch', 784)))
holds<Eq<nn.ParamsOf<typeof nm>, { readonly hidden: D<784, 256>; readonly out: D<256, 10> }>>()
const nm2 = nn.model(nn.input('batch', 784), { hidden: nn.dense(256) }, nn.batchNorm, nn.relu, {
  out: nn.dense(10),
})
holds<
  Eq<
    nn.ParamsOf<typeof nm2>,
    {
      readonly hidden: D<784, 256>
      readonly '1': nn.NormParams<256>
      readonly out: D<256, 10>
    }
  >
>()
holds<Eq<nn.StateOf<typeof nm2>, { readonly '1': nn.BatchStats<256> }>>()

// ---- convolutions
const cnn = nn.model(
  nn.input('batch', 28, 28, 1),
  nn.conv2d(32, [3, 3]),
  nn.batchNorm,
  nn.relu,
  nn.maxPool2d(2),
  nn.conv2d(64, 3, { padding: 'VALID' }),
  nn.batchNorm,
  nn.relu,
  nn.maxPool2d(2),
  nn.flatten,
  nn.dense(128),
  nn.relu,
  nn.dropout(0.5),
  nn.dense(10),
)
holds<Eq<nn.ParamsOf<typeof cnn>[0], nn.ConvParams<[3, 3, 1, 32], 32>>>()
holds<Eq<nn.ParamsOf<typeof cnn>[9], D<2304, 128>>>()
holds<Eq<nn.OutputOf<typeof cnn>, Tensor<['batch', 10]>>>()
holds<Eq<nn.StateOf<typeof cnn>[1], nn.BatchStats<32>>>()
declare const images: Tensor<['batch', 28, 28, 1]>
const vars = cnn.init(key)
export const p1: Tensor<['batch', 10]> = cnn.predict(vars, images)
export const [p2, st] = cnn.forward(vars, images, key)
holds<Eq<typeof st, nn.StateOf<typeof cnn>>>()
// @ts-expect-error a model with state is no plain function
nn.apply(cnn)(vars.params, images)

// ---- names are bound at the call
declare const x32: Tensor<[32, 784]>
declare const xn: Tensor<[number, 784]>
declare const xAny: Tensor
const q1 = f(mlp.init(key).params, x32)
holds<Eq<typeof q1, Tensor<[32, 10]>>>()
const q2 = f(mlp.init(key).params, xn)
holds<Eq<typeof q2, Tensor<[number, 10]>>>()
const q3 = f(mlp.init(key).params, xAny)
holds<Eq<typeof q3, Tensor<[number, 10]>>>()
export const poly = <B extends Dim>(x: Tensor<[B, 784]>): Tensor<[B, 10]> =>
  f(mlp.init(key).params, x)
const q4 = poly(null! as Tensor<[8, 784]>)
holds<Eq<typeof q4, Tensor<[8, 10]>>>()
const [cy] = cnn.forward(vars, null! as Tensor<[64, 28, 28, 1]>, key)
holds<Eq<typeof cy, Tensor<[64, 10]>>>()

// ---- gradual
declare const n: number
const dyn = nn.model(nn.input('batch', n), nn.dense(256), nn.relu, nn.dense(10))
holds<Eq<nn.ParamsOf<typeof dyn>[0], nn.DenseParams<number, 256>>>()
holds<Eq<nn.OutputOf<typeof dyn>, Tensor<['batch', 10]>>>()
const dyn2 = nn.model(
  nn.input('batch', n, n, 3),
  nn.conv2d(8, [3, 3], { padding: 'VALID' }),
  nn.flatten,
  nn.dense(n),
)
holds<Eq<nn.OutputOf<typeof dyn2>, Tensor<['batch', number]>>>()
const dyn3 = nn.model(nn.input('batch', n), nn.residual(nn.dense(10)), nn.dense(3))
holds<Eq<nn.OutputOf<typeof dyn3>, Tensor<['batch', 3]>>>()

// ---- unknown rank, any, layers that were decoded
declare const unranked: nn.Input<Tensor<AnyShape>>
declare const anything: nn.Input<any>
declare const decoded: nn.AnyLayer
const d1 = nn.model(
  unranked,
  nn.conv2d(8, [3, 3]),
  nn.batchNorm,
  nn.relu,
  nn.maxPool2d(2),
  nn.flatten,
  nn.dense(10),
)
holds<Eq<nn.OutputOf<typeof d1>, Tensor<[number, 10]>>>()
const d3 = nn.model(anything, nn.conv2d(8, [3, 3]), nn.flatten, nn.dense(10))
holds<Eq<nn.OutputOf<typeof d3>, any>>()
const d4 = nn.model(nn.input('batch', 784), nn.dense(256), decoded, nn.dense(10))
holds<Eq<nn.OutputOf<typeof d4>, Tensor<AnyShape>>>()
const d5 = nn.on(nn.input('batch', 784), decoded)
holds<Eq<nn.OutputOf<typeof d5>, Tensor<AnyShape>>>()
const d6 = nn.on(nn.input('batch', 784), nn.dense(256))
holds<Eq<nn.ParamsOf<typeof d6>, D<784, 256>>>()
const d7 = nn.model(nn.input('batch', 784), nn.dense(n), nn.relu, nn.dense(10))
holds<Eq<nn.ParamsOf<typeof d7>[2]['kernel'], Tensor<[number, 10]>>>()

// ---- element types
const wide = nn.model(nn.inputOf('f64', 'batch', 3), nn.dense(2), nn.tanh)
holds<Eq<nn.ParamsOf<typeof wide>[0], nn.DenseParams<3, 2, 'f64'>>>()
const tokens = nn.model(nn.inputOf('i32', 'batch', 't'), nn.embedding(100, 8), nn.dense(4))
holds<Eq<nn.OutputOf<typeof tokens>, Tensor<['batch', 't', 4]>>>()

// ---- repeat, shared
const block = nn.residual(nn.layerNorm, nn.dense(2048), nn.relu, nn.dense(512))
const tr = nn.model(
  nn.inputOf('i32', 'batch', 'time'),
  nn.embedding(32000, 512),
  nn.repeat(12, block),
  nn.shared(3, nn.dense(512), nn.tanh),
  nn.dense(32000),
)
holds<Eq<nn.OutputOf<typeof tr>, Tensor<['batch', 'time', 32000]>>>()
holds<Eq<nn.ParamsOf<typeof tr>[1][1]['kernel'], Tensor<[12, 512, 2048]>>>()
holds<Eq<nn.ParamsOf<typeof tr>[2][0], D<512, 512>>>()

// ---- side by side
const ar = pipe(
  nn.sequential(nn.fanout(nn.dense(3), nn.dense(4)), nn.split(nn.relu, nn.dense(5)), nn.concat()),
  nn.build(nn.input('batch', 7)),
)
holds<Eq<nn.OutputOf<typeof ar>, Tensor<['batch', 8]>>>()

// ---- functions as layers
const glu = nn.custom(
  'glu',
  { gate: [512, 512], lin: { w: { shape: [512, 64], init: 'zeros' } } },
  nn.input('b', 't', 512),
  (p, x) => T.matmul(T.matmul(x, p.gate), p.lin.w),
)
const cm = nn.model(nn.input('batch', 100, 512), glu, nn.dense(3))
holds<Eq<nn.OutputOf<typeof cm>, Tensor<['batch', 100, 3]>>>()
holds<Eq<nn.ParamsOf<typeof cm>[0]['lin']['w'], Tensor<[512, 64]>>>()
// @ts-expect-error 256 features
nn.model(nn.input('batch', 100, 256), glu)

// ---- wired models: attention from its parts, without a type annotation
const X = nn.input('b', 't', 512)
const mha = nn.wire(
  'attention',
  {
    q: nn.model(X, nn.dense(512)),
    k: nn.model(X, nn.dense(512)),
    v: nn.model(X, nn.dense(512)),
    o: nn.model(X, nn.dropout(0.1), nn.dense(512)),
  },
  X,
  ({ q, k, v, o }, x) => {
    const heads = (y: typeof x) =>
      T.transpose(T.reshape(y, [T.dim(x, 0), T.dim(x, 1), 8, 64]), [0, 2, 1, 3])
    const scores = T.matmul(heads(q(x)), T.transpose(heads(k(x)), [0, 1, 3, 2]))
    const mixed = T.transpose(T.matmul(scores, heads(v(x))), [0, 2, 1, 3])
    return o(T.reshape(mixed, [T.dim(x, 0), T.dim(x, 1), 512]))
  },
)
const tm = nn.model(
  nn.input('batch', 100, 512),
  nn.residual(nn.layerNorm, mha),
  nn.batchNorm,
  nn.dense(3),
)
holds<Eq<nn.OutputOf<typeof tm>, Tensor<['batch', 100, 3]>>>()
holds<Eq<nn.ParamsOf<typeof tm>[0][1]['q'], readonly [D<512, 512>]>>()
holds<Eq<typeof tm extends nn.Model<any, any, any, any, infer E> ? E : 0, 'rng'>>()
// @ts-expect-error 256 features
nn.model(nn.input('batch', 100, 256), mha)

// ---- what does not fit
// @ts-expect-error the channels are missing
nn.model(nn.input('batch', 28, 28), nn.conv2d(8, [3, 3]), nn.flatten)
// @ts-expect-error the branch changes the width
pipe(nn.residual(nn.dense(3)), nn.build(nn.input('batch', 4)))
// @ts-expect-error units are positive
nn.model(nn.input('batch', 784), nn.dense(-3))
// @ts-expect-error two names in one record: their order is not part of its type
nn.model(nn.input('batch', 784), { a: nn.dense(3), b: nn.dense(4) })
// @ts-expect-error features have no size
nn.model(nn.input('batch', 'features'), nn.dense(3))
// @ts-expect-error not flat
mlp.predict(mlp.init(key), null! as Tensor<[32, 28, 28]>)
// @ts-expect-error another element type
mlp.predict(mlp.init(key), null! as Tensor<[32, 784], 'f64'>)
// @ts-expect-error parameters of another model
f(nn.model(nn.input('batch', 784), nn.dense(128), nn.relu, nn.dense(10)).init(key).params, x784)
// @ts-expect-error there is no option stride
nn.conv2d(8, 3, { stride: 2 })
