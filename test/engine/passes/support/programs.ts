/** Random programs: of every primitive, and what transformations make of composed functions. */
import fc, { type Arbitrary } from 'fast-check'
import {
  T,
  checkpoint,
  customJvp,
  grad,
  jvp,
  trace,
  valueAndGrad,
  vmap,
} from '../../../../src/index.ts'
import { type Node, variable } from '../../../../src/core/node.ts'
import { type PrimitiveName } from '../../../../src/core/primitives/index.ts'
import { barrier } from '../../../../src/core/primitives/custom.ts'
import { type Program, closeProgram, placeByValue } from '../../../../src/core/program.ts'
import type { Scalar } from '../../../../src/core/tensor.ts'
import { type Any, type Composed, composedOf } from './composed.ts'
import { Pool, names, steps } from './steps.ts'
import { streamOf } from './stream.ts'

/** A program, and the seed that its inputs follow from. */
export interface Sample {
  readonly program: Program
  readonly seed: number
}

const inputs = [
  { shape: [2, 3], dtype: 'f32' },
  { shape: [3], dtype: 'f64' },
  { shape: [], dtype: 'f32' },
  { shape: [2, 2], dtype: 'i32' },
  { shape: [2], dtype: 'u32' },
  { shape: [3, 1], dtype: 'bool' },
] as const

/**
 * A program of some steps of random primitives, `focus` more often than the others. Some of its
 * results, not all, are its outputs.
 */
export const randomProgram = (
  seed: number,
  count: number,
  focus: readonly PrimitiveName[],
): Program => {
  const stream = streamOf(seed)
  const pool = new Pool(stream)
  const variables = inputs.map((type) => variable(type, 'trace'))
  pool.nodes.push(...variables)
  for (let i = 0; i < count; i++) {
    if (stream.once(12)) pool.nodes.push(barrier(pool.any(), pool.any()))
    const name = stream.one(focus.length > 0 && stream.once(2) ? focus : names)
    const node = steps[name](pool)
    pool.nodes.push(node)
    // the same once more: something to merge
    if (stream.once(8) && node.primitive !== null) {
      pool.nodes.push(steps.neg(pool), steps.neg(pool))
    }
  }
  const made = pool.nodes.slice(variables.length)
  const outputs: readonly Node[] = [pool.nodes.at(-1) as Node, ...made.filter(() => stream.once(4))]
  return closeProgram(variables, outputs, placeByValue).program
}

/** Random programs of a number of steps. */
export const samples = (focus: readonly PrimitiveName[] = [], most = 14): Arbitrary<Sample> =>
  fc
    .record({ seed: fc.nat(), count: fc.integer({ min: 1, max: most }) })
    .map(({ seed, count }) => ({ program: randomProgram(seed, count, focus), seed }))

type Example = (f: Composed, size: number) => Program

const vectorOf = (size: number): Any => T.zeros([size], 'f64') as unknown as Any
const loss =
  ({ apply }: Composed) =>
  (x: Any): Scalar<'f64'> =>
    T.mean(apply(x)) as Scalar<'f64'>

/** What programs the transformations make of a function. */
const transformed: readonly Example[] = [
  (f, size) => trace(f.apply)(vectorOf(size)),
  (f, size) => trace(grad(loss(f)))(vectorOf(size)),
  (f, size) => trace(valueAndGrad(loss(f)))(vectorOf(size)),
  (f, size) => trace(grad(checkpoint(loss(f))))(vectorOf(size)),
  (f, size) =>
    trace(grad(customJvp(loss(f), ([p], [dp]) => jvp(loss(f))([p], [dp])[1])))(vectorOf(size)),
  (f, size) =>
    trace(vmap(f.apply) as unknown as (x: Any) => Any)(T.zeros([3, size], 'f64') as unknown as Any),
]

/** Programs of composed functions, of their derivatives and of batches of them. */
export const transformedSamples: Arbitrary<Sample> = fc
  .record({
    seed: fc.nat(),
    count: fc.integer({ min: 0, max: 8 }),
    size: fc.integer({ min: 1, max: 4 }),
    of: fc.constantFrom(...transformed),
  })
  .map(({ seed, count, size, of }) => ({ program: of(composedOf(seed, count, size), size), seed }))
