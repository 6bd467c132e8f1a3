/** How a matrix product is computed: which variant of the kernel, in which blocks. */
import type { WasmKernel } from '../kernel.ts'
import { identity } from './epilogue.ts'
import { type Numeric, lanesOf } from './lanes.ts'
import {
  type MatmulParameter,
  type MatmulVariant,
  isPacked,
  matmulKernel,
  scratchOf,
} from './matmul.ts'

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
  /** so many units in a row read the same copies, made once if one thread has them all */
  readonly grain: number
  /** bytes of scratch of one call */
  readonly scratch: number
  readonly rowBlock: number
  readonly columnBlock: number
  /** terms that are added in one go */
  readonly kBlock: number
}

type Blocks = Pick<MatmulPlan, 'rowBlock' | 'columnBlock' | 'kBlock'>

/** What may be chosen otherwise than it is. */
export type MatmulChoice = Partial<MatmulVariant & Blocks>

/** Bytes of copied columns of B: they come by once for a block of rows, from any cache. */
const COLUMNS_BYTES = 1 << 21

/** Bytes of rows of A that are gone through for every panel of B: from the cache next to the core. */
const ROWS_BYTES = 1 << 18

/** Rows further apart than this fall on few sets of a cache, so that copies pay. */
const FAR = 512

/** Terms beyond which they are added in blocks of so many: what a tile needs of them is at hand. */
const TERMS = { most: 2048, block: 512 }

/** Columns of B that make copies of A pay, of columns and of rows. */
const READERS = { copied: 96, gathered: 192 }

/** Terms that make a block worth another thread. */
const WORTH_A_UNIT = 1 << 17

const least = (size: number): number => Math.max(size, 1)
const roundUp = (size: number, to: number): number => Math.ceil(size / to) * to

const readingOfA = ({ dtype, m, n, k, a }: MatmulProblem): MatmulVariant['a'] => {
  const { bytes } = lanesOf[dtype]
  const byRows = a.column === 1 || k <= 1
  const byColumns = a.row === 1 || m === 1
  const copy = a.row === 1 ? 'copied' : 'gathered'
  const isFar = !byRows && a.column * bytes >= FAR && k >= 32 && n >= 64
  const pays = m > 1 && (n >= READERS[copy] || isFar)
  if (pays || !(byRows || byColumns)) return copy
  return byRows ? 'direct' : 'together'
}

const readingOfB = ({ dtype, m, k, b }: MatmulProblem): MatmulVariant['b'] => {
  const { bytes } = lanesOf[dtype]
  const isFar = b.row * bytes >= FAR && k >= 32 && m >= 32
  return b.column !== 1 ? 'gathered' : m >= 64 || isFar ? 'copied' : 'direct'
}

/** So many parts, of at most so many things each, that are equally large, in multiples of a step. */
const evenly = (size: number, most: number, step: number): number =>
  roundUp(Math.ceil(least(size) / Math.ceil(least(size) / most)), step)

const clamp = (low: number, high: number, size: number): number =>
  Math.max(low, Math.min(high, Math.floor(size)))

/** Blocks that fit into caches, and are small enough that threads have something to share. */
const blocksOf = (
  { dtype, m, n, k }: MatmulProblem,
  { a, b, resumed }: Pick<MatmulVariant, 'a' | 'b' | 'resumed'>,
): Blocks => {
  const { bytes } = lanesOf[dtype]
  const worth = WORTH_A_UNIT / least(k)
  const kBlock = resumed ? TERMS.block : k
  const mostRows = clamp(20, 120, ROWS_BYTES / (bytes * least(kBlock)))
  const fitting = COLUMNS_BYTES / (bytes * least(kBlock))
  // what is copied once serves all rows: few of them are not shared out
  const shared = isPacked(b) && m <= mostRows ? Math.min(fitting, worth / m) : fitting
  const fewestColumns = isPacked(a) ? 128 : 64
  const columnBlock = evenly(n, clamp(fewestColumns, least(n), shared), 16)
  // every block of rows copies B anew where terms are added block by block
  const rows = resumed
    ? clamp(32, 2 * mostRows, m / 2)
    : clamp(20, mostRows, worth / Math.min(columnBlock, least(n)))
  return { columnBlock, rowBlock: evenly(m, rows, 5), kBlock }
}

/** Chooses how a product is computed. */
export const matmulPlan = (problem: MatmulProblem, choice: MatmulChoice = {}): MatmulPlan => {
  const { dtype, m, n, k, batch } = problem
  const { epilogue = identity } = choice
  const variant: MatmulVariant = {
    dtype,
    relaxed: choice.relaxed ?? false,
    a: choice.a ?? readingOfA(problem),
    b: choice.b ?? readingOfB(problem),
    tile: choice.tile ?? (m < 4 ? 'wide' : 'tall'),
    resumed: choice.resumed ?? (k > TERMS.most && m > 4 && epilogue === identity),
    epilogue,
  }
  const { rowBlock, columnBlock, kBlock } = { ...blocksOf(problem, variant), ...choice }
  const rowBlocks = Math.ceil(m / rowBlock)
  return {
    kernel: matmulKernel(variant),
    units: batch[0] * batch[1] * rowBlocks * Math.ceil(n / columnBlock),
    grain: isPacked(variant.b) && !variant.resumed ? rowBlocks : 1,
    scratch: scratchOf(variant, { rowBlock, columnBlock, kBlock }),
    rowBlock,
    columnBlock,
    kBlock,
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
    kBlock: plan.kBlock,
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
