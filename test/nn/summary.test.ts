/** Models in numbers, which are counted here by hand. */
import { expect, test } from 'vitest'
import { nn } from '../../src/index.ts'

const cnn = nn.model(
  nn.input('batch', 28, 28, 1),
  nn.conv2d(8, [3, 3]),
  nn.batchNorm,
  nn.relu,
  nn.maxPool2d(2),
  nn.residual(nn.conv2d(8, 3, { bias: false }), nn.relu),
  nn.flatten,
  { out: nn.dense(10) },
)

test('a summary counts parameters, state, operations and bytes', () => {
  const { depth, parameters, state, flops, memory } = nn.summary(cnn)
  const [conv, norm, branch, out] = [3 * 3 * 8 + 8, 8 + 8, 3 * 3 * 8 * 8, 14 * 14 * 8 * 10 + 10]
  expect(parameters).toBe(conv + norm + branch + out)
  expect(state).toBe(16)
  // the input is layer 0: conv2d, batchNorm, relu, maxPool2d, conv2d, relu, flatten, dense
  expect(depth).toBe(8)
  const [large, small] = [28 * 28 * 8, 14 * 14 * 8]
  expect(flops).toBe(
    large * (2 * 9) + // 9 multiplications, 8 additions and the bias
      4 * large +
      large +
      small * 4 +
      small * (2 * 72 - 1) +
      small +
      small + // the sum of the residual
      2 * small * 10,
  )
  expect(memory).toEqual({
    parameters: 4 * (conv + norm + branch + out),
    state: 4 * 16,
    outputs: 4 * (3 * large + small + 2 * small + small + 10),
  })
})

test('a summary lists layers in the order that an input passes them', () => {
  expect(nn.summary(cnn).rows.map(({ depth, level, name }) => [depth, level, name])).toEqual([
    [0, 0, 'input'],
    [1, 0, 'conv2d'],
    [2, 0, 'batchNorm'],
    [3, 0, 'relu'],
    [4, 0, 'maxPool2d'],
    [null, 0, 'residual'],
    [null, 1, 'sequential'],
    [5, 2, 'conv2d'],
    [6, 2, 'relu'],
    [7, 0, 'flatten'],
    [8, 0, 'out: dense'],
  ])
})

test('layers side by side have one depth', () => {
  const model = nn.model(
    nn.input('batch', 4),
    nn.fanout(nn.sequential(nn.dense(3), nn.relu), { short: nn.dense(3) }),
    nn.add,
  )
  expect(nn.summary(model).rows.map(({ depth, name }) => [depth, name])).toEqual([
    [0, 'input'],
    [null, 'fanout'],
    [null, 'sequential'],
    [1, 'dense'],
    [2, 'relu'],
    [1, 'short: dense'],
    [3, 'add'],
  ])
  expect(nn.summary(model).depth).toBe(3)
})

test('a summary prints as a table', () => {
  const mlp = nn.model(nn.input('batch', 784), { hidden: nn.dense(256) }, nn.relu, nn.dense(10))
  expect(nn.showSummary(mlp).split('\n')).toEqual([
    '#  layer          output        parameters  state    flops',
    '0  input          [batch, 784]           0      0        0',
    '1  hidden: dense  [batch, 256]     200,960      0  401,408',
    '2  relu           [batch, 256]           0      0      256',
    '3  dense          [batch, 10]        2,570      0    5,120',
    'depth 3, 203,530 parameters (814 kB), 0 state (0 B)',
    'for one example: 406,784 flops, outputs 2.09 kB',
  ])
})

test('a model of one layer, of none, and of f64', () => {
  const one = nn.on(nn.inputOf('f64', 'batch', 3), nn.dense(2))
  expect(nn.summary(one)).toMatchObject({ depth: 1, parameters: 8, memory: { parameters: 64 } })
  expect(nn.summary(nn.model(nn.input('batch', 3)))).toMatchObject({ depth: 0, parameters: 0 })
})
