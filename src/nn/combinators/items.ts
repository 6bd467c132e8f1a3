import { ArgumentError } from '../../core/errors.ts'
import { describe } from '../../core/tree.ts'
import type { AnyLayer, Child, Item } from '../layer.ts'

/** Is it a layer? */
export const isLayer = (value: unknown): value is AnyLayer =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  'config' in value &&
  'children' in value

/** What is wrong with names of children, or `null`. */
export const namesMessage = (names: readonly (string | null)[]): string | null => {
  const given = names.filter((name) => name !== null)
  const wrong = given.find((name) => name === '' || name === '__proto__' || /^\d+$/.test(name))
  if (wrong !== undefined)
    return `${JSON.stringify(wrong)} is not a name: a name is neither empty nor a number`
  const twice = given.find((name, i) => given.indexOf(name) !== i)
  return twice === undefined ? null : `two layers have the name ${JSON.stringify(twice)}`
}

const childOf = (operator: string, item: Item): Child => {
  if (isLayer(item)) return { name: null, layer: item }
  const entries =
    typeof item === 'object' && item !== null ? Object.entries<unknown>(item) : ([] as const)
  const [name, layer] = entries[0] ?? []
  if (name === undefined || entries.length !== 1 || !isLayer(layer))
    throw new ArgumentError(
      operator,
      `takes layers, and records with one key that name a layer, got ${describe(item)}`,
    )
  return { name, layer }
}

/** The children that items are, having checked them. */
export const childrenOf = (operator: string, items: readonly Item[]): readonly Child[] => {
  const children = items.map((item) => childOf(operator, item))
  const message = namesMessage(children.map(({ name }) => name))
  if (message !== null) throw new ArgumentError(operator, message)
  return children
}
