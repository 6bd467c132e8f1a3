import { type Storage, allocate } from '../../../core/dtype.ts'
import { sizeOf } from '../../../core/shape/dimension.ts'
import { type DotAttributes, freeAxes } from '../../../core/primitives/contraction.ts'
import { type Kernel, type Operand, operandAt } from '../kernel.ts'
import { permuted } from './movement.ts'

type Product = (x: Storage, y: Storage, out: Storage, sizes: Sizes) => void
interface Sizes {
  readonly m: number
  readonly k: number
  readonly n: number
  /** where the matrices of this step of the batch begin */
  readonly x: number
  readonly y: number
  readonly out: number
}

const round = Math.fround

// All add up in the order of k, so that no choice of tiles or engine changes a bit. Four
// steps of k at a time save three loads and stores of the result row.

const productF32: Product = (x, y, out, { m, k, n, x: xs, y: ys, out: os }) => {
  for (let i = 0; i < m; i++) {
    const row = os + i * n
    let p = 0
    for (; p + 3 < k; p += 4) {
      const at = xs + i * k + p
      const a0 = x[at] as number
      const a1 = x[at + 1] as number
      const a2 = x[at + 2] as number
      const a3 = x[at + 3] as number
      const y0 = ys + p * n
      const y1 = y0 + n
      const y2 = y1 + n
      const y3 = y2 + n
      for (let j = 0; j < n; j++) {
        let sum = round((out[row + j] as number) + round(a0 * (y[y0 + j] as number)))
        sum = round(sum + round(a1 * (y[y1 + j] as number)))
        sum = round(sum + round(a2 * (y[y2 + j] as number)))
        out[row + j] = sum + round(a3 * (y[y3 + j] as number))
      }
    }
    for (; p < k; p++) {
      const a = x[xs + i * k + p] as number
      const yp = ys + p * n
      for (let j = 0; j < n; j++) {
        out[row + j] = (out[row + j] as number) + round(a * (y[yp + j] as number))
      }
    }
  }
}

/** A product in doubles: a sum of f64 rounds by itself, one of integers wraps as it is stored. */
const productBy =
  (multiply: (a: number, b: number) => number): Product =>
  (x, y, out, { m, k, n, x: xs, y: ys, out: os }) => {
    for (let i = 0; i < m; i++) {
      const row = os + i * n
      for (let p = 0; p < k; p++) {
        const a = x[xs + i * k + p] as number
        const yp = ys + p * n
        for (let j = 0; j < n; j++) {
          out[row + j] = (out[row + j] as number) + multiply(a, y[yp + j] as number)
        }
      }
    }
  }

const productIntegers = productBy(Math.imul)

const products = {
  f32: productF32,
  f64: productBy((a, b) => a * b),
  i32: productIntegers,
  u32: productIntegers,
}

/**
 * The number of elements along some axes. `| 0`: a shape may hold a whole number that V8 keeps as a
 * double, and one such size would make the loops count in doubles, twice as slowly, ever after.
 */
const extent = (operand: Operand, axes: readonly number[]): number =>
  sizeOf(axes.map((axis) => operand.shape[axis] ?? 0)) | 0

export const dotGeneral: Kernel<DotAttributes> = (operands, result, { contract, batch }) => {
  const x = operandAt(operands, 0)
  const y = operandAt(operands, 1)
  const out = allocate(result.dtype, sizeOf(result.shape))
  if (result.dtype === 'bool') return out
  const freeOfX = freeAxes(x, contract[0], batch[0])
  const freeOfY = freeAxes(y, contract[1], batch[1])
  const left = permuted(x, [...batch[0], ...freeOfX, ...contract[0]])
  const right = permuted(y, [...batch[1], ...contract[1], ...freeOfY])
  const m = extent(x, freeOfX)
  const k = extent(x, contract[0])
  const n = extent(y, freeOfY)
  const steps = extent(x, batch[0])
  const product = products[result.dtype]
  for (let step = 0; step < steps; step++) {
    product(left, right, out, { m, k, n, x: step * m * k, y: step * k * n, out: step * m * n })
  }
  return out
}
