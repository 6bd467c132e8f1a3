import fc, { type Arbitrary } from 'fast-check'
import type { DType } from '../../core/dtype.ts'
import { type PrimitiveName, primitives } from '../../core/primitives/index.ts'
import { type NoAttributes, none } from '../../core/primitives/primitive.ts'
import type { Probe } from '../subject.ts'
import { type Case, caseOf, operandsFor, recipeOf } from './cases.ts'
import type { Layout, LayoutOf } from './layout.ts'

type Large<N extends PrimitiveName> = (dtype: DType) => LayoutOf<N>

const alike =
  (count: number) =>
  (dtype: DType): Layout<NoAttributes> => ({
    types: Array.from({ length: count }, () => ({ shape: [1200], dtype })),
    attributes: none,
  })

const [one, two] = [alike(1), alike(2)]

const reduction = (dtype: DType): LayoutOf<'reduceSum'> => ({
  types: [{ shape: [1100, 3], dtype }],
  attributes: { axes: [1] },
})

const choice = (dtype: DType): LayoutOf<'argmax'> => ({
  types: [{ shape: [1100, 3], dtype }],
  attributes: { axis: 1 },
})

const squares = (dtype: DType): Layout<NoAttributes> => ({
  types: [{ shape: [70, 4, 4], dtype }],
  attributes: none,
})

const systemTypes = (dtype: DType): Layout<NoAttributes>['types'] => [
  { shape: [20, 4, 4], dtype },
  { shape: [20, 4, 15], dtype },
]

const windows = (dtype: DType): LayoutOf<'windows'> => ({
  types: [{ shape: [1002], dtype }],
  attributes: { axes: [0], sizes: [2], strides: [1], dilations: [1] },
})

/**
 * One layout of more than a thousand elements for each primitive: what is blocked, unrolled or split
 * for large arrays only is not seen in small ones, and neither is one wrong element among thousands.
 */
const layouts: { readonly [N in PrimitiveName]: Large<N> } = {
  add: two,
  sub: two,
  mul: two,
  div: two,
  neg: one,
  abs: one,
  sign: one,
  max: two,
  min: two,
  sqrt: one,
  pow: two,
  floor: one,
  round: one,
  remainder: two,
  exp: one,
  expm1: one,
  log: one,
  log1p: one,
  tanh: one,
  logistic: one,
  erf: one,
  erfc: one,
  erfInv: one,
  sin: one,
  cos: one,
  atan2: two,
  sinh: one,
  cosh: one,
  asinh: one,
  lgamma: one,
  polygamma: (dtype) => ({ types: [{ shape: [1200], dtype }], attributes: { order: 1 } }),
  bitAnd: two,
  bitOr: two,
  bitXor: two,
  shiftLeft: two,
  shiftRight: two,
  equal: two,
  less: two,
  lessEqual: two,
  select: (dtype) => ({
    types: [
      { shape: [1200], dtype: 'bool' },
      { shape: [1200], dtype },
      { shape: [1200], dtype },
    ],
    attributes: none,
  }),
  convert: (dtype) => ({
    types: [{ shape: [1200], dtype }],
    attributes: { dtype: dtype === 'f32' ? 'f64' : 'f32' },
  }),
  stopGradient: one,
  reduceSum: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  cumsum: (dtype) => ({
    types: [{ shape: [40, 30], dtype }],
    attributes: { axis: 1, reverse: false },
  }),
  dotGeneral: (dtype) => ({
    types: [
      { shape: [40, 8], dtype },
      { shape: [8, 30], dtype },
    ],
    attributes: { batch: [[], []], contract: [[1], [0]] },
  }),
  triangularSolve: (dtype) => ({
    types: systemTypes(dtype),
    attributes: { lower: true, transposed: false, unit: false },
  }),
  cholesky: squares,
  solve: (dtype) => ({ types: systemTypes(dtype), attributes: { transposed: false } }),
  pivots: squares,
  lu: squares,
  qr: squares,
  eigenvalues: (dtype) => ({ types: [{ shape: [300, 4, 4], dtype }], attributes: none }),
  eigenvectors: squares,
  convolution: (dtype) => ({
    types: [
      { shape: [1, 20, 20, 1], dtype },
      { shape: [3, 3, 1, 3], dtype },
    ],
    attributes: {
      strides: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      inputDilation: [1, 1],
      kernelDilation: [1, 1],
      featureGroups: 1,
      batchGroups: 1,
    },
  }),
  reshape: (dtype) => ({ types: [{ shape: [40, 30], dtype }], attributes: { shape: [1200] } }),
  transpose: (dtype) => ({
    types: [{ shape: [40, 30], dtype }],
    attributes: { permutation: [1, 0] },
  }),
  broadcast: (dtype) => ({
    types: [{ shape: [40], dtype }],
    attributes: { shape: [40, 30], axes: [0] },
  }),
  slice: (dtype) => ({
    types: [{ shape: [1300], dtype }],
    attributes: { starts: [50], stops: [1250], strides: [1] },
  }),
  pad: (dtype) => ({
    types: [{ shape: [1000], dtype }],
    attributes: { low: [100], high: [100], interior: [0] },
  }),
  concatenate: (dtype) => ({
    types: Array.from({ length: 3 }, () => ({ shape: [400], dtype })),
    attributes: { axis: 0 },
  }),
  reverse: (dtype) => ({ types: [{ shape: [1200], dtype }], attributes: { axes: [0] } }),
  windows,
  unwindows: (dtype) => {
    const { types, attributes } = windows(dtype)
    return {
      types: [primitives.windows.infer(types, attributes)],
      attributes: { ...attributes, shape: [1002] },
    }
  },
  sortBy: (dtype) => ({
    types: [
      { shape: [1200], dtype },
      { shape: [1200], dtype },
    ],
    attributes: none,
  }),
  argmax: choice,
  argmin: choice,
  gather: (dtype) => ({
    types: [
      { shape: [4], dtype },
      { shape: [1200], dtype: 'i32' },
    ],
    attributes: none,
  }),
  scatterAdd: (dtype) => ({
    types: [
      { shape: [1200], dtype },
      { shape: [1200], dtype: 'i32' },
    ],
    attributes: { size: 4 },
  }),
  iota: (dtype) => ({ types: [], attributes: { shape: [40, 30], axis: 1, dtype } }),
  threefrySplit: (dtype) => ({ types: [{ shape: [300, 2], dtype }], attributes: { count: 2 } }),
  threefryFoldIn: (dtype) => ({
    types: [
      { shape: [600, 2], dtype },
      { shape: [600], dtype },
    ],
    attributes: none,
  }),
  threefryBits: (dtype) => ({
    types: [{ shape: [2], dtype }],
    attributes: { shape: [1200], width: 32 },
  }),
}

/** Large cases of a primitive, in one of some element types; elements follow from a seed. */
export const largeProbes = (
  name: PrimitiveName,
  dtypes: readonly DType[] = recipeOf(name).takes,
): Arbitrary<Probe<Case>> =>
  fc.tuple(fc.constantFrom(...dtypes), fc.nat()).map(([dtype, seed]) => {
    const { types, attributes } = layouts[name](dtype)
    return { of: caseOf(name, operandsFor(name, types, 'smooth', seed), attributes), seed }
  })
