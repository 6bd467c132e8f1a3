/** What convolution and pooling make of types. Checked by the compiler; nothing here runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { T } from '../../src/index.ts'
import type { AnyShape, Dim, Tensor } from '../../src/core/tensor.ts'
import type { Eq } from '../../src/core/shape/index.ts'
import { holds } from '../core/shape/agree.ts'

declare const images: Tensor<['batch', 28, 28, 1]>
declare const kernel: Tensor<[3, 3, 1, 8]>
declare const doubles: Tensor<[3, 3, 1, 8], 'f64'>
declare const dynamic: Tensor
declare const bytes: Tensor<[5, 8, 8, 1], 'u32'>

const same = T.conv2d(images, kernel, { padding: 'SAME' })
holds<Eq<typeof same, Tensor<['batch', 28, 28, 8], 'f32'>>>()
const wide = T.conv2d(images, doubles)
holds<Eq<typeof wide, Tensor<['batch', 26, 26, 8], 'f64'>>>()
const unknown = T.conv2d(dynamic, kernel)
holds<Eq<typeof unknown, Tensor<AnyShape, 'f32'>>>()

// operands that are calls themselves keep their literals
const nested = T.conv2d(
  T.reshape(T.arange(16), [1, 4, 4, 1]),
  T.reshape(T.arange(4), [2, 2, 1, 1]),
  {
    strides: [2, 1],
  },
)
holds<Eq<typeof nested, Tensor<[1, 2, 3, 1], 'f32'>>>()

// in pipes
const features = pipe(
  images,
  T.conv2d(T.zeros([3, 3, 1, 8]), { padding: 'SAME' }),
  T.relu,
  T.maxPool2d(2),
  T.conv2d(T.zeros([3, 3, 8, 16])),
  T.avgPool2d([2, 3], { strides: 1 }),
)
holds<Eq<typeof features, Tensor<['batch', 11, 10, 16], 'f32'>>>()

// generic in the batch
export const block = <B extends Dim>(x: Tensor<[B, 28, 28, 1]>): Tensor<[B, 14, 14, 8]> =>
  T.maxPool2d(T.relu(T.conv2d(x, kernel, { padding: 'SAME' })), 2)

const whole = T.maxPool2d(bytes, 2)
holds<Eq<typeof whole, Tensor<[5, 4, 4, 1], 'u32'>>>()
const mean = T.avgPool2d(bytes, 3, { strides: 2, padding: 'SAME' })
holds<Eq<typeof mean, Tensor<[5, 4, 4, 1], 'f32'>>>()
const back = T.conv2dTranspose(T.ones([5, 4, 4, 8]), kernel, { strides: 2, padding: 'SAME' })
holds<Eq<typeof back, Tensor<[5, 8, 8, 1], 'f32'>>>()
const sequence = T.maxPool1d(T.conv1d(T.ones([2, 9, 4]), T.ones([2, 4, 3])), 3)
holds<Eq<typeof sequence, Tensor<[2, 2, 3], 'f32'>>>()
const volume = T.conv3d(T.ones([2, 9, 9, 9, 4]), T.ones([2, 3, 4, 4, 3]), { strides: [1, 2, 3] })
holds<Eq<typeof volume, Tensor<[2, 8, 4, 2, 3], 'f32'>>>()

// @ts-expect-error input must be [batch, height, width, channels]
T.conv2d(T.zeros([32, 28, 28]), kernel)
// @ts-expect-error input has 1 channels, kernel expects 2
T.conv2d(images, T.zeros([3, 3, 2, 8]))
// @ts-expect-error kernel height 30 exceeds input height 28
pipe(images, T.conv2d(T.zeros([30, 3, 1, 8])))
// @ts-expect-error did you mean SAME?
T.conv2d(images, kernel, { padding: 'same' })
// @ts-expect-error there is no option stride
T.conv2d(images, kernel, { padding: 'SAME', stride: 2 })
// @ts-expect-error one stride for each of two axes
T.conv2d(images, kernel, { strides: [1, 2, 3] })
// @ts-expect-error stride 0
T.conv2d(images, kernel, { strides: 0 })
// @ts-expect-error window height 30 exceeds input height 28
T.maxPool2d(images, 30)
// @ts-expect-error there is no option dilation
T.maxPool2d(images, 2, { dilation: 2 })

// options that are not known stay open
declare const options: T.ConvolutionOptions<2>
const open = T.conv2d(images, kernel, options)
holds<Eq<typeof open, Tensor<['batch', number, number, 8], 'f32'>>>()
const waiting = pipe(images, T.conv2d(kernel, options))
holds<Eq<typeof waiting, Tensor<['batch', number, number, 8], 'f32'>>>()

declare const series: Tensor<['batch', 9]>
const seen = T.unfold(series, 1, 3, { stride: 2 })
holds<Eq<typeof seen, Tensor<['batch', 4, 3], 'f32'>>>()
const piped = pipe(series, T.unfold(1, 3, { stride: 2 }), T.fold(1, 9, { stride: 2 }))
holds<Eq<typeof piped, Tensor<['batch', 9], 'f32'>>>()
// @ts-expect-error a window of 30 exceeds axis 1 of [batch, 9]
T.unfold(series, 1, 30)
// @ts-expect-error 19 elements have 9 windows of 3, not 4
T.fold(seen, 1, 19, { stride: 2 })
