/** Primitives in the words of the public vocabulary. */
import type { TensorType } from '../../core/node.ts'
import { type AttributesOf, type PrimitiveName } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { sizeOf } from '../../core/shape/dimension.ts'

/** An application to print: the names and types of its operands, its attributes, its result. */
interface Application<A> {
  readonly names: readonly string[]
  readonly types: readonly TensorType[]
  readonly attributes: A
  readonly result: TensorType
}

interface Wording<A> {
  words(application: Application<A>): string | null
}

/**
 * An application in the words of the vocabulary, with the same value bit for bit; `null` where the
 * vocabulary has none. (A method's type, so that a table may hold rows for different attributes.)
 */
export type Words<A> = Wording<A>['words']

export const call = (operator: string, ...operands: readonly string[]): string =>
  `${operator}(${operands.join(', ')})`

export const list = (numbers: readonly unknown[]): string => `[${numbers.join(', ')}]`

const pairs = (all: readonly (readonly number[])[]): string => list(all.map(list))

/** An operator of the operands alone. */
const plain =
  (operator: string) =>
  ({ names }: Pick<Application<Attributes>, 'names'>): string =>
    call(`T.${operator}`, ...names)

/** What has no name in the vocabulary. */
const nameless = (): null => null

const shapeAt = (types: readonly TensorType[], i: number): readonly number[] =>
  types[i]?.shape ?? []

const all = (numbers: readonly number[], wanted: number): boolean =>
  numbers.every((x) => x === wanted)

/** An extremum of nothing has no public name. */
const extremum =
  (operator: string): Words<AttributesOf<'reduceMax'>> =>
  ({ names: [x = ''], types, attributes: { axes } }) =>
    axes.some((axis) => shapeAt(types, 0)[axis] === 0) ? null : call(`T.${operator}`, x, list(axes))

const choice =
  (operator: string): Words<AttributesOf<'argmax'>> =>
  ({ names: [x = ''], attributes: { axis } }) =>
    call(`T.${operator}`, x, String(axis))

/** Einstein's sum adds up in the order of the first operand's axes. */
const contraction: Words<AttributesOf<'dotGeneral'>> = ({
  names,
  types,
  attributes: { contract, batch },
}) => {
  if (contract[0].some((axis, i) => axis < (contract[0][i - 1] ?? -1))) return null
  // einsum multiplies element by element, which keeps the −0 that a sum loses
  const isElementwise =
    contract[0].length === 0 && types.every(({ shape }) => shape.length === batch[0].length)
  if (isElementwise) return null
  const left = shapeAt(types, 0).map((_, axis) => String.fromCharCode(97 + axis))
  const own = shapeAt(types, 1).map((_, axis) => String.fromCharCode(110 + axis))
  const right = own.map((letter, axis) => {
    const paired = [contract, batch].flatMap(([ours, theirs]) =>
      theirs.flatMap((other, i) => (other === axis ? [left[ours[i] ?? 0] ?? ''] : [])),
    )
    return paired[0] ?? letter
  })
  const isFree = (side: 0 | 1) => (_: string, axis: number) =>
    !contract[side].includes(axis) && !batch[side].includes(axis)
  const output = [
    ...batch[0].map((axis) => left[axis]),
    ...left.filter(isFree(0)),
    ...right.filter(isFree(1)),
  ]
  return call('T.einsum', `'${left.join('')},${right.join('')}->${output.join('')}'`, ...names)
}

const convolution: Words<AttributesOf<'convolution'>> = ({ names, attributes, result }) => {
  const { strides, padding, inputDilation, kernelDilation, featureGroups, batchGroups } = attributes
  const rank = strides.length
  const isPublic =
    rank >= 1 &&
    rank <= 3 &&
    batchGroups === 1 &&
    all(inputDilation, 1) &&
    padding.flat().every((count) => count >= 0) &&
    sizeOf(result.shape) > 0
  const options = [
    `strides: ${list(strides)}`,
    `padding: ${pairs(padding)}`,
    `dilation: ${list(kernelDilation)}`,
    `groups: ${featureGroups}`,
  ]
  return isPublic ? call(`T.conv${rank}d`, ...names, `{ ${options.join(', ')} }`) : null
}

/** A tensor whose axes have places in a shape, stretched to it. */
const stretched = (
  x: string,
  own: readonly number[],
  shape: readonly number[],
  axes: readonly number[],
): string => {
  const trailing = axes.every((axis, i) => axis === shape.length - axes.length + i)
  const spread = shape.map((_, axis) => own[axes.indexOf(axis)] ?? 1)
  return call('T.broadcastTo', trailing ? x : call('T.reshape', x, list(spread)), list(shape))
}

const windowOptions = (stride: number, dilation: number): string =>
  `{ stride: ${stride}, dilation: ${dilation} }`

/** Windows along one axis after the other; where there is none, the vocabulary refuses. */
const windows: Words<AttributesOf<'windows'>> = ({
  names: [x = ''],
  attributes: { axes, sizes, strides, dilations },
  result,
}) =>
  axes.some((axis) => result.shape[axis] === 0)
    ? null
    : axes.reduce(
        (inner, axis, i) =>
          call(
            'T.unfold',
            inner,
            String(axis),
            String(sizes[i]),
            windowOptions(strides[i] ?? 1, dilations[i] ?? 1),
          ),
        x,
      )

/** Windows along several axes are added in an order of their own. */
const unwindows: Words<AttributesOf<'unwindows'>> = ({
  names: [x = ''],
  types,
  attributes: { axes, strides, dilations, shape },
}) => {
  const [axis] = axes
  if (axis === undefined || axes.length > 1 || shapeAt(types, 0)[axis] === 0) return null
  const options = windowOptions(strides[0] ?? 1, dilations[0] ?? 1)
  return call('T.fold', x, String(axis), String(shape[axis]), options)
}

/** Random numbers of one key; the vocabulary has no batches of keys. */
const ofOneKey =
  <A>(words: Words<A>): Words<A> =>
  (application) =>
    shapeAt(application.types, 0).length === 1 ? words(application) : null

/** A row for every primitive of the registry. */
const vocabulary: { readonly [N in PrimitiveName]: Words<AttributesOf<N>> } = {
  add: plain('add'),
  sub: plain('sub'),
  mul: plain('mul'),
  // integers have no public quotient that stays whole
  div: ({ names, result }) => (isWhole(result) ? null : plain('div')({ names })),
  neg: plain('neg'),
  abs: plain('abs'),
  sign: plain('sign'),
  max: plain('maximum'),
  min: plain('minimum'),
  sqrt: plain('sqrt'),
  pow: plain('pow'),
  floor: plain('floor'),
  round: plain('round'),
  remainder: plain('mod'),
  exp: plain('exp'),
  expm1: plain('expm1'),
  log: plain('log'),
  log1p: plain('log1p'),
  tanh: plain('tanh'),
  logistic: plain('sigmoid'),
  erf: plain('erf'),
  erfc: plain('erfc'),
  erfInv: plain('erfInv'),
  sin: plain('sin'),
  cos: plain('cos'),
  atan2: plain('atan2'),
  sinh: plain('sinh'),
  cosh: plain('cosh'),
  asinh: plain('asinh'),
  lgamma: plain('lgamma'),
  polygamma: ({ names: [x = ''], attributes: { order } }) => call('T.polygamma', x, String(order)),
  bitAnd: plain('bitAnd'),
  bitOr: plain('bitOr'),
  bitXor: plain('bitXor'),
  shiftLeft: plain('shiftLeft'),
  shiftRight: plain('shiftRight'),
  equal: plain('equal'),
  less: plain('less'),
  lessEqual: plain('lessEqual'),
  select: plain('where'),
  convert: ({ names: [x = ''], attributes: { dtype } }) => call('T.cast', x, `'${dtype}'`),
  stopGradient: ({ names: [x = ''] }) => call('stopGradient', x),
  reduceSum: ({ names: [x = ''], attributes: { axes } }) => call('T.sum', x, list(axes)),
  reduceMax: extremum('max'),
  reduceMin: extremum('min'),
  cumsum: ({ names: [x = ''], attributes: { axis, reverse } }) =>
    call('T.cumsum', x, String(axis), `{ reverse: ${reverse} }`),
  dotGeneral: contraction,
  triangularSolve: ({ names, attributes: { lower, transposed, unit } }) =>
    call(
      'T.triangularSolve',
      ...names,
      `{ lower: ${lower}, transposed: ${transposed}, unitDiagonal: ${unit} }`,
    ),
  // T.cholesky and T.eigh read both triangles
  cholesky: nameless,
  solve: ({ names, attributes: { transposed } }) => (transposed ? null : plain('solve')({ names })),
  pivots: nameless,
  lu: nameless,
  qr: ({ names: [x = ''], result }) =>
    call('T.concat', `[...T.qr(${x})]`, String(result.shape.length - 2)),
  eigenvalues: nameless,
  eigenvectors: nameless,
  convolution,
  reshape: ({ names: [x = ''], attributes: { shape } }) => call('T.reshape', x, list(shape)),
  transpose: ({ names: [x = ''], attributes: { permutation } }) =>
    call('T.transpose', x, list(permutation)),
  broadcast: ({ names: [x = ''], types, attributes: { shape, axes } }) =>
    stretched(x, shapeAt(types, 0), shape, axes),
  slice: ({ names: [x = ''], attributes: { starts, stops, strides } }) =>
    call('T.slice', x, list(starts), list(stops), list(strides)),
  pad: ({ names: [x = ''], attributes: { low, high, interior } }) =>
    all(interior, 0) ? call('T.pad', x, pairs(low.map((n, i) => [n, high[i] ?? 0]))) : null,
  concatenate: ({ names, attributes: { axis } }) => call('T.concat', list(names), String(axis)),
  reverse: ({ names: [x = ''], attributes: { axes } }) => call('T.flip', x, list(axes)),
  windows,
  unwindows,
  sortBy: ({ names: [keys = '', values = ''] }) =>
    call('T.takeAlongAxis', values, call('T.argsort', keys, '-1'), '-1'),
  argmax: choice('argmax'),
  argmin: choice('argmin'),
  // T.take and T.addAt count negative indices from the end
  gather: nameless,
  scatterAdd: nameless,
  iota: ({ attributes: { shape, axis, dtype } }) => {
    const size = shape[axis] ?? 0
    return stretched(`T.arange(${size}, { dtype: '${dtype}' })`, [size], shape, [axis])
  },
  threefrySplit: ofOneKey(({ names: [key = ''], attributes: { count } }) =>
    count === 0 ? null : call('T.stack', `[...R.split(${key}, ${count})]`, '0'),
  ),
  threefryFoldIn: ofOneKey(({ names }) => call('R.foldIn', ...names)),
  threefryBits: ofOneKey(({ names: [key = ''], attributes: { shape, width } }) =>
    width === 32 ? call('R.bits', key, list(shape)) : null,
  ),
}

const isWhole = ({ dtype }: TensorType): boolean => dtype === 'i32' || dtype === 'u32'

/** The words for a primitive that is known only when a program is printed. */
export const wordsOf = (name: PrimitiveName): Words<Attributes> => vocabulary[name]
