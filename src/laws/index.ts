/**
 * The law kit: property tests of derivatives, batches and programs, for the library and for the
 * functions of its users. `import * as laws from 'cotangent/laws'`; needs fast-check beside it.
 *
 * @module cotangent/laws
 */

// Checks of a function of one's own
export { GradError, expectGrad } from './check/expect.ts'
export { type CheckOptions, checkGrad } from './check/gradient.ts'
export {
  LawError,
  type Properties,
  gradientLaws,
  requireHolds,
  testLaws,
} from './check/properties.ts'
export { type Blame, type GradEvidence, type GradReport, showGradReport } from './check/report.ts'

// Arbitraries
export { type Batched, batch } from './arbitrary/batch.ts'
export { type BroadcastableShapes, broadcastableShapes } from './arbitrary/broadcast.ts'
export { type ContractionShapes, contractionShapes } from './arbitrary/contraction.ts'
export {
  type ConvolutionShapes,
  type ConvolutionShapesOptions,
  convolutionShapes,
} from './arbitrary/convolution.ts'
export type { Domain, Interval } from './arbitrary/domain.ts'
export { key } from './arbitrary/key.ts'
export { type Range, type ShapeOptions, shape } from './arbitrary/shape.ts'
export { type TensorOptions, type TensorShape, tensor } from './arbitrary/tensor.ts'
export {
  type Leaf,
  type Shapes,
  type TreeOf,
  type TreeOptions,
  like,
  tree,
} from './arbitrary/tree.ts'

// The primitives and their rules
export type { PrimitiveName, RegistryName, Rules } from '../core/primitives/index.ts'

// What laws are predicates of, and what they answer
export type { FunctionSubject, TreeFunction } from './function.ts'
export type { Input } from './input.ts'
export { type ProbeOptions, probe } from './probe.ts'
export { type Case, type Profile, casesOf } from './primitive/cases.ts'
export type { Estimate, Failure, Report } from './report.ts'
export { showReport } from './report.ts'
export type { Random } from './random.ts'
export type { Build, Probe, Subject } from './subject.ts'

// Laws
export {
  type FunctionLaw,
  type Law,
  type ParametricLaw,
  type PointLaw,
  type PrimitiveLaw,
  laws,
} from './law/table.ts'
export { vjpIsAdjoint } from './law/adjoint.ts'
export { differentiatingBatchesIsLooping } from './law/batch-derivative.ts'
export {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from './law/batching.ts'
export { chainRule } from './law/chain.ts'
export {
  jvpIsDerivative,
  jvpKeepsPrecision,
  jvpOfJvpIsSecondDerivative,
  missingTangentIsZero,
} from './law/derivative.ts'
export { sharedOperandsAddUp } from './law/diagonal.ts'
export { doublesStayDoubles } from './law/double.ts'
export { eulerHomogeneity } from './law/homogeneity.ts'
export { usesKeysOnce } from './law/key-reuse.ts'
export { subgradientIsStated } from './law/kink.ts'
export {
  doubleTransposeIsIdentity,
  linearIsItsDerivative,
  transposeIffLinear,
} from './law/linear.ts'
export { jvpIsLinear, vjpIsLinear } from './law/linearity.ts'
export {
  everyWayGivesOneTangent,
  everyWayGivesOneValue,
  inferenceIsRight,
  inputsStay,
} from './law/primal.ts'
export { programsAreWellFormed } from './law/program.ts'
export { secondOrdersAgree } from './law/second-order.ts'
export {
  type Action,
  type Symmetry,
  equivariantUnder,
  invariantUnder,
  scale,
  shift,
} from './law/symmetry.ts'
export { thirdOrdersAgree } from './law/third-order.ts'
export { ignoresKeyOrder, isDeterministic, keepsInputs, keepsStructure } from './law/tree.ts'
export { type Kink, type KinkCase, kinks } from './primitive/kinks.ts'

// The oracle
export { type Step, type WrongEquation, firstWrongEquation, localLaw } from './law/local.ts'
export type { Reason, Side } from './oracle/side.ts'
export { type Hole, type Slope, slopeAlong } from './oracle/slope.ts'

// Random programs
export { applyPrimitive } from './program/apply.ts'
export { program } from './program/arbitrary.ts'
export type { ProgramOptions } from './program/generate.ts'
export { type Shrunk, shrinkProgram } from './program/shrink.ts'
export { printSource } from './program/source.ts'
export { type ProgramSubject, type Sample, probeOf, programSubject } from './program/subject.ts'

// Models
export type { Facts, KindFacts } from './model/fact.ts'
export { model } from './model/arbitrary.ts'
export type { ModelOptions } from './model/generate.ts'
export {
  initFitsSignature,
  initFollowsKey,
  modelUsesKeysOnce,
  summaryCountsParameters,
} from './model/law/init.ts'
export { jsonKeepsModel } from './model/law/json.ts'
export {
  outputFitsSignature,
  parametersAreUsed,
  predictIsDeterministic,
  rowsAreIndependent,
} from './model/law/predict.ts'
export {
  emptySequentialIsIdentity,
  repeatIsSequence,
  sequentialIsAssociative,
  zeroedBranchIsSkipped,
} from './model/law/structure.ts'
export { noiseIsUnbiased, quietTrainingIsPrediction } from './model/law/training.ts'
export {
  batchingModelsIsLooping,
  everyWayGivesOneModel,
  foldingModelsIsLooping,
  modelGradientIsRight,
} from './model/law/ways.ts'
export { modelLaws } from './model/properties.ts'
export {
  type ModelProbe,
  modelProbe,
  type ModelProbeOptions,
  type ModelSample,
} from './model/sample.ts'
export { printModel } from './model/source.ts'
export type { ModelLaw } from './model/table.ts'

// The bug zoo
export { type Kind, kinds } from './zoo/kind.ts'
export {
  type KillOptions,
  type Score,
  type Verdict,
  falseAlarm,
  killedBy,
  score,
} from './zoo/killed-by.ts'
export type { Mutation, RuleName } from './zoo/mutation.ts'
export { zoo } from './zoo/zoo.ts'
