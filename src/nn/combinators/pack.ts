import type { Eq } from '../../core/shape/index.ts'
import type { Unit } from '../layer.ts'

/**
 * The parameters of several parts as one: a tuple with an entry for each, `[]` where a part has none.
 * As soon as one part has a name they are a record: parts without parameters are left out, and those
 * without a name have their index for one.
 */
export type Pack<Ps extends readonly unknown[], Names extends readonly unknown[]> =
  Eq<Names[number], null> extends true
    ? Readonly<Ps>
    : Names extends readonly []
      ? Unit
      : Named<Ps, Names>

type Named<Ps extends readonly unknown[], Names extends readonly unknown[]> = {
  readonly [I in Exclude<keyof Names, keyof any[]> as Ps[I & keyof Ps] extends Unit
    ? never
    : Names[I] extends null
      ? I
      : Names[I] & string]: Ps[I & keyof Ps]
} & {}

/** {@link Pack} of states: `[]` where no part has any. */
export type PackState<Ss extends readonly unknown[], Names extends readonly unknown[] = null[]> =
  Eq<Ss[number], Unit> extends true ? Unit : Ss extends readonly [] ? Unit : Pack<Ss, Names>

type Names = readonly (string | null)[]

/** Is it nothing: no parameters, no state? */
export const isUnit = (part: unknown): boolean => Array.isArray(part) && part.length === 0

/** {@link Pack} at value level. */
export const pack = <A>(
  parts: readonly A[],
  names: Names,
): readonly A[] | { readonly [name: string]: A } =>
  names.every((name) => name === null)
    ? parts
    : Object.fromEntries(
        parts.flatMap((part, i): readonly (readonly [string, A])[] =>
          isUnit(part) ? [] : [[names[i] ?? String(i), part]],
        ),
      )

/** {@link PackState} at value level. */
export const packState = <A>(
  parts: readonly A[],
  names: Names,
): readonly A[] | { readonly [name: string]: A } => (parts.every(isUnit) ? [] : pack(parts, names))

/** The part at a place of what {@link pack} or {@link packState} has made. */
export const partOf = (packed: unknown, place: number, name: string | null): unknown => {
  const key = Array.isArray(packed) ? String(place) : (name ?? String(place))
  return typeof packed === 'object' && packed !== null && Object.hasOwn(packed, key)
    ? (packed as Readonly<Record<string, unknown>>)[key]
    : []
}
