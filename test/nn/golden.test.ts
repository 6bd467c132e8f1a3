/**
 * Values and gradients of every kind are those of PyTorch and of Flax, in double precision to 1e-11 and
 * in single precision to a few roundings: test/fixtures/nn says how they were made.
 */
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nn, R, T, type Tensor, vjp } from '../../src/index.ts'

interface Leaf {
  readonly shape: readonly number[]
  readonly dtype?: 'i32'
  readonly values: readonly number[]
}

type Tree = Leaf | null | readonly Tree[] | { readonly [name: string]: Tree }

interface Case {
  readonly name: string
  readonly layer: nn.LayerJson
  readonly training?: true
  readonly key?: number
  /** the element type, where numbers are drawn in it, or the layer has no other */
  readonly only?: Float
  readonly inputs: readonly Leaf[]
  readonly params: Tree
  readonly state: Tree
  readonly output: Leaf
  readonly next: Tree
  readonly cotangent: Leaf
  readonly gradients: { readonly inputs: readonly (Leaf | null)[]; readonly params: Tree }
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/nn/layers.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] }

type Float = 'f32' | 'f64'

const isLeaf = (tree: Tree): tree is Leaf => tree !== null && Object.hasOwn(tree, 'values')

const tensorOf = (dtype: Float, { shape, values, dtype: own }: Leaf): Tensor =>
  own === 'i32'
    ? (T.fromTypedArray(Int32Array.from(values), [...shape]) as unknown as Tensor)
    : (T.fromTypedArray(dtype === 'f32' ? Float32Array.from(values) : Float64Array.from(values), [
        ...shape,
      ]) as unknown as Tensor)

/** A tree of the fixture with tensors for leaves. */
const tensors = (dtype: Float, tree: Tree): unknown =>
  tree === null
    ? null
    : isLeaf(tree)
      ? tensorOf(dtype, tree)
      : Array.isArray(tree)
        ? tree.map((part: Tree) => tensors(dtype, part))
        : Object.fromEntries(
            Object.entries(tree).map(([name, part]: readonly [string, Tree]) => [
              name,
              tensors(dtype, part),
            ]),
          )

/**
 * How far a tensor is from what is expected, relative to its largest element, or to 1: sums lose digits by
 * their largest terms.
 */
const distance = (actual: Tensor, { shape, values }: Leaf): number => {
  if (actual.shape.join() !== shape.join()) return Number.POSITIVE_INFINITY
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  return Array.from(T.toTypedArray(actual)).reduce(
    // NaN stays
    (most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? Number.NaN)) / scale),
    0,
  )
}

/** Where a tree of tensors is not the one of the fixture, and by how much. */
const faults = (
  actual: unknown,
  expected: Tree,
  tolerance: number,
  path: string,
): readonly string[] => {
  if (expected === null) return []
  if (isLeaf(expected)) {
    const off = distance(actual as Tensor, expected)
    return off <= tolerance ? [] : [`${path} is off by ${off.toPrecision(2)}`]
  }
  const parts = Object.entries(expected) as readonly (readonly [string, Tree])[]
  const names = Object.keys(actual as object)
    .toSorted()
    .join()
  const expectedNames = Object.keys(expected).toSorted().join()
  return names === expectedNames
    ? parts.flatMap(([name, part]) =>
        faults(
          (actual as Readonly<Record<string, unknown>>)[name],
          part,
          tolerance,
          `${path}.${name}`,
        ),
      )
    : [`${path} has ${names}, expected ${expectedNames}`]
}

/** A layer, where its parameters have an element type of their own in this one. */
const inType = (layer: nn.LayerJson, dtype: Float): nn.LayerJson => ({
  ...layer,
  ...(Object.hasOwn(layer.config ?? {}, 'dtype')
    ? { config: { ...(layer.config as object), dtype } }
    : {}),
  ...(layer.children ? { children: layer.children.map((child) => inType(child, dtype)) } : {}),
})

/** The model of a case: its layer, decoded, on inputs of these shapes. */
const modelOf = ({ layer, inputs }: Case, dtype: Float): nn.DynModel => {
  const parts = inputs.map(({ shape, dtype: own }) => nn.inputOf(own ?? dtype, ...shape))
  const [only = nn.input()] = parts
  const input: nn.Input<unknown> = parts.length === 1 ? only : nn.inputs(...parts)
  const model = E.flatMap(nn.decode(inType(layer, dtype)), nn.buildDyn(input))
  if (E.isLeft(model)) throw new Error(JSON.stringify(model.left))
  return model.right
}

/** Where values and gradients of a case are not those of the fixture. */
const check = (golden: Case, dtype: Float, tolerance: number): readonly string[] => {
  const model = modelOf(golden, dtype)
  const state = tensors(dtype, golden.state)
  const params = tensors(dtype, golden.params)
  const inputs = golden.inputs.map((x) => tensorOf(dtype, x))
  const key = R.key(golden.key ?? 0)
  const run = (p: unknown, xs: readonly Tensor[]): readonly [Tensor, unknown] => {
    const x = (xs.length === 1 ? xs[0] : xs) as never
    return golden.training === true
      ? model.forward({ params: p, state }, x, key)
      : [model.predict({ params: p, state }, x), state]
  }
  const [output, next] = run(params, inputs)

  // whole numbers have no gradient
  const isFloat = golden.inputs.map((x) => x.dtype === undefined)
  const floats = inputs.filter((_, i) => isFloat[i])
  const [y, pullback] = vjp((p: unknown, xs: readonly Tensor[]) => {
    const all = inputs.map((x, i) =>
      isFloat[i] ? (xs[isFloat.slice(0, i).filter(Boolean).length] as Tensor) : x,
    )
    return run(p, all)[0]
  })(params, floats)
  const [dParams, dInputs] = pullback(tensorOf(dtype, golden.cotangent) as never)
  const floatGradients = golden.gradients.inputs.filter((x) => x !== null)
  return [
    ...faults(output, golden.output, tolerance, 'output'),
    ...faults(next, golden.next, tolerance, 'state'),
    ...faults(y, golden.output, tolerance, 'output beside its gradients'),
    ...faults(dParams, golden.gradients.params, tolerance, 'gradient of params'),
    ...faults(dInputs, floatGradients, tolerance, 'gradient of inputs'),
  ]
}

const tolerances = [
  ['f64', 1e-11],
  ['f32', 1e-5],
] as const

describe('PyTorch and Flax agree', () => {
  for (const golden of cases) {
    for (const [dtype, tolerance] of tolerances)
      if ((golden.only ?? dtype) === dtype)
        it(`on ${golden.name}, in ${dtype}`, () =>
          expect(check(golden, dtype, tolerance)).toEqual([]))
  }
})

/** Kinds that have no golden values, and why. */
const exceptions: Readonly<Record<string, string>> = {
  tie: 'computes what its layer does with one value in two places: test/nn/surgery/tie.test.ts, exactly',
}

it('there are golden values for every kind', () => {
  const kindsIn = ({ kind, children = [] }: nn.LayerJson): readonly string[] => [
    kind,
    ...children.flatMap(kindsIn),
  ]
  const covered = new Set(cases.flatMap(({ layer }) => kindsIn(layer)))
  const missing = Object.keys(nn.kinds).filter((kind) => !covered.has(kind))
  expect(missing).toEqual(Object.keys(exceptions))
})
