import { i32, op } from '../encode/index.ts'
import { add, blocks } from './integers.ts'
import { type Buffer, type KernelCall, addressIn, kernelOf } from './plan.ts'

/** Bytes of one unit. */
const BLOCK = 65536

const kernel = kernelOf('zero', ['to', 'bytes'], (body, start, end, { to, bytes }) => {
  const { first, count } = blocks(body, start, end, BLOCK, bytes)
  body.do(op('memory.fill', add(to, first), i32(0), count))
})

/** Zeros over some bytes of a buffer. */
export const clear = (buffer: Buffer, bytes: number): readonly KernelCall[] =>
  bytes === 0 ? [] : [{ kernel, args: [addressIn(buffer), bytes], units: Math.ceil(bytes / BLOCK) }]
