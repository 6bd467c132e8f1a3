import * as E from '../../core/either.ts'
import { pipe } from '../../core/pipe.ts'
import type { Tensor } from '../../core/tensor.ts'
import * as T from '../../tensor/index.ts'
import { alike, type Alike } from '../alike.ts'
import { noConfig } from '../config.ts'
import { applyLayer, layerKind, layerOf, signatureOf } from '../kind.ts'
import type {
  AnySignature,
  Item,
  Layer,
  LayerType,
  ShowType,
  Signature,
  SignatureOf,
} from '../layer.ts'
import { elementsOf, isTensorSpec, showSpec } from '../spec.ts'
import { type BodyOf, bodyOf } from './sequential.ts'

/** The type of `residual(...body)`. */
export interface Residual<in out F extends LayerType> extends LayerType {
  readonly Signature: Around<SignatureOf<F, this['Input']>, this['Input']>
}

type Around<Result, I> =
  Result extends Signature<infer P, infer S, infer O, infer E>
    ? [Alike<I, O>] extends [never]
      ? `residual: branch maps ${ShowType<I>} to ${ShowType<O>}, shapes must be equal`
      : Signature<P, S, Alike<I, O>, E>
    : unknown extends Result
      ? AnySignature
      : `residual: ${Result & string}`

/** The input added to what its body makes of it. */
export const residualKind = layerKind<object, unknown, unknown, Tensor>({
  tag: 'residual',
  documentation: 'x + f(x)',
  config: noConfig,
  arity: 1,
  signature: ({ children: [body] }, input) => {
    if (body === undefined) return E.left('residual: needs a body')
    return pipe(
      signatureOf(body.layer, input, body.name),
      E.mapLeft((message) => `residual: ${message}`),
      E.chain((part) => {
        const output = alike(input, part.output)
        return output === null || !isTensorSpec(output)
          ? E.left(
              `residual: branch maps ${showSpec(input)} to ${showSpec(part.output)}, shapes must be equal`,
            )
          : E.right({
              ...part,
              output,
              flops: part.flops + elementsOf(output.shape),
              parts: [part],
            })
      }),
    )
  },
  apply: ({ children: [body], params, state, key }, x) => {
    if (body === undefined) return [x, state]
    const [y, next] = applyLayer(body.layer, params, state, x, key)
    return [T.add(x, y as Tensor), next]
  },
})

/**
 * A layer around which the input passes unchanged (He et al. 2015): `residual(...body)`. Of several
 * layers the body is their sequence. Its parameters are those of the body.
 *
 * `x -> x + f(x)`, `[a] -> [a]`: the body has to keep the shape.
 *
 * Law: where the body gives 0 it is the identity.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const block = nn.residual(nn.layerNorm, nn.dense(8), nn.relu, nn.dense(3))
 * const model = nn.model(nn.input('batch', 3), block, nn.dense(2))
 * model.predict(model.init(R.key(0)), T.ones([4, 3])).shape // [4, 2]
 */
export const residual = <const Items extends readonly Item[]>(
  ...body: Items
): Layer<Residual<BodyOf<Items>>> =>
  layerOf(residualKind, {}, [{ name: null, layer: bodyOf('residual', body) }])
