import type { DotAttributes } from '../../../../core/primitives/contraction.ts'
import type { ConvolutionAttributes } from '../../../../core/primitives/convolution.ts'

const all = (list: readonly number[], value: number): boolean => list.every((one) => one === value)

const axes = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, i) => i + from)

/**
 * The contraction that a convolution of such shapes is, element for element: where the kernel is one
 * place, so that only channels are summed over, or all of the input, so that there is one place of
 * the result. `null` where something slides.
 */
export const asContraction = (
  x: readonly number[],
  w: readonly number[],
  { strides, padding, inputDilation, kernelDilation, ...groups }: ConvolutionAttributes,
): DotAttributes | null => {
  const rank = strides.length
  const kernel = w.slice(0, rank)
  const plain =
    all(inputDilation, 1) &&
    all(padding.flat(), 0) &&
    groups.featureGroups === 1 &&
    groups.batchGroups === 1
  if (!plain) return null
  if (all(kernel, 1) && all(strides, 1)) return { contract: [[rank + 1], [rank]], batch: [[], []] }
  const whole = all(kernelDilation, 1) && kernel.every((size, i) => size === x[i + 1])
  return whole ? { contract: [axes(rank + 1, 1), axes(rank + 1)], batch: [[], []] } : null
}
