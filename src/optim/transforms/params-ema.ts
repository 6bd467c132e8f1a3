import * as T from '../../tensor/index.ts'
import { type Hyperparameter, requireHyperparameters } from '../hyperparameter.ts'
import { average, mapLeaves } from '../leaves.ts'
import { type Optimizer, type StateType, transformation } from '../optimizer.ts'

/** The state of `paramsEma`. */
export interface ParamsEmaState<P> {
  readonly _tag: 'ParamsEma'
  /** the averaged parameters: what to predict with */
  readonly average: P
}

/** `ParamsEmaState` as a function of the parameters. */
export interface ParamsEma extends StateType {
  readonly State: ParamsEmaState<this['Params']>
}

/** The options of `paramsEma`. */
export interface ParamsEmaOptions {
  /** β: the weight of the past */
  readonly decay: Hyperparameter
}

/**
 * A moving average of the parameters beside them: a ← βa + (1 − β)(p + u), from the first parameters
 * on. Updates go through unchanged. It stands last in a chain, where updates are final.
 *
 * Source: Polyak and Juditsky 1992, Acceleration of Stochastic Approximation by Averaging.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const learn = optim.chain(optim.sgd({ learningRate: 1 }), optim.paramsEma({ decay: 0.5 }))
 * const p = { w: T.tensor([4]) }
 * const [, [, { average }]] = learn.update({ w: T.tensor([2]) }, learn.init(p), p)
 * T.toArray(average.w) // [3]
 */
export const paramsEma = ({ decay }: ParamsEmaOptions): Optimizer<ParamsEma> => {
  requireHyperparameters('paramsEma', 'between 0 and 1', { decay })
  return transformation<ParamsEma>('paramsEma', 'ParamsEma', {
    init: (params) => ({ _tag: 'ParamsEma', average: params }),
    update: (updates, state, params) => [
      updates,
      {
        _tag: 'ParamsEma',
        average: mapLeaves((p, u, a) => average(decay)(T.add(p, u), a))(
          params,
          updates,
          state.average,
        ),
      },
    ],
  })
}
