import type { AnyShape, Shape } from '../tensor.ts'
import {
  type DimOk,
  type IsDynShape,
  type ShowDim,
  type Shapes,
  type Sizes,
  type UnifyDim,
} from './dimension.ts'
import type { EqIn } from './equality.ts'

/**
 * The shape of `einsum(spec, ...operands)` for a spec such as `'bhqd,bhkd->bhqk'`: every operand's
 * dimensions are named by letters, an index that the output lacks is summed over, and an index
 * twice in one operand walks its diagonal. The output is always written; spaces are ignored.
 *
 * A spec that is not a literal gives a shape of unknown rank.
 */
export type Einsum<Spec extends string, All extends Shapes> = string extends Spec
  ? AnyShape
  : Compact<Spec> extends `${infer Inputs}->${infer Output}`
    ? BindAll<SplitAtCommas<Inputs>, All> extends infer Env
      ? Env extends string
        ? Env
        : OutputShape<Output, Env>
      : never
    : `einsum: '${Spec}' has no '->'`

/** A spec without spaces. */
type Compact<S extends string> = S extends `${infer A} ${infer B}` ? Compact<`${A}${B}`> : S

type SplitAtCommas<S extends string, Done extends string[] = []> = S extends `${infer A},${infer B}`
  ? SplitAtCommas<B, [...Done, A]>
  : [...Done, S]

/** The sizes of all indices, `{ i: 3; j: 'batch' }`, or a message. */
type BindAll<
  Subscripts extends readonly string[],
  All extends Shapes,
  Env = {},
  Operand extends readonly unknown[] = [],
> = Subscripts extends readonly [
  infer First extends string,
  ...infer Others extends readonly string[],
]
  ? All extends readonly [infer S extends Shape, ...infer Rest extends Shapes]
    ? Bind<First, S, Env, Operand['length'] & number> extends infer Extended
      ? Extended extends string
        ? Extended
        : BindAll<Others, Rest, Extended, [...Operand, S]>
      : never
    : All extends readonly []
      ? `einsum: ${Subscripts['length']} more subscripts than operands`
      : Env
  : All extends readonly []
    ? Env
    : 'einsum: more operands than subscripts'

/** The sizes of indices extended by those of one operand, or a message. */
type Bind<Subscripts extends string, S extends Shape, Env, Operand extends number> =
  IsDynShape<S> extends true
    ? BindUnknown<Subscripts, Env>
    : Subscripts extends `${infer Index}${infer Others}`
      ? IsLetter<Index> extends true
        ? S extends readonly [infer D, ...infer Rest extends Shape]
          ? Index extends keyof Env
            ? DimOk<S, Env[Index], D> extends true
              ? Bind<Others, Rest, Rebind<S, Env, Index, UnifyDim<S, Env[Index], D>>, Operand>
              : `einsum: index '${Index}' is ${ShowDim<Env[Index]>} in one operand and ${ShowDim<D>} in operand ${Operand}`
            : Bind<Others, Rest, Env & { [K in Index]: D }, Operand>
          : `einsum: operand ${Operand} has fewer dimensions than its subscripts`
        : `einsum: '${Index}' is not an index: indices are letters`
      : S extends readonly []
        ? Env
        : `einsum: operand ${Operand} has more dimensions than its subscripts`

/** Env with a size for an index that it already has. */
type Rebind<S extends Shape, Env, Index extends keyof Env, D> =
  EqIn<S, Env[Index], D> extends true ? Env : Omit<Env, Index> & { [K in Index]: D }

/** The indices of an operand of unknown rank have unknown sizes. */
type BindUnknown<
  Subscripts extends string,
  Env,
> = Subscripts extends `${infer Index}${infer Others}`
  ? BindUnknown<Others, Index extends keyof Env ? Env : Env & { [K in Index]: number }>
  : Env

type IsLetter<Index extends string> = Uppercase<Index> extends Lowercase<Index> ? false : true

type OutputShape<
  Output extends string,
  Env,
  Seen extends string = never,
  Done extends Shape = [],
> = Output extends `${infer Index}${infer Others}`
  ? Index extends Seen
    ? `einsum: output index '${Index}' appears twice`
    : Index extends keyof Env
      ? OutputShape<Others, Env, Seen | Index, [...Done, Env[Index]]>
      : `einsum: output index '${Index}' does not appear in the inputs`
  : Done

/** What a spec says about its operands. */
export interface EinsumPlan {
  /** the indices of every operand's dimensions */
  readonly operands: readonly (readonly string[])[]
  /** the indices of the result's dimensions */
  readonly output: readonly string[]
  /** the size of every index */
  readonly sizes: ReadonlyMap<string, number>
  /** the shape of the result */
  readonly shape: Sizes
}

/** The meaning of a spec for operands of given shapes, or a message. */
export const einsumPlan = (spec: string, shapes: readonly Sizes[]): EinsumPlan | string => {
  const compact = spec.replaceAll(' ', '')
  const arrow = compact.indexOf('->')
  if (arrow < 0) return `einsum: '${spec}' has no '->'`
  const operands = compact
    .slice(0, arrow)
    .split(',')
    .map((subscripts) => Array.from(subscripts))
  const output = Array.from(compact.slice(arrow + 2))

  const sizes = new Map<string, number>()
  for (const [operand, subscripts] of operands.entries()) {
    const shape = shapes[operand]
    if (shape === undefined)
      return `einsum: ${operands.length - operand} more subscripts than operands`
    for (const [place, index] of subscripts.entries()) {
      if (index.toUpperCase() === index.toLowerCase())
        return `einsum: '${index}' is not an index: indices are letters`
      const size = shape[place]
      if (size === undefined)
        return `einsum: operand ${operand} has fewer dimensions than its subscripts`
      const known = sizes.get(index)
      if (known !== undefined && known !== size)
        return `einsum: index '${index}' is ${known} in one operand and ${size} in operand ${operand}`
      sizes.set(index, size)
    }
    if (shape.length > subscripts.length)
      return `einsum: operand ${operand} has more dimensions than its subscripts`
  }
  if (shapes.length > operands.length) return 'einsum: more operands than subscripts'

  const shape: number[] = []
  for (const [place, index] of output.entries()) {
    if (output.indexOf(index) < place) return `einsum: output index '${index}' appears twice`
    const size = sizes.get(index)
    if (size === undefined) return `einsum: output index '${index}' does not appear in the inputs`
    shape.push(size)
  }
  return { operands, output, sizes, shape }
}

/** {@link Einsum} at value level. */
export const einsumShape = (spec: string, shapes: readonly Sizes[]): Sizes | string => {
  const plan = einsumPlan(spec, shapes)
  return typeof plan === 'string' ? plan : plan.shape
}
