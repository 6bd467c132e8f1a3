import { isTensor } from '../core/tree.ts'
import * as T from '../tensor/index.ts'
import { isTensorSpec, type Spec, type SpecDim, tensorSpec } from './spec.ts'

// What a plain function makes of shapes is found by running it on tensors that nobody looks at: they are
// expressions without values. It runs twice, with different sizes for every name. A size of the result
// that a name has had both times is that name, one that is the same both times is a size.

/** Sizes for names: highly composite, since functions like to divide them; all different. */
const standIns = (spec: Spec, run: 0 | 1): ReadonlyMap<string, number> => {
  const names = new Set<string>()
  const visit = (part: Spec): void => {
    if (isTensorSpec(part)) {
      for (const dim of part.shape) if (typeof dim === 'string') names.add(dim)
    } else Object.values(part).forEach((inner: Spec) => visit(inner))
  }
  visit(spec)
  return new Map([...names].map((name, i) => [name, 48 * (2 * i + 1 + run)]))
}

/** Tensors of zeros that a spec describes. */
export const zerosOf = (spec: Spec, sizes: ReadonlyMap<string, number> = new Map()): unknown =>
  isTensorSpec(spec)
    ? T.zeros(
        spec.shape.map((dim) =>
          typeof dim === 'number' ? dim : dim === null ? 1 : (sizes.get(dim) ?? 1),
        ),
        spec.dtype,
      )
    : Array.isArray(spec)
      ? (spec as readonly Spec[]).map((part) => zerosOf(part, sizes))
      : Object.fromEntries(
          Object.entries(spec).map(([name, part]: readonly [string, Spec]) => [
            name,
            zerosOf(part, sizes),
          ]),
        )

const common = (
  a: unknown,
  b: unknown,
  nameOf: (first: number, second: number) => SpecDim,
): Spec => {
  if (isTensor(a) && isTensor(b) && a.shape.length === b.shape.length)
    return tensorSpec(
      a.shape.map((size, axis) => nameOf(size, b.shape[axis] ?? 0)),
      a.dtype,
    )
  if (Array.isArray(a) && Array.isArray(b))
    return a.map((part: unknown, i) => common(part, b[i], nameOf))
  const [left, right] = [a, b] as readonly Readonly<Record<string, unknown>>[]
  return Object.fromEntries(
    Object.keys(left ?? {}).map((name) => [name, common(left?.[name], right?.[name], nameOf)]),
  )
}

/** What a function makes of an input: the spec of its output. */
export const outputSpec = (input: Spec, f: (x: unknown) => unknown): Spec => {
  const [one, two] = [standIns(input, 0), standIns(input, 1)]
  const nameOf = (first: number, second: number): SpecDim => {
    if (first === second) return first
    const name = [...one].find(([name, size]) => size === first && two.get(name) === second)
    return name?.[0] ?? null
  }
  return common(f(zerosOf(input, one)), f(zerosOf(input, two)), nameOf)
}

/** The dimensions that an input gives to the names of a declared one, or `null` where it does not fit. */
export const bindSpec = (
  declared: Spec,
  input: Spec,
  dims: ReadonlyMap<string, SpecDim> = new Map(),
): ReadonlyMap<string, SpecDim> | null => {
  if (isTensorSpec(declared)) {
    if (!isTensorSpec(input) || input.dtype !== declared.dtype) return null
    if (input.shape.length !== declared.shape.length) return null
    const known = new Map(dims)
    const fits = declared.shape.every((dim, axis) => {
      const other = input.shape[axis] ?? null
      if (typeof dim === 'string') {
        if (!known.has(dim)) known.set(dim, other)
        return true
      }
      return dim === null || other === null || dim === other
    })
    return fits ? known : null
  }
  if (isTensorSpec(input)) return null
  const parts = input as Readonly<Record<string, Spec>>
  const entries = Object.entries(declared) as readonly (readonly [string, Spec])[]
  if (entries.length !== Object.keys(parts).length) return null
  return entries.reduce<ReadonlyMap<string, SpecDim> | null>((known, [name, part]) => {
    const other = parts[name]
    return known === null || other === undefined ? null : bindSpec(part, other, known)
  }, dims)
}

/** A spec with the dimensions that its names have got. */
export const substSpec = (spec: Spec, dims: ReadonlyMap<string, SpecDim>): Spec =>
  isTensorSpec(spec)
    ? tensorSpec(
        spec.shape.map((dim) =>
          typeof dim === 'string' && dims.has(dim) ? (dims.get(dim) ?? null) : dim,
        ),
        spec.dtype,
      )
    : Array.isArray(spec)
      ? (spec as readonly Spec[]).map((part) => substSpec(part, dims))
      : Object.fromEntries(
          Object.entries(spec).map(([name, part]: readonly [string, Spec]) => [
            name,
            substSpec(part, dims),
          ]),
        )
