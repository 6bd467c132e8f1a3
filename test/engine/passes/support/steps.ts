/**
 * A random application of every primitive to the values that a program has so far. What does not fit
 * is made to fit by conversion and movement, so that there is much for rewriting to find.
 */
import type { DType } from '../../../../src/core/dtype.ts'
import { type Node, apply, constant } from '../../../../src/core/node.ts'
import { type PrimitiveName, primitives, registry } from '../../../../src/core/primitives/index.ts'
import type { Attributes, Primitive } from '../../../../src/core/primitives/primitive.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import { storageOf } from './elements.ts'
import type { Stream } from './stream.ts'

type Sizes = readonly number[]
const floats = ['f32', 'f64'] as const
const integers = ['i32', 'u32'] as const
const numbers = [...floats, ...integers] as const
const all = [...numbers, 'bool'] as const

const shapes: readonly Sizes[] = [
  [],
  [1],
  [3],
  [2, 3],
  [3, 2],
  [3, 1],
  [1, 4],
  [2, 1, 3],
  [2, 2, 2],
  [4, 5],
  [19],
  [0, 2],
]

const on = (name: PrimitiveName, operands: readonly Node[], attributes: Attributes = {}): Node =>
  apply(registry[name] as Primitive<Attributes>, operands, attributes)

const counting = (count: number): Sizes => Array.from({ length: count }, (_, i) => i)

const shuffled = (stream: Stream, count: number): Sizes => {
  const order = [...counting(count)]
  for (let i = count - 1; i > 0; i--) {
    const k = stream.below(i + 1)
    const [a, b] = [order[i] as number, order[k] as number]
    order[i] = b
    order[k] = a
  }
  return order
}

const some = (stream: Stream, things: Sizes): Sizes => things.filter(() => stream.once(2))

/** The values of a program so far, and the choice among them. */
export class Pool {
  readonly nodes: Node[] = []
  constructor(readonly stream: Stream) {}

  any(): Node {
    // what is new is chosen more often: chains grow
    const { nodes, stream } = this
    return stream.once(2)
      ? (nodes.at(-1 - stream.below(Math.min(3, nodes.length))) as Node)
      : stream.one(nodes)
  }

  shape(): Sizes {
    const { stream } = this
    const shape = stream.once(4) ? stream.one(shapes) : this.any().shape
    return sizeOf(shape) > 60 ? [3] : shape
  }

  dtype(choice: readonly DType[]): DType {
    const { dtype } = this.any()
    return choice.includes(dtype) ? dtype : this.stream.one(choice)
  }

  /** One number in a shape, as literals are. */
  literal(shape: Sizes, dtype: DType): Node {
    const number = this.stream.one([0, 0, 0, -0, 1, -1, 0.5, 2, -4, 3, 0.1, Infinity, Number.NaN])
    const scalar = constant([], dtype, storageOf(dtype, [number]))
    return shape.length === 0 ? scalar : on('broadcast', [scalar], { shape, axes: [] })
  }

  /** A value in some shape and element type. */
  of(shape: Sizes, dtype: DType): Node {
    if (this.stream.once(5)) return this.literal(shape, dtype)
    const node = this.any()
    const typed = node.dtype === dtype ? node : on('convert', [node], { dtype })
    return this.shaped(typed, shape)
  }

  private shaped(node: Node, shape: Sizes): Node {
    const [size, wanted] = [sizeOf(node.shape), sizeOf(shape)]
    if (node.shape.join() === shape.join()) return node
    if (size === wanted) return on('reshape', [node], { shape })
    if (node.shape.length === 0) return on('broadcast', [node], { shape, axes: [] })
    const row = shape.findLastIndex((_, axis) => shape.slice(axis).join() === node.shape.join())
    if (row > 0) {
      return on('broadcast', [node], { shape, axes: counting(shape.length).slice(row) })
    }
    if (size === 0) return this.literal(shape, node.dtype)
    const flat = on('reshape', [node], { shape: [size] })
    const times = Math.ceil(wanted / size)
    const long =
      times <= 1
        ? flat
        : on('reshape', [on('broadcast', [flat], { shape: [times, size], axes: [1] })], {
            shape: [times * size],
          })
    const cut = on('slice', [long], { starts: [0], stops: [wanted], strides: [1] })
    return on('reshape', [cut], { shape })
  }
}

type Step = (pool: Pool) => Node

const map =
  (name: PrimitiveName, choice: readonly DType[]): Step =>
  (pool) =>
    on(name, [pool.of(pool.shape(), pool.dtype(choice))])

const zip =
  (name: PrimitiveName, choice: readonly DType[]): Step =>
  (pool) => {
    const [shape, dtype] = [pool.shape(), pool.dtype(choice)]
    return on(name, [pool.of(shape, dtype), pool.of(shape, dtype)])
  }

const reduce =
  (name: PrimitiveName, choice: readonly DType[]): Step =>
  (pool) => {
    const shape = pool.shape()
    const axes = some(pool.stream, counting(shape.length))
    return on(name, [pool.of(shape, pool.dtype(choice))], { axes })
  }

/** A shape of at least one axis, of at least one element. */
const solid = (pool: Pool): Sizes => {
  const shape = pool.shape()
  return shape.length === 0 || shape.includes(0) ? [2, 3] : shape
}

const choose =
  (name: PrimitiveName): Step =>
  (pool) => {
    const shape = solid(pool)
    return on(name, [pool.of(shape, pool.dtype(all))], { axis: pool.stream.below(shape.length) })
  }

/** Matrices of moderate size: eigenvalues of others need not be worth much. */
const matrix = (pool: Pool, rows: number, columns: number): Node => {
  const dtype = pool.stream.one(floats)
  return on('tanh', [pool.of([...pool.stream.one([[], [2]]), rows, columns], dtype)])
}

const square =
  (name: PrimitiveName): Step =>
  (pool) =>
    on(name, [matrix(pool, 3, 3)])

const system =
  (name: PrimitiveName, attributes: (stream: Stream) => Attributes): Step =>
  (pool) => {
    const a = matrix(pool, 2, 2)
    return on(name, [a, pool.of([...a.shape.slice(0, -1), 3], a.dtype)], attributes(pool.stream))
  }

const windowed = (pool: Pool) => {
  const shape = solid(pool)
  const axis = pool.stream.below(shape.length)
  const size = shape[axis] as number
  const taken = 1 + pool.stream.below(Math.min(size, 3))
  return {
    shape,
    attributes: {
      axes: [axis],
      sizes: [taken],
      strides: [1 + pool.stream.below(2)],
      dilations: [taken === 1 ? 1 : 1 + pool.stream.below(Math.floor((size - 1) / (taken - 1)))],
    },
  }
}

const indexed = (pool: Pool): readonly [rows: number, row: Sizes, count: number] => [
  1 + pool.stream.below(4),
  pool.stream.one([[], [2]]),
  pool.stream.below(5),
]

const indices = (pool: Pool, shape: Sizes): Node =>
  pool.stream.once(2)
    ? constant(
        shape,
        'i32',
        storageOf(
          'i32',
          counting(sizeOf(shape)).map(() => pool.stream.below(5) - 1),
        ),
      )
    : pool.of(shape, 'i32')

/** One for every primitive: a primitive without a step does not compile. */
export const steps: { readonly [N in PrimitiveName]: Step } = {
  add: zip('add', numbers),
  sub: zip('sub', numbers),
  mul: zip('mul', numbers),
  div: zip('div', numbers),
  neg: map('neg', numbers),
  abs: map('abs', numbers),
  sign: map('sign', numbers),
  max: zip('max', numbers),
  min: zip('min', numbers),
  sqrt: map('sqrt', floats),
  pow: zip('pow', floats),
  floor: map('floor', floats),
  round: map('round', floats),
  remainder: zip('remainder', numbers),
  exp: map('exp', floats),
  expm1: map('expm1', floats),
  log: map('log', floats),
  log1p: map('log1p', floats),
  tanh: map('tanh', floats),
  logistic: map('logistic', floats),
  erf: map('erf', floats),
  erfc: map('erfc', floats),
  erfInv: map('erfInv', floats),
  sin: map('sin', floats),
  cos: map('cos', floats),
  atan2: zip('atan2', floats),
  sinh: map('sinh', floats),
  cosh: map('cosh', floats),
  asinh: map('asinh', floats),
  lgamma: map('lgamma', floats),
  polygamma: (pool) =>
    on('polygamma', [pool.of(pool.shape(), pool.dtype(floats))], { order: pool.stream.below(3) }),
  bitAnd: zip('bitAnd', integers),
  bitOr: zip('bitOr', integers),
  bitXor: zip('bitXor', integers),
  shiftLeft: zip('shiftLeft', integers),
  shiftRight: zip('shiftRight', integers),
  equal: zip('equal', all),
  less: zip('less', all),
  lessEqual: zip('lessEqual', all),
  select: (pool) => {
    const [shape, dtype] = [pool.shape(), pool.dtype(all)]
    const x = pool.of(shape, dtype)
    return on('select', [
      pool.of(shape, 'bool'),
      x,
      pool.stream.once(4) ? x : pool.of(shape, dtype),
    ])
  },
  convert: (pool) => on('convert', [pool.any()], { dtype: pool.stream.one(all) }),
  stopGradient: (pool) => on('stopGradient', [pool.any()]),
  reduceSum: reduce('reduceSum', numbers),
  reduceMax: reduce('reduceMax', all),
  reduceMin: reduce('reduceMin', all),
  cumsum: (pool) => {
    const shape = solid(pool)
    return on('cumsum', [pool.of(shape, pool.dtype(numbers))], {
      axis: pool.stream.below(shape.length),
      reverse: pool.stream.once(2),
    })
  },
  dotGeneral: (pool) => {
    const { stream } = pool
    const dtype = pool.dtype(numbers)
    const [steps, m, n] = [stream.one([1, 2]), stream.one([1, 3]), stream.one([2, 0, 4])]
    const contracted = stream.one([[], [3], [2, 2]])
    // batch axes, free axes, contracted axes, in any order
    const side = (free: number) => {
      const sizes = [steps, free, ...contracted]
      const order = shuffled(stream, sizes.length)
      const plain = pool.of(sizes, dtype)
      const node = stream.once(2)
        ? on('transpose', [plain], { permutation: order })
        : pool.of(
            order.map((axis) => sizes[axis] as number),
            dtype,
          )
      const batch = [order.indexOf(0)]
      return { node, batch, contract: contracted.map((_, i) => order.indexOf(i + 2)) }
    }
    const [x, y] = [side(m), side(n)]
    return on('dotGeneral', [x.node, y.node], {
      contract: [x.contract, y.contract],
      batch: [x.batch, y.batch],
    })
  },
  triangularSolve: system('triangularSolve', (stream) => ({
    lower: stream.once(2),
    transposed: stream.once(2),
    unit: stream.once(2),
  })),
  cholesky: square('cholesky'),
  solve: system('solve', (stream) => ({ transposed: stream.once(2) })),
  pivots: square('pivots'),
  lu: square('lu'),
  qr: (pool) => on('qr', [matrix(pool, 3, 2)]),
  eigenvalues: square('eigenvalues'),
  eigenvectors: square('eigenvectors'),
  convolution: (pool) => {
    const { stream } = pool
    const dtype = pool.dtype(numbers)
    const channels = stream.one([1, 2])
    const featureGroups = stream.one([1, channels])
    return on(
      'convolution',
      [
        pool.of([stream.one([1, 2]), 4, channels], dtype),
        pool.of([2, channels / featureGroups, 2 * featureGroups], dtype),
      ],
      {
        strides: [stream.one([1, 2])],
        padding: [[stream.below(2), stream.below(2)]],
        inputDilation: [stream.one([1, 2])],
        kernelDilation: [stream.one([1, 2])],
        featureGroups,
        batchGroups: 1,
      },
    )
  },
  reshape: (pool) => {
    const x = pool.any()
    const size = sizeOf(x.shape)
    const others = [[size], [...x.shape, 1], [1, ...x.shape], x.shape, ...shapes]
    return on('reshape', [x], {
      shape: pool.stream.one(others.filter((shape) => sizeOf(shape) === size)),
    })
  },
  transpose: (pool) => {
    const x = pool.any()
    return on('transpose', [x], { permutation: shuffled(pool.stream, x.shape.length) })
  },
  broadcast: (pool) => {
    const x = pool.any()
    if (sizeOf(x.shape) > 20)
      return on('broadcast', [x], { shape: x.shape, axes: counting(x.shape.length) })
    const place = pool.stream.below(x.shape.length + 1)
    return on('broadcast', [x], {
      shape: [...x.shape.slice(0, place), pool.stream.one([1, 2, 3]), ...x.shape.slice(place)],
      axes: counting(x.shape.length).map((axis) => (axis < place ? axis : axis + 1)),
    })
  },
  slice: (pool) => {
    const x = pool.any()
    const starts = x.shape.map((size) => (pool.stream.once(3) ? pool.stream.below(size + 1) : 0))
    return on('slice', [x], {
      starts,
      stops: x.shape.map((size, axis) =>
        Math.max(starts[axis] as number, size - pool.stream.below(2)),
      ),
      strides: x.shape.map(() => 1 + pool.stream.below(2)),
    })
  },
  pad: (pool) => {
    const x = pool.any()
    const few = (): Sizes => x.shape.map(() => (pool.stream.once(2) ? 0 : pool.stream.below(2)))
    return sizeOf(x.shape) > 30
      ? on('pad', [x], {
          low: x.shape.map(() => 0),
          high: x.shape.map(() => 0),
          interior: x.shape.map(() => 0),
        })
      : on('pad', [x], { low: few(), high: few(), interior: few() })
  },
  concatenate: (pool) => {
    const shape = pool.shape()
    const sizes = shape.length === 0 ? [1] : shape
    const axis = pool.stream.below(sizes.length)
    const dtype = pool.dtype(all)
    const parts = counting(1 + pool.stream.below(3)).map(() =>
      pool.of(
        sizes.map((size, i) => (i === axis ? pool.stream.one([size, 0, 1]) : size)),
        dtype,
      ),
    )
    return on('concatenate', parts, { axis })
  },
  reverse: (pool) => {
    const x = pool.any()
    return on('reverse', [x], { axes: some(pool.stream, counting(x.shape.length)) })
  },
  windows: (pool) => {
    const { shape, attributes } = windowed(pool)
    return on('windows', [pool.of(shape, pool.dtype(all))], attributes)
  },
  unwindows: (pool) => {
    const { shape, attributes } = windowed(pool)
    const dtype = pool.dtype(numbers)
    const taken = on('windows', [pool.literal(shape, dtype)], attributes).shape
    return on('unwindows', [pool.of(taken, dtype)], { ...attributes, shape })
  },
  sortBy: (pool) => {
    const shape = solid(pool)
    return on('sortBy', [pool.of(shape, pool.dtype(all)), pool.of(shape, pool.dtype(all))])
  },
  argmax: choose('argmax'),
  argmin: choose('argmin'),
  gather: (pool) => {
    const [rows, row, count] = indexed(pool)
    return on('gather', [pool.of([rows, ...row], pool.dtype(all)), indices(pool, [count])])
  },
  scatterAdd: (pool) => {
    const [size, row, count] = indexed(pool)
    const x = pool.of([count, ...row], pool.dtype(numbers))
    return on('scatterAdd', [x, indices(pool, [count])], { size })
  },
  iota: (pool) => {
    const shape = solid(pool)
    return on('iota', [], {
      shape,
      axis: pool.stream.below(shape.length),
      dtype: pool.stream.one(numbers),
    })
  },
  threefrySplit: (pool) =>
    on('threefrySplit', [pool.of([2], 'u32')], { count: 1 + pool.stream.below(3) }),
  threefryFoldIn: (pool) => on('threefryFoldIn', [pool.of([3, 2], 'u32'), pool.of([3], 'u32')]),
  threefryBits: (pool) =>
    on('threefryBits', [pool.of([2], 'u32')], {
      shape: pool.stream.one([[], [3], [2, 2]]),
      width: pool.stream.one([32, 64]),
    }),
}

/** The names of all primitives. */
export const names = Object.keys(primitives) as readonly PrimitiveName[]
