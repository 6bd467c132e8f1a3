import * as E from '../../core/either.ts'
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
