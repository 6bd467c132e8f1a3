import * as E from 'fp-ts/lib/Either.js'
import { sequentialKind } from '../../../nn/combinators/sequential.ts'
import { layerKind, layerOf } from '../../../nn/kind.ts'
import { isTensorSpec, showSpec, type Spec, tensorSpecs } from '../../../nn/spec.ts'
import { key as keyOf } from '../../../random/key.ts'
import type { Tensor } from '../../../core/tensor.ts'
import * as T from '../../../tensor/index.ts'
import { flatten, isTensor, tensorOf, unflatten } from '../../../core/tree.ts'
import { sameTree } from '../../law/tree.ts'
import { randomOf, wholeBetween } from '../../random.ts'
import { type Report, firstFailure, same } from '../../report.ts'
import { type AnyVars, type ModelProbe, pointOf, predicted, trained, valueAt } from '../sample.ts'
import { allParts, factsOf, grouped, modelOn, type Part, partsOf } from '../walk.ts'

/** Another arrangement of the parts of a model predicts what the model does. */
const predictsAlike = (
  law: string,
  what: string,
  probe: ModelProbe,
  arrange: (parts: readonly Part[]) => readonly Part[],
): Report => {
  const { model } = probe
  const { vars, x } = pointOf(probe)
  const other = grouped(arrange(partsOf(model, vars)))
  const rearranged = modelOn(model.input.spec, other.layer)
  return (
    same(
      law,
      `output of ${what}`,
      showSpec(rearranged.signature.output),
      showSpec(model.signature.output),
    ) ?? sameTree(law, what, predicted(rearranged, other.vars, x), predicted(model, vars, x))
  )
}

/**
 * `sequential(sequential(a, b), c) = sequential(a, sequential(b, c)) = sequential(a, b, c)` in prediction, from the
 * same parameters, bit for bit: wherever the layers of a model are put in brackets.
 *
 * Catches a layer that looks at what stands around it, parameters that are dealt out wrongly.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2), nn.relu, { out: nn.dense(2) })
 * laws.sequentialIsAssociative(laws.modelProbe(model)) // null
 */
export const sequentialIsAssociative = (probe: ModelProbe): Report => {
  const law = 'sequential is associative'
  const next = randomOf(probe.seed)
  const cut = (parts: readonly Part[]): number => wholeBetween(next, 0, parts.length)
  return (
    predictsAlike(law, '(a, b), c', probe, (parts) => {
      const at = cut(parts)
      return [grouped(parts.slice(0, at)), ...parts.slice(at)]
    }) ??
    predictsAlike(law, 'a, (b, c)', probe, (parts) => {
      const at = cut(parts)
      return [...parts.slice(0, at), grouped(parts.slice(at))]
    })
  )
}

/**
 * `sequential()` is the identity: `sequential(sequential(), a) = a = sequential(a, sequential())`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * laws.emptySequentialIsIdentity(laws.modelProbe(nn.model(nn.input('batch', 3), nn.dense(2)))) // null
 */
export const emptySequentialIsIdentity = (probe: ModelProbe): Report => {
  const law = 'the empty sequential is the identity'
  const empty = grouped([])
  return (
    predictsAlike(law, 'in front', probe, (parts) => [empty, ...parts]) ??
    predictsAlike(law, 'behind', probe, (parts) => [...parts, empty])
  )
}

/** Is every dimension known, or a name? */
const isWhole = (spec: Spec): boolean =>
  tensorSpecs(spec).every(({ shape }) => shape.every((dim) => dim !== null))

/** A layer that gives 0, whatever it is given. */
const zeroed = layerOf(
  layerKind<object>({
    tag: 'laws/zero',
    documentation: '0',
    config: sequentialKind.config,
    signature: (_, input) => E.right({ output: input }),
    apply: ({ state }, x: Tensor) => [T.zerosLike(x), state],
  }),
  {},
)

/** Equal, −0 being 0: adding 0 to it gives 0. */
const withoutSign = (value: unknown): unknown =>
  isTensor(value) ? T.add(value as Tensor, 0) : value

/**
 * A residual around a branch that gives 0 is the identity, in prediction and in training: judged for every
 * residual in a model, with a layer that gives 0 at the end of its branch.
 *
 * Catches a residual that drops its input, scales it, or adds it twice. A combinator of your own with one child
 * promises it in `facts`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.residual(nn.dense(3), nn.tanh))
 * laws.zeroedBranchIsSkipped(laws.modelProbe(model)) // null
 */
export const zeroedBranchIsSkipped = (probe: ModelProbe): Report => {
  const { model, seed, sizes, below } = probe
  return firstFailure(allParts(model.signature), ({ layer, input }) => {
    const [child] = layer.children
    const isJudged = factsOf(probe, layer.kind).skips === true && isTensorSpec(input)
    if (!isJudged || !isWhole(input) || child === undefined) return null
    const body = layerOf(sequentialKind, {}, [child, { name: null, layer: zeroed }])
    const around = modelOn(input, layerOf(layer.kind, layer.config, [{ name: null, layer: body }]))
    const x = valueAt(input, sizes, randomOf(seed), [-2, 2], below)
    const vars: AnyVars = around.init(keyOf(seed))
    const expected = withoutSign(x)
    const ways: readonly (readonly [string, unknown])[] = [
      ['predict', predicted(around, vars, x)],
      ['forward', trained(around, vars, x, keyOf(seed))[0]],
    ]
    return firstFailure(ways, ([way, y]) =>
      sameTree('a zeroed branch is skipped', `${layer.kind.tag}, ${way}`, withoutSign(y), expected),
    )
  })
}

/** A tree of which each tensor is taken at a place along its first axis. */
const placed = (tree: unknown, i: number): unknown => {
  const { structure, leaves } = flatten(tree)
  const at = (x: Tensor): Tensor => T.take(x, T.tensor(i, 'i32'), 0)
  return unflatten(
    structure,
    leaves.map((leaf) => at(tensorOf(leaf))),
  )
}

/**
 * A layer that repeats another one is the sequence of its copies: `repeat(n, f)` of `f` with the parameters at
 * each place, `shared(n, f)` of `f` with the same ones, in prediction, bit for bit.
 *
 * Catches copies that are one, a copy too many, an order that is turned round. A combinator of your own promises
 * it in `facts`.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.repeat(2, nn.dense(3), nn.tanh))
 * laws.repeatIsSequence(laws.modelProbe(model)) // null
 */
export const repeatIsSequence = (probe: ModelProbe): Report =>
  firstFailure(allParts(probe.model.signature), ({ layer, input }) => {
    const [child] = layer.children
    const { unrolls } = factsOf(probe, layer.kind)
    if (unrolls === undefined || child === undefined || !isWhole(input)) return null
    const { times } = layer.config as { readonly times: number }
    const around = modelOn(input, layer)
    const body = modelOn(input, child.layer)
    const { vars, x } = pointOf({ ...probe, model: around })
    const looped = Array.from({ length: times }).reduce<unknown>((y, _, i) => {
      const own = unrolls === 'same' ? vars : placed(vars, i)
      return predicted(body, own as AnyVars, y)
    }, x)
    return sameTree('repeat is a sequence', layer.kind.tag, predicted(around, vars, x), looped)
  })
