/**
 * The bug zoo of models: layers with one mistake each, of the kinds that people make, and the law that has to
 * find it.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { customVjp, nn, R, stopGradient, T, type Tensor, vjp } from '../../../src/index.ts'
import type { Facts } from '../../../src/laws/index.ts'
import { applyLayer, layerKind, layerOf, type LayerKind } from '../../../src/nn/kind.ts'
import type { Draw } from '../../../src/nn/initializer.ts'
import { paramSpec } from '../../../src/nn/params.ts'
import { rows } from '../../../src/laws/model/kinds.ts'

/** A mistake in a model. */
export interface Bug {
  readonly mistake: string
  /** the law that has to find it */
  readonly law: string
  readonly model: nn.AnyModel
  readonly facts?: Facts
  readonly stopped?: 'held' | 'moves'
  /** is it an error that finds it? */
  readonly throws?: true
}

const batch = nn.inputOf('f64', 'batch', 3)

const kindOf = (tag: string): LayerKind => {
  const kind = nn.kinds[tag]
  if (kind === undefined) throw new Error(`no kind ${tag}`)
  return kind
}

const modelOf = (layer: nn.AnyLayer, input: nn.Input<unknown> = batch): nn.AnyModel => {
  const built = nn.buildDyn(input)(layer)
  if (E.isLeft(built)) throw new Error(built.left)
  return built.right
}

const around = (layer: nn.AnyLayer): nn.AnyLayer =>
  nn.sequential(nn.dense(3), layer, nn.tanh) as nn.AnyLayer

/** A kind of the library with something replaced; what is promised of it stays. */
const bug = (
  mistake: string,
  law: string,
  tag: string,
  config: object,
  change: (right: LayerKind) => Partial<LayerKind>,
  children: readonly nn.AnyLayer[] = [],
): Bug => {
  const right = kindOf(tag)
  const kind = { ...right, tag: `broken/${tag}`, ...change(right) }
  const layer = layerOf(
    kind,
    config,
    children.map((child) => ({ name: null, layer: child })),
  )
  return {
    mistake,
    law,
    model: modelOf(around(layer)),
    facts: { [kind.tag]: rows[tag] ?? {} },
  }
}

/** An apply that is told whether it trains. */
type Apply = LayerKind['apply']

const apply =
  (f: Apply): ((right: LayerKind) => Partial<LayerKind>) =>
  () => ({ apply: f })

/** A draw in the place of an initializer. */
const drawing =
  (draw: Draw) =>
  (right: LayerKind): Partial<LayerKind> => ({
    signature: (layer, input) =>
      E.Functor.map(right.signature(layer, input), (said) => ({
        ...said,
        params: {
          ...(said.params as object),
          kernel: paramSpec([3, 3], 'f64', draw),
        },
      })),
  })

const dense: Apply = ({ params, state }, x: Tensor) => [
  T.add(T.matmul(x, params.kernel as Tensor), params.bias as Tensor),
  state,
]

const moments = (x: Tensor) => ({
  mean: T.mean(x, [0]) as Tensor,
  variance: T.variance(x, [0]) as Tensor,
})

const normalized = (
  x: Tensor,
  { mean, variance }: { readonly mean: Tensor; readonly variance: Tensor },
  { scale, offset }: { readonly scale: Tensor; readonly offset: Tensor },
  epsilon = 1e-5,
): Tensor => T.add(T.mul(T.div(T.sub(x, mean), T.sqrt(T.add(variance, epsilon))), scale), offset)

const running = (old: Tensor, now: Tensor, decay: number): Tensor =>
  T.add(T.mul(old, decay), T.mul(now, 1 - decay))

/** Batch normalization, told what is different. */
const batchNorm =
  (
    options: {
      readonly predictWith?: 'batch'
      readonly epsilon?: number
      readonly factor?: number
      readonly keepdims?: true
    } = {},
  ): Apply =>
  ({ config: { decay = 0.9 }, params, state, key }, x: Tensor) => {
    const now = moments(x)
    if (key === null)
      return [normalized(x, options.predictWith ? now : state, params, options.epsilon), state]
    const next = {
      mean: running(state.mean, now.mean, decay),
      variance: running(state.variance, T.mul(now.variance, options.factor ?? 1), decay),
    }
    return [
      normalized(x, now, params),
      options.keepdims ? { ...next, mean: T.reshape(next.mean, [1, 3]) } : next,
    ]
  }

const mask = (key: R.Key, x: Tensor, rate: number): Tensor =>
  T.cast(R.bernoulli(key, [...x.shape], { p: 1 - rate }), x.dtype) as Tensor

/** A codec that forgets an option on the way out. */
const forgetting =
  (name: string) =>
  ({ config }: LayerKind): Partial<LayerKind> => ({
    config: new t.Type(config.name, config.is, config.validate, (values: object) =>
      Object.fromEntries(Object.entries(values).filter(([option]) => option !== name)),
    ),
  })

/** Another activation. */
const activation = (mistake: string, law: string, f: (x: Tensor) => Tensor): Bug =>
  bug(
    mistake,
    law,
    'tanh',
    {},
    apply(({ state }, x: Tensor) => [f(x), state]),
  )

/** Does it know its value? */
const isKnown = (x: Tensor): boolean => {
  try {
    return Number.isFinite(T.toNumber(T.sum(x) as never))
  } catch {
    return false
  }
}

/** A model whose interpreter is broken: no layer is to blame. */
const forged = (
  mistake: string,
  law: string,
  change: (right: nn.AnyModel) => Partial<nn.AnyModel>,
): Bug => {
  const right = modelOf(nn.sequential(nn.dense(3), nn.tanh))
  return { mistake, law, model: { ...right, ...change(right) } }
}

const steep = customVjp(
  (x: Tensor) => T.tanh(x),
  (x) => [T.tanh(x), x] as const,
  (x, c) => [T.mul(vjp((own: Tensor) => T.tanh(own))(x)[1](c as never)[0], 1.01)] as never,
)

const twice: Apply = ({ children: [body], params, state, key }, x: Tensor) => {
  if (body === undefined) return [x, state]
  const y = applyLayer(body.layer, params, state, x, key)[0] as Tensor
  return [T.add(T.mul(x, 2), y), state]
}

const calls = { count: 0 }

/** The zoo. */
export const bugs: readonly Bug[] = [
  // parameters
  {
    ...bug(
      'a bias that is added along the batch',
      'outputFitsSignature',
      'dense',
      { units: 3 },
      apply(({ params, state }, x: Tensor) => [
        T.add(T.matmul(x, params.kernel as Tensor), T.reshape(params.bias as Tensor, [3, 1])),
        state,
      ]),
    ),
    throws: true,
  },
  bug(
    'a bias that is added along the batch, where that fits',
    'rowsAreIndependent',
    'dense',
    { units: 3 },
    apply(({ params, state }, x: Tensor) => {
      const bias = params.bias as Tensor
      const y = T.matmul(x, params.kernel as Tensor)
      return [T.add(y, x.shape[0] === 3 ? T.reshape(bias, [3, 1]) : bias), state]
    }),
  ),
  bug(
    'a bias that is forgotten',
    'parametersAreUsed',
    'dense',
    { units: 3 },
    apply(({ params, state }, x: Tensor) => [T.matmul(x, params.kernel as Tensor), state]),
  ),
  bug(
    'a kernel that begins with another shape',
    'initFitsSignature',
    'dense',
    { units: 3 },
    drawing((key, _, { dtype }) => R.normal(key, [3, 1], { dtype }) as Tensor),
  ),
  bug(
    'a kernel that begins in another element type',
    'initFitsSignature',
    'dense',
    { units: 3 },
    drawing((key, shape) => R.normal(key, [...shape]) as Tensor),
  ),
  bug(
    'a kernel that begins as NaN',
    'initFitsSignature',
    'dense',
    { units: 3 },
    drawing((key, shape, { dtype }) => T.div(R.normal(key, [...shape], { dtype }), 0) as Tensor),
  ),
  bug(
    'a kernel that is drawn from a key of its own',
    'initFollowsKey',
    'dense',
    { units: 3 },
    drawing((_, shape, { dtype }) => R.normal(R.key(0), [...shape], { dtype }) as Tensor),
  ),
  bug(
    'a kernel that is drawn by Math.random',
    'initFollowsKey',
    'dense',
    { units: 3 },
    drawing((_, shape, { dtype }) => T.full([...shape], Math.random(), dtype) as Tensor),
  ),
  bug(
    'a kernel whose two halves are drawn from one key',
    'modelUsesKeysOnce',
    'dense',
    { units: 3 },
    drawing(
      (key, shape, { dtype }) =>
        T.add(
          R.normal(key, [...shape], { dtype }),
          R.uniform(key, [...shape], { dtype }),
        ) as Tensor,
    ),
  ),
  bug(
    'an output of another size than the signature says',
    'outputFitsSignature',
    'dense',
    { units: 3 },
    (right) => ({
      apply: (layer, x: Tensor) => [T.sum(right.apply(layer, x)[0] as Tensor, -1), layer.state],
      signature: right.signature,
    }),
  ),
  bug(
    'an output in another element type',
    'outputFitsSignature',
    'dense',
    { units: 3 },
    (right) => ({
      apply: (layer, x: Tensor) => [T.cast(right.apply(layer, x)[0] as Tensor, 'f32'), layer.state],
    }),
  ),
  bug(
    'training without the bias',
    'quietTrainingIsPrediction',
    'dense',
    { units: 3 },
    apply((layer, x: Tensor) =>
      layer.key === null
        ? dense(layer, x)
        : [T.matmul(x, layer.params.kernel as Tensor), layer.state],
    ),
  ),

  // noise
  bug(
    'dropout that is not scaled',
    'noiseIsUnbiased',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      key === null ? x : T.mul(x, mask(key, x, rate)),
      state,
    ]),
  ),
  bug(
    'dropout that is scaled twice',
    'noiseIsUnbiased',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      key === null ? x : T.div(T.mul(x, mask(key, x, rate)), (1 - rate) ** 2),
      state,
    ]),
  ),
  bug(
    'dropout with one mask for ever',
    'noiseIsUnbiased',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      key === null ? x : T.div(T.mul(x, mask(R.key(1), x, rate)), 1 - rate),
      state,
    ]),
  ),
  bug(
    'dropout that is left on in prediction',
    'predictIsDeterministic',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      T.div(T.mul(x, mask(key ?? R.key(1), x, rate)), 1 - rate),
      state,
    ]),
  ),
  bug(
    'dropout that uses its key twice',
    'modelUsesKeysOnce',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      key === null ? x : T.div(T.mul(T.mul(x, mask(key, x, rate)), mask(key, x, 0)), 1 - rate),
      state,
    ]),
  ),
  bug(
    'a sequence that gives all its layers one key',
    'modelUsesKeysOnce',
    'sequential',
    {},
    apply(({ children, state, key }, x) => [
      children.reduce((y, { layer }) => applyLayer(layer, [], [], y, key)[0], x as unknown),
      state,
    ]),
    [nn.dropout(0.5), nn.dropout(0.25)],
  ),

  // statistics
  bug(
    'batch normalization with the batch in prediction',
    'rowsAreIndependent',
    'batchNorm',
    {},
    apply(batchNorm({ predictWith: 'batch' })),
  ),
  bug(
    'batch normalization with another ε in prediction',
    'quietTrainingIsPrediction',
    'batchNorm',
    {},
    apply(batchNorm({ epsilon: 1e-3 })),
  ),
  bug(
    'batch normalization that keeps another variance than it uses',
    'quietTrainingIsPrediction',
    'batchNorm',
    {},
    apply(batchNorm({ factor: 1.5 })),
  ),
  bug(
    'batch normalization whose state gets another shape',
    'outputFitsSignature',
    'batchNorm',
    {},
    apply(batchNorm({ keepdims: true })),
  ),
  {
    ...bug(
      'batch normalization whose state gets another shape, which the next step does not take',
      'foldingModelsIsLooping',
      'batchNorm',
      {},
      apply(batchNorm({ keepdims: true })),
    ),
    throws: true,
  },

  // combinators
  bug(
    'a residual that drops its input',
    'zeroedBranchIsSkipped',
    'residual',
    {},
    apply(({ children: [body], params, state, key }, x) =>
      body === undefined ? [x, state] : applyLayer(body.layer, params, state, x, key),
    ),
    [nn.tanh],
  ),
  bug(
    'a residual that adds its input twice',
    'zeroedBranchIsSkipped',
    'residual',
    {},
    apply(twice),
    [nn.tanh],
  ),
  bug(
    'copies of which each has the parameters of the first',
    'repeatIsSequence',
    'repeat',
    { times: 2 },
    apply(({ config: { times }, children: [body], params, state }, x: Tensor) => {
      if (body === undefined) return [x, state]
      const kernel = T.take(params.kernel as Tensor, T.tensor(0, 'i32'), 0)
      const bias = T.take(params.bias as Tensor, T.tensor(0, 'i32'), 0)
      return [
        Array.from({ length: times as number }).reduce<Tensor>(
          (y) => applyLayer(body.layer, { kernel, bias }, state, y, null)[0] as Tensor,
          x,
        ),
        state,
      ]
    }),
    [nn.dense(3)],
  ),
  forged('an interpreter that counts layers', 'sequentialIsAssociative', (right) => ({
    predict: (vars, x) =>
      T.mul(right.predict(vars, x) as Tensor, right.layer.children.length) as never,
  })),
  forged(
    'an interpreter that counts layers, also those that do nothing',
    'emptySequentialIsIdentity',
    (right) => ({
      predict: (vars, x) =>
        T.mul(right.predict(vars, x) as Tensor, right.layer.children.length) as never,
    }),
  ),
  forged('an interpreter that makes a parameter too many', 'summaryCountsParameters', (right) => ({
    init: (key) => {
      const { params, state } = right.init(key)
      return { params: [...(params as readonly unknown[]), T.ones([2], 'f64')], state }
    },
  })),

  // JSON
  bug(
    'JSON that loses that there is no bias',
    'jsonKeepsModel',
    'dense',
    { units: 3, bias: false },
    forgetting('bias'),
  ),
  bug('JSON that loses a rate', 'jsonKeepsModel', 'dropout', { rate: 0.5 }, forgetting('rate')),
  bug(
    'JSON that loses an ε',
    'jsonKeepsModel',
    'layerNorm',
    { epsilon: 0.1 },
    forgetting('epsilon'),
  ),
  bug(
    'JSON that loses a decay',
    'jsonKeepsModel',
    'batchNorm',
    { decay: 0.5 },
    forgetting('decay'),
  ),
  bug(
    'JSON that loses how a kernel begins',
    'jsonKeepsModel',
    'dense',
    { units: 3, kernelInit: 'orthogonal' },
    forgetting('kernelInit'),
  ),

  // rows
  activation('a softmax along the batch', 'rowsAreIndependent', (x) => T.softmax(x, 0) as Tensor),
  activation(
    'a maximum of the whole batch',
    'rowsAreIndependent',
    (x) => T.sub(x, T.max(x)) as Tensor,
  ),
  activation('rows that are exchanged', 'rowsAreIndependent', (x) => T.flip(x, 0)),
  activation('rows that flow into the next ones', 'rowsAreIndependent', (x) => T.cumsum(x, 0)),

  // purity
  activation('Math.random', 'predictIsDeterministic', (x) => T.mul(x, Math.random())),
  activation('a counter', 'predictIsDeterministic', (x) => T.mul(x, ++calls.count)),
  activation('a short cut where values are known', 'everyWayGivesOneModel', (x) =>
    isKnown(x) ? x : T.tanh(x),
  ),
  activation('a short cut that a batch of models does not take', 'batchingModelsIsLooping', (x) =>
    isKnown(x) ? x : T.tanh(x),
  ),
  activation('a short cut that a loop does not take', 'foldingModelsIsLooping', (x) =>
    isKnown(x) ? x : T.tanh(x),
  ),
  {
    ...bug(
      'parameters that are written to',
      'predictIsDeterministic',
      'dense',
      { units: 3 },
      apply((layer, x: Tensor) => {
        layer.params.bias = T.mul(layer.params.bias as Tensor, 2)
        return dense(layer, x)
      }),
    ),
    throws: true,
  },

  // gradients
  activation('a rule for the gradient that is 1 % too large', 'modelGradientIsRight', (x) =>
    steep(x as never),
  ),
  {
    ...activation('a path that is detached', 'modelGradientIsRight', (x) =>
      T.add(x, stopGradient(T.square(x))),
    ),
    stopped: 'moves',
  },
]

/** Layers of one's own without a mistake: no law may accuse them. */
export const rightLayers: readonly Omit<Bug, 'mistake' | 'law'>[] = [
  bug('', '', 'dense', { units: 3 }, apply(dense)),
  bug('', '', 'batchNorm', { decay: 0.5 }, apply(batchNorm())),
  {
    model: modelOf(
      around(
        layerOf(
          layerKind<{ readonly start: number }, { readonly factor: Tensor }>({
            tag: 'my/scale',
            documentation: 'x times a number, learned',
            config: t.strict({ start: t.number }),
            signature: ({ config: { start } }, input) =>
              E.right({
                params: { factor: paramSpec([], 'f64', { name: 'constant', value: start }) },
                output: input,
              }),
            apply: ({ params, state }, x: Tensor) => [T.mul(x, params.factor), state],
          }),
          { start: 2 },
        ),
      ),
    ),
  },
  bug(
    '',
    '',
    'dropout',
    { rate: 0.5 },
    apply(({ config: { rate }, state, key }, x: Tensor) => [
      key === null || rate === 0 ? x : T.div(T.mul(x, mask(key, x, rate)), 1 - rate),
      state,
    ]),
  ),
  activation('', '', (x) => T.mul(x, T.sigmoid(x))),
]
