/**
 * Which elements of a kernel fall on elements of the input: along each axis, for each place of the
 * result, a run of them at a fixed distance. Strides, padding of any sign and both dilations are
 * nothing else.
 */

/** One axis of a convolution. */
export interface SlidingAxis {
  readonly input: number
  readonly kernel: number
  readonly output: number
  readonly stride: number
  /** zeros in front of the input; a negative number takes elements away */
  readonly low: number
  readonly inputDilation: number
  readonly kernelDilation: number
}

/** The taps of one place: the first element of the kernel, what it falls on, and how many there are. */
export interface Taps {
  readonly kernel: number
  readonly input: number
  readonly count: number
}

/** How far apart the taps of one place are, and after how many places the same taps come again. */
export interface TapSteps {
  readonly kernel: number
  readonly input: number
  readonly period: number
  /** how far the input moves on in a period */
  readonly advance: number
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** The distances of an axis. */
export const tapSteps = ({ stride, inputDilation, kernelDilation }: SlidingAxis): TapSteps => {
  const shared = gcd(kernelDilation, inputDilation)
  const period = inputDilation / gcd(stride, inputDilation)
  return {
    kernel: inputDilation / shared,
    input: kernelDilation / shared,
    period,
    advance: (stride * period) / inputDilation,
  }
}

const none: Taps = { kernel: 0, input: 0, count: 0 }

/** The taps of a place. */
export const tapsAt = (axis: SlidingAxis, place: number): Taps => {
  const steps = tapSteps(axis)
  const position = (kernel: number): number =>
    (place * axis.stride + kernel * axis.kernelDilation - axis.low) / axis.inputDilation
  let first = 0
  // an element of the input, rather than a place between two, comes within one step or never
  while (first < steps.kernel && !Number.isInteger(position(first))) first++
  if (first === steps.kernel) return none
  const input = position(first)
  const skipped = Math.max(0, Math.ceil(-input / steps.input))
  const byInput = Math.floor((axis.input - 1 - input) / steps.input) + 1
  const byKernel = Math.floor((axis.kernel - 1 - first) / steps.kernel) + 1
  const count = Math.min(byInput, byKernel) - skipped
  if (count <= 0) return none
  return {
    kernel: first + skipped * steps.kernel,
    input: input + skipped * steps.input,
    count,
  }
}

/** Places of a result, a period apart, that have the same taps one after the other. */
export interface Segment extends Taps {
  /** the first place */
  readonly place: number
  readonly places: number
}

/** All places of an axis, in as few segments as possible. */
export const segmentsOf = (axis: SlidingAxis): readonly Segment[] => {
  const { period } = tapSteps(axis)
  const segments: Segment[] = []
  for (let phase = 0; phase < period; phase++) {
    const start = segments.length
    for (let place = phase; place < axis.output; place += period) {
      const taps = tapsAt(axis, place)
      const last = segments.length > start ? segments.at(-1) : undefined
      if (last && last.kernel === taps.kernel && last.count === taps.count)
        segments[segments.length - 1] = { ...last, places: last.places + 1 }
      else segments.push({ ...taps, place, places: 1 })
    }
  }
  return segments
}
