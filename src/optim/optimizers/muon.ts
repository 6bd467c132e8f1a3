import { ShapeError } from '../../core/errors.ts'
import type { Scalar, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { type Chain, chain } from '../chain.ts'
import { increment, zeroCount } from '../count.ts'
import {
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireNumbers,
} from '../hyperparameter.ts'
import { average, mapLeaves, over, plus, times, zerosOf } from '../leaves.ts'
import {
  type Optimizer,
  stateless,
  type Stateless,
  type StateType,
  transformation,
} from '../optimizer.ts'
import {
  type AddDecayedWeights,
  addDecayedWeights,
  type WeightDecayOptions,
} from '../transforms/decay.ts'
import { type Partition, partition } from '../transforms/masked.ts'
import {
  scaleByLearningRate,
  type ScaleByLearningRateOptions,
  type ScaleBySchedule,
} from '../transforms/scale.ts'
import { type AdamW, adamw, firstMoment } from './adam.ts'

/** The state of `scaleByMuon`: a moving average of gradients. */
export interface ScaleByMuonState<P> {
  readonly _tag: 'ScaleByMuon'
  readonly count: Scalar<'i32'>
  readonly mu: P
}

/** `ScaleByMuonState` as a function of the parameters. */
export interface ScaleByMuon extends StateType {
  readonly State: ScaleByMuonState<this['Params']>
}

/** The options of `scaleByMuon`. */
export interface ScaleByMuonOptions {
  /**
   * a, b, c of the iteration X ← aX + (bA + cA²)X, A = XXᵀ
   * @defaultValue [3.4445, -4.775, 2.0315]
   */
  readonly nsCoeffs?: readonly [number, number, number]
  /**
   * so many iterations
   * @defaultValue 5
   */
  readonly nsSteps?: number
  /**
   * β: the decay of the momentum
   * @defaultValue 0.95
   */
  readonly beta?: Hyperparameter
  /**
   * added to the norm
   * @defaultValue 1e-8
   */
  readonly eps?: Hyperparameter
  /**
   * the momentum of NAdam
   * @defaultValue true
   */
  readonly nesterov?: boolean
  /**
   * multiply by the inner product of momentum and direction
   * @defaultValue false
   */
  readonly adaptive?: boolean
}

/** The orthogonal matrix near a matrix, by the Newton–Schulz iteration; about 0.3 off. */
const orthogonalized = (
  x: Tensor,
  [a, b, c]: readonly [number, number, number],
  steps: number,
  eps: Hyperparameter,
): Tensor => {
  const [rows = 0, columns = 0] = x.shape
  const isTall = rows > columns
  const wide = isTall ? T.transpose(x) : x
  const iterate = (y: Tensor): Tensor => {
    const square = T.matmul(y, T.transpose(y))
    const polynomial = T.add(T.mul(square, b), T.matmul(T.mul(square, c), square))
    return T.add(T.mul(y, a), T.matmul(polynomial, y))
  }
  const start = over(wide, plus(T.norm(wide), eps) as Scalar)
  const result = Array.from({ length: steps }).reduce<Tensor>(iterate, start)
  return isTall ? T.transpose(result) : result
}

/**
 * The direction of Muon, for matrices: the orthogonal matrix near the momentum m of `nadam`, found by
 * a few steps of the Newton–Schulz iteration from m / (‖m‖ + eps): X ← aX + (bA + cA²)X, A = XXᵀ.
 *
 * Defaults: nsCoeffs [3.4445, −4.775, 2.0315], nsSteps 5, beta 0.95, eps 1e-8, nesterov true, adaptive
 * false. Throws `ShapeError` for what is no matrix. Source: Jordan 2024, Muon: An optimizer for hidden
 * layers in neural networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByMuon({ nsCoeffs: [1.5, -0.5, 0], nsSteps: 10 })
 * const g = { w: T.tensor([[3, 0], [0, 1]]) }
 * T.allClose(update(g, init(g), g)[0].w, T.eye(2), { atol: 1e-5 }) // true
 */
export const scaleByMuon = ({
  nsCoeffs = [3.4445, -4.775, 2.0315],
  nsSteps = 5,
  beta = 0.95,
  eps = 1e-8,
  nesterov = true,
  adaptive = false,
}: ScaleByMuonOptions = {}): Optimizer<ScaleByMuon> => {
  requireHyperparameters('scaleByMuon', 'between 0 and 1', { beta })
  requireHyperparameters('scaleByMuon', 'a number ≥ 0', { eps })
  requireNumbers('scaleByMuon', 'a whole number ≥ 1', { nsSteps })
  const [a, b, c] = nsCoeffs
  requireNumbers('scaleByMuon', 'any number', {
    'nsCoeffs[0]': a,
    'nsCoeffs[1]': b,
    'nsCoeffs[2]': c,
  })
  return transformation<ScaleByMuon>('scaleByMuon', 'ScaleByMuon', {
    init: (params) => {
      mapLeaves(requireMatrix)(params)
      return { _tag: 'ScaleByMuon', count: zeroCount(), mu: zerosOf(params) }
    },
    update: (grads, state) => {
      const count = increment(state.count)
      const mu = mapLeaves(average(beta))(grads, state.mu)
      const updates = mapLeaves((m) => {
        const direction = orthogonalized(m, nsCoeffs, nsSteps, eps)
        return adaptive ? times(direction, T.sum(T.mul(m, direction)) as Scalar) : direction
      })(firstMoment(grads, mu, beta, count, nesterov))
      return [updates, { _tag: 'ScaleByMuon', count, mu }]
    },
  })
}

const requireMatrix = (x: Tensor): Tensor => {
  if (x.shape.length === 2) return x
  throw new ShapeError(
    'scaleByMuon',
    `is for matrices, got one of shape [${x.shape.join(', ')}]: optim.muon gives the others to AdamW`,
    [x.shape],
  )
}

/** The options of `muon`. */
export interface MuonOptions
  extends ScaleByMuonOptions,
    ScaleByLearningRateOptions,
    WeightDecayOptions {
  /**
   * the learning rate of what is no matrix
   * @defaultValue learningRate
   */
  readonly adamLearningRate?: Rate
  /**
   * β₁ of what is no matrix
   * @defaultValue 0.9
   */
  readonly adamB1?: Hyperparameter
  /**
   * β₂ of what is no matrix
   * @defaultValue 0.999
   */
  readonly adamB2?: Hyperparameter
  /**
   * epsRoot of what is no matrix
   * @defaultValue 0
   */
  readonly adamEpsRoot?: Hyperparameter
  /**
   * the weight decay of what is no matrix
   * @defaultValue 0
   */
  readonly adamWeightDecay?: Rate
}

/** The state of `muon`: matrices and the rest have optimizers of their own. */
export type Muon = Partition<{
  readonly matrices: Chain<readonly [ScaleByMuon, Stateless, AddDecayedWeights, ScaleBySchedule]>
  readonly others: AdamW
}>

/** Directions times √max(1, columns / rows), so that learning rates carry over to other widths. */
const scaleByShape = (): Optimizer<Stateless> =>
  stateless('muon', (grads) =>
    mapLeaves((g) => {
      const [rows = 1, columns = 1] = g.shape
      return times(g, Math.sqrt(Math.max(1, columns / rows)))
    })(grads),
  )

/**
 * Muon, momentum orthogonalised by Newton–Schulz: every matrix moves as far in all directions of its
 * range (see `scaleByMuon`), times √max(1, columns / rows); what is no matrix is given to `nadamw`.
 *
 * Defaults: as `scaleByMuon`; weightDecay 0, adamLearningRate learningRate, adamB1 0.9, adamB2 0.999,
 * adamEpsRoot 0, adamWeightDecay 0. Source: Jordan 2024, Muon: An optimizer for hidden layers in neural
 * networks.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.muon({ learningRate: 1, nsCoeffs: [1.5, -0.5, 0], nsSteps: 10 })
 * const p = { w: T.tensor([[3, 0], [0, 1]]) }
 * T.allClose(update(p, init(p), p)[0].w, T.neg(T.eye(2)), { atol: 1e-5 }) // true
 */
export const muon = ({
  adamLearningRate,
  adamB1 = 0.9,
  adamB2 = 0.999,
  adamEpsRoot = 0,
  adamWeightDecay = 0,
  ...options
}: MuonOptions): Optimizer<Muon> =>
  partition(
    {
      matrices: chain(
        scaleByMuon(options),
        scaleByShape(),
        addDecayedWeights(options),
        scaleByLearningRate(options),
      ),
      others: adamw({
        learningRate: adamLearningRate ?? options.learningRate,
        b1: adamB1,
        b2: adamB2,
        eps: options.eps ?? 1e-8,
        epsRoot: adamEpsRoot,
        weightDecay: adamWeightDecay,
        nesterov: options.nesterov ?? true,
      }),
    },
    (_path, x) => (x.shape.length === 2 ? 'matrices' : 'others'),
  )
