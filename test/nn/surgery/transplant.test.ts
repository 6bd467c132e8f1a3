import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { grad, nn, optim, R, type Scalar, T, type Tensor, tree } from '../../../src/index.ts'
import { input, layers, places } from './arbitrary.ts'

const [first, second] = [R.key(1), R.key(2)]
const modelOf = (layer: nn.AnyLayer): nn.AnyModel => nn.on(input, layer)

/** Variables of which no two tensors are equal. */
const distinct = <M extends nn.AnyModel>(model: M): nn.Vars<any, any> => {
  let next = 0
  return tree.mapTo((x) => T.add(T.cast(T.zeros(x.shape as [number]), x.dtype), ++next))(
    model.init(first),
  ) as nn.Vars<any, any>
}

describe('laws', () => {
  test('to the same model everything is carried over', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        const model = modelOf(layer)
        const vars = distinct(model)
        const [next, moves] = nn.transplant(model, vars, modelOf(layer), second)
        expect(tree.equals(next, vars)).toBe(true)
        expect(moves.map(({ _tag }) => _tag)).toEqual(tree.paths(vars).map(() => 'Carried'))
      }),
    )
  })

  test('of any two models: the types of the new one, from either, as is said', () => {
    fc.assert(
      fc.property(layers, layers, ({ layer: a }, { layer: b }) => {
        const [old, model] = [modelOf(a), modelOf(b)]
        const vars = distinct(old)
        const begun = model.init(second)
        const [next, moves] = nn.transplant(old, vars, model, second)
        expect(model.predict(next as never, T.ones([2, 4]) as never)).toBeDefined()
        const carried = moves.flatMap((move) => (move._tag === 'Carried' ? [move] : []))
        for (const { path, from } of carried)
          expect(tree.get(next, path as string)).toBe(tree.get(vars, from as string))
        expect(new Set(carried.map(({ from }) => from)).size).toBe(carried.length)
        const fresh = moves.flatMap((move) => (move._tag === 'Fresh' ? [move.path] : []))
        for (const path of fresh)
          expect(tree.equals(tree.get(next, path as string), tree.get(begun, path as string))).toBe(
            true,
          )
        const paths = [...carried.map(({ path }) => path), ...fresh]
        expect(paths.toSorted()).toEqual(tree.paths(next).toSorted())
        const left = moves.flatMap((move) => (move._tag === 'Left' ? [move.from] : []))
        expect([...carried.map(({ from }) => from), ...left].toSorted()).toEqual(
          tree.paths(vars).toSorted(),
        )
      }),
    )
  })

  test('what is around a layer that is replaced is carried over', () => {
    fc.assert(
      fc.property(places, ({ layer, path }) => {
        const old = modelOf(layer)
        // what takes several tensors cannot be replaced by what takes one
        const built = nn.buildDyn(input)(nn.replace(layer, path, nn.gelu))
        fc.pre(E.isRight(built))
        const model = built.right
        const [next, moves] = nn.transplant(old, distinct(old), model, second)
        expect(moves.filter(({ _tag }) => _tag === 'Fresh')).toEqual([])
        expect(tree.count(next)).toBe(tree.count(model.init(second)))
      }),
    )
  })
})

describe('surgery on a network', () => {
  const net = nn.sequential(nn.dense(8), nn.relu, nn.dense(8), nn.relu, { head: nn.dense(3) })
  const old = nn.on(input, net)
  const vars = old.init(first)

  test('another head: the kinds of moves', () => {
    const model = nn.on(input, nn.replace(net, 'head', nn.dense(5)))
    const [next, moves] = nn.transplant(old, vars, model, second)
    expect(next.params['0'].kernel).toBe(vars.params['0'].kernel)
    expect(next.params['2'].bias).toBe(vars.params['2'].bias)
    expect(tree.equals(next.params.head, model.init(second).params.head)).toBe(true)
    expect(nn.showMoves(moves)).toBe(
      [
        '4 carried over, 2 new, 2 left behind',
        '+ params.head.kernel: was f32[8, 3], is f32[8, 5]',
        '+ params.head.bias: was f32[3], is f32[5]',
        '- params.head.kernel',
        '- params.head.bias',
      ].join('\n'),
    )
  })

  test('a layer in front: the others keep theirs, though their indices and shapes are alike', () => {
    const model = nn.on(input, nn.insert(net, '[2]', nn.dense(8)))
    const [next, moves] = nn.transplant(old, vars, model, second)
    const fresh = moves.flatMap((move) => (move._tag === 'Fresh' ? [move.path] : []))
    expect(fresh).toEqual(['params["2"].kernel', 'params["2"].bias'])
    expect(next.params['3'].kernel).toBe(vars.params['2'].kernel)
    expect(next.params.head.kernel).toBe(vars.params.head.kernel)
    const named = nn.on(input, nn.insert(net, '[2]', { more: nn.dense(8) }))
    const [after] = nn.transplant(old, vars, named, second)
    expect(after.params['3'].kernel).toBe(vars.params['2'].kernel)
  })

  test('a network that is written anew: layers are told apart by what they are', () => {
    const again = nn.on(
      input,
      nn.sequential(nn.dense(8), nn.relu, nn.layerNorm, nn.dense(8), nn.relu, {
        head: nn.dense(3),
      }),
    )
    const [next, moves] = nn.transplant(old, vars, again, second)
    expect(next.params['3'].kernel).toBe(vars.params['2'].kernel)
    expect(nn.showMoves(moves)).toContain('6 carried over, 2 new, 0 left behind')
  })

  test('a name given to a layer, and another name', () => {
    const renamed = nn.sequential({ first: nn.dense(8) }, nn.relu, nn.dense(8), nn.relu, {
      tail: nn.dense(3),
    })
    const [next, moves] = nn.transplant(old, vars, nn.on(input, renamed), second)
    expect(next.params.first.kernel).toBe(vars.params['0'].kernel)
    expect(nn.showMoves(moves)).toContain('4 carried over, 2 new, 2 left behind')
  })

  test('a layer removed, and one put around another', () => {
    const shorter = nn.on(input, nn.remove(net, '[2]'))
    const [next] = nn.transplant(old, vars, shorter, second)
    expect(next.params['0'].kernel).toBe(vars.params['0'].kernel)
    expect(next.params.head.kernel).toBe(vars.params.head.kernel)
    const body = nn.get(net, '[2]')
    const wrapped = nn.on(input, nn.replace(net, '[2]', nn.residual(nn.tanh, body)))
    const [inner, moves] = nn.transplant(old, vars, wrapped, second)
    expect(inner.params['2'][1].kernel).toBe(vars.params['2'].kernel)
    expect(nn.showMoves(moves)).toContain('> params["2"][1].kernel: from params["2"].kernel')
  })

  test('state is carried over too', () => {
    const stateful = nn.sequential(nn.dense(4), nn.batchNorm, { head: nn.dense(2) })
    const model = nn.on(input, stateful)
    const trained = {
      params: model.init(first).params,
      state: { '1': { mean: T.ones([4]), variance: T.full([4], 3) } },
    }
    expect(tree.paths(model.init(first).state)).toEqual(tree.paths(trained.state))
    const [next] = nn.transplant(
      model,
      trained,
      nn.on(input, nn.replace(stateful, 'head', nn.dense(7))),
      second,
    )
    expect(tree.equals(next.state, trained.state)).toBe(true)
    const moved = nn.on(input, nn.insert(stateful, '[0]', nn.relu))
    const [later] = nn.transplant(model, trained, moved, second)
    expect(tree.equals(later.state['2'], trained.state['1'])).toBe(true)
  })

  test('variables of another model', () => {
    const less = { params: { ...vars.params, head: {} }, state: vars.state }
    expect(() => nn.transplant(old, less, old, second)).toThrow('nothing at .head.kernel')
  })

  test('another element type begins anew', () => {
    const wide = nn.on(nn.inputOf('f64', 'batch', 4), net)
    const [, moves] = nn.transplant(old, vars, wide, second)
    expect(nn.showMoves(moves)).toContain('0 carried over, 6 new, 6 left behind')
    expect(nn.showMoves(moves)).toContain('+ params.head.bias: was f32[3], is f64[3]')
  })
})

describe('frozen layers', () => {
  const net = nn.sequential(
    { body: nn.sequential(nn.dense(4), nn.batchNorm, nn.relu) },
    nn.residual(nn.dense(4), nn.tanh),
    { head: nn.dense(2) },
  )
  const model = nn.on(input, net)
  const start = model.init(first)
  const x = R.normal(R.key(5), [6, 4])

  test('which parameters are whose', () => {
    const of = (which: nn.WhichLayers): readonly string[] =>
      tree.paths(start.params).filter(nn.parametersOf(model, which))
    expect(of('head')).toEqual(['head.bias', 'head.kernel'])
    expect(of('[1]')).toEqual(['["1"][0].bias', '["1"][0].kernel'])
    expect(of('[1][0][0]')).toEqual(['["1"][0].bias', '["1"][0].kernel'])
    expect(of('[1][0][1]')).toEqual([])
    expect(of('body')).toEqual([
      'body[0].bias',
      'body[0].kernel',
      'body[1].offset',
      'body[1].scale',
    ])
    expect(of(nn.ofKind('batchNorm'))).toEqual(['body[1].offset', 'body[1].scale'])
    expect(of('')).toEqual(tree.paths(start.params))
    expect(() => of('boddy')).toThrow('parametersOf: boddy matches no layer')
  })

  test('every parameter belongs to exactly one layer without parts', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        const some = modelOf(layer)
        const leaves = Object.entries(nn.select(layer, () => true)).flatMap(([path, part]) =>
          part.children.length === 0 ? [path] : [],
        )
        const owners = leaves.map((path) => nn.parametersOf(some, (place) => place === path))
        for (const path of tree.paths(some.init(first).params))
          expect(owners.filter((owns) => owns(path))).toHaveLength(1)
      }),
    )
  })

  test('parameters that are not those of a part are of the layer itself', () => {
    const scaledKind = nn.layerKind<object, { readonly kernel: Tensor }>({
      tag: 'scaled',
      documentation: 'its input times a kernel of its own, whatever its part is',
      config: nn.relu.kind.config,
      arity: 1,
      signature: (_, output) =>
        E.right({
          output,
          params: { kernel: nn.paramSpec([4], 'f32', 'ones') },
          parts: [nn.on(input, nn.dense(4, { bias: false })).signature],
        }),
      apply: ({ params: { kernel }, state }, x: Tensor) => [T.mul(x, kernel), state],
    })
    const part = { name: null, layer: nn.dense(4, { bias: false }) }
    const scaled = modelOf(nn.sequential(nn.layerOf(scaledKind, {}, [part])))
    const vars = distinct(scaled)
    expect(tree.paths(vars.params).filter(nn.parametersOf(scaled, '[0]'))).toEqual(['[0].kernel'])
    expect(tree.paths(vars.params).filter(nn.parametersOf(scaled, '[0].dense'))).toEqual([])
    const [next] = nn.transplant(scaled, vars, scaled, second)
    expect(tree.equals(next, vars)).toBe(true)
  })

  test('inside blocks that are of one kind, and beside parameters of the layer itself', () => {
    const block = nn.model(nn.input('batch', 5, 4), nn.transformerBlock(2))
    const ofBlock = tree.paths(block.init(first).params)
    const attention = ofBlock.filter(nn.parametersOf(block, '[0].attention'))
    expect(attention.length).toBeGreaterThan(0)
    expect(attention.every((path) => path.startsWith('[0].attention'))).toBe(true)
    const tied = nn.model(
      nn.inputOf('i32', 'batch'),
      nn.tiedEmbedding(6, 4, { inner: nn.dense(4) }, nn.dense(4)),
    )
    const paths = tree.paths(tied.init(first).params)
    expect(paths.filter(nn.parametersOf(tied, '[0][0].inner'))).toEqual([
      '[0].body.inner.bias',
      '[0].body.inner.kernel',
    ])
    expect(paths).toContain('[0].table')
  })

  test('low-rank adaptation carries over the layer that it is put around', () => {
    const plain = nn.sequential({ a: nn.dense(4) }, nn.relu, { b: nn.dense(4) })
    const model = nn.on(input, plain)
    const { params, state } = model.init(first)
    const adapted = nn.on(input, nn.replace(plain, 'b', nn.lora(2, nn.get(plain, 'b'))))
    const [next, moves] = nn.transplant(model, { params, state }, adapted, second)
    expect(next.params.b.base.kernel).toBe(params.b.kernel)
    expect(next.params.a.bias).toBe(params.a.bias)
    expect(nn.showMoves(moves).split('\n')[0]).toBe('4 carried over, 2 new, 0 left behind')
    // and back again
    const [back] = nn.transplant(adapted, next, model, second)
    expect(tree.equals(back.params, params)).toBe(true)
  })

  const isFrozen = nn.parametersOf(model, ['body', '[1]'])
  const negative = tree.modifyAll(start.params, isFrozen, (p) => T.mul(p, -1))
  const loss = (params: typeof start.params): Scalar =>
    T.sum(T.square(model.predict({ ...start, params }, x)))

  test('keep their bits in the steps of an optimizer', () => {
    const opt = optim.chain(
      optim.adamw({ learningRate: 0.1, weightDecay: 0.1 }),
      optim.freeze(isFrozen),
    )
    let [params, state] = [negative, opt.init(negative)]
    for (let step = 0; step < 3; step++) {
      const [updates, next] = opt.update(grad(loss)(params), state, params)
      ;[params, state] = [optim.applyUpdates(params, updates), next]
    }
    expect(tree.equals(tree.select(params, isFrozen), tree.select(negative, isFrozen))).toBe(true)
    expect(tree.equals(params.head, negative.head)).toBe(false)
  })

  test('need no gradients', () => {
    const [frozen, trained] = tree.partition(negative, isFrozen)
    const gradients = grad(((part: typeof trained) => loss(tree.combine(part, frozen))) as never)(
      trained,
    )
    expect(tree.paths(gradients)).toEqual(['head.bias', 'head.kernel'])
    const [, expected] = tree.partition(grad(loss)(negative), isFrozen)
    expect(tree.equals(gradients, expected)).toBe(true)
  })
})
