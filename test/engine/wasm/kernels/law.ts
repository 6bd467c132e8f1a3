/** fast = reference: the kernels of a primitive give the bits of the reference kernel. */
import fc, { type Arbitrary } from 'fast-check'
import type { TensorType } from '../../../../src/core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../../../src/core/primitives/index.ts'
import type { Attributes } from '../../../../src/core/primitives/primitive.ts'
import { kernels } from '../../../../src/engine/reference/index.ts'
import type { Kernel } from '../../../../src/engine/reference/kernel.ts'
import { ways } from '../../../../src/engine/wasm/kernels/index.ts'
import type { Select } from '../../../../src/engine/wasm/kernels/plan.ts'
import { type Profile, operandsFor, primitiveOf } from '../../../../src/laws/primitive/cases.ts'
import type { Input } from '../../../../src/laws/input.ts'
import { expectSame, runPlan } from './run.ts'

/** Checks one application. */
export const requireSame = (
  name: PrimitiveName,
  operands: readonly Input[],
  attributes: Attributes,
  seed: number,
): void => {
  const way = ways[name]
  if (typeof way === 'string') throw new TypeError(`${name} has no kernels`)
  const result = primitiveOf(name).infer(operands, attributes)
  // the tables pair each name with its attributes, which a case cannot say in types
  const plan = (way as Select<Attributes>)(operands, result, attributes)
  const expected = (kernels[name] as Kernel<Attributes>)(operands, result, attributes)
  expectSame(runPlan(plan, operands, result, seed), expected)
}

/** Types of operands and attributes: where a kernel is to be looked at. */
export interface Layout<N extends PrimitiveName> {
  readonly types: readonly TensorType[]
  readonly attributes: AttributesOf<N>
}

/** Checks a primitive at many layouts, with ordinary, special and tied elements. */
export const lawOf = <N extends PrimitiveName>(
  name: N,
  layouts: Arbitrary<Layout<N>>,
  numRuns = 200,
): void => {
  const profiles = fc.constantFrom<Profile>('smooth', 'extreme', 'tied')
  fc.assert(
    fc.property(layouts, profiles, fc.nat(), ({ types, attributes }, profile, seed) => {
      requireSame(name, operandsFor(name, types, profile, seed), attributes, seed)
    }),
    { numRuns },
  )
}

/** Sizes around those at which kernels change their ways: vectors, lanes, strips, blocks. */
export const size: Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(63, 64, 65, 100, 129) },
  { weight: 1, arbitrary: fc.constant(0) },
)

/** Shapes of some ranks of such sizes, of not too many elements. */
export const shapeOf = (
  minRank: number,
  maxRank: number,
  most = 4000,
): Arbitrary<readonly number[]> =>
  fc.array(size, { minLength: minRank, maxLength: maxRank }).map((sizes) => {
    let count = 1
    return sizes.map((extent) => {
      if (count * extent > most) return 1
      count *= extent
      return extent
    })
  })
