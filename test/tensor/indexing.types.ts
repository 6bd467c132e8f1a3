/** The types of look-ups, updates and orders. Checked by the compiler; nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { T } from '../../src/index.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import type { AnyShape, Dim, Tensor } from '../../src/core/tensor.ts'
import { anything, holds } from '../core/shape/agree.ts'

declare const table: Tensor<[1000, 64]>
declare const tokens: Tensor<['batch', 12], 'u32'>
declare const logits: Tensor<['batch', 10], 'f64'>
declare const labels: Tensor<['batch', 1], 'i32'>
declare const dynamic: Tensor

const embedded = T.take(table, tokens, 0)
holds<Eq<typeof embedded, Tensor<['batch', 12, 64]>>>()
const piped = pipe(table, T.take(tokens, -2))
holds<Eq<typeof piped, Tensor<['batch', 12, 64]>>>()
const embed = <B extends Dim>(own: Tensor<[B], 'i32'>) => T.take(table, own, 0)
const embedded32 = embed(T.zeros([32], 'i32'))
holds<Eq<typeof embedded32, Tensor<[32, 64]>>>()
const unknown = T.take(dynamic, labels, 0)
holds<Eq<typeof unknown, Tensor<AnyShape>>>()

const picked = T.takeAlongAxis(logits, labels, 1)
holds<Eq<typeof picked, Tensor<['batch', 1], 'f64'>>>()
const pickedLast = pipe(logits, T.takeAlongAxis(labels, 1))
holds<Eq<typeof pickedLast, Tensor<['batch', 1], 'f64'>>>()

const updated = T.setAt(table, tokens, T.zeros([12, 64]))
holds<Eq<typeof updated, Tensor<[1000, 64]>>>()
const added = pipe(table, T.addAt(tokens, 1))
holds<Eq<typeof added, Tensor<[1000, 64]>>>()

const [values, indices] = T.topK(logits, 3)
holds<Eq<typeof values, Tensor<['batch', 3], 'f64'>>>()
holds<Eq<typeof indices, Tensor<['batch', 3], 'i32'>>>()
const [best] = pipe(logits, T.topK(1))
holds<Eq<typeof best, Tensor<['batch', 1], 'f64'>>>()

const sorted = T.sort(logits, 0, { descending: true })
holds<Eq<typeof sorted, Tensor<['batch', 10], 'f64'>>>()
const order = pipe(logits, T.argsort(-1))
holds<Eq<typeof order, Tensor<['batch', 10], 'i32'>>>()
const inPipe = pipe(logits, T.sort)
holds<Eq<typeof inPipe.dtype, 'f64'>>()

const counted = T.cumsum(T.greater(logits, 0))
holds<Eq<typeof counted, Tensor<['batch', 10], 'i32'>>>()
const powers = pipe(logits, T.cumprod(1, { reverse: true }))
holds<Eq<typeof powers, Tensor<['batch', 10], 'f64'>>>()

const middle = T.median(tokens, -1)
holds<Eq<typeof middle, Tensor<['batch'], 'f32'>>>()
const quarter = T.quantile(logits, 0.25, 1, { keepdims: true })
holds<Eq<typeof quarter, Tensor<['batch', 1], 'f64'>>>()
const quarterLast = pipe(logits, T.quantile(0.25))
holds<Eq<typeof quarterLast, Tensor<[], 'f64'>>>()

const covariances = T.cov(T.transpose(logits))
holds<Eq<typeof covariances, Tensor<[10, 10], 'f64'>>>()
const any = T.sort(anything)
holds<Eq<typeof any, Tensor>>()

// @ts-expect-error: the batch of the labels is another one
T.takeAlongAxis(logits, T.zeros([7, 1], 'i32') as Tensor<['other', 1], 'i32'>, 1)
// @ts-expect-error: 11 of 10 elements
T.topK(logits, 11)
// @ts-expect-error: no such axis
T.sort(logits, 2)
// @ts-expect-error: no such axis, data last
pipe(logits, T.cumsum(2))
// @ts-expect-error: not an option
T.cumsum(logits, 1, { backwards: true })
// @ts-expect-error: indices are whole numbers
T.setAt(table, logits, 0)
// @ts-expect-error: no such axis
T.quantile(logits, 0.5, 2)
// @ts-expect-error: one axis only
T.cov(T.zeros([3]))
