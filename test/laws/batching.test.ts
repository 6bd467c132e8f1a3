import { differentiatingBatchesIsLooping } from '../../src/laws/law/batch-derivative.ts'
import { everyPrimitive } from '../support/holds.ts'
import {
  batchingDerivativesIsLooping,
  batchingIsLooping,
  nestedBatchingIsLooping,
} from '../../src/laws/law/batching.ts'

everyPrimitive('batching is looping', batchingIsLooping, { numRuns: 25 })
everyPrimitive('nested batching is looping', nestedBatchingIsLooping, { numRuns: 25 })
everyPrimitive('batching derivatives is looping', batchingDerivativesIsLooping, {
  dtypes: ['f32', 'f64'],
  numRuns: 25,
})
everyPrimitive('differentiating batches is looping', differentiatingBatchesIsLooping, {
  dtypes: ['f32', 'f64'],
  numRuns: 20,
})
