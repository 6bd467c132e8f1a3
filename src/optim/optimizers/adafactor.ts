import { isFloat } from '../../core/dtype.ts'
import type { Scalar, Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import type { Leaves } from '../../tree/tree.ts'
import { type Chain, chain, identity } from '../chain.ts'
import { increment, zeroCount } from '../count.ts'
import {
  complement,
  type Hyperparameter,
  type Rate,
  requireHyperparameters,
  requireNumbers,
  requireRates,
  scalarOf,
} from '../hyperparameter.ts'
import { mapLeaves, plus, times, zip } from '../leaves.ts'
import type { Mask } from '../mask.ts'
import { type Optimizer, type Stateless, type StateType, transformation } from '../optimizer.ts'
import { type Ema, ema } from '../transforms/accumulate.ts'
import { clipByBlockRms } from '../transforms/clip.ts'
import { type AddDecayedWeights, addDecayedWeights } from '../transforms/decay.ts'
import { scaleByParamBlockRms } from '../transforms/relative.ts'
import { scale, type ScaleBySchedule, scaleBySchedule } from '../transforms/scale.ts'

/** The state of `scaleByFactoredRms`: of each tensor either a row and a column, or all. */
export interface ScaleByFactoredRmsState<P> {
  readonly _tag: 'ScaleByFactoredRms'
  readonly count: Scalar<'i32'>
  /** means over the greatest axis; of no elements for tensors that are not factored */
  readonly rows: Leaves<P, Tensor>
  /** means over the second greatest axis */
  readonly columns: Leaves<P, Tensor>
  /** second moments of the tensors that are not factored; of no elements for the others */
  readonly full: Leaves<P, Tensor>
}

/** `ScaleByFactoredRmsState` as a function of the parameters. */
export interface ScaleByFactoredRms extends StateType {
  readonly State: ScaleByFactoredRmsState<this['Params']>
}

/** The options of `scaleByFactoredRms`. */
export interface ScaleByFactoredRmsOptions {
  /**
   * keep rows and columns instead of matrices
   * @defaultValue true
   */
  readonly factored?: boolean
  /**
   * tensors with a second greatest dimension below this are not factored
   * @defaultValue 128
   */
  readonly minDimSizeToFactor?: number
  /**
   * c: the weight of the past is 1 − t^(−c)
   * @defaultValue 0.8
   */
  readonly decayRate?: Hyperparameter
  /**
   * steps that are taken off t, for fine-tuning
   * @defaultValue 0
   */
  readonly decayOffset?: number
  /**
   * added to squares
   * @defaultValue 1e-30
   */
  readonly eps?: Hyperparameter
}

/** The second greatest and the greatest axis, where the tensor is to be factored. */
const factoredAxes = (
  x: Tensor,
  { factored, minDimSizeToFactor }: { factored: boolean; minDimSizeToFactor: number },
): readonly [second: number, greatest: number] | null => {
  if (!factored || x.shape.length < 2) return null
  const axes = x.shape.map((size, axis) => ({ size, axis })).sort((a, b) => a.size - b.size)
  const [second, greatest] = axes.slice(-2)
  return second === undefined || greatest === undefined || second.size < minDimSizeToFactor
    ? null
    : [second.axis, greatest.axis]
}

const meanWithout = (x: Tensor, axis: number): Tensor => T.mean(x, axis)

const nothing = (x: Tensor): Tensor => T.cast(T.zeros([0]), x.dtype)

/**
 * The direction of Adafactor: second moments with the decay 1 − t^(−c), v ← βv + (1 − β)(g² + eps),
 * u = g / √v. Of a large tensor only the means of v over its two greatest axes are kept, and v is
 * taken for row · column / mean(row).
 *
 * Defaults: factored true, minDimSizeToFactor 128, decayRate 0.8, decayOffset 0, eps 1e-30. Source:
 * Shazeer and Stern 2018. (Optax computes the decay in f32, this does so in the element type of the
 * parameters.)
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.scaleByFactoredRms({ minDimSizeToFactor: 2 })
 * const g = { w: T.tensor([[2, 4], [3, 6]]) }
 * T.allClose(update(g, init(g), g)[0].w, T.tensor([[1, 1], [1, 1]])) // true
 */
export const scaleByFactoredRms = ({
  factored = true,
  minDimSizeToFactor = 128,
  decayRate = 0.8,
  decayOffset = 0,
  eps = 1e-30,
}: ScaleByFactoredRmsOptions = {}): Optimizer<ScaleByFactoredRms> => {
  requireHyperparameters('scaleByFactoredRms', 'a number ≥ 0', { decayRate, eps })
  requireNumbers('scaleByFactoredRms', 'a whole number ≥ 0', { decayOffset, minDimSizeToFactor })
  const axesOf = (x: Tensor) => factoredAxes(x, { factored, minDimSizeToFactor })
  const decayAt = (count: Scalar<'i32'>, x: Tensor): Hyperparameter => {
    const t = T.cast(T.add(T.sub(count, decayOffset), 1), x.dtype)
    return T.sub(1, T.pow(t, T.neg(scalarOf(decayRate, isFloat(x.dtype) ? x.dtype : 'f32'))))
  }
  const mixed = (old: Tensor, added: Tensor, count: Scalar<'i32'>): Tensor => {
    const decay = decayAt(count, old)
    return T.add(times(old, decay), times(added, complement(decay)))
  }
  return transformation<ScaleByFactoredRms>('scaleByFactoredRms', 'ScaleByFactoredRms', {
    init: (params) => {
      const means = (which: 0 | 1) =>
        zip((p) => {
          const axes = axesOf(p)
          return axes === null ? nothing(p) : T.zerosLike(meanWithout(p, axes[which]))
        })(params)
      return {
        _tag: 'ScaleByFactoredRms',
        count: zeroCount(),
        rows: means(1),
        columns: means(0),
        full: zip((p) => (axesOf(p) === null ? T.zerosLike(p) : nothing(p)))(params),
      }
    },
    update: (grads, { count, ...state }) => {
      const squares = mapLeaves((g) => plus(T.square(g), eps))(grads)
      const means = (which: 0 | 1, old: typeof state.rows) =>
        zip((square, mean) => {
          const axes = axesOf(square)
          return axes === null ? mean : mixed(mean, meanWithout(square, axes[which]), count)
        })(squares, old)
      const rows = means(1, state.rows)
      const columns = means(0, state.columns)
      const full = zip((square, v) => (axesOf(square) === null ? mixed(v, square, count) : v))(
        squares,
        state.full,
      )
      const updates = mapLeaves((g, row, column, v) => {
        const axes = axesOf(g)
        if (axes === null) return T.mul(g, T.rsqrt(v))
        const [second, greatest] = axes
        const axisInRow = second > greatest ? second - 1 : second
        const part = T.div(row, T.mean(row, axisInRow, { keepdims: true }))
        const rowFactor = T.expandDims(T.rsqrt(part), greatest)
        const columnFactor = T.expandDims(T.rsqrt(column), second)
        return T.mul(T.mul(g, rowFactor), columnFactor)
      })(grads, rows, columns, full)
      return [
        updates,
        { _tag: 'ScaleByFactoredRms', count: increment(count), rows, columns, full } as never,
      ]
    },
  })
}

/** The options of `adafactor`; null takes a part away. */
export interface AdafactorOptions extends ScaleByFactoredRmsOptions {
  /**
   * η: the size of a step relative to the parameters, or a schedule of it
   * @defaultValue null
   */
  readonly learningRate?: Rate | null
  /**
   * multiply updates by the root mean square of the parameters
   * @defaultValue true
   */
  readonly multiplyByParameterScale?: boolean
  /**
   * the greatest root mean square of an update
   * @defaultValue 1
   */
  readonly clippingThreshold?: Hyperparameter | null
  /**
   * β: the decay of momentum
   * @defaultValue null
   */
  readonly momentum?: Hyperparameter | null
  /**
   * λ: weight decay, behind the learning rate
   * @defaultValue null
   */
  readonly weightDecayRate?: Rate | null
  /**
   * which parameters decay
   * @defaultValue all of them
   */
  readonly weightDecayMask?: Mask
}

/** The state of `adafactor`, which depends on the options. */
export type Adafactor = Chain<
  readonly [
    ScaleByFactoredRms,
    Stateless,
    ScaleBySchedule | Stateless,
    Stateless,
    Ema | Stateless,
    AddDecayedWeights | Stateless,
    Stateless,
  ]
>

/**
 * Adafactor: adaptive steps in little memory. The direction is that of `scaleByFactoredRms`, no greater
 * than `clippingThreshold` on average, times η and the root mean square of the parameters.
 *
 * Defaults: no learning rate, minDimSizeToFactor 128, decayRate 0.8, decayOffset 0,
 * multiplyByParameterScale true, clippingThreshold 1, no momentum, no weight decay, eps 1e-30, factored
 * true. Source: Shazeer and Stern 2018, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const { init, update } = optim.adafactor({ learningRate: 0.1 })
 * const p = { w: T.tensor([2, -2]) }
 * T.allClose(update({ w: T.tensor([4, 1]) }, init(p), p)[0].w, T.tensor([-0.2, -0.2])) // true
 */
export const adafactor = ({
  learningRate = null,
  multiplyByParameterScale = true,
  clippingThreshold = 1,
  momentum = null,
  weightDecayRate = null,
  weightDecayMask = true,
  ...options
}: AdafactorOptions = {}): Optimizer<Adafactor> => {
  if (learningRate !== null) requireRates('adafactor', 'a number ≥ 0', { learningRate })
  const rate: Optimizer<ScaleBySchedule | Stateless> =
    learningRate === null ? identity() : scaleBySchedule({ schedule: learningRate })
  const average: Optimizer<Ema | Stateless> =
    momentum === null ? identity() : ema({ decay: momentum, debias: false })
  const decay: Optimizer<AddDecayedWeights | Stateless> =
    weightDecayRate === null
      ? identity()
      : addDecayedWeights({ weightDecay: weightDecayRate, mask: weightDecayMask })
  return chain(
    scaleByFactoredRms(options),
    clippingThreshold === null ? identity() : clipByBlockRms({ threshold: clippingThreshold }),
    rate,
    multiplyByParameterScale ? scaleByParamBlockRms() : identity(),
    average,
    decay,
    scale({ factor: -1 }),
  )
}
