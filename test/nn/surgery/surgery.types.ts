/** What the compiler knows of layers after surgery. Checked by the compiler; nothing here runs. */
import type { Eq } from '../../../src/core/shape/index.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { nn, R } from '../../../src/index.ts'
import { holds } from '../../core/shape/agree.ts'

const net = nn.sequential(
  { encoder: nn.sequential(nn.dense(8), nn.relu) },
  nn.residual(nn.dense(8), { act: nn.tanh }),
  { head: nn.dense(3) },
)
const input = nn.input('batch', 4)
const before = nn.on(input, net)
declare const path: string

// ---- get
const head = nn.get(net, 'head')
holds<Eq<typeof head, nn.Layer<nn.Dense<3>>>>()
const byIndex = nn.get(net, '[2]')
holds<Eq<typeof byIndex, nn.Layer<nn.Dense<3>>>>()
const inner = nn.get(net, 'encoder[0]')
holds<Eq<typeof inner, nn.Layer<nn.Dense<8>>>>()
const act = nn.get(net, '[1][0].act')
holds<Eq<typeof act, typeof nn.tanh>>()
const unknown = nn.get(net, path)
holds<Eq<typeof unknown, nn.AnyLayer>>()
const ofModel = nn.get(before, 'anything')
holds<Eq<typeof ofModel, nn.AnyLayer>>()
const below = nn.get(net, 'head.kernel')
holds<Eq<typeof below, nn.AnyLayer>>()
// @ts-expect-error there is no hed
nn.get(net, 'hed')
// @ts-expect-error there are three
nn.get(net, '[3]')
// @ts-expect-error the residual has one body
nn.get(net, '[1][1]')

// ---- replace: the parameters of the model are known again
const wider = nn.on(input, nn.replace(net, 'head', nn.dense(100)))
holds<Eq<nn.ParamsOf<typeof wider>['head'], nn.DenseParams<8, 100>>>()
holds<Eq<nn.ParamsOf<typeof wider>['encoder'], nn.ParamsOf<typeof before>['encoder']>>()
holds<Eq<nn.OutputOf<typeof wider>, Tensor<['batch', 100]>>>()
const deep = nn.replace(net, '[1][0].act', nn.gelu)
holds<Eq<nn.ParamsOf<ReturnType<typeof build>>, nn.ParamsOf<typeof before>>>()
const build = () => nn.on(input, deep)
const same = nn.replace(net, 'encoder', nn.get(net, 'encoder'))
holds<Eq<typeof same, typeof net>>()
// @ts-expect-error there is no hed
nn.replace(net, 'hed', nn.dense(3))
// @ts-expect-error the encoder makes 9, the residual keeps 8
nn.on(input, nn.replace(net, 'encoder[0]', nn.sequential(nn.dense(9), nn.residual(nn.dense(3)))))

// ---- insert, remove
const longer = nn.on(input, nn.insert(net, 'head', { neck: nn.dense(5) }))
holds<Eq<nn.ParamsOf<typeof longer>['neck'], nn.DenseParams<8, 5>>>()
holds<Eq<nn.ParamsOf<typeof longer>['head'], nn.DenseParams<5, 3>>>()
const atEnd = nn.on(input, nn.insert(net, '[3]', nn.dense(6)))
holds<Eq<nn.OutputOf<typeof atEnd>, Tensor<['batch', 6]>>>()
const shorter = nn.on(input, nn.remove(net, 'encoder[1]'))
holds<Eq<nn.ParamsOf<typeof shorter>['encoder'], readonly [nn.DenseParams<4, 8>]>>()
// @ts-expect-error the residual keeps 4 then, and its body makes 8
nn.on(input, nn.remove(net, 'encoder[0]'))
const removed = nn.remove(net, '[1]')
holds<Eq<nn.ParamsOf<ReturnType<typeof without>>['head'], nn.DenseParams<8, 3>>>()
const without = () => nn.on(input, removed)
// @ts-expect-error four are too many
nn.insert(net, '[4]', nn.relu)
// @ts-expect-error there is no hed
nn.remove(net, 'hed')

// ---- inside other combinators
const wide = nn.sequential(
  { blocks: nn.repeat(3, nn.residual(nn.dense(4), { act: nn.relu })) },
  nn.fanout(nn.dense(2), { side: nn.shared(2, nn.dense(4)) }),
  nn.split(nn.tanh, nn.dense(2)),
  nn.add,
)
const inside = nn.get(wide, 'blocks[0][0].act')
holds<Eq<typeof inside, typeof nn.relu>>()
const looped = nn.get(wide, '[1].side[0]')
holds<Eq<typeof looped, nn.Layer<nn.Dense<4>>>>()
const changed = nn.on(input, nn.replace(wide, '[1].side[0]', nn.sequential(nn.dense(4))))
holds<Eq<nn.ParamsOf<typeof changed>[1]['side'], readonly [nn.DenseParams<4, 4>]>>()
const turned = nn.on(input, nn.replace(wide, 'blocks[0][0].act', nn.gelu))
holds<Eq<nn.ParamsOf<typeof turned>, nn.ParamsOf<ReturnType<typeof unchanged>>>>()
const unchanged = () => nn.on(input, wide)
const third = nn.replace(wide, '[2][1]', nn.dense(2, { bias: false }))
holds<Eq<(typeof third)['children'], readonly nn.Child[]>>()
const more = nn.get(nn.insert(wide, '[2][0]', nn.relu), '[2][1]')
holds<Eq<typeof more, typeof nn.tanh>>()

// ---- transplant has the types of the new model
const [vars, moves] = nn.transplant(before, before.init(R.key(0)), wider, R.key(1))
holds<Eq<typeof vars, nn.Vars<nn.ParamsOf<typeof wider>, nn.StateOf<typeof wider>>>>()
holds<Eq<typeof moves, readonly nn.Move[]>>()

// ---- tie
const lm = nn.sequential({ tokens: nn.embedding(100, 8) }, { out: nn.dense(100) })
const tied = nn.on(
  nn.inputOf('i32', 'batch', 'time'),
  nn.tie(lm, 'out.kernel', 'tokens.table', { transpose: true }),
)
holds<Eq<nn.ParamsOf<typeof tied>['out']['kernel'], nn.Unit>>()
holds<Eq<nn.ParamsOf<typeof tied>['out']['bias'], Tensor<[100]>>>()
holds<Eq<nn.OutputOf<typeof tied>, Tensor<['batch', 'time', 100]>>>()
// @ts-expect-error not transposed it does not fit
nn.on(nn.inputOf('i32', 'batch', 'time'), nn.tie(lm, 'out.kernel', 'tokens.table'))
// @ts-expect-error there is no tokenz
nn.on(nn.inputOf('i32', 'batch', 'time'), nn.tie(lm, 'out.kernel', 'tokenz.table'))
