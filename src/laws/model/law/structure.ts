import * as E from 'fp-ts/lib/Either.js'
import { sequentialKind } from '../../../nn/combinators/sequential.ts'
import { decode, toJSON } from '../../../nn/json.ts'
import { layerKind, layerOf } from '../../../nn/kind.ts'
import type { AnyModel, Vars } from '../../../nn/model.ts'
import { paramSpecs } from '../../../nn/params.ts'
import { isTensorSpec, showSpec, tensorSpecs } from '../../../nn/spec.ts'
import { key as keyOf } from '../../../random/key.ts'
import type { Tensor } from '../../../core/tensor.ts'
import * as T from '../../../tensor/index.ts'
import { isTensor } from '../../../core/tree.ts'
import { sameTree } from '../../law/tree.ts'
import { randomOf, wholeBetween } from '../../random.ts'
import { type Report, firstFailure, same } from '../../report.ts'
import { type ModelProbe, pointOf, valueAt } from '../sample.ts'
import { allParts, factsOf, grouped, modelOn, ownKinds, type Part, partsOf } from '../walk.ts'

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
    same(law, `output of ${what}`, showSpec(rearranged.signature.output), showSpec(model.signature.output)) ??
    sameTree(law, what, rearranged.predict(other.vars, x), model.predict(vars, x))
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
const withoutSign = (value: unknown): unknown => (isTensor(value) ? T.add(value as Tensor, 0) : value)

/**
 * A residual around a branch that gives 0 is the identity, in prediction and in training: judged for every
 * residual in a model, the last layer of its branch replaced by one that gives 0.
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
    const isKnown = tensorSpecs(input).every(({ shape }) => shape.every((dim) => dim !== null))
    if (!isJudged || !isKnown || child === undefined) return null
    const body = layerOf(sequentialKind, {}, [child, { name: null, layer: zeroed }])
    const around = modelOn(input, layerOf(layer.kind, layer.config, [{ name: null, layer: body }]))
    const x = valueAt(input, sizes, randomOf(seed), [-2, 2], below) as never
    const vars = around.init(keyOf(seed))
    const expected = withoutSign(x)
    const ways: readonly (readonly [string, unknown])[] = [
      ['predict', around.predict(vars, x)],
      ['forward', around.forward(vars, x, keyOf(seed))[0]],
    ]
    return firstFailure(ways, ([way, y]) =>
      sameTree('a zeroed branch is skipped', `${layer.kind.tag}, ${way}`, withoutSign(y), expected),
    )
  })
}

/** What a signature says of parameters, as text. */
const paramsText = ({ signature }: AnyModel): string =>
  [signature.params, signature.state]
    .flatMap(paramSpecs)
    .map(({ shape, dtype, place }) => `${dtype} [${shape.join(', ')}] at ${place.join('.')}`)
    .join('; ')

/**
 * JSON keeps a model: what `decode` makes of the JSON of a model, put through text, has the same JSON, the same
 * signature, the same first parameters, and the same predictions and training, bit for bit.
 *
 * Catches a codec that loses an option, rounds a number, or fills in another default.
 *
 * @example
 * import { nn } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const model = nn.model(nn.input('batch', 3), nn.dense(2, { bias: false }), nn.celuWith({ alpha: 0.3 }))
 * laws.jsonKeepsModel(laws.modelProbe(model)) // null
 */
export const jsonKeepsModel = (probe: ModelProbe): Report => {
  const law = 'JSON keeps the model'
  const { model, seed } = probe
  const json: unknown = toJSON(model)
  const text = JSON.stringify(json)
  const decoded = decode(JSON.parse(text), { kinds: ownKinds(model.layer) })
  if (E.isLeft(decoded)) return same(law, 'decode', decoded.left.join('; '), 'a layer')
  const again = modelOn(model.input.spec, decoded.right)
  const { vars, x, key } = pointOf(probe)
  const [own, other] = [model.signature, again.signature]
  const first = (of: AnyModel): Vars<unknown, unknown> => of.init(keyOf(seed))
  return (
    same(law, 'JSON', JSON.stringify(toJSON(decoded.right)), text) ??
    same(law, 'output', showSpec(other.output), showSpec(own.output)) ??
    same(law, 'parameters', paramsText(again), paramsText(model)) ??
    same(law, 'is random', String(other.random), String(own.random)) ??
    same(law, 'flops', other.flops, own.flops) ??
    sameTree(law, 'init', first(again), first(model)) ??
    sameTree(law, 'predict', again.predict(vars, x), model.predict(vars, x)) ??
    sameTree(law, 'forward', again.forward(vars, x, key), model.forward(vars, x, key))
  )
}
