/** How a matrix product is computed: which variant of the kernel, in which blocks. */
import type { WasmKernel } from '../kernel.ts'
import { identity } from './epilogue.ts'
import { type Numeric, lanesOf } from './lanes.ts'
import { type MatmulParameter, type MatmulVariant, matmulKernel, scratchOf } from './matmul.ts'

/** How far elements of a matrix lie apart, in elements; a batch is two axes deep. */
export interface MatrixSteps {
  readonly outer: number
  readonly inner: number
  readonly row: number
  readonly column: number
}

/** c[o, i, r, s] = Σₖ a[o, i, r, k] · b[o, i, k, s]. The columns of c lie together. */
export interface MatmulProblem {
  readonly dtype: Numeric
  readonly batch: readonly [outer: number, inner: number]
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: MatrixSteps
  readonly b: MatrixSteps
  readonly c: MatrixSteps
}

/** A choice of code and blocks, which decides no bit. */
export interface MatmulPlan {
  readonly kernel: WasmKernel
  readonly units: number
  /** bytes of scratch of one call */
  readonly scratch: number
  readonly rowBlock: number
  readonly columnBlock: number
}

/** What may be chosen otherwise than it is. */
export type MatmulChoice = Partial<MatmulVariant & Pick<MatmulPlan, 'rowBlock' | 'columnBlock'>>

/** Bytes of B that a block should take: they stay in the cache next to the core. */
const BLOCK_BYTES = 1 << 18

/** Rows further apart than this fall on few sets of a cache, so that copies pay. */
const FAR = 512

/** Terms that a result needs to be worth another thread. */
const WORTH_A_UNIT = 1 << 15

const least = (size: number): number => Math.max(size, 1)
const roundUp = (size: number, to: number): number => Math.ceil(size / to) * to

const readingOf = ({ dtype, m, n, k, a, b }: MatmulProblem): Pick<MatmulVariant, 'a' | 'b'> => {
  const { bytes } = lanesOf[dtype]
  const far = (steps: number, count: number): boolean => steps * bytes >= FAR && count >= 32
  return {
    // a copy is read by as many rows, or columns, as there are
    b: b.column !== 1 ? 'gathered' : far(b.row, k) && m >= 32 ? 'copied' : 'direct',
    a: a.row !== 1 ? 'direct' : far(a.column, k) && n >= 64 ? 'copied' : 'together',
  }
}

/** Blocks that fit into the cache, and are small enough that threads have something to share. */
const blocksOf = (
  { dtype, m, n, k }: MatmulProblem,
  b: MatmulVariant['b'],
): Pick<MatmulPlan, 'rowBlock' | 'columnBlock'> => {
  const { bytes } = lanesOf[dtype]
  const fitting = Math.floor(BLOCK_BYTES / (bytes * least(k)))
  const worth = Math.ceil(WORTH_A_UNIT / least(k))
  // columns that are gathered once serve all rows, so that only columns are shared out
  const wide = b === 'gathered' ? Math.ceil(worth / least(Math.min(m, 128))) : fitting
  const columnBlock = Math.max(64, roundUp(Math.min(fitting, wide, least(n)), 16))
  return {
    columnBlock,
    rowBlock: Math.max(8, Math.min(128, roundUp(worth / Math.min(columnBlock, least(n)), 8))),
  }
}

/** Chooses how a product is computed. */
export const matmulPlan = (problem: MatmulProblem, choice: MatmulChoice = {}): MatmulPlan => {
  const { dtype, m, n, batch } = problem
  const reading = { ...readingOf(problem), ...choice }
  const blocks = { ...blocksOf(problem, reading.b), ...choice }
  const variant: MatmulVariant = {
    dtype,
    a: reading.a,
    b: reading.b,
    tile: choice.tile ?? '2x4',
    epilogue: choice.epilogue ?? identity,
  }
  const { rowBlock, columnBlock } = blocks
  return {
    kernel: matmulKernel(variant),
    units: batch[0] * batch[1] * Math.ceil(m / rowBlock) * Math.ceil(n / columnBlock),
    scratch: scratchOf(variant, { ...problem, ...blocks }),
    rowBlock,
    columnBlock,
  }
}

/** The arguments of a call after its range, without those of an epilogue. */
export const matmulArguments = <A>(
  problem: MatmulProblem,
  plan: MatmulPlan,
  at: { readonly [K in 'a' | 'b' | 'c' | 'scratch']: A },
): readonly (A | number)[] => {
  const { bytes } = lanesOf[problem.dtype]
  const { a, b, c, m, n, k, batch } = problem
  const arguments_: { readonly [K in MatmulParameter]: A | number } = {
    m,
    n,
    k,
    rowBlock: plan.rowBlock,
    columnBlock: plan.columnBlock,
    batchInner: least(batch[1]),
    a: at.a,
    aRow: a.row * bytes,
    aK: a.column * bytes,
    aOuter: a.outer * bytes,
    aInner: a.inner * bytes,
    b: at.b,
    bK: b.row * bytes,
    bColumn: b.column * bytes,
    bOuter: b.outer * bytes,
    bInner: b.inner * bytes,
    c: at.c,
    cRow: c.row * bytes,
    cOuter: c.outer * bytes,
    cInner: c.inner * bytes,
    scratch: at.scratch,
  }
  return Object.values(arguments_)
}
