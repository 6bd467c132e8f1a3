import * as E from '../../core/either.ts'
import type { Tensor } from '../../core/tensor.ts'
import { bindSpec, outputSpec, substSpec, zerosOf } from '../abstract.ts'
import { noConfig } from '../config.ts'
import type { Initializer } from '../initializer.ts'
import type { Accepts, OutputOn } from '../instance.ts'
import { layerKind, layerOf } from '../kind.ts'
import type { Layer, LayerType, ShowType, Signature, Unit } from '../layer.ts'
import { paramSpec, type ParamTree } from '../params.ts'
import { type Input, showSpec, type Spec, tensorSpecs } from '../spec.ts'

/** A parameter of a custom layer: its shape, or the shape and how it begins. */
export type CustomParam =
  | readonly number[]
  | { readonly shape: readonly number[]; readonly init: Initializer }

/** The parameters of a custom layer: a record of shapes, records within records. */
export interface CustomParams {
  readonly [name: string]: CustomParam | CustomParams
}

/** The tensors that parameters are. */
export type ParamsFrom<Ps> = {
  readonly [K in keyof Ps]: Ps[K] extends readonly number[]
    ? Tensor<[...Ps[K]]>
    : Ps[K] extends { readonly shape: infer S extends readonly number[]; readonly init: unknown }
      ? Tensor<[...S]>
      : ParamsFrom<Ps[K]>
}

/** The type of `custom(name, params, input, apply)`. */
export interface Custom<in out Name extends string, in out P, in out I, in out O>
  extends LayerType {
  readonly Signature: Accepts<I, this['Input']> extends true
    ? Signature<P, Unit, OutputOn<I, O, this['Input']>, never>
    : `${Name}: expected ${ShowType<I>}, got ${ShowType<this['Input']>}`
}

const isParam = (part: CustomParam | CustomParams): part is CustomParam =>
  Array.isArray(part) || ('shape' in part && 'init' in part)

/** Vectors begin with zeros, everything else as suits what follows. */
const paramTree = (params: CustomParams, dtype: Parameters<typeof paramSpec>[1]): ParamTree =>
  Object.fromEntries(
    Object.entries(params).map(([name, part]) => {
      if (!isParam(part)) return [name, paramTree(part, dtype)]
      const shape = 'shape' in part ? part.shape : part
      const init = 'init' in part ? part.init : shape.length < 2 ? 'zeros' : null
      return [name, paramSpec(shape, dtype, init)]
    }),
  )

/**
 * A layer that is a plain function, without any type-level programming: `custom(name, params, input,
 * apply)`. The parameters are a record of shapes, or `{ shape, init }`; vectors begin with zeros, the
 * others as in `dense`. The types of `apply` are found on the declared input, whose names stand for
 * every size.
 *
 * `x -> apply(params, x)`, stateless and not random. `apply` must not look at values: it runs once when
 * the layer is made, on tensors without a value, for the shape of its output.
 *
 * In JSON the layer is its name: `decode(json, { kinds: [layer.kind] })`, or `decodeAs`.
 *
 * @example
 * import { nn, R, T } from 'cotangent'
 *
 * const x = nn.input('batch', 'time', 8)
 * const glu = nn.custom('glu', { gate: [8, 6], value: [8, 6] }, x, (p, x) =>
 *   T.mul(T.sigmoid(T.matmul(x, p.gate)), T.matmul(x, p.value)),
 * )
 * const model = nn.model(nn.input('batch', 100, 8), glu, nn.dense(3))
 * model.predict(model.init(R.key(0)), T.ones([2, 100, 8])).shape // [2, 100, 3]
 */
export const custom = <const Name extends string, const Ps extends CustomParams, I, O>(
  name: Name,
  params: Ps,
  input: Input<I>,
  apply: (params: ParamsFrom<Ps>, x: I) => O,
): Layer<Custom<Name, ParamsFrom<Ps>, I, O>> => {
  const dtype = tensorSpecs(input.spec)[0]?.dtype ?? 'f32'
  const tree = paramTree(params, dtype)
  const zeros = zerosOf(tree) as ParamsFrom<Ps>
  const output = outputSpec(input.spec, (x) => apply(zeros, x as I))
  const kind = layerKind<object, ParamsFrom<Ps>>({
    tag: name,
    documentation: 'a function of your own',
    config: noConfig,
    signature: (_, actual: Spec) => {
      const dims = bindSpec(input.spec, actual)
      return dims === null
        ? E.left(`${name}: expected ${showSpec(input.spec)}, got ${showSpec(actual)}`)
        : E.right({ params: tree, output: substSpec(output, dims) })
    },
    apply: ({ params, state }, x: I) => [apply(params, x), state],
  })
  return layerOf(kind, {})
}
