import fc, { type Random } from 'fast-check'
import { type ProgramOptions, sampleProgram } from './generate.ts'
import { smallerSamples } from './shrink.ts'
import { printSource } from './source.ts'
import type { Sample } from './subject.ts'

/** A sample that fast-check prints as a snippet that runs. */
const shown = (sample: Sample): Sample =>
  Object.assign(
    { ...sample },
    { [fc.toStringMethod]: () => `\n${printSource(sample.program, sample.inputs)}\n` },
  )

/** Programs of seeds; a program that fails is shrunk on its graph. */
class ProgramArbitrary extends fc.Arbitrary<Sample> {
  constructor(private readonly options: ProgramOptions) {
    super()
  }

  generate(random: Random): fc.Value<Sample> {
    const seed = random.nextInt(0, 2 ** 31 - 1)
    return new fc.Value(shown(sampleProgram(seed, this.options)), undefined)
  }

  canShrinkWithoutContext(value: unknown): value is Sample {
    return typeof value === 'object' && value !== null && 'program' in value && 'inputs' in value
  }

  shrink(sample: Sample): fc.Stream<fc.Value<Sample>> {
    const smaller = function* (): IterableIterator<fc.Value<Sample>> {
      for (const candidate of smallerSamples(sample))
        yield new fc.Value(shown(candidate), undefined)
    }
    return fc.stream(smaller())
  }
}

/**
 * Random well-typed programs over the primitives of the registry, with inputs: each follows from one
 * seed. `program({ size, primitives, dtypes, smooth })`.
 *
 * A failing program shrinks on its graph, towards few equations, small shapes and elements in
 * {0, ±1, ½}, and is printed as source that runs.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const doubling = fc.property(laws.program({ size: 4 }), ({ program, inputs }) => inputs.length === program.inputs.length)
 * fc.check(doubling, { numRuns: 5 }).failed // false
 */
export const program = (options: ProgramOptions = {}): fc.Arbitrary<Sample> =>
  new ProgramArbitrary(options)
