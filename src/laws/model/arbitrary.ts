import fc, { type Random } from 'fast-check'
import { ArgumentError } from '../../core/errors.ts'
import { type Architecture, type ModelOptions, sampleArchitecture } from './generate.ts'
import { rows } from './kinds.ts'
import { architectureOf, modelOf, type ModelSample } from './sample.ts'
import { smallerArchitectures } from './shrink.ts'
import { modelBody } from './source.ts'

/** A sample that fast-check prints as a snippet that runs. */
const shown = (architecture: Architecture): ModelSample => {
  const sample = modelOf(architecture)
  return Object.assign(sample, { [fc.toStringMethod]: () => `\n${modelBody(sample)}\n` })
}

/** Architectures of seeds; one that fails is shrunk layer by layer. */
class ModelArbitrary extends fc.Arbitrary<ModelSample> {
  constructor(private readonly options: ModelOptions) {
    super()
  }

  generate(random: Random): fc.Value<ModelSample> {
    const seed = random.nextInt(0, 2 ** 31 - 1)
    return new fc.Value(shown(sampleArchitecture(seed, this.options)), undefined)
  }

  canShrinkWithoutContext(value: unknown): value is ModelSample {
    return typeof value === 'object' && value !== null && 'model' in value && 'sizes' in value
  }

  shrink(sample: ModelSample): fc.Stream<fc.Value<ModelSample>> {
    const smaller = function* (): IterableIterator<fc.Value<ModelSample>> {
      for (const candidate of smallerArchitectures(architectureOf(sample)))
        yield new fc.Value(shown(candidate), undefined)
    }
    return fc.stream(smaller())
  }
}

/**
 * Random models over the kinds of layers and combinators that the library has, always well-shaped, on
 * inputs of rank 2 to 5 with axes of odd sizes and of size 1, and sizes for the names in them, now and then
 * a batch of none: `model({ size, kinds, dtypes, layers })`. Each follows from one seed.
 *
 * A failing model shrinks by its layers (left out, unwrapped, alone on their own input), by options, units
 * and axes, and is printed as source that runs.
 *
 * Throws `ArgumentError` for a kind that the library does not have.
 *
 * @example
 * import fc from 'fast-check'
 * import { R } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const plain = fc.property(laws.model({ size: 3 }), ({ model }) => 'params' in model.init(R.key(0)))
 * fc.check(plain, { numRuns: 5 }).failed // false
 */
export const model = (options: ModelOptions = {}): fc.Arbitrary<ModelSample> => {
  const unknown = options.kinds?.find((tag) => !Object.hasOwn(rows, tag))
  if (unknown !== undefined)
    throw new ArgumentError(
      'model',
      `there is no kind ${JSON.stringify(unknown)}; there are ${Object.keys(rows).join(', ')}`,
    )
  return new ModelArbitrary(options)
}
