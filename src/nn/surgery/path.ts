import type { Eq } from '../../core/shape/index.ts'
import type { Keys } from '../../tree/path.ts'
import type { Residual } from '../combinators/residual.ts'
import type { Sequential } from '../combinators/sequential.ts'
import type { AnyLayer, Item, Layer, LayerType } from '../layer.ts'

// Paths of layers as types. What a layer is made of is in its type where it is a sequence or a residual;
// the parts of all others are layers of which nothing is known.

/** The items of a sequence, the body of a residual as its only item; `null` of any other layer. */
type ItemsOf<F extends LayerType> =
  F extends Sequential<infer Items>
    ? Eq<F, Sequential<Items>> extends true
      ? Items
      : BodyItems<F>
    : BodyItems<F>

type BodyItems<F extends LayerType> =
  F extends Residual<infer G>
    ? Eq<F, Residual<G>> extends true
      ? readonly [Layer<G>]
      : null
    : null

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
    ? ItemsOf<F> extends infer Items extends readonly unknown[]
      ? Walk<Find<Items, Key>, Rest>
      : AnyLayer
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
    ? F extends Sequential<infer Items>
      ? Eq<F, Sequential<Items>> extends true
        ? SequenceOf<EditItems<Items, Path, E>>
        : EditBody<F, Path, E>
      : EditBody<F, Path, E>
    : never

type EditBody<F extends LayerType, Path extends readonly string[], E extends Edit> =
  F extends Residual<infer G>
    ? Eq<F, Residual<G>> extends true
      ? EditItems<readonly [Layer<G>], Path, E> extends infer Items
        ? [Items] extends [never]
          ? never
          : Items extends readonly [Layer<infer H>]
            ? Layer<Residual<H>>
            : AnyLayer
        : never
      : AnyLayer
    : AnyLayer

type SequenceOf<Items> = [Items] extends [never]
  ? never
  : Items extends readonly Item[]
    ? Layer<Sequential<Items>>
    : AnyLayer

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
