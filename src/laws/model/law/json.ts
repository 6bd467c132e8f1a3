import * as E from 'fp-ts/lib/Either.js'
import { decode, toJSON } from '../../../nn/json.ts'
import type { AnyModel } from '../../../nn/model.ts'
import { paramSpecs } from '../../../nn/params.ts'
import { showSpec } from '../../../nn/spec.ts'
import { key as keyOf } from '../../../random/key.ts'
import { sameTree } from '../../law/tree.ts'
import { type Report, same } from '../../report.ts'
import { type AnyVars, type ModelProbe, pointOf, predicted, trained } from '../sample.ts'
import { modelOn, ownKinds } from '../walk.ts'

/** JSON as text in which the order of keys does not matter. */
const textOf = (json: unknown): string =>
  JSON.stringify(json, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

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
  const text = textOf(json)
  const decoded = decode(JSON.parse(text), { kinds: ownKinds(model.layer) })
  if (E.isLeft(decoded)) return same(law, 'decode', decoded.left.join('; '), 'a layer')
  const again = modelOn(model.input.spec, decoded.right)
  const { vars, x, key } = pointOf(probe)
  const [own, other] = [model.signature, again.signature]
  const first = (of: AnyModel): AnyVars => of.init(keyOf(seed))
  return (
    same(law, 'JSON', textOf(toJSON(decoded.right)), text) ??
    same(law, 'output', showSpec(other.output), showSpec(own.output)) ??
    same(law, 'parameters', paramsText(again), paramsText(model)) ??
    same(law, 'is random', String(other.random), String(own.random)) ??
    same(law, 'flops', other.flops, own.flops) ??
    sameTree(law, 'init', first(again), first(model)) ??
    sameTree(law, 'predict', predicted(again, vars, x), predicted(model, vars, x)) ??
    sameTree(law, 'forward', trained(again, vars, x, key), trained(model, vars, x, key))
  )
}
