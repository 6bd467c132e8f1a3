import { ArgumentError } from '../core/errors.ts'
import type { Scalar } from '../core/tensor.ts'
import { describe } from '../core/tree.ts'
import { type Hyperparameter, requireHyperparameters, scalarOf } from './hyperparameter.ts'
import { type Optimizer, type StateOf, type StateType, transformation } from './optimizer.ts'

/** The state of `injectHyperparams`. */
export interface InjectHyperparamsState<F extends StateType, K extends PropertyKey, P> {
  readonly _tag: 'InjectHyperparams'
  /** the hyperparameters of the next step, in f64 */
  readonly hyperparams: { readonly [Name in K]: Scalar<'f64'> }
  readonly inner: StateOf<F, P>
}

/** `InjectHyperparamsState` as a function of the parameters. */
export interface InjectHyperparams<F extends StateType, K extends PropertyKey> extends StateType {
  readonly State: InjectHyperparamsState<F, K, this['Params']>
}

/**
 * An optimizer whose hyperparameters are in its state, where they can be read and changed between
 * steps: `injectHyperparams(optim.adam, { learningRate: 0.1 }, ['learningRate'])`. The options that
 * are named have to be numbers (a schedule need not be injected: it is a function of the step).
 *
 * Law: as long as nobody changes them, the updates are those of the optimizer with these options.
 *
 * @example
 * import { T, optim } from 'cotangent'
 *
 * const sgd = optim.injectHyperparams(optim.sgd, { learningRate: 1 }, ['learningRate'])
 * const p = { w: T.tensor([2]) }
 * const state = sgd.init(p)
 * T.toNumber(state.hyperparams.learningRate) // 1
 * const slower = { ...state, hyperparams: { learningRate: T.tensor(0.5, 'f64') } }
 * T.toArray(sgd.update(p, slower, p)[0].w) // [-1]
 */
export const injectHyperparams = <O extends object, F extends StateType, K extends keyof O>(
  factory: (options: O) => Optimizer<F>,
  options: O,
  names: readonly K[],
): Optimizer<InjectHyperparams<F, K>> => {
  for (const name of names)
    if (!Object.hasOwn(options, name))
      throw new ArgumentError(
        'injectHyperparams',
        `${String(name)} is not among the options, which are ${Object.keys(options).join(', ') || 'none'}`,
      )
  const injected = Object.fromEntries(names.map((name) => [name, options[name]]))
  requireHyperparameters('injectHyperparams', 'any number', injected)
  // what is wrong with the options is said now, not in the first step
  const original = factory(options)
  const scalars = Object.fromEntries(
    Object.entries(injected).map(([name, value]) => [
      name,
      scalarOf(value as Hyperparameter, 'f64'),
    ]),
  ) as InjectHyperparamsState<F, K, unknown>['hyperparams']
  return transformation<InjectHyperparams<F, K>>('injectHyperparams', 'InjectHyperparams', {
    init: (params) => ({
      _tag: 'InjectHyperparams',
      hyperparams: scalars,
      inner: original.init(params),
    }),
    update: (grads, { hyperparams, inner }, params, extra) => {
      requireHyperparameters('injectHyperparams', 'any number', { ...hyperparams })
      if (names.some((name) => !Object.hasOwn(hyperparams, name)))
        throw new ArgumentError(
          'injectHyperparams',
          `the state has to have the hyperparameters ${names.map(String).join(', ')}, got ${describe(hyperparams)} of ${Object.keys(hyperparams).join(', ')}`,
        )
      const [updates, next] = factory({ ...options, ...hyperparams }).update(
        grads,
        inner,
        params,
        extra,
      )
      return [updates, { _tag: 'InjectHyperparams', hyperparams, inner: next }]
    },
  })
}
