import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dtypes } from '../../src/core/dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from '../../src/core/errors.ts'
import type { TensorType } from '../../src/core/node.ts'
import type { AttributesOf, PrimitiveName } from '../../src/core/primitives/index.ts'
import { none } from '../../src/core/primitives/primitive.ts'
import { names, primitiveOf, casesOf, recipeOf } from '../../src/laws/primitive/cases.ts'

/** Is what happens the error of a program, which names the primitive? */
const refuses = (name: PrimitiveName, infer: () => unknown): boolean => {
  try {
    infer()
    return false
  } catch (error) {
    const tagged =
      error instanceof ShapeError || error instanceof DTypeError || error instanceof ArgumentError
    return tagged && error.operator === name
  }
}

const others = names.flatMap((name) =>
  dtypes
    .filter((dtype) => !recipeOf(name).takes.includes(dtype))
    .map((dtype) => [name, dtype] as const),
)

test.each(others)('%s does not take %s', (name, dtype) => {
  const [of] = recipeOf(name).takes
  fc.assert(
    fc.property(
      casesOf(name, 'smooth', of === undefined ? [] : [of]),
      ({ of: { operands, attributes } }) => {
        const types = operands.map(({ shape }) => ({ shape, dtype }))
        const changed = 'dtype' in attributes ? { ...attributes, dtype } : attributes
        expect(refuses(name, () => primitiveOf(name).infer(types, changed))).toBe(true)
      },
    ),
    { numRuns: 5 },
  )
})

const several = names.filter((name) => primitiveOf(name).family !== 'creation')

test.each(several)('%s does not do without operands', (name) => {
  fc.assert(
    fc.property(casesOf(name), ({ of: { attributes } }) => {
      expect(refuses(name, () => primitiveOf(name).infer([], attributes))).toBe(true)
    }),
    { numRuns: 5 },
  )
})

const f64 = (...shape: readonly number[]): TensorType => ({ shape, dtype: 'f64' })
const i32 = (...shape: readonly number[]): TensorType => ({ shape, dtype: 'i32' })
const u32 = (...shape: readonly number[]): TensorType => ({ shape, dtype: 'u32' })
const bool = (...shape: readonly number[]): TensorType => ({ shape, dtype: 'bool' })

type Refused<N extends PrimitiveName> = readonly (readonly [
  why: string,
  operands: readonly TensorType[],
  attributes: AttributesOf<N>,
])[]

const unlike = [['other shapes', [f64(2, 3), f64(3, 2)], none]] as const
const integers = [
  ['other shapes', [u32(2, 3), u32(3, 2)], none],
  ['other element types', [u32(2), { shape: [2], dtype: 'i32' }], none],
] as const
const floats = [['other element types', [f64(2), { shape: [2], dtype: 'f32' }], none]] as const
const axes: Refused<'reduceSum'> = [
  ['an axis that is not there', [f64(2, 3)], { axes: [2] }],
  ['a negative axis', [f64(2, 3)], { axes: [-1] }],
  ['an axis twice', [f64(2, 3)], { axes: [0, 0] }],
  ['axes that descend', [f64(2, 3)], { axes: [1, 0] }],
]

const choices: Refused<'argmax'> = [
  ['an axis that is not there', [f64(2, 3)], { axis: 2 }],
  ['a negative axis', [f64(2, 3)], { axis: -1 }],
  ['nothing to choose from', [f64(2, 0)], { axis: 1 }],
]

const matrices = [
  ['a scalar', [f64()], none],
  ['a vector', [f64(3)], none],
] as const
const squares = [...matrices, ['what is not square', [f64(2, 3)], none]] as const

const systems = <N extends PrimitiveName>(attributes: AttributesOf<N>): Refused<N> => [
  ['vectors', [f64(3, 3), f64(3)], attributes],
  ['what is not square', [f64(2, 3), f64(2, 3)], attributes],
  ['too few rows', [f64(3, 3), f64(2, 2)], attributes],
  ['batches that differ', [f64(2, 3, 3), f64(3, 3)], attributes],
  ['types that differ', [f64(3, 3), { shape: [3, 3], dtype: 'f32' }], attributes],
]
const along: AttributesOf<'convolution'> = {
  strides: [1],
  padding: [[0, 0]],
  inputDilation: [1],
  kernelDilation: [1],
  featureGroups: 1,
  batchGroups: 1,
}
const pairs: AttributesOf<'windows'> = { axes: [0], sizes: [2], strides: [1], dilations: [1] }

/** Operands and attributes that do not fit. */
const refused: { readonly [N in PrimitiveName]: Refused<N> } = {
  add: [...unlike, ...floats],
  sub: [...unlike, ...floats],
  mul: [...unlike, ...floats],
  div: [...unlike, ...floats],
  neg: [],
  abs: [],
  sign: [],
  max: [...unlike, ...floats],
  min: [...unlike, ...floats],
  sqrt: [],
  pow: [...unlike, ...floats],
  floor: [],
  round: [],
  remainder: [...unlike, ...floats],
  exp: [],
  expm1: [],
  log: [],
  log1p: [],
  tanh: [],
  logistic: [],
  erf: [],
  erfc: [],
  erfInv: [],
  sin: [],
  cos: [],
  atan2: [...unlike, ...floats],
  sinh: [],
  cosh: [],
  asinh: [],
  lgamma: [],
  polygamma: [
    ['a negative order', [f64(2)], { order: -1 }],
    ['an order that is not whole', [f64(2)], { order: 0.5 }],
  ],
  bitAnd: integers,
  bitOr: integers,
  bitXor: integers,
  shiftLeft: integers,
  shiftRight: integers,
  equal: [...unlike, ...floats],
  less: [...unlike, ...floats],
  lessEqual: [...unlike, ...floats],
  select: [
    ['a condition that is not bool', [f64(2), f64(2), f64(2)], none],
    ['a condition of another shape', [bool(3), f64(2), f64(2)], none],
    ['values of other shapes', [bool(2), f64(2), f64(3)], none],
    ['values of other types', [bool(2), f64(2), u32(2)], none],
  ],
  convert: [],
  stopGradient: [],
  reduceSum: axes,
  reduceMax: axes,
  reduceMin: axes,
  cumsum: [
    ['an axis that is not there', [f64(2, 3)], { axis: 2, reverse: false }],
    ['a negative axis', [f64(2, 3)], { axis: -1, reverse: false }],
  ],
  dotGeneral: [
    ['sizes that differ', [f64(2, 3), f64(2, 3)], { contract: [[1], [0]], batch: [[], []] }],
    ['an axis that is not there', [f64(2), f64(2)], { contract: [[1], [1]], batch: [[], []] }],
    ['lists of other lengths', [f64(2), f64(2)], { contract: [[0], []], batch: [[], []] }],
    ['types that differ', [f64(2), u32(2)], { contract: [[0], [0]], batch: [[], []] }],
    [
      'an axis twice',
      [f64(2, 2), f64(2, 2)],
      {
        contract: [
          [0, 0],
          [0, 1],
        ],
        batch: [[], []],
      },
    ],
    ['an axis in both lists', [f64(2), f64(2, 2)], { contract: [[0], [0]], batch: [[0], [1]] }],
  ],
  triangularSolve: systems({ lower: true, transposed: false, unit: false }),
  cholesky: squares,
  solve: systems({ transposed: false }),
  pivots: squares,
  lu: squares,
  qr: [...matrices, ['more columns than rows', [f64(2, 3)], none]],
  eigenvalues: squares,
  eigenvectors: squares,
  convolution: [
    ['channels that differ', [f64(1, 5, 2), f64(3, 3, 4)], along],
    ['features that do not divide', [f64(1, 5, 4), f64(3, 2, 3)], { ...along, featureGroups: 2 }],
    ['examples that do not divide', [f64(3, 5, 2), f64(3, 2, 4)], { ...along, batchGroups: 2 }],
    [
      'groups of both kinds',
      [f64(4, 5, 4), f64(3, 2, 4)],
      { ...along, featureGroups: 2, batchGroups: 2 },
    ],
    ['no groups', [f64(1, 5, 0), f64(3, 2, 4)], { ...along, featureGroups: 0 }],
    ['a kernel of no elements', [f64(1, 5, 2), f64(0, 2, 4)], along],
    ['a kernel of another rank', [f64(1, 5, 2), f64(3, 3, 2, 4)], along],
    ['an input without channels', [f64(5), f64(4)], { ...along, strides: [], padding: [] }],
    ['types that differ', [f64(1, 5, 2), u32(3, 2, 4)], along],
    ['a stride of 0', [f64(1, 5, 2), f64(3, 2, 4)], { ...along, strides: [0] }],
    ['too many strides', [f64(1, 5, 2), f64(3, 2, 4)], { ...along, strides: [1, 1] }],
    [
      'a dilation that is not whole',
      [f64(1, 5, 2), f64(3, 2, 4)],
      { ...along, kernelDilation: [1.5] },
    ],
    ['a dilation of 0', [f64(1, 5, 2), f64(3, 2, 4)], { ...along, inputDilation: [0] }],
    [
      'a padding that is not whole',
      [f64(1, 5, 2), f64(3, 2, 4)],
      { ...along, padding: [[0.5, 0]] },
    ],
    ['no padding', [f64(1, 5, 2), f64(3, 2, 4)], { ...along, padding: [] }],
  ],
  reshape: [
    ['another number of elements', [f64(2, 3)], { shape: [4] }],
    ['negative sizes', [f64(2, 3)], { shape: [-2, -3] }],
    ['sizes that are not whole', [f64(2, 3)], { shape: [1.5, 4] }],
  ],
  transpose: [
    ['too few axes', [f64(2, 3)], { permutation: [0] }],
    ['an axis twice', [f64(2, 3)], { permutation: [0, 0] }],
    ['an axis that is not there', [f64(2, 3)], { permutation: [0, 2] }],
  ],
  broadcast: [
    ['a size that differs', [f64(2)], { shape: [3, 3], axes: [1] }],
    ['axes that descend', [f64(2, 2)], { shape: [2, 2], axes: [1, 0] }],
    ['an axis that is not there', [f64(2)], { shape: [2], axes: [1] }],
    ['too few axes', [f64(2)], { shape: [2], axes: [] }],
    ['a negative size', [f64()], { shape: [-1], axes: [] }],
    ['a size that is not whole', [f64()], { shape: [1.5], axes: [] }],
  ],
  slice: [
    ['a stop beyond the end', [f64(3)], { starts: [0], stops: [4], strides: [1] }],
    ['a start below 0', [f64(3)], { starts: [-1], stops: [2], strides: [1] }],
    ['a start behind the stop', [f64(3)], { starts: [2], stops: [1], strides: [1] }],
    ['a stride of 0', [f64(3)], { starts: [0], stops: [3], strides: [0] }],
    ['no bounds', [f64(3)], { starts: [], stops: [], strides: [] }],
    ['too many bounds', [f64(3)], { starts: [0, 0], stops: [3, 1], strides: [1, 1] }],
    ['bounds that are not whole', [f64(3)], { starts: [0.5], stops: [3], strides: [1] }],
  ],
  pad: [
    ['a negative count', [f64(3)], { low: [-1], high: [0], interior: [0] }],
    ['no counts', [f64(3)], { low: [], high: [], interior: [] }],
    ['too many counts', [f64(3)], { low: [0, 1], high: [0, 1], interior: [0, 0] }],
    ['counts that are not whole', [f64(3)], { low: [0.5], high: [0.5], interior: [0] }],
  ],
  concatenate: [
    ['an axis that is not there', [f64(2)], { axis: 1 }],
    ['a negative axis', [f64(2)], { axis: -1 }],
    ['scalars', [f64(), f64()], { axis: 0 }],
    ['sizes that differ', [f64(2, 3), f64(2, 4)], { axis: 0 }],
    ['types that differ', [f64(2), u32(2)], { axis: 0 }],
    ['ranks that differ', [f64(2), f64(2, 2)], { axis: 0 }],
  ],
  reverse: [
    ['an axis that is not there', [f64(2)], { axes: [1] }],
    ['a negative axis', [f64(2)], { axes: [-1] }],
    ['an axis twice', [f64(2)], { axes: [0, 0] }],
  ],
  windows: [
    ['an axis that is not there', [f64(4)], { ...pairs, axes: [1] }],
    ['an axis twice', [f64(4)], { ...pairs, axes: [0, 0], sizes: [2, 2], strides: [1, 1] }],
    ['windows of no elements', [f64(4)], { ...pairs, sizes: [0] }],
    ['a stride of 0', [f64(4)], { ...pairs, strides: [0] }],
    ['a dilation that is not whole', [f64(4)], { ...pairs, dilations: [0.5] }],
    ['too many sizes', [f64(4)], { ...pairs, sizes: [2, 2] }],
  ],
  unwindows: [
    ['what are not the windows', [f64(3, 3)], { ...pairs, shape: [4] }],
    ['windows of another size', [f64(3, 3)], { ...pairs, shape: [5] }],
    ['a negative size', [f64(3, 2)], { ...pairs, shape: [-4] }],
    ['a stride of 0', [f64(3, 2)], { ...pairs, strides: [0], shape: [4] }],
  ],
  sortBy: [
    ['scalars', [f64(), f64()], none],
    ['shapes that differ', [f64(2), f64(3)], none],
  ],
  argmax: choices,
  argmin: choices,
  gather: [
    ['indices that are not i32', [f64(2, 3), f64(2)], none],
    ['a scalar index', [f64(2, 3), i32()], none],
    ['more batch axes than there are', [f64(2), i32(2, 2)], none],
    ['batches that differ', [f64(2, 3), i32(3, 1)], none],
    ['a scalar', [f64(), i32(1)], none],
  ],
  scatterAdd: [
    ['indices that are not i32', [f64(2, 3), u32(2)], { size: 2 }],
    ['more indices than rows', [f64(2, 3), i32(3)], { size: 2 }],
    ['batches that differ', [f64(2, 3), i32(3, 3)], { size: 2 }],
    ['a negative size', [f64(2), i32(2)], { size: -1 }],
    ['a size that is not whole', [f64(2), i32(2)], { size: 0.5 }],
  ],
  iota: [
    ['an axis that is not there', [], { shape: [2], axis: 1, dtype: 'f64' }],
    ['a negative size', [], { shape: [2, -1], axis: 0, dtype: 'f64' }],
  ],
  threefrySplit: [
    ['keys of three words', [u32(3)], { count: 1 }],
    ['a scalar', [u32()], { count: 1 }],
    ['a negative count', [u32(2)], { count: -1 }],
  ],
  threefryFoldIn: [
    ['data that do not fit the keys', [u32(3, 2), u32(2)], none],
    ['data of another type', [u32(2), f64()], none],
  ],
  threefryBits: [
    ['keys of three words', [u32(3)], { shape: [], width: 32 }],
    ['a negative size', [u32(2)], { shape: [-1], width: 32 }],
  ],
}

describe.each(names.filter((name) => refused[name].length > 0))('%s refuses', (name) => {
  test.each([...refused[name]])('%s', (_, operands, attributes) => {
    expect(refuses(name, () => primitiveOf(name).infer(operands, attributes))).toBe(true)
  })
})
