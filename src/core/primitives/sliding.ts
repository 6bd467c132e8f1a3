/** The geometry of what slides over an axis: windows of pooling and kernels of convolutions. */

/** The length of `size` elements with `dilation − 1` places between neighbours. */
export const dilated = (size: number, dilation: number): number =>
  size === 0 ? 0 : (size - 1) * dilation + 1

/** In how many places a window fits into an extent, if it moves by `stride` from the beginning. */
export const positions = (extent: number, window: number, stride: number): number =>
  extent < window ? 0 : Math.floor((extent - window) / stride) + 1

/** Are all of these whole numbers from 1? */
export const areCounts = (values: readonly number[]): boolean =>
  values.every((value) => Number.isSafeInteger(value) && value >= 1)
