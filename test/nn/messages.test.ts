/** What the compiler says about wrong models: the message, on the layer or the argument at fault. */
import { beforeAll, describe, expect, it } from 'vitest'
import { firstLineAfter, type Found, typeErrors } from '../support/type-errors.ts'

const preamble = `
import { pipe } from 'fp-ts/lib/function.js'
import { nn, R, T, type Tensor } from '../../src/index.ts'
const key = R.key(0)
declare const images: Tensor<[32, 28, 28]>
const x = nn.input('batch', 784)
const mlp = nn.model(x, nn.dense(256), nn.relu, nn.dense(10))
const vars = mlp.init(key)
const other = nn.model(x, nn.dense(128), nn.relu, nn.dense(10)).init(key)
const pictures = nn.input('batch', 28, 28, 3)
void [pipe, key, images, x, vars, other, pictures]
`

const cases: readonly (readonly [code: string, type: string, message: string])[] = [
  [
    'mlp.predict(vars, «images»)',
    'Tensor<[32, 28, 28], "f32">',
    '"predict: the model takes [batch, 784], got [32, 28, 28]"',
  ],
  [
    "nn.model(nn.input('batch', 28, 28), «nn.conv2d(32, [3, 3])», nn.relu, nn.flatten, nn.dense(10))",
    'Layer<Convolution<2, 32, readonly [3, 3], {}>>',
    '"conv2d(32): input must be [batch, height, width, channels], got [batch, 28, 28]"',
  ],
  [
    "nn.model(nn.input('batch', 64), nn.dense(128), «nn.sequential(nn.relu, nn.residual(nn.dense(64)))», nn.dense(10))",
    'Layer<Sequential<readonly [Layer<Activation<"relu">>, Layer<Residual<Dense<64>>>]>>',
    '"[1] residual: branch maps [batch, 128] to [batch, 64], shapes must be equal"',
  ],
  [
    'nn.apply(«nn.model(x, nn.dense(10), nn.dropout(0.5))»)',
    'Model<readonly [DenseParams<784, 10, "f32">, readonly []], readonly [], Tensor<["batch", 784], "f32">, Tensor<["batch", 10], "f32">, "rng">',
    '"apply: the model uses randomness (dropout): use forward(vars, x, key) or predict(vars, x)"',
  ],
  [
    'nn.apply(«nn.on(x, nn.batchNorm)»)',
    'Model<NormParams<784, "f32">, BatchStats<784, "f32">, Tensor<["batch", 784], "f32">, Tensor<["batch", 784], "f32">, never>',
    '"apply: the model has state (batchNorm): use forward(vars, x, key) or predict(vars, x)"',
  ],
  ['nn.on(x, «nn.dense(0)»)', 'Layer<Dense<0>>', '"dense(0): units must be a positive integer"'],
  [
    "nn.on(nn.input('batch', 'width'), «nn.dense(2)»)",
    'Layer<Dense<2>>',
    `"dense(2): dimension 'width' is symbolic; parameters need a concrete size (input [batch, width])"`,
  ],
  [
    'nn.model(x, «{ a: nn.dense(3), b: nn.dense(4) }»)',
    '{ a: nn.Layer<nn.Dense<3>>; b: nn.Layer<nn.Dense<4>>; }',
    '"a named layer must be a record with exactly one key"',
  ],
  [
    'nn.model(pictures, { first: nn.conv2d(8, 3) }, «{ second: nn.conv2d(8, 30, { padding: "VALID" }) }»)',
    '{ second: nn.Layer<nn.Convolution<2, 8, 30, { readonly padding: "VALID"; }>>; }',
    '"conv2d(8): kernel height 30 exceeds input height 28 (VALID padding)"',
  ],
  [
    'nn.on(pictures, «nn.conv2d(32, 3, { groups: 2 })»)',
    'Layer<Convolution<2, 32, 3, { readonly groups: 2; }>>',
    '"conv2d(32): 3 input channels do not divide into 2 groups"',
  ],
  [
    "nn.on(nn.input('batch', 7, 8), «nn.selfAttention(3)»)",
    'Layer<SelfAttention<3, {}>>',
    '"selfAttention(3): 8 features do not divide into 3 heads"',
  ],
  [
    'nn.on(x, «nn.embedding(3, 4)»)',
    'Layer<Embedding<3, 4, "f32">>',
    '"embedding: indices must be i32, got f32"',
  ],
  [
    'nn.model(x, «nn.fanout(nn.relu, nn.conv1d(3, 3))», nn.add)',
    'Layer<Fanout<readonly [Layer<Activation<"relu">>, Layer<Convolution<1, 3, 3, {}>>]>>',
    '"fanout[1]: conv1d(3): input must be [batch, width, channels], got [batch, 784]"',
  ],
  [
    'mlp.forward(vars, «T.zeros([32, 783])», key)',
    'Tensor<[32, 783], "f32">',
    '"forward: the model takes [batch, 784], got [32, 783]"',
  ],
  ['nn.model(x, nn.relu, «5», nn.dense(10))', 'number', 'Item'],
]

/** Mistakes whose last line is the one that says it. */
const longer: readonly (readonly [code: string, last: string])[] = [
  ['mlp.predict(other, T.zeros([32, 784]))', "Type '128' is not assignable to type '256'."],
  [
    "pipe(nn.residual(nn.dense(3)), nn.build(nn.input('batch', 4)))",
    `Type 'Layer<Residual<Dense<3>>>' is not assignable to type '"residual: branch maps [batch, 4] to [batch, 3], shapes must be equal"'.`,
  ],
]

describe('the compiler', () => {
  const found = new Map<number, readonly Found[]>()
  beforeAll(() => {
    const programs = [
      ...cases.map(([code]) => code.replace(/[«»]/g, '')),
      ...longer.map(([code]) => code),
    ]
    for (const error of typeErrors('nn-messages', preamble, programs))
      found.set(error.line, [...(found.get(error.line) ?? []), error])
  })
  const first = firstLineAfter(preamble)

  it.each(cases.map((one, i) => [...one, first + i] as const))(
    'says about %s',
    (code, type, message, line) => {
      expect(found.get(line)?.map(({ column, text, rest }) => ({ column, text, rest }))).toEqual([
        {
          column: code.indexOf('«') + 1,
          text: `Argument of type '${type}' is not assignable to parameter of type '${message}'.`,
          rest: [],
        },
      ])
    },
  )

  it.each(longer.map((one, i) => [...one, first + cases.length + i] as const))(
    'says about %s',
    (_, last, line) => {
      const errors = found.get(line) ?? []
      expect(errors).toHaveLength(1)
      expect(errors[0]?.rest.at(-1)).toBe(last)
    },
  )

  it('finds nothing else', () => {
    expect(found.size).toBe(cases.length + longer.length)
  })
})
