import * as fc from 'fast-check'
import { nn } from '../../../src/index.ts'

const leaf: fc.Arbitrary<nn.AnyLayer> = fc.constantFrom<nn.AnyLayer>(
  nn.dense(4),
  nn.dense(4, { bias: false }),
  nn.relu,
  nn.tanh,
  nn.layerNorm,
  nn.batchNorm,
  nn.dropout(0.5),
)

const layer: fc.Arbitrary<nn.AnyLayer> = fc.letrec<{ layer: nn.AnyLayer }>((tie) => {
  const items = fc
    .uniqueArray(
      fc.record({
        name: fc.option(fc.constantFrom('a', 'b', 'block', 'odd key', 'x.y', '*'), { freq: 1 }),
        layer: tie('layer'),
        id: fc.nat({ max: 1000 }),
      }),
      { maxLength: 4, selector: ({ name, id }) => name ?? String(id) },
    )
    .map((parts) =>
      parts.map(({ name, layer }): nn.Item => (name === null ? layer : { [name]: layer })),
    )
  return {
    layer: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      items.map((parts) => nn.sequential(...parts)),
      tie('layer').map((body) => nn.residual(body)),
      tie('layer').map((body) => nn.repeat(2, body)),
      tie('layer').map((body) => nn.shared(2, body)),
      fc
        .array(tie('layer'), { minLength: 1, maxLength: 3 })
        .map((parts) => nn.sequential(nn.fanout(...parts), nn.add)),
    ),
  }
}).layer

export const input = nn.input('batch', 4)

/** A layer that a failing law shows as JSON. */
export interface Drawn {
  readonly layer: nn.AnyLayer
  readonly [fc.toStringMethod]: () => string
}

const drawn = (layer: nn.AnyLayer): Drawn => ({
  layer,
  [fc.toStringMethod]: () => JSON.stringify(nn.toJSON(layer)),
})

/** Layers of `[batch, 4]`, nested, some of them named, the same value in several places. */
export const layers: fc.Arbitrary<Drawn> = layer.map(drawn)

/** A layer with the path of one inside it, or of itself. */
export const places: fc.Arbitrary<Drawn & { readonly path: string }> = layers.chain((one) =>
  fc.constantFrom(...Object.keys(nn.select(one.layer, () => true))).map((path) => ({
    ...one,
    path,
    [fc.toStringMethod]: () => `${path || 'the root'} of ${one[fc.toStringMethod]()}`,
  })),
)
