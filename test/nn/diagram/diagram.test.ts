import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nn } from '../../../src/index.ts'
import { input, layers } from '../surgery/arbitrary.ts'

const block = nn.residual({ wide: nn.dense(8) }, nn.gelu, nn.dense(4))
const model = nn.model(
  input,
  { stem: nn.sequential(nn.dense(4), nn.batchNorm, nn.relu) },
  block,
  { again: block },
  nn.dropout(0.5),
  { head: nn.dense(3, { bias: false }) },
)

const boxes = (text: string): readonly string[] => text.match(/^ +layer\d+\[".*"\]:::\w+$/gm) ?? []
const groups = (text: string): readonly string[] =>
  Array.from(text.matchAll(/<g data-path="([^"]*)">/g), ([, path]) => path ?? '')

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')

/** The numbers of an attribute. */
const numbers = (text: string, name: string): readonly number[] =>
  Array.from(text.matchAll(new RegExp(` ${name}="(-?[\\d.]+)"`, 'g')), ([, value]) => Number(value))

describe('a model as a picture', () => {
  test('every layer is a group of its path, once, inside that of the layer around it', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        const text = nn.toSvg(nn.on(input, layer))
        const paths = Object.keys(nn.select(layer, () => true))
        expect(groups(text).map(unescaped)).toEqual(paths)
        expect(text.match(/<\/g>/g)).toHaveLength(paths.length)
      }),
    )
  })

  test('every layer without parts is a box; everything lies in the picture', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        const text = nn.toSvg(nn.on(input, layer))
        const leaves = Object.values(nn.select(layer, () => true)).filter(
          ({ children }) => children.length === 0,
        )
        // beside the input and the output
        expect(text.match(/class="title"/g)).toHaveLength(leaves.length + 2)
        const [width = 0] = numbers(text, 'width')
        const [height = 0] = numbers(text, 'height')
        const rects = Array.from(
          text.matchAll(
            /<rect class="\w+" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
          ),
          ([, ...values]) => values.map(Number),
        )
        expect(rects.length).toBeGreaterThanOrEqual(leaves.length + 2)
        for (const [x = -1, y = -1, w = 0, h = 0] of rects) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(x + w).toBeLessThanOrEqual(width)
          expect(y + h).toBeLessThanOrEqual(height)
        }
        expect(text).not.toMatch(/NaN|undefined|Infinity/)
      }),
    )
  })

  test('boxes do not overlap', () => {
    fc.assert(
      fc.property(layers, layers, ({ layer: a }, { layer: b }) => {
        const text = nn.toSvg(nn.on(input, nn.fanout(a, nn.fanout(b, nn.relu))))
        const rects = Array.from(
          text.matchAll(
            /<rect class="(?!frame)\w+" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
          ),
          ([, ...values]) => values.map(Number),
        )
        rects.forEach(([x = 0, y = 0, w = 0, h = 0], i) => {
          for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of rects.slice(i + 1))
            expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true)
        })
      }),
      { numRuns: 50 },
    )
  })

  test('shapes, parameters, state and configurations are told', () => {
    const text = nn.toSvg(model)
    for (const part of [
      '>[batch, 4]<',
      'head: dense <tspan class="config">units 3, bias false</tspan>',
      '[batch, 3] · 12 parameters',
      '[batch, 4] · 8 parameters · 8 of state',
      'A model from [batch, 4] to [batch, 3] with ',
    ])
      expect(text).toContain(part)
    expect(text.match(/class="learned"/g)).toHaveLength(6)
    expect(text.match(/class="stateful"/g)).toHaveLength(1)
    expect(text.match(/class="random"/g)).toHaveLength(1)
    // the plus of two residuals
    expect(text.match(/<circle/g)).toHaveLength(2)
    expect(nn.toSvg(model)).toBe(text)
  })

  test('names are only text', () => {
    const odd = nn.model(input, { '<b a="1">&\u0001': nn.relu })
    expect(nn.toSvg(odd)).toContain('&lt;b a=&quot;1&quot;&gt;&amp;: relu')
    expect(nn.toMermaid(odd)).toContain('#60;b a=#34;1#34;#62;#38;')
  })
})

describe('a model as a flow chart', () => {
  test('every layer without parts is one box, and every arrow joins what is there', () => {
    fc.assert(
      fc.property(layers, ({ layer }) => {
        const text = nn.toMermaid(nn.on(input, layer))
        const leaves = Object.values(nn.select(layer, () => true)).filter(
          ({ children }) => children.length === 0,
        )
        expect(boxes(text)).toHaveLength(leaves.length)
        const ids = Array.from(text.matchAll(/^ +(\w+)[[(]+"?.*:::\w+$/gm), ([, id]) => id)
        expect(new Set(ids).size).toBe(ids.length)
        const arrows = Array.from(text.matchAll(/^ +(\w+) --> (\w+)$/gm), ([, from, to]) => [
          from,
          to,
        ])
        for (const [from, to] of arrows) {
          expect(ids).toContain(from)
          expect(ids).toContain(to)
        }
        // from everything but the output something leads on
        const leads = new Set(arrows.map(([from]) => from))
        expect(ids.filter((id) => !leads.has(id))).toEqual(['output'])
        const opened = text.match(/^ +subgraph /gm)?.length ?? 0
        expect(text.match(/^ +end$/gm)?.length ?? 0).toBe(opened)
      }),
    )
  })

  test('branches fork and come together, a residual goes past its body', () => {
    const text = nn.toMermaid(
      nn.on(input, nn.sequential(nn.tanh, nn.residual(nn.gelu), nn.fanout(nn.relu, nn.dense(2)))),
    )
    expect(
      text
        .split('\n')
        .filter((line) => line.includes('-->'))
        .map((line) => line.trim()),
    ).toEqual([
      'layer2_in --> layer3',
      'layer3 --> layer2_out',
      'layer2_in --> layer2_out',
      'layer1 --> layer2_in',
      'layer2_out --> layer5',
      'layer2_out --> layer6',
      'input --> layer1',
      'layer5 --> output',
      'layer6 --> output',
    ])
  })
})
