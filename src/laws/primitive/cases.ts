import fc, { type Arbitrary } from 'fast-check'
import { type DType, isFloat } from '../../core/dtype.ts'
import { type Node, type TensorType, apply } from '../../core/node.ts'
import {
  type PrimitiveName,
  type RegistryName,
  primitives,
  registry,
} from '../../core/primitives/index.ts'
import type { Attributes, Primitive } from '../../core/primitives/primitive.ts'
import type { Input } from '../input.ts'
import { promoteAttributes } from '../promote.ts'
import type { Layout } from './layout.ts'
import { oneOf, randomOf, wholeBetween } from '../random.ts'
import type { Probe, Subject } from '../subject.ts'
import { recipes } from './recipes.ts'
import { type Sampler, extreme, tied } from './sample.ts'

/** One application of a primitive to given values. */
export interface Case extends Subject {
  readonly name: PrimitiveName
  readonly attributes: Attributes
}

/** Which elements a case holds: away from kinks, special values, or ties. */
export type Profile = 'smooth' | 'extreme' | 'tied'

/** A recipe of a primitive that is known only when the test runs. */
interface AnyRecipe {
  readonly takes: readonly DType[]
  readonly layout: (dtype: DType) => Arbitrary<Layout<Attributes>>
  readonly smooth: Sampler
  readonly linear: (count: number) => readonly (readonly number[])[]
}

export const recipeOf = (name: PrimitiveName): AnyRecipe => recipes[name]

export const primitiveOf = (name: RegistryName): Primitive<Attributes> => registry[name]

/** The names of the registry. */
export const names = Object.keys(primitives) as readonly PrimitiveName[]

/** Operands of given types for a primitive. */
export const operandsFor = (
  name: PrimitiveName,
  types: readonly TensorType[],
  profile: Profile,
  seed: number,
): readonly Input[] => {
  const sampler = { smooth: recipeOf(name).smooth, extreme, tied }[profile]
  const values = sampler(types, primitiveOf(name).domain, randomOf(seed))
  return types.map(({ shape, dtype }, i) => {
    const value = values[i]
    if (value === undefined) throw new RangeError(`no values for operand ${i} of ${name}`)
    return { shape, dtype, value }
  })
}

/**
 * Cases of a primitive at random, for the laws of primitives. Shapes and attributes are fast-check's,
 * and shrink; elements follow from a seed.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const holds = fc.property(laws.casesOf('sin'), (probe) => laws.jvpIsLinear(probe) === null)
 * fc.check(holds, { numRuns: 5 }).failed // false
 */
export const casesOf = (
  name: PrimitiveName,
  profile: Profile = 'smooth',
  dtypes: readonly DType[] = recipeOf(name).takes,
): Arbitrary<Probe<Case>> =>
  fc
    .constantFrom(...dtypes)
    .chain((dtype) => fc.tuple(recipeOf(name).layout(dtype), fc.nat()))
    .map(([{ types, attributes }, seed]) => ({
      of: caseOf(name, operandsFor(name, types, profile, seed), attributes),
      seed,
    }))

/** The floating types that a primitive takes. */
export const floatsOf = (name: PrimitiveName): readonly DType[] =>
  recipeOf(name).takes.filter(isFloat)

/** A primitive applied to given values. */
export const caseOf = (
  name: PrimitiveName,
  operands: readonly Input[],
  attributes: Attributes,
): Case => ({
  name,
  operands,
  attributes,
  build: (nodes) => [apply(primitiveOf(name), nodes, attributes)],
  promoted: (nodes) => [apply(primitiveOf(name), nodes, promoteAttributes(attributes))],
  another: (next, kind) =>
    operandsFor(
      name,
      operands,
      kind ?? oneOf<Profile>(next, ['smooth', 'extreme', 'tied']),
      wholeBetween(next, 0, 2 ** 31),
    ),
})

/** The application itself, to operands of the types of the case. */
export const applyCase = ({ name, attributes }: Case, operands: readonly Node[]): Node =>
  apply(primitiveOf(name), operands, attributes)

/** The type of the result. */
export const resultOf = ({ name, operands, attributes }: Case): TensorType =>
  primitiveOf(name).infer(operands, attributes)
