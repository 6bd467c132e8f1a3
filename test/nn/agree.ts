import { expect, it } from 'vitest'
import type { Eq, IsAny } from '../../src/core/shape/index.ts'
import type { DType, nn, Tensor } from '../../src/index.ts'
import { signatureOf } from '../../src/nn/kind.ts'
import type { LayerType, ShowType, Signature, SignatureOf } from '../../src/nn/layer.ts'
import { isTensorSpec, showSpec, type Spec } from '../../src/nn/spec.ts'

/** What is claimed of a layer on an input: shapes as text, or the message. */
export type Claim =
  | string
  | {
      readonly output: string
      readonly params?: unknown
      readonly state?: unknown
      readonly random?: true
    }

/** A tree of types as text. */
type Shown<P> =
  IsAny<P> extends true
    ? 'any'
    : P extends Tensor<infer _S, infer _D extends DType>
      ? ShowType<P>
      : { readonly [K in keyof P]: Shown<P[K]> }

type Readonlys<T> = T extends string ? T : { readonly [K in keyof T]: Readonlys<T[K]> }

/** What the type level says, in the words of a claim. */
type Said<F extends LayerType, I> =
  SignatureOf<F, I> extends infer R
    ? R extends Signature<infer P, infer S, infer O, infer E>
      ? {
          readonly output: ShowType<O>
          readonly params: Shown<P>
          readonly state: Shown<S>
          readonly random: Eq<E, never> extends true ? false : true
        }
      : R
    : never

type Full<C> = C extends string
  ? C
  : {
      readonly output: C extends { readonly output: infer O } ? O : never
      readonly params: C extends { readonly params: infer P } ? Readonlys<P> : readonly []
      readonly state: C extends { readonly state: infer S } ? Readonlys<S> : readonly []
      readonly random: C extends { readonly random: true } ? true : false
    }

type Expected<Actual, Claimed> =
  Eq<Actual, Full<Claimed>> extends true ? unknown : { readonly theTypeLevelSays: Actual }

const shown = (spec: Spec): unknown =>
  isTensorSpec(spec)
    ? showSpec(spec)
    : Array.isArray(spec)
      ? (spec as readonly Spec[]).map(shown)
      : Object.fromEntries(
          Object.entries(spec).map(([name, part]: readonly [string, Spec]) => [name, shown(part)]),
        )

/**
 * Tests the type level and the value level of a layer at once: a claim is written once, the compiler
 * checks it, and so does the run.
 */
export const agree = <F extends LayerType, I, const C extends Claim>(
  layer: nn.Layer<F>,
  input: nn.Input<I>,
  claim: C & Expected<Said<F, I>, C>,
): void => {
  const claimed: Claim = claim
  const name = typeof claimed === 'string' ? claimed : claimed.output
  it(`${layer.kind.tag} ${JSON.stringify(layer.config)} on ${showSpec(input.spec)}: ${name}`, () => {
    const said = signatureOf(layer, input.spec)
    if (said._tag === 'Left') {
      expect(said.left).toBe(claimed)
      return
    }
    const { output, params, state, random } = said.right
    expect({
      output: showSpec(output),
      params: shown(params as Spec),
      state: shown(state as Spec),
      random,
    }).toEqual({
      params: [],
      state: [],
      random: false,
      ...(typeof claimed === 'string' ? { output: claimed } : claimed),
    })
  })
}
