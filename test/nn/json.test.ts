/** Layers from data: what is wrong is said, with the place; nothing is ever thrown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nn } from '../../src/index.ts'
import { catalogue } from './catalogue.ts'

const net = nn.sequential(
  { hidden: nn.dense(256, { kernelInit: { name: 'normal', stddev: 0.02 } }) },
  nn.relu,
  nn.residual(nn.dropout(0.5), nn.dense(256)),
  nn.dense(10),
)

describe('toJSON', () => {
  test('is what one would write', () => {
    expect(nn.toJSON(net)).toEqual({
      kind: 'sequential',
      children: [
        {
          name: 'hidden',
          kind: 'dense',
          config: { units: 256, kernelInit: { name: 'normal', stddev: 0.02 } },
        },
        { kind: 'relu' },
        {
          kind: 'residual',
          children: [
            {
              kind: 'sequential',
              children: [
                { kind: 'dropout', config: { rate: 0.5 } },
                { kind: 'dense', config: { units: 256 } },
              ],
            },
          ],
        },
        { kind: 'dense', config: { units: 10 } },
      ],
    })
  })

  test('a model has the JSON of its layers', () => {
    const model = nn.model(nn.input('batch', 3), nn.dense(2))
    expect(nn.toJSON(model)).toEqual(nn.toJSON(nn.sequential(nn.dense(2))))
  })
})

const lefts: readonly (readonly [string, unknown, readonly (string | RegExp)[]])[] = [
  ['no layer', 3, ['the document: expected a layer, got the number 3']],
  ['nothing', null, ['the document: expected a layer, got null']],
  ['an array', [], ['the document: expected a layer, got an array of 0']],
  [
    'an unknown kind',
    { kind: 'reluu' },
    [/^kind: unknown layer "reluu"; known: sequential, residual, .*dense, /],
  ],
  ['no kind', {}, [/^kind: unknown layer undefined; known: /]],
  ['a key of a prototype', { kind: 'toString' }, [/^kind: unknown layer "toString"; known: /]],
  [
    'an unknown key',
    { kind: 'relu', confg: {} },
    ['confg: unknown key "confg"; a layer has name, kind, config, children'],
  ],
  [
    'an unknown option',
    { kind: 'dense', config: { units: 3, bais: false } },
    ['config.bais: unknown option "bais"; there are units, bias, kernelInit, biasInit'],
  ],
  [
    'wrong options, deep inside',
    {
      kind: 'sequential',
      children: [
        { kind: 'dense', config: { units: 'many' } },
        { kind: 'residual', children: [{ kind: 'dropout', config: { rate: 1.5 } }] },
        { kind: 'dense' },
      ],
    },
    [
      'children[0].config.units: expected whole number >= 1, got the string "many"',
      'children[1].children[0].config.rate: expected number >= 0 and < 1, got the number 1.5',
      'children[2].config.units: expected whole number >= 1, got undefined',
    ],
  ],
  [
    'an unknown initializer',
    { kind: 'dense', config: { units: 3, kernelInit: 'he' } },
    [
      /^config.kernelInit: expected the name of an initializer, or one with numbers, got the string "he"/,
    ],
  ],
  [
    'too many children',
    { kind: 'residual', children: [{ kind: 'relu' }, { kind: 'relu' }] },
    ['children: residual has 1 children, got 2'],
  ],
  [
    'children of a leaf',
    { kind: 'relu', children: [{ kind: 'relu' }] },
    ['children: relu has 0 children, got 1'],
  ],
  [
    'children that are no list',
    { kind: 'sequential', children: {} },
    ['children: expected an array of layers, got a record'],
  ],
  [
    'two children of one name',
    {
      kind: 'sequential',
      children: [
        { name: 'a', kind: 'relu' },
        { name: 'a', kind: 'relu' },
      ],
    },
    ['children: two layers have the name "a"'],
  ],
  [
    'a name that is none',
    { kind: 'sequential', children: [{ name: 3, kind: 'relu' }] },
    ['children[0].name: expected a name, got the number 3'],
  ],
]

describe('decode', () => {
  test.each(lefts)('says what is wrong with %s', (_, json, expected) => {
    const decoded = nn.decode(json)
    if (decoded._tag === 'Right') expect.fail('decoded')
    expect(decoded.left).toHaveLength(expected.length)
    expected.forEach((message, i) =>
      typeof message === 'string'
        ? expect(decoded.left[i]).toBe(message)
        : expect(decoded.left[i]).toMatch(message),
    )
  })

  test('ends where nesting does not', () => {
    const deep = (depth: number): unknown =>
      Array.from({ length: depth }).reduce<unknown>(
        (inner) => ({ kind: 'residual', children: [inner] }),
        { kind: 'relu' },
      )
    expect(nn.decode(deep(90))._tag).toBe('Right')
    expect(nn.decode(deep(5000))).toEqual({
      _tag: 'Left',
      left: [expect.stringContaining('nested more than 100 deep')],
    })
  })

  test('a layer that is read is one that works', () => {
    const decoded = nn.decode(JSON.parse(JSON.stringify(nn.toJSON(net))))
    if (decoded._tag === 'Left') expect.fail(decoded.left.join())
    const built = nn.buildDyn(nn.input('batch', 256))(decoded.right)
    if (built._tag === 'Left') expect.fail(built.left)
    expect(nn.summary(built.right).parameters).toBe(134154)
    expect(nn.buildDyn(nn.input('batch'))(decoded.right)).toEqual({
      _tag: 'Left',
      left: '[0] dense(256): needs a batch axis, got [batch]',
    })
  })
})

describe('decodeAs', () => {
  test('gives the types back where the architecture is the same', () => {
    const same = nn.decodeAs(net)(nn.toJSON(net))
    expect(same).toEqual({ _tag: 'Right', right: net })
  })

  test('says where it is another', () => {
    const other = nn.sequential(nn.dense(256), nn.relu)
    expect(nn.decodeAs(net)(nn.toJSON(other))).toEqual({
      _tag: 'Left',
      left: ['children: 2 entries, expected 4'],
    })
    expect(nn.decodeAs(nn.dense(3))({ kind: 'dense', config: { units: 4 } })).toEqual({
      _tag: 'Left',
      left: ['config.units: 4, expected 3'],
    })
  })

  test('does not mind the order of keys', () => {
    const json = { config: { bias: false, units: 3 }, kind: 'dense' }
    expect(nn.decodeAs(nn.dense(3, { bias: false }))(json)._tag).toBe('Right')
  })
})

/** Documents of layers, of which something has been changed. */
const documents = fc.constantFrom(
  ...Object.values(catalogue).map(({ layer }) => JSON.stringify(nn.toJSON(layer))),
  JSON.stringify(nn.toJSON(net)),
)

/** Every place in a document. */
const places = (json: unknown, path: readonly string[] = []): readonly (readonly string[])[] => [
  path,
  ...(typeof json === 'object' && json !== null
    ? Object.entries(json).flatMap(([key, part]) => places(part, [...path, key]))
    : []),
]

const changed = (json: unknown, path: readonly string[], change: (old: unknown) => unknown) => {
  const go = (part: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return change(part)
    const inner = go((part as Record<string, unknown>)[key], rest)
    return Array.isArray(part)
      ? part.map((item: unknown, i) => (String(i) === key ? inner : item))
      : { ...(part as object), [key]: inner }
  }
  return go(json, path)
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, -1, 0, 1e300, Number.NaN, '', 'relu', 'dense', [], {}),
  fc.constantFrom<unknown>('__proto__', 'constructor', { kind: 'relu' }, [{ kind: 'dense' }]),
  fc.jsonValue({ maxDepth: 2 }),
)

const change = fc.oneof(
  strange.map((value) => () => value),
  strange.map((value) => (old: unknown) => [old, value]),
  fc.tuple(fc.constantFrom('kind', 'name', 'x', '__proto__', 'toString'), strange).map(
    ([key, value]) =>
      (old: unknown) =>
        JSON.parse(
          `{"${key}":${JSON.stringify(value) ?? 'null'}${typeof old === 'object' && old !== null && !Array.isArray(old) && Object.keys(old).length > 0 ? `,${JSON.stringify(old).slice(1)}` : '}'}`,
        ) as unknown,
  ),
)

const mutated = documents.chain((text) => {
  const json: unknown = JSON.parse(text)
  return fc
    .tuple(fc.constantFrom(...places(json)), change)
    .map(([path, change]) => changed(json, path, change))
})

test('10,000 documents with a mistake are read, or said to be wrong', () => {
  let wrong = 0
  fc.assert(
    fc.property(mutated, (json) => {
      const decoded = nn.decode(json)
      if (decoded._tag === 'Left') {
        wrong++
        expect(decoded.left.length).toBeGreaterThan(0)
        expect(decoded.left.every((message) => message.includes(': '))).toBe(true)
      } else {
        // what is read can be written, and read again
        expect(nn.decode(nn.toJSON(decoded.right))._tag).toBe('Right')
        nn.buildDyn(nn.input('batch', 4, 4, 3))(decoded.right)
      }
    }),
    { numRuns: 10_000 },
  )
  expect(wrong).toBeGreaterThan(5000)
})
