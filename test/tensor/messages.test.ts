/**
 * What the compiler says about wrong programs: one line, on the argument at fault, in the words of
 * the shape rules. One run of the compiler checks all of them.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { firstLineAfter, type Found, typeErrors } from '../support/type-errors.ts'

const preamble = `
import { pipe } from 'fp-ts/lib/function.js'
import { T, type Tensor } from '../../src/index.ts'
declare const images: Tensor<['batch', 28, 28]>
declare const x: Tensor<['batch', 783]>
declare const w: Tensor<[784, 256]>
declare const v: Tensor<[3]>
declare const ints: Tensor<[3], 'i32'>
declare const some: Tensor<[number, 783]>
void [pipe, images, x, w, v, ints, some]
`

/** A wrong program: its code with «the argument at fault», its type and what stands there instead. */
interface Wrong {
  readonly code: string
  readonly type: string
  readonly message: string
}

const cases: readonly Wrong[] = [
  {
    code: 'T.matmul(x, «w»)',
    type: 'Tensor<[784, 256], "f32">',
    message:
      '"matmul: inner dimensions differ: 783 (last of [batch, 783]) vs 784 (second to last of [784, 256])"',
  },
  {
    code: 'T.matmul(some, «w»)',
    type: 'Tensor<[784, 256], "f32">',
    message:
      '"matmul: inner dimensions differ: 783 (last of [number, 783]) vs 784 (second to last of [784, 256])"',
  },
  {
    code: 'T.add(w, «v»)',
    type: 'Tensor<[3], "f32">',
    message: '"add: dimension 256 of [784, 256] and dimension 3 of [3] are neither equal nor 1"',
  },
  {
    code: 'T.less(v, «x»)',
    type: 'Tensor<["batch", 783], "f32">',
    message: '"less: dimension 3 of [3] and dimension 783 of [batch, 783] are neither equal nor 1"',
  },
  {
    code: 'T.where(T.less(x, 0), x, «v»)',
    type: 'Tensor<[3], "f32">',
    message:
      '"where: dimension 783 of [batch, 783] and dimension 3 of [3] are neither equal nor 1"',
  },
  {
    code: "T.reshape(images, «['batch', 700]»)",
    type: '["batch", 700]',
    message:
      '["batch", 700] & "reshape: [batch, 28, 28] has 784 elements, [batch, 700] has 700 (equal dimensions cancelled)"',
  },
  {
    code: 'T.reshape(w, «[-1, -1]»)',
    type: '[-1, -1]',
    message: '[-1, -1] & "reshape: [-1, -1] has more than one -1"',
  },
  {
    code: "T.einsum(«'bhqd,bhkd->bhqk'», T.zeros(['b', 8, 128, 64]), T.zeros(['b', 8, 128, 32]))",
    type: '"bhqd,bhkd->bhqk"',
    message: `"einsum: index 'd' is 64 in one operand and 32 in operand 1"`,
  },
  {
    code: 'T.sum(images, «3»)',
    type: '3',
    message: '"sum: axis 3 is out of range for [batch, 28, 28] (rank 3)"',
  },
  {
    code: 'T.mean(images, «[0, -3]»)',
    type: 'number[]',
    message: '"mean: axis -3 of [batch, 28, 28] is named twice"',
  },
  {
    code: 'T.argmax(images, «-4»)',
    type: '-4',
    message: '"argmax: axis -4 is out of range for [batch, 28, 28] (rank 3)"',
  },
  {
    code: 'T.softmax(v, «1»)',
    type: '1',
    message: '"softmax: axis 1 is out of range for [3] (rank 1)"',
  },
  {
    code: 'T.transpose(images, «[0, 2, 2]»)',
    type: 'number[]',
    message: '"transpose: (0, 2, 2) is not a permutation of the axes of [batch, 28, 28]"',
  },
  {
    code: 'T.concat([x, w], «0»)',
    type: '0',
    message: '"concat: [batch, 783] and [784, 256] differ outside axis 0"',
  },
  {
    code: 'T.stack([v, w], «0»)',
    type: '0',
    message: '"stack: [3] and [784, 256] are different shapes"',
  },
  {
    code: 'T.split(w, «5», 1)',
    type: '5',
    message: '"split: dimension 256 (axis 1 of [784, 256]) is not divisible by 5"',
  },
  {
    code: 'T.slice(v, [1], «[4]»)',
    type: 'number[]',
    message: '"slice: stop 4 exceeds dimension 3 (axis 0 of [3])"',
  },
  {
    code: 'T.pad(w, «[[1, 1]]»)',
    type: 'number[][]',
    message: '"pad: 1 pairs given for [784, 256] of rank 2"',
  },
  {
    code: 'T.squeeze(w, «0»)',
    type: '0',
    message: '"squeeze: axis 0 of [784, 256] has size 784, not 1"',
  },
  {
    code: 'T.expandDims(v, «5»)',
    type: '5',
    message: '"expandDims: axis 5 is out of range for a result of rank 2"',
  },
  {
    code: 'T.broadcastTo(v, «[4]»)',
    type: '[4]',
    message: '[4] & "broadcastTo: dimension 3 of [3] does not stretch to 4 in [4]"',
  },
  {
    code: 'T.flatten(«T.tensor(1)»)',
    type: 'Tensor<[], "f32">',
    message: '"flatten: a scalar has no batch axis"',
  },
  {
    code: 'T.dot(v, «w»)',
    type: 'Tensor<[784, 256], "f32">',
    message: '"dot: right operand [784, 256] must be a vector"',
  },
  {
    code: 'T.tensordot(x, w, «1»)',
    type: '1',
    message: '"tensordot: axis 1 of [batch, 783] is 783, axis 0 of [784, 256] is 784"',
  },
  {
    code: 'T.roll(v, 1, «1»)',
    type: '1',
    message: '"roll: axis 1 is out of range for [3] (rank 1)"',
  },
  {
    code: 'T.toNumber(«v»)',
    type: 'Tensor<[3], "f32">',
    message: '"toNumber: [3] is not a scalar: reduce it, or read it with toArray"',
  },
  {
    code: 'T.dim(v, «1»)',
    type: '1',
    message: '"dim: axis 1 is out of range for [3] (rank 1)"',
  },
  {
    code: 'T.tensor(«[[1, 2], [3]]»)',
    type: '[[1, 2], [3]]',
    message: 'readonly [readonly [1, 2], readonly [3]] & "tensor: the rows have different shapes"',
  },
  {
    code: 'T.and(«v», v)',
    type: 'Tensor<[3], "f32">',
    message: 'BooleanTensor',
  },
  {
    code: 'T.oneHot(«v», 3)',
    type: 'Tensor<[3], "f32">',
    message: 'Tensor<[3], "i32" | "u32">',
  },
]

const firstLine = firstLineAfter(preamble)

/** A mistake in a pipe is told in three lines, of which the last has the message. */
const pipes = [
  {
    code: 'pipe(x, T.matmul(w))',
    message: `Type 'Tensor<["batch", 783], "f32">' is not assignable to type '"matmul: inner dimensions differ: 783 (last of [batch, 783]) vs 784 (second to last of [784, 256])"'.`,
  },
  {
    code: 'pipe(w, T.add(v))',
    message: `Type 'Tensor<[784, 256], "f32">' is not assignable to type '"add: dimension 256 of [784, 256] and dimension 3 of [3] are neither equal nor 1"'.`,
  },
  {
    code: 'pipe(v, T.sum(1))',
    message: `Type 'Tensor<[3], "f32">' is not assignable to type '"sum: axis 1 is out of range for [3] (rank 1)"'.`,
  },
] as const

describe('the compiler', () => {
  const found = new Map<number, readonly Found[]>()
  beforeAll(() => {
    const programs = [
      ...cases.map(({ code }) => code.replace(/[«»]/g, '')),
      ...pipes.map(({ code }) => code),
    ]
    for (const error of typeErrors('tensor-messages', preamble, programs))
      found.set(error.line, [...(found.get(error.line) ?? []), error])
  })

  it.each(cases.map((one, i) => ({ ...one, line: firstLine + i })))(
    'says about $code',
    ({ code, type, message, line }) => {
      expect(found.get(line)?.map(({ column, text }) => ({ column, text }))).toEqual([
        {
          column: code.indexOf('«') + 1,
          text: `Argument of type '${type}' is not assignable to parameter of type '${message}'.`,
        },
      ])
    },
  )

  it.each(pipes.map((one, i) => ({ ...one, line: firstLine + cases.length + i })))(
    'says about $code',
    ({ message, line }) => {
      const errors = found.get(line) ?? []
      expect(errors).toHaveLength(1)
      expect(errors[0]?.rest.at(-1)).toBe(message)
    },
  )

  it('finds nothing else', () => {
    expect(found.size).toBe(cases.length + pipes.length)
  })
})
