/** What holds of every layer, whatever it computes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, nn, R, T, type Tensor } from '../../src/index.ts'
import { mapParams, type ParamTree } from '../../src/nn/params.ts'
import { isTensorSpec } from '../../src/nn/spec.ts'
import { catalogue } from './catalogue.ts'
import { elements, inputs, modelOf, paramsLike, types } from './support.ts'

/** The types that a signature says. */
const said = (tree: ParamTree): unknown =>
  mapParams(tree, ({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`)

test('every kind has laws', () => {
  const tagsOf = ({ kind, children }: nn.AnyLayer): readonly string[] => [
    kind.tag,
    ...children.flatMap(({ layer }) => tagsOf(layer)),
  ]
  const tags = new Set(Object.values(catalogue).flatMap(({ layer }) => tagsOf(layer)))
  expect(Object.keys(nn.kinds).filter((tag) => !tags.has(tag))).toEqual([])
})

const runs = { numRuns: 8 }

describe.each(Object.entries(catalogue))('%s', (_, entry) => {
  const model = modelOf(entry)
  const { signature, input } = model
  const first = model.init(R.key(3))
  const at = fc.integer({ min: 1, max: 4 }).chain((batch) =>
    fc.record({
      params: paramsLike(first.params),
      x: inputs(input.spec, batch),
      batch: fc.constant(batch),
    }),
  )
  const { state } = first

  test('init gives what the signature says', () => {
    expect(types(first.params)).toEqual(said(signature.params))
    expect(types(first.state)).toEqual(said(signature.state))
    expect(elements(first).every(Number.isFinite)).toBe(true)
  })

  test('the output is what the signature says, and the state keeps its types', () => {
    fc.assert(
      fc.property(at, fc.nat(), ({ params, x, batch }, seed) => {
        const [y, next] = model.forward({ params, state }, x, R.key(seed)) as [Tensor, unknown]
        const { output } = signature
        if (!isTensorSpec(output)) throw new Error('an output of several tensors')
        expect(y.dtype).toBe(output.dtype)
        expect(y.shape).toEqual(output.shape.map((dim) => (dim === 'batch' ? batch : dim)))
        expect(types(next)).toEqual(types(state))
        const predicted: Tensor = model.predict({ params, state }, x)
        expect(predicted.shape).toEqual(y.shape)
        expect(predicted.dtype).toBe(y.dtype)
      }),
      runs,
    )
  })

  test('prediction is a function of its arguments alone, compiled or not', () => {
    const compiled = compile(model.predict)
    fc.assert(
      fc.property(at, ({ params, x }) => {
        const vars = { params, state }
        const once = elements(model.predict(vars, x))
        expect(elements(model.predict(vars, x))).toEqual(once)
        expect(elements(compiled(vars, x))).toEqual(once)
      }),
      runs,
    )
  })

  test('training is a function of its arguments and the key', () => {
    const compiled = compile(model.forward)
    fc.assert(
      fc.property(at, fc.nat(), ({ params, x }, seed) => {
        const vars = { params, state }
        const once = elements(model.forward(vars, x, R.key(seed)))
        expect(elements(compiled(vars, x, R.key(seed)))).toEqual(once)
      }),
      runs,
    )
  })

  if (!signature.random && entry.alone)
    test('training is prediction', () => {
      fc.assert(
        fc.property(at, fc.nat(), ({ params, x }, seed) => {
          const vars = { params, state }
          const [y, next] = model.forward(vars, x, R.key(seed))
          expect(elements(y)).toEqual(elements(model.predict(vars, x)))
          expect(elements(next)).toEqual(elements(state))
        }),
        runs,
      )
    })

  test('in prediction every example is mapped for itself', () => {
    fc.assert(
      fc.property(at, ({ params, x, batch }) => {
        const one = (i: number) => {
          const cut = (t: Tensor) =>
            T.slice(t, [i, ...t.shape.slice(1).map(() => 0)], [i + 1, ...t.shape.slice(1)])
          return elements(
            model.predict({ params, state }, Array.isArray(x) ? x.map(cut) : cut(x as Tensor)),
          )
        }
        const all = elements(model.predict({ params, state }, x))
        expect(Array.from({ length: batch }, (_, i) => one(i)).flat()).toEqual(all)
      }),
      runs,
    )
  })

  test('JSON gives the layer back', () => {
    const json: unknown = JSON.parse(JSON.stringify(nn.toJSON(entry.layer)))
    const kinds = entry.layer.kind.tag in nn.kinds ? [] : [entry.layer.kind]
    const decoded = nn.decode(json, { kinds })
    if (decoded._tag === 'Left') expect.fail(decoded.left.join('\n'))
    expect(nn.toJSON(decoded.right)).toEqual(json)
    expect(modelOf({ ...entry, layer: decoded.right }).signature.params).toEqual(signature.params)
    expect(elements(modelOf({ ...entry, layer: decoded.right }).init(R.key(3)))).toEqual(
      elements(first),
    )
    expect(nn.decodeAs(entry.layer)(json)).toEqual({ _tag: 'Right', right: entry.layer })
  })
})
