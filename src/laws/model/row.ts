import { kinds as known } from '../../nn/kinds/table.ts'
import { layerOf } from '../../nn/kind.ts'
import type { AnyLayer, Child } from '../../nn/layer.ts'
import { isTensorSpec, type TensorSpec } from '../../nn/spec.ts'
import { type Random, oneOf } from '../random.ts'
import type { KindFacts } from './fact.ts'
import { type DrawLayer, chance } from './growth.ts'

/** What the kit knows of a kind of the library: how to draw a layer, how to print it, what it promises. */
export interface KindRow extends KindFacts {
  readonly draw: DrawLayer
  /** how often it is tried, 1 being usual */
  readonly weight: number
  /** the parts of the configuration that the constructor takes in front; `null`: it is a value */
  readonly takes: readonly string[] | null
  /** does the constructor take its layers before those? */
  readonly layersFirst?: boolean
}

/** Rows by the names of kinds. */
export type Rows = Readonly<Record<string, KindRow>>

/** A layer of a kind of the library. */
export const made = (
  tag: string,
  config: object,
  children: readonly Child[] = [],
): AnyLayer | null => {
  const kind = known[tag]
  return kind === undefined ? null : layerOf(kind, config, children)
}

/** Options that are given now and then. */
export const maybe = (next: Random, probability: number, options: () => object): object =>
  chance(next, probability) ? options() : {}

/** A kind of layers of one tensor: the configuration, or `null` where none fits. */
export const leaf = (
  tag: string,
  takes: KindRow['takes'],
  draw: (next: Random, x: TensorSpec) => object | null,
  more: KindFacts & { readonly weight?: number } = {},
): readonly [string, KindRow] => [
  tag,
  {
    weight: 1,
    takes,
    draw: ({ next }, input) => {
      const config = isTensorSpec(input) ? draw(next, input) : null
      return config === null ? null : made(tag, config)
    },
    ...more,
  },
]

/** An activation, of which there are many; one with a number has an option. */
export const activation = (tag: string, option?: string): readonly [string, KindRow] =>
  leaf(
    tag,
    null,
    (next) =>
      option === undefined
        ? {}
        : maybe(next, 0.5, () => ({ [option]: oneOf(next, [0.25, 0.5, 2]) })),
    { weight: 0.15 },
  )
