/** The laws of functions hold on right ones, and every one of them fails on a function that breaks it. */
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  R,
  type Scalar,
  T,
  type Tensor,
  checkpoint,
  customVjp,
  grad,
  stopGradient,
  tree,
  vjp,
  vmap,
} from '../../src/index.ts'
import { none } from '../../src/core/primitives/primitive.ts'
import { type Rules, registry } from '../../src/core/primitives/index.ts'
import * as arbitrary from '../../src/laws/index.ts'
import { type TreeFunction, subjectOf } from '../../src/laws/function.ts'
import { chainRule } from '../../src/laws/law/chain.ts'
import { eulerHomogeneity } from '../../src/laws/law/homogeneity.ts'
import { laws } from '../../src/laws/law/table.ts'
import { usesKeysOnce } from '../../src/laws/law/key-reuse.ts'
import { equivariantUnder, invariantUnder, scale, shift } from '../../src/laws/law/symmetry.ts'
import {
  ignoresKeyOrder,
  isDeterministic,
  keepsInputs,
  keepsStructure,
} from '../../src/laws/law/tree.ts'
import { runs, requireLaw } from '../support/holds.ts'
import type { Report } from '../../src/laws/report.ts'

const { tensor, key } = arbitrary

/** A predicate of random arguments holds. */
const holds = <A>(args: Arbitrary<A>, law: (args: A) => Report, numRuns = 20): void => {
  fc.assert(
    fc.property(args, (some) => requireLaw(law(some))),
    runs(numRuns),
  )
}

/** What a predicate of random arguments finds. */
const found = <A>(args: Arbitrary<A>, law: (args: A) => Report): string => {
  const first = fc
    .sample(args, 20)
    .map(law)
    .find((report) => report !== null)
  return first ? `${first.law}: ${first.at}: ${first.actual}` : 'holds'
}

const probe = (f: TreeFunction, args: readonly unknown[], seed = 1) => ({
  of: subjectOf(f, args),
  seed,
})

// ------------------------------------------------------------------------------- right functions

interface Net {
  readonly first: Tensor<[4, 5]>
  readonly second: Tensor<[5, 3]>
}
const net = arbitrary.tree({ first: [4, 5], second: [5, 3] })
const rows = tensor([2, 4])
const relu = ({ first, second }: Net, x: Tensor<[2, 4]>): Tensor<[2, 3]> =>
  T.matmul(T.relu(T.matmul(x, first)), second)
const softmax = (x: Tensor<[2, 4]>): Tensor<[2, 4]> => T.softmax(x)
const crossEntropy = (x: Tensor<[2, 4]>): Scalar => T.neg(T.mean(T.logSoftmax(x)))
const layerNorm = (x: Tensor<[2, 4]>): Tensor<[2, 4]> => {
  const centered = T.sub(x, T.mean(x, 1, { keepdims: true }))
  return T.div(centered, T.sqrt(T.mean(T.square(centered), 1, { keepdims: true })))
}
const attention = (x: Tensor<[3, 4]>, w: Tensor<[4, 4]>): Tensor<[3, 4]> =>
  T.matmul(T.softmax(T.matmul(T.matmul(x, w), T.transpose(x))), x)
const convolution = (x: Tensor<[1, 6, 2]>, k: Tensor<[3, 2, 2]>): Tensor =>
  T.tanh(T.conv1d(T.concat([x, T.slice(x, [0, 0, 0], [1, 2, 2])], 1), k))

const images = tensor([1, 6, 2])
const kernels = tensor([3, 2, 2])

// --------------------------------------------------------------------------------- broken things

/** A function of matrices whose gradient is 1 % too large. */
const tooSteep = (f: (x: Tensor<[2, 4]>) => Tensor<[2, 4]>) =>
  customVjp(
    f,
    (x) => [f(x), x] as const,
    (x, c) => [T.mul(vjp(f)(x)[1](c)[0], 1.01)],
  )

describe('the chain rule', () => {
  const g = (...all: readonly Tensor[]) => all.map((x) => T.mul(T.tanh(x), x))

  test('holds', () => {
    holds(fc.tuple(net, rows), (args) => chainRule(probe(relu, args), g))
    holds(fc.tuple(rows), (args) => chainRule(probe(layerNorm, args), g))
    holds(
      fc.tuple(tensor([3, 4]), tensor([4, 4])),
      (args) => chainRule(probe(attention, args), g),
      10,
    )
    holds(fc.tuple(images, kernels), (args) => chainRule(probe(convolution, args), g), 10)
  })

  test('fails where a rule looks at what its operand was made of', () => {
    const peeking: Rules = {
      ...registry,
      tanh: {
        ...registry.tanh,
        jvp: (operands, tangents, output, _, folds) => {
          const [tangent = null] = tangents
          const own = registry.tanh.jvp(operands, tangents, output, none, folds)
          return operands[0]?.primitive && tangent ? tangent : own
        },
      },
    }
    const cube = (x: Tensor<[2, 4]>) => T.mul(x, T.square(x))
    expect(found(fc.tuple(rows), (args) => chainRule(probe(cube, args), g, peeking))).toMatch(/∘/)
  })

  test('fails where only a transpose looks at where its operand came from', () => {
    const peeking: Rules = {
      ...registry,
      mul: {
        ...registry.mul,
        transpose: (cotangent, operands, linear, _, folds) =>
          operands.some((operand) => operand.primitive?.name === 'sin')
            ? operands.map((__, i) => (linear[i] === true ? cotangent : null))
            : (registry.mul.transpose?.(cotangent, operands, linear, none, folds) ?? []),
      },
    }
    const sine = (x: Tensor<[2, 4]>) => T.sin(x)
    expect(found(fc.tuple(rows), (args) => chainRule(probe(sine, args), g, peeking))).toMatch(
      /vjp.*∘/,
    )
  })

  test('fails where a derivative depends on how often it was asked for', () => {
    let asked = 0
    const tiring = customVjp(
      (x: Tensor<[3]>) => T.sin(x),
      (x) => [T.sin(x), x] as const,
      (x, c) => [T.mul(T.mul(c, T.cos(x)), ++asked % 2)],
    )
    const twice = (x: Tensor<[3]>) => T.add(tiring(x), T.mul(tiring(x), 3))
    expect(found(fc.tuple(tensor([3])), (args) => chainRule(probe(twice, args), tiring))).toMatch(
      /∘/,
    )
  })
})

describe("Euler's theorem", () => {
  test('holds', () => {
    holds(fc.tuple(net), ([params]) =>
      eulerHomogeneity(
        probe((p: Net) => relu(p, T.ones([2, 4])), [params]),
        2,
      ),
    )
    holds(fc.tuple(net, rows), (args) => eulerHomogeneity(probe(relu, args), 3))
    holds(fc.tuple(rows), (args) =>
      eulerHomogeneity(
        probe((x: Tensor<[2, 4]>) => T.norm(x), args),
        1,
      ),
    )
    holds(fc.tuple(rows), (args) => eulerHomogeneity(probe(layerNorm, args), 0))
    holds(fc.tuple(images, kernels), (args) =>
      eulerHomogeneity(
        probe((x: Tensor<[1, 6, 2]>, k: Tensor<[3, 2, 2]>) => T.conv1d(x, k), args),
        2,
      ),
    )
  })

  test('fails on a gradient that is too large, and on a function of another degree', () => {
    const steep = tooSteep((x: Tensor<[2, 4]>) => T.abs(x))
    expect(found(fc.tuple(rows), (args) => eulerHomogeneity(probe(steep, args), 1))).toMatch(
      /Euler/,
    )
    expect(found(fc.tuple(rows), (args) => eulerHomogeneity(probe(steep, args), 2))).toMatch(
      /f\(2x\)/,
    )
  })
})

describe('invariance', () => {
  test('holds', () => {
    holds(fc.tuple(rows), (args) => invariantUnder(probe(softmax, args), shift()))
    holds(fc.tuple(rows), (args) => invariantUnder(probe(crossEntropy, args), shift()))
    holds(fc.tuple(rows), (args) => invariantUnder(probe(layerNorm, args), shift()))
    holds(fc.tuple(rows), (args) => invariantUnder(probe(layerNorm, args), scale()))
    const scores = (x: Tensor<[2, 4]>, w: Tensor<[4, 5]>) => T.matmul(T.softmax(x), w)
    holds(fc.tuple(rows, tensor([4, 5])), (args) => invariantUnder(probe(scores, args), shift([0])))
  })

  test('fails where a path is detached, and where nothing is invariant', () => {
    const detached = (x: Tensor<[2, 4]>) => {
      const powers = T.exp(x)
      return T.div(powers, stopGradient(T.sum(powers, 1, { keepdims: true })))
    }
    expect(found(fc.tuple(rows), (args) => invariantUnder(probe(detached, args), shift()))).toMatch(
      /derivative along an invariance/,
    )
    const backward = tooSteep(softmax)
    expect(found(fc.tuple(rows), (args) => invariantUnder(probe(backward, args), shift()))).toBe(
      'holds',
    )
    expect(found(fc.tuple(rows), (args) => invariantUnder(probe(softmax, args), scale()))).toMatch(
      /f is invariant/,
    )
  })
})

describe('equivariance', () => {
  /** Rows in the opposite order, of the first operand alone. */
  const reversed = (x: Tensor, ...others: readonly Tensor[]) => [T.flip(x, 0), ...others]
  const permutation = { operands: reversed, results: reversed }
  const turned = (x: Tensor, ...others: readonly Tensor[]) => [T.roll(x, 1, 1), ...others]

  test('holds', () => {
    holds(fc.tuple(tensor([3, 4]), tensor([4, 4])), (args) =>
      equivariantUnder(probe(attention, args), permutation),
    )
    holds(fc.tuple(images, kernels), (args) =>
      equivariantUnder(probe(convolution, args), { operands: turned, results: turned }),
    )
    holds(fc.tuple(rows), (args) => equivariantUnder(probe(layerNorm, args), permutation))
  })

  test('fails where cotangents are dealt out by place, and where nothing is equivariant', () => {
    const misplaced = customVjp(
      (x: Tensor<[2, 4]>) => T.sin(x),
      (x) => [T.sin(x), x] as const,
      (x, c) => [T.mul(T.mul(c, T.cos(x)), T.tensor([[1], [1.01]]))],
    )
    expect(
      found(fc.tuple(rows), (args) => equivariantUnder(probe(misplaced, args), permutation)),
    ).toMatch(/J\(Px\)|Jᵀ/)
    const cumulated = (x: Tensor<[2, 4]>) => T.cumsum(x, 0)
    expect(
      found(fc.tuple(rows), (args) => equivariantUnder(probe(cumulated, args), permutation)),
    ).toMatch(/f is equivariant/)
  })
})

describe('structure', () => {
  const loss = (params: Net): Scalar => T.sum(relu(params, T.ones([2, 4])))

  test('is kept by gradients and maps', () => {
    holds(net, (params) => keepsStructure(grad(loss), params))
    holds(net, (params) => keepsStructure((p: Net) => tree.map((x) => T.neg(x))(p), params))
  })

  test('is not kept by gradients that forget, add, keep an axis or change the type', () => {
    const wrong = (gradient: (params: Net) => unknown) =>
      found(net, (params) => keepsStructure(gradient, params))
    expect(wrong(({ first }) => ({ first }))).toBe('keeps structure: leaf that is missing: .second')
    expect(wrong((p) => ({ ...p, bias: p.first }))).toBe('keeps structure: leaf too many: .bias')
    expect(wrong((p) => ({ ...p, first: T.sum(p.first, 0, { keepdims: true }) }))).toMatch(
      /type of .first: Tensor f32\[1, 5\]/,
    )
    expect(wrong((p) => ({ ...p, first: T.cast(p.first, 'f64') }))).toMatch(/Tensor f64\[4, 5\]/)
  })
})

describe('inputs', () => {
  test('stay', () => {
    holds(fc.tuple(net, rows), (args) => keepsInputs(relu, args))
    holds(fc.tuple(rows), (args) => keepsInputs(crossEntropy, args))
    const looking = (x: Tensor<[2, 4]>) => (T.toNumber(T.sum(x)) > 0 ? x : T.neg(x))
    holds(fc.tuple(rows), (args) => keepsInputs(looking, args))
  })

  test('do not stay where they are replaced, added to or taken away', () => {
    type Layers = { w: Tensor<[2]>; list: Tensor<[2]>[] }
    const params = arbitrary
      .tree({ w: [2], list: [[2]] })
      .map(({ w, list }): Layers => ({ w, list: [...list] }))
    const wrong = (f: (p: Layers) => Tensor<[2]>) =>
      found(fc.tuple(params), (args) => keepsInputs(f, args))
    expect(wrong((p) => (p.w = T.neg(p.w)))).toMatch(/called: argument 0.w was replaced/)
    expect(wrong((p) => (p.list.push(p.w), p.w))).toMatch(/called: keys of argument 0.list/)
    expect(wrong((p) => p.list.pop() ?? p.w)).toMatch(/keys of argument 0.list/)
  })
})

describe('determinism', () => {
  test('holds', () => {
    holds(fc.tuple(net, rows), (args) => isDeterministic(relu, args))
    holds(fc.tuple(key()), (args) => isDeterministic((k: R.Key) => R.normal(k, [3]), args))
    holds(fc.tuple(rows), (args) =>
      isDeterministic((x: Tensor<[2, 4]>) => ({ max: T.max(x), x }), args),
    )
  })

  test('fails on a counter, on Math.random, and on what only a trace makes different', () => {
    const wrong = (f: (x: Tensor<[2, 4]>) => Tensor) =>
      found(fc.tuple(rows), (args) => isDeterministic(f, args))
    let calls = 0
    expect(wrong((x) => T.mul(x, ++calls))).toMatch(/called again/)
    expect(wrong((x) => T.add(x, Math.random()))).toMatch(/called again/)
    let third = 0
    expect(wrong((x) => T.add(x, ++third % 3 === 0 ? 1 : 0))).toMatch(/compiled/)
  })
})

describe('the order of keys', () => {
  test('does not matter', () => {
    holds(fc.tuple(net, rows), (args) => ignoresKeyOrder(relu, args))
    const all = (params: Net) => tree.leaves(params).map((x) => T.sum(x as Tensor))
    holds(fc.tuple(net), (args) => ignoresKeyOrder(all, args))
  })

  test('matters to Object.values', () => {
    const three = arbitrary.tree({ a: [], b: [], c: [] })
    const wrong = (f: (p: Readonly<Record<string, Scalar>>) => Scalar) =>
      found(fc.tuple(three), (args) => ignoresKeyOrder(f, args))
    const first = (p: Readonly<Record<string, Scalar>>) => Object.values(p)[0] ?? T.tensor(0)
    expect(wrong(first)).toMatch(/value/)
    expect(
      wrong((p) => Object.values(p).reduce<Scalar>((sum, x) => T.add(sum, x), T.tensor(0))),
    ).toMatch(/value\[0\]/)
    // equal values, and a gradient that goes elsewhere
    expect(wrong((p) => T.sub(first(p), stopGradient(first(p))))).toMatch(/gradient/)
  })
})

describe('keys', () => {
  const keys = fc.tuple(key())
  const used = (f: (k: R.Key) => unknown) => found(keys, (args) => usesKeysOnce(f, args))

  test('are used once', () => {
    holds(keys, (args) => usesKeysOnce((k: R.Key) => R.normal(k, [3], { dtype: 'f64' }), args))
    const right: readonly ((k: R.Key) => unknown)[] = [
      (k) => R.split(k, 5).map((part) => R.uniform(part, [2])),
      (k) => R.permutation(k, 5),
      (k) => [0, 1, 2].map((i) => R.normal(R.foldIn(k, i), [2])),
      (k) => {
        const [a, b] = R.split(k)
        return [R.bits(a, [2]), R.split(b, 3).map((part) => R.bits(part, [2]))]
      },
      (k) => {
        const x = R.uniform(k, [4])
        return [T.mul(x, x), x]
      },
      (k) => {
        const [a, b] = R.split(k)
        const [c, d] = R.split(b)
        const draw = (own: R.Key) => R.normal(own, [2])
        return [draw(a), vmap(draw)(T.stack([c, d], 0) as never)]
      },
      (k) => checkpoint((own: R.Key) => R.normal(own, [3]))(k),
    ]
    for (const f of right) expect(used(f)).toBe('holds')
  })

  test('are not used twice', () => {
    const wrong: readonly ((k: R.Key) => unknown)[] = [
      (k) => [R.normal(k, [2]), R.uniform(k, [3])],
      (k) => [R.normal(k, [2]), R.normal(k, [2])],
      (k) => [R.normal(k, [2]), R.split(k).map((part) => R.bits(part, []))],
      (k) => [R.split(k), R.split(k)],
      (k) => [R.bits(R.foldIn(k, 3), []), R.bits(R.foldIn(k, 3), [2])],
      (k) => [R.bits(R.foldIn(k, 1), []), R.split(k).map((part) => R.bits(part, []))],
      () => [R.bits(R.key(3), []), R.bits(R.key(3), [2])],
      (k) => {
        const swapped = T.flip(k, 0) as never
        return [R.bits(swapped, []), R.bits(swapped, [2])]
      },
      (k) => {
        const [a] = R.split(k, 3)
        return [R.bits(a, []), R.bits(T.reshape(T.stack([a], 0), [2]) as never, [4])]
      },
      (k) => vmap((own: R.Key) => R.normal(own, [2]))(T.broadcastTo(k, [3, 2]) as never),
    ]
    for (const f of wrong) expect(used(f)).toMatch(/uses keys once/)
    const report = usesKeysOnce((k: R.Key) => [R.bits(k, [2]), R.split(k)], [R.key(0)])
    expect(report?.at).toBe(
      'equation 0 (threefryBits u32[2]) and equation 1 (threefrySplit u32[2, 2])',
    )
    expect(report?.expected).toMatch(/R\.split\(key\)/)
  })
})

describe('the table of laws', () => {
  test('has every law once, by the name of its predicate', () => {
    expect(laws.map(({ law }) => law.name)).toEqual(laws.map(({ name }) => name))
    expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length)
  })

  test('states laws that hold on a right function', () => {
    holds(
      fc.tuple(rows, fc.nat()),
      ([x, seed]) => {
        const args = [x]
        for (const entry of laws) {
          if (entry.of === 'point') requireLaw(entry.law(probe(layerNorm, args, seed)))
          if (entry.of === 'function') requireLaw(entry.law(layerNorm, args))
        }
        return null
      },
      5,
    )
  })
})
