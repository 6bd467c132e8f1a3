/** Operand types and attributes of movements. */
import fc, { type Arbitrary } from 'fast-check'
import type { DType } from '../../core/dtype.ts'
import { type LayoutOf, axesOf, permutation, shapes } from './layout.ts'

/** A shape of as many elements: the sizes in another order, some merged, ones put between. */
export const reshape = (dtype: DType): Arbitrary<LayoutOf<'reshape'>> =>
  shapes().chain((shape) =>
    fc
      .tuple(permutation(shape.length), fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }))
      .map(([order, choices]) => {
        const target: number[] = choices[4] === 2 ? [1] : []
        order.forEach((axis, i) => {
          const size = shape[axis] ?? 1
          const last = target.pop()
          if (last === undefined) target.push(size)
          else if (choices[i] === 0) target.push(last * size)
          else target.push(last, ...(choices[i] === 1 ? [1] : []), size)
        })
        return { types: [{ shape, dtype }], attributes: { shape: target } }
      }),
  )

export const transpose = (dtype: DType): Arbitrary<LayoutOf<'transpose'>> =>
  shapes().chain((shape) =>
    permutation(shape.length).map((order) => ({
      types: [{ shape, dtype }],
      attributes: { permutation: order },
    })),
  )

export const broadcast = (dtype: DType): Arbitrary<LayoutOf<'broadcast'>> =>
  shapes().chain((shape) =>
    fc.subarray(axesOf(shape)).map((axes) => ({
      types: [{ shape: axes.map((axis) => shape[axis] ?? 0), dtype }],
      attributes: { shape, axes },
    })),
  )

export const slice = (dtype: DType): Arbitrary<LayoutOf<'slice'>> =>
  shapes().chain((shape) => {
    const part = (size: number): Arbitrary<{ start: number; stop: number; stride: number }> =>
      fc
        .tuple(fc.nat(size), fc.nat(size), fc.integer({ min: 1, max: 3 }))
        .map(([a, b, stride]) => ({ start: Math.min(a, b), stop: Math.max(a, b), stride }))
    return fc.tuple(...shape.map(part)).map((parts) => ({
      types: [{ shape, dtype }],
      attributes: {
        starts: parts.map(({ start }) => start),
        stops: parts.map(({ stop }) => stop),
        strides: parts.map(({ stride }) => stride),
      },
    }))
  })

export const pad = (dtype: DType): Arbitrary<LayoutOf<'pad'>> =>
  fc.array(fc.constantFrom(2, 3, 1, 5, 0), { maxLength: 3 }).chain((shape) => {
    const counts = fc.array(fc.nat(2), { minLength: shape.length, maxLength: shape.length })
    return fc.record({ low: counts, high: counts, interior: counts }).map((attributes) => ({
      types: [{ shape, dtype }],
      attributes,
    }))
  })

export const concatenate = (dtype: DType): Arbitrary<LayoutOf<'concatenate'>> =>
  shapes(1).chain((shape) =>
    fc
      .tuple(fc.nat(shape.length - 1), fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }))
      .map(([axis, extents]) => ({
        types: extents.map((extent) => ({
          shape: shape.map((size, i) => (i === axis ? extent : Math.min(size, 5))),
          dtype,
        })),
        attributes: { axis },
      })),
  )

export const reverse = (dtype: DType): Arbitrary<LayoutOf<'reverse'>> =>
  shapes().chain((shape) =>
    fc
      .shuffledSubarray(axesOf(shape))
      .map((axes) => ({ types: [{ shape, dtype }], attributes: { axes } })),
  )
