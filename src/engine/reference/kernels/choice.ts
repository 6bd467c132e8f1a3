import { allocate } from '../../../core/dtype.ts'
import type { ChoiceAttributes } from '../../../core/primitives/choice.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type Kernel, operandAt } from '../kernel.ts'
import { rowStrides } from '../strided.ts'

/** The first element that no other one beats; nothing beats NaN. */
const choice =
  (beats: (a: number, b: number) => boolean): Kernel<ChoiceAttributes> =>
  (operands, result, { axis }) => {
    const { shape, value } = operandAt(operands, 0)
    const size = shape[axis] ?? 0
    const stride = rowStrides(shape)[axis] ?? 1
    const out = allocate('i32', sizeOf(result.shape))
    for (let place = 0; place < out.length; place++) {
      const start = Math.floor(place / stride) * size * stride + (place % stride)
      let best = 0
      for (let i = 1; i < size; i++) {
        const held = value[start + best * stride] as number
        if (Number.isNaN(held)) break
        const given = value[start + i * stride] as number
        if (Number.isNaN(given) || beats(given, held)) best = i
      }
      out[place] = best
    }
    return out
  }

export const argmax: Kernel<ChoiceAttributes> = choice((a, b) => a > b)
export const argmin: Kernel<ChoiceAttributes> = choice((a, b) => a < b)
