/** The workloads by their letters, as functions that yield one row of figures after the other. */
import { coldStart } from './cold-start.js'
import { elementwise } from './elementwise.js'
import { byExample, smallGradient } from './gradients.js'
import { cnn, mlp, transformer } from './models.js'
import { products } from './products.js'
import { training } from './training.js'

const inOrder = (...parts) =>
  function* (options) {
    for (const part of parts) yield* part(options)
  }

export const workloads = {
  A: products,
  B: inOrder(training(mlp, 32), training(mlp, 128)),
  C: training(cnn, 32),
  D: inOrder(elementwise(1000), elementwise(1_000_000)),
  E: training(transformer, 8),
  F: smallGradient,
  G: byExample,
  H: coldStart,
}
