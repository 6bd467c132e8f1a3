import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nn } from '../../../src/index.ts'
import { input, layers, places } from './arbitrary.ts'

const json = (layer: nn.AnyLayer): unknown => nn.toJSON(layer)

describe('paths of layers', () => {
  const net = nn.sequential(
    { encoder: nn.sequential(nn.dense(4), nn.relu, { norm: nn.layerNorm }) },
    nn.residual(nn.dense(4), nn.tanh),
    { head: nn.dense(2) },
  )

  test('all of a network', () => {
    expect(Object.keys(nn.select(net, '**'))).toEqual([
      '',
      'encoder',
      'encoder[0]',
      'encoder[1]',
      'encoder.norm',
      '[1]',
      '[1][0]',
      '[1][0][0]',
      '[1][0][1]',
      'head',
    ])
  })

  test.each<readonly [which: string, paths: readonly string[]]>([
    ['head', ['head']],
    ['encoder', ['encoder']],
    ['encoder.*', ['encoder[0]', 'encoder[1]', 'encoder.norm']],
    ['*', ['encoder', '[1]', 'head']],
    ['**.norm', ['encoder.norm']],
    ['[1].**', ['[1]', '[1][0]', '[1][0][0]', '[1][0][1]']],
    ['', ['']],
  ])('%s', (which, paths) => {
    expect(Object.keys(nn.select(net, which))).toEqual(paths)
  })

  test('kinds, names and predicates', () => {
    expect(Object.keys(nn.select(net, nn.ofKind('dense', 'layerNorm')))).toEqual([
      'encoder[0]',
      'encoder.norm',
      '[1][0][0]',
      'head',
    ])
    expect(Object.keys(nn.select(net, ['head', '**.norm']))).toEqual(['encoder.norm', 'head'])
    expect(nn.select(net, (path) => path === 'head')).toEqual({ head: net.children[2]?.layer })
    expect(nn.select(net, nn.ofKind('conv2d'))).toEqual({})
  })

  test('a model is its layer, and a child has its index beside its name', () => {
    const model = nn.on(input, net)
    expect(nn.select(model, '**')).toEqual(nn.select(net, '**'))
    expect(nn.get(model, 'encoder[0]')).toBe(nn.get(net, 'encoder[0]'))
    expect(nn.get(net, '[2]')).toBe(nn.get(net, 'head'))
    expect(nn.get(net, 'encoder[2]')).toBe(nn.layerNorm)
  })

  test('get at every path gives the layer of that path', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        for (const [path, part] of Object.entries(nn.select(layer, () => true)))
          expect(nn.get(layer, path)).toBe(part)
      }),
    )
  })

  test('what is not there', () => {
    expect(() => nn.get(net, 'encoder.conv' as string)).toThrow(
      'get: nothing at encoder.conv: sequential has no conv: it has [0], [1], norm',
    )
    expect(() => nn.get(net, 'head[0]' as string)).toThrow(
      'dense has no 0: it has no layers inside',
    )
    expect(() => nn.select(net, 'hed')).toThrow(
      'select: hed matches no layer: there are the root, encoder, encoder[0], encoder[1], encoder.norm, [1] and 4 more; a predicate may hold nowhere',
    )
    expect(() => nn.modifyAll(net, ['head', 'hed'], (x) => x)).toThrow('modifyAll: hed matches no')
    expect(() => nn.get(net, 'a..b' as string)).toThrow('get: a..b is not a path')
  })
})

describe('the laws of edits', () => {
  test('replace and get', () => {
    fc.assert(
      fc.property(places, layers, layers, ({ layer, path }, { layer: a }, { layer: b }) => {
        expect(nn.replace(layer, path, nn.get(layer, path))).toBe(layer)
        const once = nn.replace(layer, path, a)
        expect(nn.get(once, path)).toBe(a)
        expect(json(nn.replace(once, path, b))).toEqual(json(nn.replace(layer, path, b)))
      }),
    )
  })

  test('replace keeps what is around, as the same layers', () => {
    fc.assert(
      fc.property(places, ({ layer, path }) => {
        const other = nn.gelu
        const before = nn.select(layer, () => true)
        const after = nn.select(nn.replace(layer, path, other), () => true)
        for (const [place, part] of Object.entries(before)) {
          const isAround = nn.select(part, () => true)
          if (Object.values(isAround).includes(nn.get(layer, path))) continue
          if (after[place] !== undefined && after[place] !== other) expect(after[place]).toBe(part)
        }
      }),
    )
  })

  test('modifyAll: nothing by the identity, replace at one path, and the parts before the whole', () => {
    fc.assert(
      fc.property(places, layers, ({ layer, path }, { layer: other }) => {
        expect(
          nn.modifyAll(
            layer,
            () => true,
            (part) => part,
          ),
        ).toBe(layer)
        const one = nn.modifyAll(
          layer,
          (place) => place === path,
          () => other,
        )
        expect(json(one)).toEqual(json(nn.replace(layer, path, other)))
        const seen: string[] = []
        nn.modifyAll(
          layer,
          () => true,
          (part, place) => {
            seen.push(place)
            return part
          },
        )
        expect(new Set(seen)).toEqual(new Set(Object.keys(nn.select(layer, () => true))))
        expect(seen.at(-1)).toBe('')
      }),
    )
  })

  test('insert and remove', () => {
    fc.assert(
      fc.property(layers, layers, fc.nat({ max: 3 }), ({ layer: part }, { layer: more }, i) => {
        const layer: nn.AnyLayer = nn.sequential(part, { middle: nn.tanh }, part)
        const path: string = `[${i}]`
        const longer = nn.insert(layer, path, more)
        expect(longer.children).toHaveLength(4)
        expect(longer.children[i]?.layer).toBe(more)
        expect(json(nn.remove(longer, path))).toEqual(json(layer))
      }),
    )
  })

  test('inside other layers, by names', () => {
    const net = nn.sequential({ body: nn.residual(nn.dense(4), { act: nn.relu }) }, nn.dense(2))
    const more = nn.insert(net, 'body[0].act', { drop: nn.dropout(0.1) })
    expect(Object.keys(nn.select(more, 'body[0].*'))).toEqual([
      'body[0][0]',
      'body[0].drop',
      'body[0].act',
    ])
    const end = nn.insert(net, '[2]', nn.softmax)
    expect(nn.get(end, '[2]')).toBe(nn.softmax)
    expect(nn.get(more, '[1]')).toBe(net.children[1]?.layer)
    const model = nn.on(input, nn.remove(more, 'body[0].drop'))
    expect(json(model.layer)).toEqual(json(net))
  })

  test('what cannot be', () => {
    const net = nn.sequential({ body: nn.residual(nn.dense(4)) }, { head: nn.dense(2) })
    expect(() => nn.remove(net, 'body[0]')).toThrow(
      'remove: residual has 1 child, not 0: replace it by a sequential',
    )
    expect(() => nn.insert(net, 'body[0]' as string, nn.relu)).toThrow(
      'residual has 1 child, not 2',
    )
    expect(() => nn.insert(net, 'head', { head: nn.relu })).toThrow(
      'insert: two layers have the name "head"',
    )
    expect(() => nn.insert(net, '[3]' as string, nn.relu)).toThrow('insert: nothing at [3]')
    expect(() => nn.remove(net, '' as string)).toThrow('remove: the whole layer stands in no place')
    expect(() => nn.replace(net, 'head', { head: nn.relu } as never)).toThrow(
      'replace: takes a layer, and gets no name',
    )
    expect(() => nn.modifyAll(net, 'head', () => 3 as never)).toThrow('modifyAll: takes a layer')
  })
})
