import fc, { type Arbitrary } from 'fast-check'
import { type DType, isFloat } from '../../src/core/dtype.ts'
import { type Node, type TensorType, apply } from '../../src/core/node.ts'
import {
  type PrimitiveName,
  type RegistryName,
  primitives,
  registry,
} from '../../src/core/primitives/index.ts'
import type { Attributes, Primitive } from '../../src/core/primitives/primitive.ts'
import { type Input, promoteInput, promoted } from './input.ts'
import type { Layout } from './layout.ts'
import { randomOf } from './random.ts'
import { recipes } from './recipes.ts'
import { type Sampler, extreme, tied } from './sample.ts'

/** One application of a primitive to given values. */
export interface Case {
  readonly name: PrimitiveName
  readonly operands: readonly Input[]
  readonly attributes: Attributes
  /** operands that are held fixed though they are floats, because there is no derivative in them */
  readonly held?: readonly number[]
}

/** A case, and the seed that everything else follows from: tangents, cotangents, batches. */
export interface Probe {
  readonly of: Case
  readonly seed: number
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
 * Cases of a primitive. Shapes and attributes are fast-check's, and shrink; elements follow from a
 * seed.
 */
export const probes = (
  name: PrimitiveName,
  profile: Profile = 'smooth',
  dtypes: readonly DType[] = recipeOf(name).takes,
): Arbitrary<Probe> =>
  fc
    .constantFrom(...dtypes)
    .chain((dtype) => fc.tuple(recipeOf(name).layout(dtype), fc.nat()))
    .map(([{ types, attributes }, seed]) => ({
      of: { name, operands: operandsFor(name, types, profile, seed), attributes },
      seed,
    }))

/** The floating types that a primitive takes. */
export const floatsOf = (name: PrimitiveName): readonly DType[] =>
  recipeOf(name).takes.filter(isFloat)

/** The application itself, to operands of the types of the case. */
export const applyCase = ({ name, attributes }: Case, operands: readonly Node[]): Node =>
  apply(primitiveOf(name), operands, attributes)

/** The type of the result. */
export const resultOf = ({ name, operands, attributes }: Case): TensorType =>
  primitiveOf(name).infer(operands, attributes)

/** Which operands tangents are given to: the floats, where the result is a float too. */
export const differentiable = (of: Case): readonly number[] =>
  isFloat(resultOf(of).dtype)
    ? of.operands.flatMap(({ dtype }, i) =>
        isFloat(dtype) && of.held?.includes(i) !== true ? [i] : [],
      )
    : []

/** The same case with 53 bits where it had 24; what was rounded stays rounded. */
export const promoteCase = (of: Case): Case => ({
  ...of,
  operands: of.operands.map(promoteInput),
  attributes: promoteAttributes(of.attributes),
})

export const promoteAttributes = (attributes: Attributes): Attributes =>
  attributes['dtype'] === 'f32' ? { ...attributes, dtype: promoted('f32') } : attributes
