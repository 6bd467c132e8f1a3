/** Runs the kernels of one primitive as an engine might: in any split, at any address, in dirty memory. */
import { expect } from 'vitest'
import { type DType, type Storage, allocate } from '../../../../src/core/dtype.ts'
import type { TensorType } from '../../../../src/core/node.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { encodeModule } from '../../../../src/engine/wasm/encode/index.ts'
import { webAssembly } from '../../../../src/engine/wasm/host.ts'
import {
  type Argument,
  type Buffer,
  type Plan,
  bytesOf,
} from '../../../../src/engine/wasm/kernels/plan.ts'
import type { Input } from '../../../../src/laws/input.ts'
import { type Random, randomOf, shuffled, wholeBetween } from '../../../../src/laws/random.ts'

const DIRT = 0xa5

/** The bytes of an array. */
const bytesIn = (value: Storage): Uint8Array =>
  new Uint8Array(value.buffer, value.byteOffset, value.byteLength)

/** A few ranges that make up 0 … units. */
const splitOf = (units: number, next: Random): readonly (readonly [number, number])[] => {
  const cuts = Array.from({ length: wholeBetween(next, 0, 3) }, () => wholeBetween(next, 0, units))
  const ends = [0, ...cuts.toSorted((a, b) => a - b), units]
  const ranges = ends.slice(1).map((end, i) => [ends[i] ?? 0, end] as const)
  return shuffled(next, ranges.length).flatMap((i) => ranges.slice(i, i + 1))
}

/**
 * The result of a plan, computed in pieces that come in any order, each with scratch of its own;
 * buffers lie at addresses that only fit their elements; what is not ours to write must not change.
 */
export const runPlan = (
  plan: Plan,
  operands: readonly Input[],
  result: TensorType,
  seed: number,
): Storage => {
  const next = randomOf(seed)
  const kernels = new Map(plan.calls.map(({ kernel }) => [kernel.key, kernel.func]))
  const { bytes, dataEnd } = encodeModule({
    exports: [...kernels.values()],
    memory: { initial: 1 },
  })
  const calls = plan.calls.map((call) => ({ call, ranges: splitOf(call.units, next) }))

  let end = dataEnd
  const place = (size: number, dtype: DType): number => {
    const step = bytesOf(dtype)
    const address = Math.ceil((end + 16) / 16) * 16 + step * wholeBetween(next, 0, 16 / step - 1)
    end = address + size
    return address
  }
  const inputs = operands.map(({ value, dtype }) => place(value.byteLength, dtype))
  const size = sizeOf(result.shape) * bytesOf(result.dtype)
  const output = place(size, result.dtype)
  const temporary = place(plan.temporary, 'f64')
  const scratches = calls.map(({ ranges }) => ranges.map(() => place(plan.scratch, 'f64')))

  const memory = new webAssembly.Memory({ initial: Math.ceil((end + 16) / 65536) })
  const all = new Uint8Array(memory.buffer)
  const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory } })
  all.fill(DIRT, dataEnd)
  operands.forEach(({ value }, i) => all.set(bytesIn(value), inputs[i]))

  const before = all.slice()
  calls.forEach(({ call, ranges }, i) => {
    ranges.forEach(([from, to], k) => {
      const addressOf = (buffer: Buffer): number => {
        if (typeof buffer === 'number') return inputs[buffer] ?? Number.NaN
        return { result: output, temporary, scratch: scratches[i]?.[k] ?? 0 }[buffer]
      }
      const valueOf = (argument: Argument): number =>
        typeof argument === 'number' ? argument : addressOf(argument.buffer) + argument.offset
      exports[call.kernel.key]?.(from, to, ...call.args.map(valueOf))
    })
  })
  const ours: readonly (readonly [number, number])[] = [
    [output, size],
    [temporary, plan.temporary],
    ...scratches.flat().map((address) => [address, plan.scratch] as const),
  ]
  const value = allocate(result.dtype, sizeOf(result.shape))
  bytesIn(value).set(all.subarray(output, output + size))
  for (const [address, length] of ours) {
    all.set(before.subarray(address, address + length), address)
  }
  for (let i = 0; i < all.length; i++) {
    if (all[i] !== before[i]) expect.fail(`byte ${i} has changed, which belongs to no result`)
  }
  return value
}

/** Two arrays have the same elements: the same bits, or both NaN. */
export const expectSame = (actual: Storage, expected: Storage): void => {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i]))
      expect.fail(`element ${i} is ${showNumber(actual[i])}, not ${showNumber(expected[i])}`)
  }
}

const showNumber = (x: number | undefined): string => (Object.is(x, -0) ? '-0' : String(x))
