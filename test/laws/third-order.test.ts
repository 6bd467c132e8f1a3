import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { registry } from '../../src/core/primitives/index.ts'
import { neg } from '../../src/core/primitives/arithmetic.ts'
import { reduceMax } from '../../src/core/primitives/reduction.ts'
import { type WindowsAttributes, windows } from '../../src/core/primitives/windows.ts'
import { type Case, caseOf, operandsFor, casesOf } from '../../src/laws/primitive/cases.ts'
import { requireLaw, runs } from '../support/holds.ts'
import { thirdOrdersAgree } from '../../src/laws/law/third-order.ts'
import type { Build, Probe } from '../../src/laws/subject.ts'

// Convolution and pooling have no derivative that is not made of them: it has to be right at every
// order, not only at the two that every primitive is held to.

type Cases = Probe<Case>

const itself = (probe: Cases): Probe => probe

/** The greatest element of every window, away from ties. */
const pooling = ({ of, seed }: Cases): Probe => {
  const attributes = of.attributes as WindowsAttributes
  const build: Build = ([x]) => {
    const seen = windows(x as NonNullable<typeof x>, attributes)
    const rank = seen.shape.length
    return [
      reduceMax(
        seen,
        attributes.axes.map((_, i) => rank - attributes.axes.length + i),
      ),
    ]
  }
  const operands = operandsFor('reduceMax', of.operands, 'smooth', seed)
  return { of: { ...of, name: 'max pooling', operands, build, promoted: build }, seed }
}

const holds = (
  title: string,
  name: 'convolution' | 'windows' | 'unwindows',
  point: (probe: Cases) => Probe,
): void => {
  test(title, () => {
    fc.assert(
      fc.property(casesOf(name, 'smooth', ['f64']), (probe) =>
        requireLaw(thirdOrdersAgree(point(probe))),
      ),
      runs(15),
    )
  })
}

describe('third derivatives, forward and reverse in every order', () => {
  holds('convolution', 'convolution', itself)
  holds('windows', 'windows', itself)
  holds('unwindows', 'unwindows', itself)
  holds('max pooling', 'windows', pooling)

  test('would show a mistake in the derivative of a derivative', () => {
    const right = registry.convolution
    const broken = {
      ...registry,
      convolution: {
        ...right,
        // wrong only where the cotangent convolution itself is transposed: strides have become dilations
        transpose: (...args: Parameters<NonNullable<typeof right.transpose>>) => {
          const given = right.transpose?.(...args) ?? []
          const spread = args[3].inputDilation.some((dilation) => dilation > 1)
          return spread ? given.map((node) => node && neg(node)) : given
        },
      },
    }
    const operands = operandsFor(
      'convolution',
      [
        { shape: [1, 7, 1], dtype: 'f64' },
        { shape: [2, 1, 1], dtype: 'f64' },
      ],
      'smooth',
      1,
    )
    const of = caseOf('convolution', operands, {
      strides: [2],
      padding: [[0, 0]],
      inputDilation: [1],
      kernelDilation: [1],
      featureGroups: 1,
      batchGroups: 1,
    })
    expect(thirdOrdersAgree({ of, seed: 1 })).toBe(null)
    expect(thirdOrdersAgree({ of, seed: 1 }, broken as unknown as typeof registry)).not.toBe(null)
  })
})
