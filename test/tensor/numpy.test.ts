/**
 * T against NumPy: the element type, the shape and the elements of every operator that NumPy knows,
 * in both forms. The tables are written by scripts/fixtures/numpy_tables.py; what differs on purpose
 * is in docs/numpy.md.
 */
import { describe, expect, it } from 'vitest'
import { type AnyTensor, T } from '../../src/index.ts'
import {
  argumentOf,
  type Case,
  casesOf,
  distance,
  type Elements,
  elementsOf,
  read,
} from '../support/conformance.ts'

type Operator = (...args: readonly unknown[]) => unknown
const operators = T as unknown as Readonly<Record<string, Operator | undefined>>

const files = [
  'order',
  'matrices',
  'scalar',
  'arithmetic',
  'elementwise',
  'decisions',
  'reductions',
  'products',
  'movement',
]

/** By how much a result may miss NumPy's. */
interface Bound {
  /** the steps between neighbouring numbers of the element type that lie between them */
  readonly ulps: number
  /** of what the ulps are: of the result, or of the greatest operand or 1 where that is larger */
  readonly of: 'result' | 'operands'
  /** may 0 stand for -0? */
  readonly signless: boolean
  readonly why: string
}

const within = (ulps: number, why: string, of: Bound['of'] = 'result'): Bound => ({
  ulps,
  of,
  signless: false,
  why,
})
const rounding = 'its own error is below 0.75 ulp, so it may round to the neighbour'
const order = 'additions in another order, each rounded'
const factors = (count: number) => `made of ${count} operations, each rounded`
const product: Bound = {
  ...within(4, 'up to 60 products added one after the other, each rounded'),
  signless: true,
}

const elimination: Bound = {
  ...within(8, 'elimination, reflections or rotations in another order, each rounded', 'operands'),
  signless: true,
}

/** What is not here is exact to the bit. */
const bounds: Readonly<Record<string, Bound>> = {
  exp: within(1, rounding),
  expm1: within(1, rounding),
  log: within(1, rounding),
  log1p: within(1, rounding),
  sin: within(1, rounding),
  cos: within(1, rounding),
  tanh: within(1, rounding),
  sigmoid: within(1, rounding),
  pow: within(1, rounding),
  elu: within(1, rounding),
  tan: within(2, factors(3)),
  sinh: within(3, factors(6)),
  cosh: within(2, factors(5)),
  silu: within(2, factors(2)),
  softplus: within(2, factors(2)),
  rsqrt: within(1, factors(2)),
  sum: within(2, order),
  mean: within(2, order),
  variance: within(2, order),
  std: within(2, order),
  norm: within(2, order),
  prod: within(3, 'multiplications in another order, each rounded'),
  logsumexp: within(2, 'the greatest operand is added to a logarithm', 'operands'),
  logSoftmax: within(2, 'a logarithm is taken away from differences of operands', 'operands'),
  softmax: within(12, 'operands differ by up to 18: half an ulp of that is 9 of its exponential'),
  matmul: product,
  dot: product,
  tensordot: product,
  einsum: product,
  outer: { ...product, ulps: 0, why: 'a sum of products starts at 0, and 0 + -0 is 0' },
  linspace: within(1, 'the step is not rounded before it is multiplied', 'operands'),
  atan2: within(2, rounding),
  asin: within(2, rounding),
  acos: within(2, rounding),
  atan: within(2, rounding),
  cumsum: within(2, order),
  cumprod: within(3, 'multiplications in another order, each rounded'),
  cholesky: elimination,
  qr: elimination,
  eigvalsh: elimination,
  eigh: elimination,
  solve: elimination,
  triangularSolve: elimination,
  inverse: elimination,
  det: elimination,
  slogdet: elimination,
  cov: within(4, order, 'operands'),
  corrcoef: within(4, order, 'operands'),
  hypot: within(2, factors(4)),
  logAddExp: within(2, 'a logarithm is added to the greater operand', 'operands'),
  asinh: within(2, rounding),
  acosh: within(2, rounding),
  atanh: within(2, rounding),
  quantile: within(1, 'interpolation, rounded twice'),
}
const exact: Bound = within(0, 'nothing is rounded, or one operation is')

/** Names of T that NumPy has no function for; those that draw or read tensors. */
const withoutNumPy: Readonly<Record<string, string>> = {
  tensor: 'makes the arguments of all cases, by way of fromTypedArray',
  fromTypedArray: 'makes the arguments of all cases',
  toArray: 'reads',
  toNumber: 'reads',
  toTypedArray: 'reads the results of all cases',
  show: 'reads',
  dim: 'reads',
  allClose: 'gives a JavaScript boolean',
  erf: 'SciPy has it',
  gelu: 'made of erf',
  selu: 'a multiple of elu',
  hardmax: 'made of argmax',
  ...Object.fromEntries(
    'conv1d conv2d conv3d conv1dTranspose conv2dTranspose maxPool1d maxPool2d avgPool1d avgPool2d fold unfold'
      .split(' ')
      .map((name) => [name, 'NumPy has no batches of windows']),
  ),
  ...Object.fromEntries(
    'erfc erfInv lgamma digamma polygamma log1mexp'
      .split(' ')
      .map((name) => [name, 'SciPy has it']),
  ),
  ...Object.fromEntries(
    'glu hardSigmoid hardSilu hardTanh prelu relu6 rrelu celu logSigmoid mish softSign squareplus'
      .split(' ')
      .map((name) => [name, 'an activation']),
  ),
}

const scaleOf = ({ of }: Bound, args: readonly unknown[]): number | null => {
  if (of === 'result') return null
  const numbers = args.flatMap((arg) => {
    const elements = typeof arg === 'string' ? elementsOf(arg)?.values : undefined
    return elements === undefined ? [Number(arg)] : [...elements]
  })
  return numbers.reduce(
    (most, x) => (Math.abs(x) < Infinity ? Math.max(most, Math.abs(x)) : most),
    1,
  )
}

const positive = (x: number): number => (x === 0 ? 0 : x)

/** What is wrong with a tensor; `null` where nothing is. */
const wrongWith = (got: Elements, want: Elements, bound: Bound, scale: number | null) => {
  if (got.dtype !== want.dtype) return `${got.dtype} for ${want.dtype}`
  if (got.shape.join() !== want.shape.join()) return `[${got.shape}] for [${want.shape}]`
  const sign = bound.signless ? positive : (x: number) => x
  const misses = Array.from(want.values, (value, i) =>
    distance(sign(got.values[i] ?? Number.NaN), sign(value), want.dtype, scale),
  )
  const worst = misses.reduce((most, miss) => Math.max(most, miss), 0)
  const place = misses.indexOf(worst)
  return worst <= bound.ulps
    ? null
    : `${got.values[place]} for ${want.values[place]} at ${place}: ${worst} ulps, not ${bound.ulps} (${bound.why})`
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** What is wrong with the result of a case; `null` where nothing is. */
const wrongResult = ([operator, args, expected]: Case, result: unknown): string | null => {
  const bound = bounds[operator] ?? exact
  const [found, wanted] = [listed(result), listed(expected)]
  if (found.length !== wanted.length) return `${found.length} tensors for ${wanted.length}`
  const wrong = wanted.map((text, i) => {
    const elements = elementsOf(String(text))
    return elements === null
      ? `no tensor in the table: ${String(text)}`
      : wrongWith(read(found[i] as AnyTensor), elements, bound, scaleOf(bound, args))
  })
  return wrong.find((message) => message !== null) ?? null
}

/** Operators that take no data, or have one form. */
const oneForm = new Set(
  'zeros ones full zerosLike onesLike fullLike eye arange range linspace einsum'.split(' '),
)

/** Data first, and data last where there is something to go before it. */
const formsOf = (operator: string, args: readonly unknown[]): readonly (() => unknown)[] => {
  const f = operators[operator]
  if (f === undefined) throw new TypeError(`T has no ${operator}`)
  const [data, ...others] = args
  const first = () => f(...args)
  return others.length === 0 || oneForm.has(operator)
    ? [first]
    : [first, () => (f(...others) as Operator)(data)]
}

const wrongWithCase = (c: Case): readonly string[] => {
  const [operator, args] = c
  return formsOf(operator, args.map(argumentOf)).flatMap((form, i) => {
    const wrong = wrongResult(c, form())
    return wrong === null
      ? []
      : [`${i === 0 ? 'data first' : 'data last'}: ${wrong}\n${JSON.stringify(c).slice(0, 1000)}`]
  })
}

const tables = files.map((file) => ({ file, cases: casesOf(file) }))

describe.each(tables)('$file as NumPy has it', ({ cases }) => {
  const names = [...new Set(cases.map(([operator]) => operator))]
  it.each(names)('%s', (name) => {
    const wrong = cases.filter(([operator]) => operator === name).flatMap(wrongWithCase)
    expect(wrong).toEqual([])
  })
})

describe('the tables', () => {
  const all = tables.flatMap(({ cases }) => cases)
  const covered = new Set(all.map(([operator]) => operator))

  it('hold every operator that NumPy knows', () => {
    const missing = Object.keys(T).filter((name) => !covered.has(name) && !(name in withoutNumPy))
    expect(missing, 'add cases to scripts/fixtures/numpy_tables.py').toEqual([])
  })

  it('are as many as the page for NumPy users says', () => {
    expect(all.length).toBeGreaterThan(2500)
  })
})
