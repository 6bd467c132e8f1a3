/** Reductions of groups whose elements lie together: each row is a group. */
import { type Body, type Local, type Value, i32, op, v128 } from '../encode/index.ts'
import { type Size, arithmetic, arrange, lanesOf, narrow, shiftOf, zero } from './element.ts'
import { add, and, atLeast, forEach, less, mul, once, shiftLeft, sub } from './integers.ts'
import type { WasmKernel } from './kernel.ts'
import { kernelOf, parameterOf } from './plan.ts'
import { LANES, type Reduce, extremum, halve, halveLanes, reductionOf } from './reduce.ts'
import type { Reader, Source } from './source.ts'

/** Fewer elements than a vector holds, one at least, and zeros behind them. */
const partOfVector = (
  body: Body,
  size: Size,
  read: Reader,
  index: Value<'i32'>,
  count: Value<'i32'>,
): Value<'v128'> => {
  const lanes = lanesOf(size)
  const part = body.local('v128')
  const first = v128(Array.from({ length: 16 }, (_, i) => (i < size ? 255 : 0)))
  body.set(part, op('v128.and', read.narrow(index, 0), first))
  const fill = (lane: number): void => {
    if (lane >= lanes - 1) return
    body.if(less(lane, count), () => {
      const places = Array.from({ length: lanes }, (_, i) => (i === lane ? lanes : i))
      body.set(part, arrange(size, part, read.narrow(index, lane), places))
      fill(lane + 1)
    })
  }
  fill(1)
  return part
}

/** Writes the code that reduces the elements from an index on, and gives the variable of the result. */
type Group = (body: Body, read: Reader, start: Value<'i32'>, count: Value<'i32'>) => Local<'v128'>

/**
 * A sum in 16 lanes, a few vectors. No lane is ever −0, because all start at +0, so that the zeros
 * behind a last part of a vector change nothing.
 */
const sumOf =
  ({ dtype }: Source): Group =>
  (body, read, start, count) => {
    const { size, add: combine } = arithmetic[dtype]
    const lanes = lanesOf(size)
    const vectors = Array.from({ length: LANES / lanes }, () => body.local('v128'))
    for (const vector of vectors) body.set(vector, zero)
    const end = once(body, add(start, and(count, -LANES)))
    forEach(body, start, end, LANES, (index) => {
      vectors.forEach((vector, i) => body.set(vector, combine(vector, read.wide(index, i * lanes))))
    })
    const rest = once(body, and(count, LANES - 1))
    const part = once(body, and(count, lanes - 1))
    const finish = (i: number): void => {
      const vector = vectors[i]
      if (!vector) return
      body.if(
        atLeast(rest, (i + 1) * lanes),
        () => {
          body.set(vector, combine(vector, read.wide(end, i * lanes)))
          finish(i + 1)
        },
        () =>
          body.if(part, () => {
            const from = once(body, add(end, i * lanes))
            body.set(vector, combine(vector, partOfVector(body, size, read, from, part)))
          }),
      )
    }
    body.if(rest, () => finish(0))
    halve(body, combine, vectors)
    const [total = body.local('v128')] = vectors
    halveLanes(body, combine, size, total)
    return total
  }

/** Vectors of an extremum at once: enough that none waits for the one before. */
const CHAINS = 4

/** An extremum, in any order: elements may be looked at twice. */
const extremumOf =
  (reduce: 'max' | 'min', { dtype }: Source): Group =>
  (body, read, start, count) => {
    const { size } = arithmetic[dtype]
    const { combine } = reductionOf(reduce, arithmetic[dtype])
    const lanes = lanesOf(size)
    const found = extremum(body, reduce, dtype, CHAINS)
    const end = once(body, add(start, count))
    found.start()
    body.if(
      atLeast(count, lanes),
      () => {
        const blocks = once(body, sub(end, remainderOf(count, CHAINS * lanes)))
        forEach(body, start, blocks, CHAINS * lanes, (index) => {
          for (let i = 0; i < CHAINS; i++) found.take(i, read.wide(index, i * lanes))
        })
        forEach(body, blocks, sub(end, remainderOf(count, lanes)), lanes, (index) =>
          found.take(0, read.wide(index, 0)),
        )
        body.if(remainderOf(count, lanes), () =>
          found.take(0, read.wide(once(body, sub(end, lanes)), 0)),
        )
        found.finish()
        halveLanes(body, combine, size, found.result)
      },
      () => {
        forEach(body, start, end, 1, (index) => found.take(0, read.narrow(index, 0)))
        found.finish()
      },
    )
    return found.result
  }

/** The rest in a division by a power of two. */
const remainderOf = (count: Value<'i32'>, power: number): Value<'i32'> => and(count, power - 1)

/** Reduces rows of `count` elements each; a unit is a row. */
export const reduceRows = (reduce: Reduce, source: Source): WasmKernel =>
  kernelOf(
    `${reduce} of rows of ${source.key}`,
    ['result', 'count', ...source.names],
    (body, from, to, parameters) => {
      const [result, count] = [parameterOf(parameters, 'result'), parameterOf(parameters, 'count')]
      const { size } = arithmetic[source.dtype]
      const read = source.open(body, parameters)
      const group = reduce === 'sum' ? sumOf(source) : extremumOf(reduce, source)
      forEach(body, from, to, 1, (row) => {
        const start = once(body, mul(row, count))
        read.enter?.({ group: row, block: i32(0), start })
        const total = group(body, read, start, count)
        body.do(narrow(size).store(add(result, shiftLeft(row, shiftOf(size))), total))
      })
    },
  )
