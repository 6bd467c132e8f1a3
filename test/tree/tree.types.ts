/** What the compiler knows of parts of trees. Checked by the compiler; nothing here runs. */
import type * as EqOf from 'fp-ts/lib/Eq.js'
import type * as E from 'fp-ts/lib/Either.js'
import type { Predicate } from 'fp-ts/lib/Predicate.js'
import { pipe } from 'fp-ts/lib/function.js'
import { grad, T, tree } from '../../src/index.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import type { AnyTensor, Scalar, Tensor } from '../../src/core/tensor.ts'
import type { Keys } from '../../src/tree/path.ts'
import { holds } from '../core/shape/agree.ts'

interface Dense {
  readonly kernel: Tensor<[784, 128]>
  readonly bias: Tensor<[128]>
}
interface Params {
  readonly hidden: Dense
  readonly blocks: readonly Dense[]
  readonly ends: readonly [Dense, Scalar<'f64'>]
  readonly 'odd key': Scalar
  readonly 7: Scalar
  readonly activation: 'relu'
}
declare const params: Params
declare const path: string

// ---- paths are read as the parser reads them
holds<Eq<Keys<''>, readonly []>>()
holds<Eq<Keys<'a'>, readonly ['a']>>()
holds<Eq<Keys<'.a.b'>, readonly ['a', 'b']>>()
holds<Eq<Keys<'layers[0].kernel'>, readonly ['layers', '0', 'kernel']>>()
holds<Eq<Keys<'a.b[0][1].c'>, readonly ['a', 'b', '0', '1', 'c']>>()
holds<Eq<Keys<'["x.y"].z["u[0]"]'>, readonly ['x.y', 'z', 'u[0]']>>()

// ---- get
const kernel = tree.get(params, 'hidden.kernel')
holds<Eq<typeof kernel, Tensor<[784, 128]>>>()
const part = tree.get(params, 'hidden')
holds<Eq<typeof part, Dense>>()
const block = tree.get(params, 'blocks[3].bias')
holds<Eq<typeof block, Tensor<[128]>>>()
const end = tree.get(params, 'ends[1]')
holds<Eq<typeof end, Scalar<'f64'>>>()
const odd = pipe(params, tree.get('["odd key"]'))
holds<Eq<typeof odd, Scalar>>()
const seventh = tree.get(params, '[7]')
holds<Eq<typeof seventh, Scalar>>()
const whole = tree.get(params, '')
holds<Eq<typeof whole, Params>>()
const any = tree.get(params, path)
holds<Eq<typeof any, unknown>>()

// @ts-expect-error there is no kernl
tree.get(params, 'hidden.kernl')
// @ts-expect-error nothing below a tensor
tree.get(params, 'hidden.kernel.shape')
// @ts-expect-error a tuple of two
tree.get(params, 'ends[2]')
// @ts-expect-error what arrays can do is no part of them
tree.get(params, 'blocks.length')
const kernl = tree.get('hidden.kernl')<Params>
// @ts-expect-error there is no kernl
pipe(params, kernl)

// the messages
const message: Parameters<typeof kernl>[0] = 'get: nothing at hidden.kernl'
const untaken: Parameters<typeof unfit>[0] =
  'modify: the part at hidden.kernel is not what the function takes'

// ---- set, modify
const set = tree.set(params, 'hidden.bias', T.zeros([128]))
holds<Eq<typeof set, Params>>()
const piped = pipe(params, tree.set('hidden.bias', T.zeros([128])))
holds<Eq<typeof piped, Params>>()
const modified = tree.modify(params, 'ends[0].bias', (x) => {
  holds<Eq<typeof x, Tensor<[128]>>>()
  return T.add(x, 1)
})
holds<Eq<typeof modified, Params>>()
// @ts-expect-error another shape
tree.set(params, 'hidden.bias', T.zeros([127]))
// @ts-expect-error another shape
pipe(params, tree.set('hidden.bias', T.zeros([127])))
// @ts-expect-error another shape
tree.modify(params, 'hidden.bias', (x) => T.sum(x))
const unfit = tree.modify('hidden.kernel', (x: Tensor<[128]>) => x)<Params>
// @ts-expect-error another part
pipe(params, unfit)
const absent = tree.modify('hidden.kernl', (x: Tensor<[128]>) => x)
// @ts-expect-error nothing there
pipe(params, absent)

// ---- replace
const three = tree.replace(params, 'hidden.bias', T.zeros([3]))
holds<Eq<(typeof three)['hidden']['bias'], Tensor<[3]>>>()
holds<Eq<(typeof three)['hidden']['kernel'], Tensor<[784, 128]>>>()
holds<Eq<(typeof three)['blocks'], readonly Dense[]>>()
const ended = pipe(params, tree.replace('ends[1]', { scale: T.tensor(1) }))
holds<Eq<(typeof ended)['ends'], readonly [Dense, { readonly scale: Scalar }]>>()
const some = tree.replace(params, 'blocks[0]', T.tensor(1))
holds<Eq<(typeof some)['blocks'], readonly (Dense | Scalar)[]>>()
const named = tree.replace(params, '[7]', 'seven')
holds<Eq<(typeof named)[7], 'seven'>>()
const unknown = tree.replace(params, path, 3)
holds<Eq<typeof unknown, unknown>>()
// @ts-expect-error nothing there
tree.replace(params, 'hidden.kernl', 3)

// ---- lenses have the form of those of monocle-ts
interface MonocleLens<S, A> {
  readonly get: (s: S) => A
  readonly set: (a: A) => (s: S) => S
}
const lens: MonocleLens<Params, Dense> = tree.lens<Params>()('hidden')
// @ts-expect-error there is no kernl
tree.lens<Params>()('hidden.kernl')

// ---- selections
const predicate: Predicate<string> = tree.matches('**.bias')
const selected = tree.select(params, '**.bias')
holds<Eq<typeof selected, Readonly<Record<string, AnyTensor>>>>()
const changed = pipe(
  params,
  tree.modifyAll(predicate, (x) => T.zerosLike(x)),
  tree.setAll({ 'hidden.bias': T.zeros([128]) }),
)
holds<Eq<typeof changed, Params>>()

// ---- partitions
const [trained, frozen] = tree.partition(params, 'hidden')
holds<Eq<typeof trained, tree.Hidden<Params>>>()
holds<Eq<(typeof trained)['hidden']['bias'], Tensor<[128]> | null>>()
holds<Eq<(typeof trained)['activation'], 'relu'>>()
const combined = tree.combine(trained, frozen)
holds<Eq<(typeof combined)['hidden']['bias'], Tensor<[128]>>>()
holds<Eq<(typeof combined)['ends'], readonly [tree.Shown<Dense>, Scalar<'f64'>]>>()
const again: Params = combined
const gradient = grad((p: typeof trained) => T.sum(tree.combine(p, frozen).hidden.bias))(trained)
holds<Eq<typeof gradient, typeof trained>>()
interface WithNothing {
  readonly kernel: Tensor<[2]>
  readonly bias: null
  readonly scale?: Scalar
}
declare const withNothing: WithNothing
const restored = tree.combine(...tree.partition(withNothing, 'kernel'))
const alsoWithNothing: WithNothing = restored
// @ts-expect-error not parts of one tree
tree.combine(trained, { kernel: null })

// ---- equality and differences
const typed: EqOf.Eq<Params> = tree.getEq()
const tags = (difference: tree.Difference): 'Missing' | 'Extra' | 'Unlike' | 'Changed' =>
  difference._tag
const largest = (difference: tree.Difference): number =>
  difference._tag === 'Changed' ? difference.maxAbs : 0
// @ts-expect-error only elements that changed have a largest change
const wrong = (difference: tree.Difference): number => difference.maxAbs

// ---- effects
const checked = pipe(
  params,
  tree.traverse({} as typeof E.Applicative)(
    (x) => ({ _tag: 'Right', right: x }) as E.Either<string, typeof x>,
  ),
)
holds<Eq<typeof checked, E.Either<string, Params>>>()

export { again, alsoWithNothing, largest, lens, message, tags, typed, untaken, wrong }
