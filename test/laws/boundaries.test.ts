import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { T, customJvp } from '../../src/index.ts'
import type { Node } from '../../src/core/node.ts'
import { fill, zerosLike } from '../../src/core/primitives/align.ts'
import { add, mul, neg } from '../../src/core/primitives/arithmetic.ts'
import { equal, lessEqual, select } from '../../src/core/primitives/comparison.ts'
import { type Rules, registry } from '../../src/core/primitives/index.ts'
import { trace } from '../../src/compile/trace.ts'
import { tensorOf } from '../../src/core/tree.ts'
import { subjectOf } from '../../src/laws/function.ts'
import { type Input, inputOf, nodeOfInput } from '../../src/laws/input.ts'
import { jvpIsDerivative, jvpOfJvpIsSecondDerivative } from '../../src/laws/law/derivative.ts'
import { firstWrongEquation } from '../../src/laws/law/local.ts'
import type { Report } from '../../src/laws/report.ts'
import { broken } from '../../src/laws/zoo/mutation.ts'
import { requireLaw, runs } from '../support/holds.ts'
import { kinkedFunctions, kinkedProbe } from '../support/kinked.ts'

type Vector = readonly number[]

const vector = (elements: Vector): Input =>
  inputOf({ shape: [elements.length], dtype: 'f64' }, (i) => elements[i] as number)

/** The verdict on a function at a point, for a seed of the direction. */
const verdict = (
  f: (...xs: never[]) => unknown,
  points: readonly Vector[],
  rules: Rules = registry,
  seed = 1,
): Report =>
  jvpIsDerivative(
    {
      of: subjectOf(
        f,
        points.map((point) => tensorOf(nodeOfInput(vector(point)))),
      ),
      seed,
    },
    rules,
  )

// a soak of 10,000 and more: LAW_RUNS=60 npx vitest run test/laws/boundaries
describe('right functions pass, on their boundaries and beside them', () => {
  test.each(kinkedFunctions)('$name', (of) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => requireLaw(jvpIsDerivative(kinkedProbe(of, seed)))),
      runs(5),
    )
  })

  test.each(kinkedFunctions)('$name, second derivatives', (of) => {
    fc.assert(
      fc.property(fc.nat(), (seed) =>
        requireLaw(jvpOfJvpIsSecondDerivative(kinkedProbe(of, seed))),
      ),
      runs(1),
    )
  })
})

/** max with one rule replaced: what it gives where its operands are equal. */
const atTies = (given: (dx: Node, dy: Node) => Node): Rules =>
  broken('max', 'wrong at a kink', 'wrong at ties', (right) => ({
    jvp: (operands, tangents, output, attributes, folds) => {
      const [x, y] = operands as readonly [Node, Node]
      const [dx, dy] = [tangents[0] ?? zerosLike(x), tangents[1] ?? zerosLike(y)]
      const usual = right.jvp(operands, tangents, output, attributes, folds) as Node
      return select(equal(x, y), given(dx, dy), usual)
    },
  })).rules

const onlyAtZero = broken('abs', 'wrong at a kink', 'NaN at 0', (right) => ({
  jvp: (operands, tangents, output, attributes, folds) => {
    const x = operands[0] as Node
    const usual = right.jvp(operands, tangents, output, attributes, folds) as Node
    return select(equal(x, zerosLike(x)), fill(Number.NaN, usual), usual)
  },
})).rules

const maximum = (x: never, y: never): unknown => T.maximum(x, y)
const relu = (x: never): unknown => T.maximum(x, 0)
const sum = (x: never): unknown => T.sum(T.maximum(x, 0))

describe('wrong rules fail', () => {
  test.each([
    [
      'doubled at ties',
      maximum,
      [
        [1, 2],
        [1, 0],
      ],
      atTies(add),
    ],
    ['doubled, with constants', relu, [[0, 1]], atTies((dx) => add(dx, dx))],
    ['of the wrong sign at ties', relu, [[0]], atTies((dx) => neg(dx))],
    ['doubled, where several ties are active', sum, [[0, 0, 1]], atTies((dx) => add(dx, dx))],
    ['NaN at a kink', (x: never) => T.abs(x), [[0, 1]], onlyAtZero],
    ['NaN at one of several kinks', (x: never) => T.sum(T.abs(x)), [[0, 0]], onlyAtZero],
  ] as const)('%s', (_, f, points, rules) => {
    // a wrong tangent may lie between the slopes of one direction, not of every one
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(seeds.some((seed) => verdict(f, points, rules, seed) !== null)).toBe(true)
    for (const seed of seeds) expect(verdict(f, points, registry, seed)).toBe(null)
  })

  test('any share of a tie is right', () => {
    for (const share of [0, 0.3, 1]) {
      const rules = atTies((dx, dy) => add(mul(dx, fill(share, dx)), mul(dy, fill(1 - share, dy))))
      for (let seed = 0; seed < 10; seed++) {
        expect(
          verdict(
            maximum,
            [
              [1, 2],
              [1, 0],
            ],
            rules,
            seed,
          ),
        ).toBe(null)
        expect(verdict(sum, [[0, 0, 1]], rules, seed)).toBe(null)
      }
    }
  })
})

describe('NaN is no derivative', () => {
  const root = (x: never): unknown => T.sqrt(T.mul(x, x))
  const masked = (x: never): unknown => T.where(T.greater(x, 0), T.log(x), 0)

  test('of a function that is not a number', () => {
    expect(verdict((x: never) => T.log(x), [[-1]])?.expected).toBe(
      'a function whose value is a number',
    )
    expect(verdict((x: never) => T.mul(x, Number.NaN), [[1]])).not.toBe(null)
  })

  test('of a function that is finite', () => {
    expect(verdict(root, [[0]])?.actual).toBe(Number.NaN)
    expect(verdict(root, [[1]])).toBe(null)
    // forward mode selects; it is reverse mode that multiplies 0 by infinity
    expect(verdict(masked, [[-1, 1]])).toBe(null)
  })

  test('an infinite slope is infinite, and no number', () => {
    expect(verdict((x: never) => T.sqrt(x), [[0]], registry, 3)).toBe(null)
    const flat = broken('sqrt', 'wrong at a kink', 'flat at 0', (right) => ({
      jvp: (operands, tangents, output, attributes, folds) => {
        const x = operands[0] as Node
        const usual = right.jvp(operands, tangents, output, attributes, folds) as Node
        return select(lessEqual(x, zerosLike(x)), zerosLike(x), usual)
      },
    })).rules
    expect(verdict((x: never) => T.sqrt(x), [[0]], flat, 3)).not.toBe(null)
  })
})

describe('a function that is wrong by itself fails', () => {
  const wrong = (rule: (dx: never) => unknown) => (x: never) =>
    customJvp(
      (y: never) => T.square(y),
      (_, [dx]) => rule(dx) as never,
    )(x)

  test('a rule that is not the derivative', () => {
    expect(
      verdict(
        wrong((dx) => dx),
        [[1, 2]],
      ),
    ).not.toBe(null)
    expect(
      verdict(
        wrong((dx) => T.mul(dx, 2)),
        [[1, 1]],
      ),
    ).toBe(null)
  })

  test('a number that was looked at', () => {
    expect(verdict((x: never) => T.mul(x, T.toNumber(T.sum(x))), [[1, 2]])).not.toBe(null)
  })
})

describe('the first wrong equation', () => {
  const program = trace((x: never) => T.sum(T.exp(T.maximum(T.sin(x), T.cos(x)))))(
    T.zeros([3], 'f64') as never,
  )
  const x = vector([0.3, Math.PI / 4, -1])
  const along = vector([1, -0.5, 2])
  const first = (rules: Rules): unknown => {
    const found = firstWrongEquation(program, [x], [along], rules)
    return found && [found.equation, found.primitive]
  }

  test('none where all are right', () => expect(first(registry)).toBe(null))

  test.each(['sin', 'cos', 'max', 'exp', 'reduceSum'] as const)('%s', (name) => {
    const { rules } = broken(name, 'sign flip', 'a sign', (right) => ({
      jvp: (...args) => {
        const given = right.jvp(...args)
        return given && neg(given)
      },
    }))
    const at = program.equations.findIndex(({ primitive }) => primitive === name)
    expect(first(rules)).toEqual([at, name])
  })

  test('whose transpose is wrong', () => {
    const { rules } = broken('reduceSum', 'sign flip', 'a sign', (right) => ({
      transpose: (...args) => (right.transpose?.(...args) ?? []).map((node) => node && neg(node)),
    }))
    expect(first(rules)).toEqual([program.equations.length - 1, 'reduceSum'])
  })

  test('a rule of its own', () => {
    const f = (x: never): unknown =>
      T.exp(
        customJvp(
          (y: never) => T.square(y),
          (_, [dx]) => dx,
        )(T.sin(x) as never) as never,
      )
    const ruled = trace(f as never)(T.zeros([3], 'f64') as never)
    expect(firstWrongEquation(ruled, [x], [along])?.primitive).toBe('customJvp')
  })
})
