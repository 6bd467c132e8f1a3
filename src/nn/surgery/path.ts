import type { Eq } from '../../core/shape/index.ts'
import type { Keys } from '../../tree/path.ts'
import type { Fanout, Split } from '../combinators/parallel.ts'
import type { Repeat, Shared } from '../combinators/repeat.ts'
import type { Residual } from '../combinators/residual.ts'
import type { Sequential } from '../combinators/sequential.ts'
import type { AnyLayer, Item, Layer, LayerType } from '../layer.ts'

// Paths of layers as types. What a layer is made of is in the types of the combinators below; the parts
// of all others are layers of which nothing is known.

// Whether a type is that of some combinator is asked by identity: as interfaces with one field, types
// of other layers may have the same structure.

type SequentialItems<F> =
  F extends Sequential<infer Items>
    ? Eq<F, Sequential<Items>> extends true
      ? Items
      : never
    : never

type FanoutItems<F> =
  F extends Fanout<infer Items> ? (Eq<F, Fanout<Items>> extends true ? Items : never) : never

type SplitItems<F> =
  F extends Split<infer Items> ? (Eq<F, Split<Items>> extends true ? Items : never) : never

type ResidualBody<F> =
  F extends Residual<infer G>
    ? Eq<F, Residual<G>> extends true
      ? readonly [Layer<G>]
      : never
    : never

type RepeatBody<F> =
  F extends Repeat<infer N, infer G>
    ? Eq<F, Repeat<N, G>> extends true
      ? readonly [Layer<G>]
      : never
    : never

type SharedBody<F> =
  F extends Shared<infer N, infer G>
    ? Eq<F, Shared<N, G>> extends true
      ? readonly [Layer<G>]
      : never
    : never

/** What a layer is made of: its items, or its body as the only item; `never` where it is not known. */
type ItemsOf<F extends LayerType> =
  | SequentialItems<F>
  | FanoutItems<F>
  | SplitItems<F>
  | ResidualBody<F>
  | RepeatBody<F>
  | SharedBody<F>

/** A layer like one of type F that is made of other items. */
type Remade<F extends LayerType, Items extends readonly Item[]> = [SequentialItems<F>] extends [
  never,
]
  ? [FanoutItems<F>] extends [never]
    ? [SplitItems<F>] extends [never]
      ? Items extends readonly [Layer<infer G>]
        ? WithBody<F, G>
        : AnyLayer
      : Layer<Split<Items>>
    : Layer<Fanout<Items>>
  : Layer<Sequential<Items>>

type WithBody<F extends LayerType, G extends LayerType> = [ResidualBody<F>] extends [never]
  ? F extends Repeat<infer N, infer _H>
    ? [RepeatBody<F>] extends [never]
      ? WithSharedBody<F, G>
      : Layer<Repeat<N, G>>
    : WithSharedBody<F, G>
  : Layer<Residual<G>>

type WithSharedBody<F extends LayerType, G extends LayerType> =
  F extends Shared<infer N, infer _H> ? Layer<Shared<N, G>> : AnyLayer

/** The layer that an item is. */
type LayerIn<It> = It extends Layer<infer _F> ? It : It[keyof It]

/** Is this the item that a key names, by its name or by its index? */
type IsNamed<It, Index extends number, Key extends string> = Key extends `${Index}`
  ? true
  : It extends Layer<infer _F>
    ? false
    : Key extends keyof It
      ? true
      : false

type Find<
  Items extends readonly unknown[],
  Key extends string,
  Before extends readonly unknown[] = [],
> = Items extends readonly [infer First, ...infer Rest]
  ? IsNamed<First, Before['length'], Key> extends true
    ? LayerIn<First>
    : Find<Rest, Key, [...Before, First]>
  : Items extends readonly []
    ? never
    : AnyLayer

type Walk<L, Path extends readonly string[]> = Path extends readonly [
  infer Key extends string,
  ...infer Rest extends readonly string[],
]
  ? L extends Layer<infer F>
    ? [ItemsOf<F>] extends [never]
      ? AnyLayer
      : Walk<Find<ItemsOf<F>, Key>, Rest>
    : never
  : L

/** The type of the layer at a path: `AnyLayer` where it is not known, `never` where there is none. */
export type LayerAt<L, Path extends string> = string extends Path
  ? AnyLayer
  : L extends { readonly signature: unknown }
    ? AnyLayer
    : Walk<L, Keys<Path>>

/** What is done with the layer at a path. */
export type Edit = readonly ['replace', AnyLayer] | readonly ['insert', Item] | readonly ['remove']

/** The type of a layer after an edit; `AnyLayer` where it is not known, `never` where there is no place. */
export type Edited<L, Path extends string, E extends Edit> = string extends Path
  ? AnyLayer
  : EditLayer<L, Keys<Path>, E>

type EditLayer<L, Path extends readonly string[], E extends Edit> = Path extends readonly []
  ? E extends readonly ['replace', infer New]
    ? New
    : never
  : L extends Layer<infer F>
    ? [ItemsOf<F>] extends [never]
      ? AnyLayer
      : EditItems<ItemsOf<F>, Path, E> extends infer Items
        ? [Items] extends [never]
          ? never
          : Items extends readonly Item[]
            ? Remade<F, Items>
            : AnyLayer
        : never
    : never

/** The items after an edit, `never` where there is no place, `null` where they are not known. */
type EditItems<
  Items extends readonly unknown[],
  Path extends readonly string[],
  E extends Edit,
  Before extends readonly unknown[] = readonly [],
> = Path extends readonly [infer Key extends string, ...infer Rest extends readonly string[]]
  ? Items extends readonly [infer First, ...infer After]
    ? IsNamed<First, Before['length'], Key> extends true
      ? Rest extends readonly []
        ? readonly [...Before, ...Applied<First, E>, ...After]
        : [EditLayer<LayerIn<First>, Rest, E>] extends [never]
          ? never
          : readonly [...Before, Wrapped<First, EditLayer<LayerIn<First>, Rest, E>>, ...After]
      : EditItems<After, Path, E, readonly [...Before, First]>
    : Items extends readonly []
      ? E extends readonly ['insert', infer New]
        ? Rest extends readonly []
          ? Key extends `${Before['length']}`
            ? readonly [...Before, New]
            : never
          : never
        : never
      : null
  : never

/** What stands in the place of an item after the edit. */
type Applied<It, E extends Edit> = E extends readonly ['replace', infer New]
  ? readonly [Wrapped<It, New>]
  : E extends readonly ['insert', infer New]
    ? readonly [New, It]
    : readonly []

/** A layer under the name that an item has. */
type Wrapped<It, New> = It extends Layer<infer _F> ? New : { readonly [K in keyof It]: New }

/** A message where the compiler knows that there is no such place, else `null`. */
export type NoLayer<Operator extends string, Result, Path extends string> = [Result] extends [never]
  ? `${Operator}: nothing at ${Path}`
  : null
