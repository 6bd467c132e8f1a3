import fc, { type Arbitrary } from 'fast-check'
import type { AnyModel } from '../../nn/model.ts'
import { tensorSpecs } from '../../nn/spec.ts'
import { type Properties, requireHolds } from '../check/properties.ts'
import type { ModelProbeOptions, ModelSample } from './sample.ts'
import { modelProbe } from './sample.ts'
import { modelTable } from './table.ts'

/** Sizes for the names in the input of a model: batches of none, of one and of some. */
const samplesOf = (model: AnyModel, fixed: ModelSample['sizes']): Arbitrary<ModelSample> => {
  const names = new Set(
    tensorSpecs(model.input.spec).flatMap(({ shape }) =>
      shape.filter((dim) => typeof dim === 'string'),
    ),
  )
  const size = (name: string): Arbitrary<number> =>
    name === 'batch' ? fc.nat(4) : fc.integer({ min: 3, max: 5 })
  const sizes = Object.fromEntries(
    [...names].map((name) => [
      name,
      fixed[name] === undefined ? size(name) : fc.constant(fixed[name]),
    ]),
  )
  return fc.record(sizes).map((drawn) => ({ model, sizes: drawn }))
}

const isArbitrary = (models: AnyModel | Arbitrary<ModelSample>): models is Arbitrary<ModelSample> =>
  models instanceof fc.Arbitrary

/**
 * What holds of every model, as properties of fast-check, one under the name of each law: `modelLaws(model,
 * { sizes, below, facts })` of a model, or of an arbitrary of models. `testLaws` makes tests of them.
 *
 * The size of the axis `batch` is drawn from 0 to 4, that of other names from 3 to 5 unless `sizes` says
 * another one.
 *
 * @example
 * import fc from 'fast-check'
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(4), nn.batchNorm, nn.relu, nn.dense(2))
 * const properties = laws.modelLaws(model)
 * Object.keys(properties).length // 19
 * fc.check(properties['rowsAreIndependent']!, { numRuns: 3 }).failed // false
 */
export const modelLaws = (
  models: AnyModel | Arbitrary<ModelSample>,
  options: Omit<ModelProbeOptions, 'seed'> = {},
): Properties<[sample: ModelSample]> => {
  const samples = isArbitrary(models) ? models : samplesOf(models, options.sizes ?? {})
  return Object.fromEntries(
    modelTable.map(({ name, law }) => [
      name,
      fc.property(fc.tuple(samples), fc.nat(), ([{ model, sizes }], seed) => {
        requireHolds(law(modelProbe(model, { ...options, sizes, seed })))
      }),
    ]),
  )
}
