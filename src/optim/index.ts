/**
 * Optimizers: pure gradient transformations over any tree of tensors, and schedules. What
 * Optax has, with its definitions and defaults; a state is a plain record beside the parameters.
 *
 * `const [updates, next] = optimizer.update(grads, state, params)`, and then
 * `optim.applyUpdates(params, updates)`.
 *
 * @module
 */
export { chain, type Chain, type ChainState, identity, Monoid } from './chain.ts'
export { type EncodedTensor, stateCodec } from './codec.ts'
export { type Hyperparameter, type Rate, type Schedule } from './hyperparameter.ts'
export { injectHyperparams, type InjectHyperparams, type InjectHyperparamsState } from './inject.ts'
export type { Hidden } from '../tree/partition.ts'
export type { Mask, MaskTree } from './mask.ts'
export {
  applyUpdates,
  type Extra,
  type Optimizer,
  type Rule,
  stateless,
  type Stateless,
  type StateOf,
  type StateType,
  transformation,
} from './optimizer.ts'
export {
  acprop,
  type Acprop,
  type AcpropOptions,
  adabelief,
  type Adabelief,
  type AdabeliefOptions,
  scaleByAcprop,
  type ScaleByAcpropOptions,
  scaleByBelief,
  type ScaleByBelief,
  type ScaleByBeliefOptions,
  type ScaleByBeliefState,
} from './optimizers/adabelief.ts'
export {
  adadelta,
  type Adadelta,
  type AdadeltaOptions,
  scaleByAdadelta,
  type ScaleByAdadelta,
  type ScaleByAdadeltaOptions,
  type ScaleByAdadeltaState,
} from './optimizers/adadelta.ts'
export {
  adafactor,
  type Adafactor,
  type AdafactorOptions,
  scaleByFactoredRms,
  type ScaleByFactoredRms,
  type ScaleByFactoredRmsOptions,
  type ScaleByFactoredRmsState,
} from './optimizers/adafactor.ts'
export {
  adagrad,
  type Adagrad,
  type AdagradOptions,
  scaleByRss,
  type ScaleByRss,
  type ScaleByRssOptions,
  type ScaleByRssState,
} from './optimizers/adagrad.ts'
export {
  adam,
  type Adam,
  type AdamOptions,
  adamw,
  type AdamW,
  type AdamWOptions,
  nadam,
  nadamw,
  scaleByAdam,
  type ScaleByAdam,
  type ScaleByAdamOptions,
  type ScaleByAdamState,
} from './optimizers/adam.ts'
export {
  adamax,
  type Adamax,
  type AdamaxOptions,
  adamaxw,
  type AdamaxW,
  type AdamaxWOptions,
  scaleByAdamax,
  type ScaleByAdamax,
  type ScaleByAdamaxOptions,
  type ScaleByAdamaxState,
} from './optimizers/adamax.ts'
export {
  adan,
  type Adan,
  type AdanOptions,
  scaleByAdan,
  type ScaleByAdan,
  type ScaleByAdanOptions,
  type ScaleByAdanState,
} from './optimizers/adan.ts'
export {
  ademamix,
  type Ademamix,
  type AdemamixOptions,
  scaleByAdemamix,
  type ScaleByAdemamix,
  type ScaleByAdemamixOptions,
  type ScaleByAdemamixState,
  scaleBySimplifiedAdemamix,
  type ScaleBySimplifiedAdemamix,
  type ScaleBySimplifiedAdemamixOptions,
  type ScaleBySimplifiedAdemamixState,
  simplifiedAdemamix,
  type SimplifiedAdemamix,
  type SimplifiedAdemamixOptions,
} from './optimizers/ademamix.ts'
export {
  adopt,
  type Adopt,
  type AdoptOptions,
  scaleByAdopt,
  type ScaleByAdopt,
  type ScaleByAdoptOptions,
  type ScaleByAdoptState,
} from './optimizers/adopt.ts'
export {
  amsgrad,
  type Amsgrad,
  type AmsgradOptions,
  scaleByAmsgrad,
  type ScaleByAmsgrad,
  type ScaleByAmsgradOptions,
  type ScaleByAmsgradState,
} from './optimizers/amsgrad.ts'
export {
  cocob,
  type Cocob,
  type CocobOptions,
  scaleByCocob,
  type ScaleByCocob,
  type ScaleByCocobOptions,
  type ScaleByCocobState,
} from './optimizers/cocob.ts'
export {
  dog,
  type Dog,
  type DogOptions,
  dowg,
  type Dowg,
  type DowgOptions,
  scaleByDog,
  type ScaleByDog,
  type ScaleByDogOptions,
  type ScaleByDogState,
  scaleByDowg,
  type ScaleByDowg,
  type ScaleByDowgOptions,
  type ScaleByDowgState,
} from './optimizers/dog.ts'
export { fromage, type Fromage, type FromageOptions } from './optimizers/fromage.ts'
export {
  lamb,
  type Lamb,
  type LambOptions,
  lars,
  type Lars,
  type LarsOptions,
} from './optimizers/lamb.ts'
export {
  lion,
  type Lion,
  type LionOptions,
  scaleByLion,
  type ScaleByLion,
  type ScaleByLionOptions,
  type ScaleByLionState,
} from './optimizers/lion.ts'
export {
  madgrad,
  type Madgrad,
  type MadgradOptions,
  scaleByMadgrad,
  type ScaleByMadgrad,
  type ScaleByMadgradOptions,
  type ScaleByMadgradState,
} from './optimizers/madgrad.ts'
export {
  momo,
  type Momo,
  momoAdam,
  type MomoAdam,
  type MomoAdamOptions,
  type MomoAdamState,
  type MomoOptions,
  type MomoState,
} from './optimizers/momo.ts'
export {
  muon,
  type Muon,
  type MuonOptions,
  scaleByMuon,
  type ScaleByMuon,
  type ScaleByMuonOptions,
  type ScaleByMuonState,
} from './optimizers/muon.ts'
export {
  novograd,
  type Novograd,
  type NovogradOptions,
  scaleByNovograd,
  type ScaleByNovograd,
  type ScaleByNovogradOptions,
  type ScaleByNovogradState,
} from './optimizers/novograd.ts'
export {
  optimisticAdam,
  type OptimisticAdam,
  type OptimisticAdamOptions,
  optimisticAdamV2,
  type OptimisticAdamV2Options,
  optimisticGradientDescent,
  type OptimisticGradientDescent,
  type OptimisticGradientDescentOptions,
  type OptimisticOptions,
  scaleByOptimisticGradient,
  type ScaleByOptimisticGradient,
  type ScaleByOptimisticGradientState,
} from './optimizers/optimistic.ts'
export {
  polyakSgd,
  type PolyakSgd,
  type PolyakSgdOptions,
  scaleByPolyak,
  type ScaleByPolyakOptions,
} from './optimizers/polyak.ts'
export {
  dadaptAdamw,
  type DadaptAdamw,
  type DadaptAdamwState,
  type LearningRateFreeOptions,
  prodigy,
  type Prodigy,
  type ProdigyOptions,
  type ProdigyState,
} from './optimizers/prodigy.ts'
export {
  radam,
  type Radam,
  type RadamOptions,
  scaleByRadam,
  type ScaleByRadam,
  type ScaleByRadamOptions,
  type ScaleByRadamState,
} from './optimizers/radam.ts'
export {
  rmsprop,
  type Rmsprop,
  type RmspropOptions,
  scaleByRms,
  type ScaleByRms,
  type ScaleByRmsOptions,
  type ScaleByRmsState,
  scaleByStddev,
  type ScaleByStddev,
  type ScaleByStddevState,
} from './optimizers/rmsprop.ts'
export {
  rprop,
  type Rprop,
  type RpropOptions,
  scaleByRprop,
  type ScaleByRprop,
  type ScaleByRpropState,
} from './optimizers/rprop.ts'
export {
  scheduleFree,
  type ScheduleFree,
  scheduleFreeAdamw,
  type ScheduleFreeAdamw,
  type ScheduleFreeAdamwOptions,
  scheduleFreeEvalParams,
  type ScheduleFreeOptions,
  scheduleFreeSgd,
  type ScheduleFreeSgd,
  type ScheduleFreeSgdOptions,
  type ScheduleFreeState,
} from './optimizers/schedule-free.ts'
export {
  type Momentum,
  type MomentumOptions,
  noisySgd,
  type NoisySgd,
  type NoisySgdOptions,
  type PlainSgd,
  type PlainSgdOptions,
  sgd,
  type Sgd,
} from './optimizers/sgd.ts'
export {
  signSgd,
  type SignSgd,
  signum,
  type Signum,
  type SignumOptions,
} from './optimizers/sign.ts'
export {
  scaleBySm3,
  type ScaleBySm3,
  type ScaleBySm3Options,
  type ScaleBySm3State,
  sm3,
  type Sm3,
  type Sm3Options,
} from './optimizers/sm3.ts'
export {
  scaleByYogi,
  type ScaleByYogi,
  type ScaleByYogiOptions,
  type ScaleByYogiState,
  yogi,
  type Yogi,
  type YogiOptions,
} from './optimizers/yogi.ts'
export {
  applyEvery,
  type ApplyEvery,
  type ApplyEveryOptions,
  type ApplyEveryState,
  ema,
  type Ema,
  type EmaOptions,
  type EmaState,
  trace,
  type Trace,
  type TraceOptions,
  type TraceState,
} from './transforms/accumulate.ts'
export {
  applyIfFinite,
  type ApplyIfFinite,
  type ApplyIfFiniteOptions,
  type ApplyIfFiniteState,
} from './transforms/apply-if-finite.ts'
export {
  adaptiveGradClip,
  type AdaptiveGradClipOptions,
  centralize,
  clip,
  clipByBlockRms,
  type ClipByBlockRmsOptions,
  clipByGlobalNorm,
  type ClipByGlobalNormOptions,
  type ClipOptions,
  normalizeByUpdateNorm,
  type NormalizeByUpdateNormOptions,
} from './transforms/clip.ts'
export {
  keepParams,
  keepParamsNonnegative,
  zeroNans,
  type ZeroNans,
  type ZeroNansState,
} from './transforms/constrain.ts'
export {
  addDecayedWeights,
  type AddDecayedWeights,
  addL1Penalty,
  type L1PenaltyOptions,
  type WeightDecayOptions,
} from './transforms/decay.ts'
export {
  lookahead,
  type Lookahead,
  type LookaheadOptions,
  type LookaheadState,
} from './transforms/lookahead.ts'
export {
  freeze,
  masked,
  type Masked,
  type MaskedState,
  partition,
  type Partition,
  type PartitionState,
  type PartitionStates,
  setToZero,
} from './transforms/masked.ts'
export {
  multiSteps,
  type MultiSteps,
  type MultiStepsOptions,
  type MultiStepsState,
} from './transforms/multi-steps.ts'
export { addNoise, type AddNoise, type AddNoiseOptions } from './transforms/noise.ts'
export {
  paramsEma,
  type ParamsEma,
  type ParamsEmaOptions,
  type ParamsEmaState,
} from './transforms/params-ema.ts'
export {
  reduceOnPlateau,
  type ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauState,
} from './transforms/reduce-on-plateau.ts'
export {
  type ParamBlockOptions,
  scaleByParamBlockNorm,
  scaleByParamBlockRms,
  scaleBySign,
  scaleByTrustRatio,
  type TrustRatioOptions,
} from './transforms/relative.ts'
export {
  scale,
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  scaleBySchedule,
  type ScaleBySchedule,
  type ScaleByScheduleOptions,
  type ScaleOptions,
} from './transforms/scale.ts'
export type { BallOptions, BoxOptions, MaxNormOptions, Projection } from './projections.ts'
export * as projection from './projections.ts'
export * as schedule from './schedules/index.ts'
