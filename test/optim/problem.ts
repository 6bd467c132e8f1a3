/** The problem of test/fixtures/optax/optax.json, and how its numbers were made. */
import { optim, R, T } from '../../src/index.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import type { FloatDType } from '../../src/core/dtype.ts'

export interface Params {
  readonly w: Tensor<[3, 2], 'f64'>
  readonly b: Tensor<[2], 'f64'>
}

export const start: Params = {
  w: T.tensor(
    [
      [0.5, -1],
      [2, 0.25],
      [-0.75, 1.5],
    ],
    'f64',
  ) as Params['w'],
  b: T.tensor([0.1, -0.2], 'f64') as Params['b'],
}

const gradientOf = <S extends readonly unknown[]>(
  x: Tensor<S, 'f64'>,
  t: number,
): Tensor<S, 'f64'> => T.add(x, T.cos(T.mul(x, t + 1))) as Tensor<S, 'f64'>

export const gradients = (t: number, { w, b }: Params): Params => ({
  w: gradientOf(w, t),
  b: gradientOf(b, t),
})

export const lossAt = (t: number, { w, b }: Params): Tensor<[], FloatDType> => {
  const part = (x: Tensor<number[], 'f64'>): Tensor<[], 'f64'> =>
    T.sum(T.add(T.mul(T.square(x), 0.5), T.div(T.sin(T.mul(x, t + 1)), t + 1))) as Tensor<[], 'f64'>
  return T.add(part(w as never), part(b as never))
}

export const flat = ({ w, b }: Params): readonly number[] => [
  ...T.toTypedArray(w),
  ...T.toTypedArray(b),
]

/** Parameters after each of some steps. */
export const run = (
  optimizer: optim.Optimizer,
  steps = 6,
  read: (params: Params, state: unknown) => Params = (params) => params,
): readonly (readonly number[])[] => {
  const seen: (readonly number[])[] = []
  let params = start
  let state: unknown = optimizer.init(params)
  for (let t = 0; t < steps; t++) {
    const [updates, next] = optimizer.update(gradients(t, params), state, params, {
      value: lossAt(t, params),
    })
    params = optim.applyUpdates(params, updates)
    state = next
    // what is looked at is kept, so that no step is computed twice
    seen.push(flat(read(params, state)))
  }
  return seen
}

const learningRate = 0.05
const lr = { learningRate }
const onW = { w: true, b: false }
const falling = optim.schedule.linear({ initValue: 0.1, endValue: 0, transitionSteps: 5 })

/** Our optimizers by the names in the fixture. */
export const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  'adabelief(learning_rate=0.05)': optim.adabelief(lr),
  'adadelta(learning_rate=0.05)': optim.adadelta(lr),
  'adafactor(learning_rate=0.05)': optim.adafactor(lr),
  'adagrad(learning_rate=0.05)': optim.adagrad(lr),
  'adam(learning_rate=0.05)': optim.adam(lr),
  'adamax(learning_rate=0.05)': optim.adamax(lr),
  'adamaxw(learning_rate=0.05)': optim.adamaxw(lr),
  'adamw(learning_rate=0.05)': optim.adamw(lr),
  'adan(learning_rate=0.05)': optim.adan(lr),
  'amsgrad(learning_rate=0.05)': optim.amsgrad(lr),
  'fromage(learning_rate=0.05)': optim.fromage(lr),
  'lamb(learning_rate=0.05)': optim.lamb(lr),
  'lars(learning_rate=0.05)': optim.lars(lr),
  'lion(learning_rate=0.05)': optim.lion(lr),
  'nadam(learning_rate=0.05)': optim.nadam(lr),
  'nadamw(learning_rate=0.05)': optim.nadamw(lr),
  'novograd(learning_rate=0.05)': optim.novograd(lr),
  'optimistic_adam(learning_rate=0.05)': optim.optimisticAdam(lr),
  'optimistic_adam_v2(learning_rate=0.05)': optim.optimisticAdamV2(lr),
  'optimistic_gradient_descent(learning_rate=0.05)': optim.optimisticGradientDescent(lr),
  'radam(learning_rate=0.05)': optim.radam(lr),
  'rmsprop(learning_rate=0.05)': optim.rmsprop(lr),
  'rprop(learning_rate=0.05)': optim.rprop(lr),
  'sgd(learning_rate=0.05)': optim.sgd(lr),
  'sign_sgd(learning_rate=0.05)': optim.signSgd(lr),
  'signum(learning_rate=0.05)': optim.signum(lr),
  'sm3(learning_rate=0.05)': optim.sm3(lr),
  'yogi(learning_rate=0.05)': optim.yogi(lr),
  'sgd(0.05,momentum=0.9)': optim.sgd({ learningRate, momentum: 0.9 }),
  'sgd(0.05,momentum=0.9,nesterov=True)': optim.sgd({
    learningRate,
    momentum: 0.9,
    nesterov: true,
  }),
  'adam(0.05,nesterov=True)': optim.adam({ learningRate, nesterov: true }),
  'adamw(0.05,weight_decay=0.1)': optim.adamw({ learningRate, weightDecay: 0.1 }),
  'rmsprop(0.05,centered=True,momentum=0.9)': optim.rmsprop({
    learningRate,
    centered: true,
    momentum: 0.9,
  }),
  'polyak_sgd(max_learning_rate=1.0)': optim.polyakSgd({ maxLearningRate: 1 }),
  "contrib.acprop({'learning_rate': 0.05})": optim.acprop(lr),
  "contrib.ademamix({'learning_rate': 0.05})": optim.ademamix(lr),
  "contrib.adopt({'learning_rate': 0.05})": optim.adopt(lr),
  'contrib.dog({})': optim.dog(),
  'contrib.dowg({})': optim.dowg(),
  "contrib.madgrad({'learning_rate': 0.05})": optim.madgrad(lr),
  "contrib.muon({'learning_rate': 0.05})": optim.muon(lr),
  'contrib.prodigy({})': optim.prodigy(),
  "contrib.simplified_ademamix({'learning_rate': 0.05})": optim.simplifiedAdemamix(lr),
  'contrib.dadapt_adamw({})': optim.dadaptAdamw(),
  'contrib.cocob({})': optim.cocob(),
  'contrib.momo({})': optim.momo(),
  'contrib.momo_adam({})': optim.momoAdam(),
  'contrib.schedule_free_sgd(0.05)': optim.scheduleFreeSgd(lr),
  'contrib.schedule_free_adamw(0.05)': optim.scheduleFreeAdamw(lr),
}

/** Our transformations by the names in the fixture. */
export const transforms: Readonly<Record<string, optim.Optimizer>> = {
  'clip(0.5)': optim.clip({ maxDelta: 0.5 }),
  'clip_by_global_norm(1.0)': optim.clipByGlobalNorm({ maxNorm: 1 }),
  'clip_by_block_rms(0.5)': optim.clipByBlockRms({ threshold: 0.5 }),
  'adaptive_grad_clip(0.1)': optim.adaptiveGradClip({ clipping: 0.1 }),
  'add_decayed_weights(0.1)': optim.addDecayedWeights({ weightDecay: 0.1 }),
  'centralize()': optim.centralize(),
  'ema(0.9)': optim.ema({ decay: 0.9 }),
  'ema(0.9,debias=False)': optim.ema({ decay: 0.9, debias: false }),
  'trace(0.9)': optim.trace({ decay: 0.9 }),
  'trace(0.9,nesterov=True)': optim.trace({ decay: 0.9, nesterov: true }),
  'scale_by_adam()': optim.scaleByAdam(),
  'scale_by_amsgrad()': optim.scaleByAmsgrad(),
  'scale_by_adamax()': optim.scaleByAdamax(),
  'scale_by_belief()': optim.scaleByBelief(),
  'scale_by_lion()': optim.scaleByLion(),
  'scale_by_radam()': optim.scaleByRadam(),
  'scale_by_rms()': optim.scaleByRms(),
  'scale_by_rss()': optim.scaleByRss(),
  'scale_by_stddev()': optim.scaleByStddev(),
  'scale_by_yogi()': optim.scaleByYogi(),
  'scale_by_trust_ratio()': optim.scaleByTrustRatio(),
  'scale_by_param_block_norm()': optim.scaleByParamBlockNorm(),
  'scale_by_param_block_rms()': optim.scaleByParamBlockRms(),
  'scale_by_sign()': optim.scaleBySign(),
  'scale_by_sm3()': optim.scaleBySm3(),
  'scale_by_novograd()': optim.scaleByNovograd(),
  'scale_by_adadelta()': optim.scaleByAdadelta(),
  'scale_by_adan()': optim.scaleByAdan(),
  'normalize_by_update_norm()': optim.normalizeByUpdateNorm(),
  'zero_nans()': optim.zeroNans(),
  'scale_by_optimistic_gradient()': optim.scaleByOptimisticGradient(),
  'apply_every(2)': optim.applyEvery({ steps: 2 }),
  'chain(clip_by_global_norm(1),scale_by_adam(),scale_by_learning_rate(0.05))': optim.chain(
    optim.clipByGlobalNorm({ maxNorm: 1 }),
    optim.scaleByAdam(),
    optim.scaleByLearningRate(lr),
  ),
  'chain(adam 0.05, keep_params_nonnegative)': optim.chain(
    optim.adam(lr),
    optim.keepParamsNonnegative(),
  ),
  'MultiSteps(sgd 0.05, 2)': optim.multiSteps(optim.sgd(lr), { steps: 2 }),
  'identity()': optim.identity(),
}

/** Other options, by the names in the fixture. */
export const more: Readonly<Record<string, optim.Optimizer>> = {
  'adafactor, decay in float64': optim.adafactor(lr),
  'adafactor, decay in float64, factored': optim.adafactor({
    learningRate,
    minDimSizeToFactor: 2,
  }),
  'MultiSteps(sgd 0.05, 2), sum in float64': optim.multiSteps(optim.sgd(lr), { steps: 2 }),
  'MultiSteps(adam 0.05, 3), sum in float64': optim.multiSteps(optim.adam(lr), { steps: 3 }),
  'adam(linear(0.1,0,5)), counter of int64': optim.adam({ learningRate: falling }),
  'fromage(linear(0.1,0,5)), counter of int64': optim.fromage({ learningRate: falling }),
  'schedule_free_adamw(0.05,warmup 3,decay 0.1), counter of int64': optim.scheduleFreeAdamw({
    learningRate,
    warmupSteps: 3,
    weightDecay: 0.1,
  }),
  'madgrad, counter of int64': optim.madgrad(lr),
  'rprop, not a step late': optim.rprop(lr),
  'lars(0.05,decay 0.1,masks on w,nesterov)': optim.lars({
    learningRate,
    weightDecay: 0.1,
    mask: onW,
    trustRatioMask: onW,
    nesterov: true,
  }),
  'lamb(0.05,decay 0.1)': optim.lamb({ learningRate, weightDecay: 0.1 }),
  'novograd(0.05,decay 0.1)': optim.novograd({ learningRate, weightDecay: 0.1 }),
  'radam(0.05,b2=0.9,nesterov)': optim.radam({ learningRate, b2: 0.9, nesterov: true }),
  'rmsprop(0.05,bias_correction,eps outside)': optim.rmsprop({
    learningRate,
    biasCorrection: true,
    epsInSqrt: false,
    initialScale: 0.1,
  }),
  'amsgrad(0.05,no corrections)': optim.amsgrad({
    learningRate,
    biasCorrectionMu: false,
    biasCorrectionNu: false,
  }),
  'adopt(0.05,nesterov,no clipping)': optim.adopt({
    learningRate,
    nesterov: true,
    useClipping: false,
  }),
  'adadelta(1,decay 0.1)': optim.adadelta({ learningRate: 1, weightDecay: 0.1 }),
  'muon(0.05,decay 0.1,adaptive,no nesterov)': optim.muon({
    learningRate,
    weightDecay: 0.1,
    adaptive: true,
    nesterov: false,
  }),
  'dog(learning_rate 0.1 first)': optim.dog({ initStep: ['learningRate', 0.1] }),
  'prodigy(d0 0.01,decay 0.1,safeguard)': optim.prodigy({
    estimLr0: 0.01,
    weightDecay: 0.1,
    safeguardWarmup: true,
  }),
  'dadapt_adamw(d0 0.01,decay 0.1)': optim.dadaptAdamw({ estimLr0: 0.01, weightDecay: 0.1 }),
  'momo(adapt,decay 0.1)': optim.momo({
    learningRate: 0.5,
    adaptLowerBound: true,
    weightDecay: 0.1,
    lowerBound: -3,
  }),
  'momo_adam(adapt,decay 0.1)': optim.momoAdam({
    learningRate: 0.5,
    adaptLowerBound: true,
    weightDecay: 0.1,
    lowerBound: -3,
  }),
  'polyak_sgd(sps+,f_min 1)': optim.polyakSgd({
    maxLearningRate: 1,
    fMin: 1,
    variant: 'sps+',
    scaling: 0.5,
  }),
  'reduce_on_plateau(patience 1,cooldown 1,factor 0.5)': optim.chain(
    optim.sgd(lr),
    optim.reduceOnPlateau({ factor: 0.5, patience: 1, cooldown: 1 }),
  ),
  'reduce_on_plateau(patience 1,accumulation 2)': optim.chain(
    optim.sgd(lr),
    optim.reduceOnPlateau({ factor: 0.5, patience: 1, rtol: 0.9, accumulationSize: 2 }),
  ),
  'masked(adam 0.05, w)': optim.masked(optim.adam(lr), onW),
  'partition(w: adam, b: sgd)': optim.partition({ a: optim.adam(lr), s: optim.sgd(lr) }, (path) =>
    path === 'w' ? 'a' : 's',
  ),
  'add_noise(0.01,0.55,key 42)': optim.chain(
    optim.addNoise({ eta: 0.01, gamma: 0.55, key: R.key(42) }),
    optim.scale({ factor: -learningRate }),
  ),
  'lookahead(adam 0.05,2,0.5): fast': optim.lookahead(optim.adam(lr), {
    syncPeriod: 2,
    slowStepSize: 0.5,
  }),
  'lookahead(adam 0.05,2,0.5): slow': optim.lookahead(optim.adam(lr), {
    syncPeriod: 2,
    slowStepSize: 0.5,
  }),
}
