import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { ArgumentError } from '../../core/errors.ts'
import { isSize } from '../../core/shape/index.ts'
import { describe } from '../../core/tree.ts'
import { requireOptions } from '../../tensor/sliding.ts'
import type { KindSignature } from '../kind.ts'
import { isTensorSpec, showDims, type Spec, type SpecDim, type TensorSpec } from '../spec.ts'

/** What a layer of one tensor says of it, or a message. */
export const onTensor =
  (name: string, f: (x: TensorSpec) => KindSignature | string) =>
  (input: Spec): E.Either<string, KindSignature> => {
    if (!isTensorSpec(input)) return E.left(`${name}: input is not a single tensor`)
    const said = f(input)
    return typeof said === 'string' ? E.left(said) : E.right(said)
  }

/** A size that parameters can have, or a message. */
export const parameterSize = (
  name: string,
  dim: SpecDim | undefined,
  shape: readonly SpecDim[],
): number | string =>
  typeof dim === 'number'
    ? dim
    : `${name}: ${
        typeof dim === 'string'
          ? `dimension '${dim}' is symbolic; parameters need a concrete size`
          : 'a dimension is not known; parameters need a concrete size'
      } (input ${showDims(shape)})`

/** Is it a whole number ≥ 1? */
export const isCount = (n: number): boolean => isSize(n) && n > 0

/** The codec of whole numbers ≥ 1. */
export const count: t.Type<number> = t.refinement(t.number, isCount, 'whole number >= 1')

/** The codec of whole numbers. */
export const whole: t.Type<number> = t.refinement(t.number, Number.isSafeInteger, 'whole number')

/** The codec of numbers > 0. */
export const positive: t.Type<number> = t.refinement(
  t.number,
  (n) => Number.isFinite(n) && n > 0,
  'number > 0',
)

/** The codec of probabilities below 1. */
export const rate: t.Type<number> = t.refinement(
  t.number,
  (n) => n >= 0 && n < 1,
  'number >= 0 and < 1',
)

/** The codec of finite numbers. */
export const finite: t.Type<number> = t.refinement(t.number, Number.isFinite, 'finite number')

/** Options as a configuration, without those that are not given: `undefined` is no JSON. */
export const given = <O extends object>(options: O = {} as O): O =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as O

/** {@link given}, having checked that there are no others than an operator has. */
export const optionsOf = <O extends object>(
  operator: string,
  names: readonly (keyof O & string)[],
  options: O | undefined,
): O => given(requireOptions<O>(operator, names, options ?? ({} as O)))

/** {@link given}, having checked them. */
export const checkedConfig = <C extends object>(
  operator: string,
  codec: t.Type<C, unknown>,
  options: object,
): C => {
  const decoded = codec.decode(given(options))
  if (E.isRight(decoded)) return decoded.right
  const [error] = decoded.left
  const option = error?.context.findLast(({ key }) => key !== '' && !/^\d+$/.test(key))
  throw new ArgumentError(
    operator,
    `${option?.key ?? 'the options'} ${describe(error?.value)} is not a ${option?.type.name ?? codec.name}`,
  )
}
