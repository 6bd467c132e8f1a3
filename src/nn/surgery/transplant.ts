import { showType } from '../../core/print.ts'
import type { AnyTensor } from '../../core/tensor.ts'
import type { Key } from '../../random/index.ts'
import { get } from '../../tree/part.ts'
import { setAll } from '../../tree/select.ts'
import type { AnyModel, Model, Vars } from '../model.ts'
import { align, type Pair } from './align.ts'
import {
  type Located,
  located,
  type LocatedLayer,
  ownPaths,
  specsAt,
  walkLocated,
} from './located.ts'

/** A tensor that the new model has from the old one. */
export interface Carried {
  readonly _tag: 'Carried'
  /** where in the new variables, such as `params.head.kernel` */
  readonly path: string
  /** where in the old ones */
  readonly from: string
}

/** A tensor of the new model that begins anew. */
export interface Fresh {
  readonly _tag: 'Fresh'
  readonly path: string
  readonly because: string
}

/** A tensor of the old model that the new one has no place for. */
export interface Left {
  readonly _tag: 'Left'
  readonly from: string
}

/** What became of one tensor. */
export type Move = Carried | Fresh | Left

type Slot = 'params' | 'state'

/** Where a tensor below a place comes from: from the path relative to the place. */
const sources = (
  [before, after]: Pair,
  slot: Slot,
): readonly (readonly [path: string, from: string])[] => {
  const [a, b] = [before[slot], after[slot]]
  const old = new Set(ownPaths(before, slot).map((path) => path.slice(a.path.length)))
  return ownPaths(after, slot)
    .map((path) => path.slice(b.path.length))
    .filter((path) => old.has(path))
    .map((path) => [b.path + path, a.path + path])
}

const leavesOf = (whole: LocatedLayer): readonly LocatedLayer[] =>
  walkLocated(whole).filter(({ parts }) => parts.length === 0)

/** Layers that stand somewhere else now, the same values as before, in order. */
const moved = (
  before: LocatedLayer,
  after: LocatedLayer,
  pairs: readonly Pair[],
): readonly Pair[] => {
  const isTaken = new Set(pairs.flat())
  const left = leavesOf(before).filter((layer) => !isTaken.has(layer))
  return leavesOf(after).flatMap((layer): readonly Pair[] => {
    const i = isTaken.has(layer) ? -1 : left.findIndex((old) => old.layer === layer.layer)
    const [found] = i === -1 ? [] : left.splice(i, 1)
    return found === undefined ? [] : [[found, layer]]
  })
}

/** The tensors of variables, by their paths with the dot or the bracket in front. */
const tensorsOf = (whole: Located, values: unknown): ReadonlyMap<string, AnyTensor> =>
  new Map(specsAt(whole).map(([path]) => [path, get(values, path) as AnyTensor]))

/** What becomes of each tensor of the parameters, or of the state, and those that are carried over. */
const carry = (
  slot: Slot,
  pairs: readonly Pair[],
  old: ReadonlyMap<string, AnyTensor>,
  next: ReadonlyMap<string, AnyTensor>,
): { readonly moves: readonly Move[]; readonly values: Readonly<Record<string, AnyTensor>> } => {
  const origins = new Map(pairs.flatMap((pair) => sources(pair, slot)))
  const values: Record<string, AnyTensor> = {}
  const used = new Set<string>()
  const moves = Array.from(next, ([place, x]): Move => {
    const origin = origins.get(place)
    const value = origin === undefined ? undefined : old.get(origin)
    const path = slot + place
    if (origin === undefined || value === undefined) return { _tag: 'Fresh', path, because: 'new' }
    const [was, is] = [showType(value), showType(x)]
    if (was !== is) return { _tag: 'Fresh', path, because: `was ${was}, is ${is}` }
    used.add(origin)
    values[place] = value
    return { _tag: 'Carried', path, from: slot + origin }
  })
  const left = Array.from(old.keys())
    .filter((path) => !used.has(path))
    .map((path): Left => ({ _tag: 'Left', from: slot + path }))
  return { moves: [...moves, ...left], values }
}

/**
 * Parameters and state of a model for another model that was made of it: `transplant(old, vars, model, key)`.
 * What the two have in common is carried over, all else begins anew with the key; and it is said what
 * became of each tensor, see {@link showMoves}.
 *
 * Layers belong together by their names; those without a name in order, so that inserting or removing a
 * layer does not shift the others; and the same layer in another place is still the same. Of two layers
 * that belong together a tensor is carried over where path, shape and element type agree.
 *
 * Laws:
 * 1. `transplant(m, vars, m, key)` gives vars.
 * 2. The result has the structure, shapes and element types of `model.init(key)`.
 * 3. What is carried over keeps its bits; what is not is that of `model.init(key)`.
 *
 * Throws `TreeError` where `vars` lack what the old model has.
 *
 * @example
 * import { nn, R } from 'cotangent'
 *
 * const net = nn.sequential(nn.dense(8), nn.relu, { head: nn.dense(10) })
 * const model = nn.on(nn.input('batch', 3), net)
 * const vars = model.init(R.key(0))
 *
 * const other = nn.on(model.input, nn.replace(net, 'head', nn.dense(2)))
 * const [next, moves] = nn.transplant(model, vars, other, R.key(1))
 * next.params['0'].kernel === vars.params['0'].kernel // true
 * nn.showMoves(moves).split('\n')[0] // '2 carried over, 2 new, 2 left behind'
 */
export const transplant = <P, S, I, O, E>(
  old: AnyModel,
  vars: Vars<unknown, unknown>,
  model: Model<P, S, I, O, E>,
  key: Key,
): readonly [vars: Vars<P, S>, moves: readonly Move[]] => {
  const [before, after] = [located(old.signature), located(model.signature)]
  const aligned = align(before, after)
  const pairs = [...aligned, ...moved(before, after, aligned)]
  const first = model.init(key)
  const of = (slot: Slot): ReturnType<typeof carry> =>
    carry(slot, pairs, tensorsOf(before[slot], vars[slot]), tensorsOf(after[slot], first[slot]))
  const [params, state] = [of('params'), of('state')]
  return [
    { params: setAll(first.params, params.values), state: setAll(first.state, state.values) },
    Object.freeze([...params.moves, ...state.moves]),
  ]
}

/**
 * What `transplant` has done as text: how much was carried over, and a line for each tensor that moved,
 * began anew or was left behind.
 *
 * @example
 * import { nn } from 'cotangent'
 *
 * nn.showMoves([{ _tag: 'Fresh', path: 'params.head.kernel', because: 'new' }])
 * // '0 carried over, 1 new, 0 left behind\n+ params.head.kernel: new'
 */
export const showMoves = (moves: readonly Move[]): string => {
  const count = (tag: Move['_tag']): number => moves.filter(({ _tag }) => _tag === tag).length
  const line = (move: Move): readonly string[] => {
    switch (move._tag) {
      case 'Carried':
        return move.path === move.from ? [] : [`> ${move.path}: from ${move.from}`]
      case 'Fresh':
        return [`+ ${move.path}: ${move.because}`]
      case 'Left':
        return [`- ${move.from}`]
    }
  }
  const title = `${count('Carried')} carried over, ${count('Fresh')} new, ${count('Left')} left behind`
  return [title, ...moves.flatMap(line)].join('\n')
}
