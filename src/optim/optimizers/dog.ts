import type { FloatDType } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { Scalar } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import {
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  scalarOf,
} from '../hyperparameter.ts'
import { dtypeOf, mapLeaves, squaredNorm, times } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import { scaleByLearningRate, type ScaleBySchedule } from '../transforms/scale.ts'

/** The state of `scaleByDog`. */
export interface ScaleByDogState<P> {
  readonly _tag: 'ScaleByDog'
  readonly isInitialStep: Scalar<'bool'>
  readonly initialParams: P
  readonly maxDistance: Scalar<FloatDType>
  readonly sumOfSquaredNorms: Scalar<FloatDType>
}

/** `ScaleByDogState` as a function of the parameters. */
export interface ScaleByDog extends StateType {
  readonly State: ScaleByDogState<this['Params']>
}

/** The options of `scaleByDog`. */
export interface ScaleByDogOptions {
  /**
   * the first step: a distance to assume, one in proportion to 1 + ‖p‖, or a learning rate
   * @defaultValue ['heuristic', 1e-6]
   */
  readonly initStep?: readonly ['distance' | 'heuristic' | 'learningRate', number]
  /**
   * added under the root
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
}

const distance = <P>(params: P, initial: P): Scalar<FloatDType> =>
  squaredNorm(mapLeaves((p, p0) => T.sub(p0, p))(params, initial))

/**
 * The direction of DoG: u = g r / √(Σ‖g‖² + eps), where r is the greatest distance from the first
 * parameters so far.
 *
 * Defaults: initStep ['heuristic', 1e-6], eps 1e-8. Source: Ivgi et al. 2023.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByDog({ initStep: ['distance', 0.5], eps: 0 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update(p, init(p), p)[0].w, T.tensor([0.3, 0.4])) // true
 */
export const scaleByDog = ({
  initStep = ['heuristic', 1e-6],
  eps = 1e-8,
}: ScaleByDogOptions = {}): Optimizer<ScaleByDog> => {
  const [kind, size] = initStep
  const kindsOfStep: readonly unknown[] = ['distance', 'heuristic', 'learningRate']
  if (!kindsOfStep.includes(kind))
    throw new ArgumentError(
      'scaleByDog',
      `initStep is one of ${kindsOfStep.join(', ')}, got ${kind}`,
    )
  requireHyperparameters('scaleByDog', 'a number ≥ 0', { 'initStep[1]': size, eps })
  return transformation<ScaleByDog>('scaleByDog', 'ScaleByDog', {
    init: (params) => {
      const dtype = dtypeOf(params)
      const assumed = {
        distance: () => T.full([], size, dtype),
        heuristic: () => T.mul(T.add(T.sqrt(squaredNorm(params)), 1), size),
        learningRate: () => T.zeros([], dtype),
      }[kind]()
      return {
        _tag: 'ScaleByDog',
        isInitialStep: T.full([], true),
        initialParams: params,
        maxDistance: assumed,
        sumOfSquaredNorms: T.zeros([], dtype),
      }
    },
    update: (grads, state, params) => {
      const far = T.maximum(state.maxDistance, T.sqrt(distance(params, state.initialParams)))
      const sum = T.add(state.sumOfSquaredNorms, squaredNorm(grads))
      const rate = T.div(far, T.sqrt(T.add(sum, scalarOf(eps, sum.dtype))))
      const used = kind === 'learningRate' ? T.where(state.isInitialStep, size, rate) : rate
      return [
        mapLeaves((g) => times(g, used))(grads),
        {
          _tag: 'ScaleByDog',
          isInitialStep: T.full([], false),
          initialParams: state.initialParams,
          maxDistance: far,
          sumOfSquaredNorms: sum,
        },
      ]
    },
  })
}

/** The options of `dog`. */
export interface DogOptions extends ScaleByDogOptions, WeightDecayOptions {
  /**
   * what steps are multiplied by, or a schedule of it
   * @defaultValue 1
   */
  readonly learningRate?: Rate
}

/** The state of `dog`. */
export type Dog = Chain<readonly [AddDecayedWeights, ScaleByDog, ScaleBySchedule]>

/**
 * DoG, distance over gradients: gradient descent that needs no learning rate: u = −η g r / √(Σ‖g‖² + eps),
 * where r is the greatest distance from the first parameters so far.
 *
 * Defaults: learningRate 1, initStep ['heuristic', 1e-6], eps 1e-8, weightDecay 0 (in front). Source:
 * Ivgi et al. 2023, DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.dog({ initStep: ['distance', 0.5], eps: 0 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update(p, init(p), p)[0].w, T.tensor([-0.3, -0.4])) // true
 */
export const dog = ({ learningRate = 1, ...options }: DogOptions = {}): Optimizer<Dog> =>
  chain(addDecayedWeights(options), scaleByDog(options), scaleByLearningRate({ learningRate }))

/** The state of `scaleByDowg`. */
export interface ScaleByDowgState<P> {
  readonly _tag: 'ScaleByDowg'
  readonly initialParams: P
  readonly squaredDistance: Scalar<FloatDType>
  readonly weightedSum: Scalar<FloatDType>
}

/** `ScaleByDowgState` as a function of the parameters. */
export interface ScaleByDowg extends StateType {
  readonly State: ScaleByDowgState<this['Params']>
}

/** The options of `scaleByDowg`. */
export interface ScaleByDowgOptions {
  /**
   * the squared distance to assume before the first step
   * @defaultValue eps
   */
  readonly initEstimSqDist?: Hyperparameter
  /**
   * added to the root
   * @defaultValue 1e-4
   */
  readonly eps?: Hyperparameter
}

/**
 * The direction of DoWG: with r² the greatest squared distance from the first parameters so far,
 * s ← s + r²‖g‖², u = g r² / (√s + eps).
 *
 * Defaults: initEstimSqDist eps, eps 1e-4. Source: Khaled et al. 2023.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByDowg({ initEstimSqDist: 0.25, eps: 0 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update(p, init(p), p)[0].w, T.tensor([0.3, 0.4])) // true
 */
export const scaleByDowg = ({
  eps = 1e-4,
  initEstimSqDist = eps,
}: ScaleByDowgOptions = {}): Optimizer<ScaleByDowg> => {
  requireHyperparameters('scaleByDowg', 'a number ≥ 0', { initEstimSqDist, eps })
  return transformation<ScaleByDowg>('scaleByDowg', 'ScaleByDowg', {
    init: (params) => {
      const dtype = dtypeOf(params)
      return {
        _tag: 'ScaleByDowg',
        initialParams: params,
        squaredDistance: scalarOf(initEstimSqDist, dtype),
        weightedSum: T.zeros([], dtype),
      }
    },
    update: (grads, state, params) => {
      const squared = T.maximum(state.squaredDistance, distance(params, state.initialParams))
      const sum = T.add(T.mul(squared, squaredNorm(grads)), state.weightedSum)
      const rate = T.div(squared, T.add(T.sqrt(sum), scalarOf(eps, state.weightedSum.dtype)))
      return [
        mapLeaves((g) => times(g, rate))(grads),
        {
          _tag: 'ScaleByDowg',
          initialParams: state.initialParams,
          squaredDistance: squared,
          weightedSum: sum,
        },
      ]
    },
  })
}

/** The options of `dowg`. */
export interface DowgOptions extends ScaleByDowgOptions, WeightDecayOptions {
  /**
   * what steps are multiplied by, or a schedule of it
   * @defaultValue 1
   */
  readonly learningRate?: Rate
}

/** The state of `dowg`. */
export type Dowg = Chain<readonly [AddDecayedWeights, ScaleByDowg, ScaleBySchedule]>

/**
 * DoWG, distance over weighted gradients: as `dog`, with gradients that count more the farther from the
 * beginning they are: s ← s + r²‖g‖², u = −η g r² / (√s + eps).
 *
 * Defaults: learningRate 1, initEstimSqDist eps, eps 1e-4, weightDecay 0 (in front). Source: Khaled et
 * al. 2023, DoWG Unleashed: An Efficient Universal Parameter-Free Gradient Descent Method.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.dowg({ initEstimSqDist: 0.25, eps: 0 })
 * const p = { w: T.tensor([3, 4]) }
 * T.allClose(update(p, init(p), p)[0].w, T.tensor([-0.3, -0.4])) // true
 */
export const dowg = ({ learningRate = 1, ...options }: DowgOptions = {}): Optimizer<Dowg> =>
  chain(addDecayedWeights(options), scaleByDowg(options), scaleByLearningRate({ learningRate }))
