/** What the arbitraries make of types. Checked by the compiler; nothing here runs. */
import type { Arbitrary } from 'fast-check'
import type { AnyShape, DType, R, Scalar, Tensor } from '../../../src/index.ts'
import * as laws from '../../../src/laws/index.ts'
import type { Eq } from '../../../src/core/shape/index.ts'
import { holds } from '../../core/shape/agree.ts'

const matrix = laws.tensor([2, 3])
holds<Eq<typeof matrix, Arbitrary<Tensor<[2, 3]>>>>()
const doubles = laws.tensor([4], { dtype: 'f64', domain: 'edge' })
holds<Eq<typeof doubles, Arbitrary<Tensor<[4], 'f64'>>>>()
const scalar = laws.tensor([])
holds<Eq<typeof scalar, Arbitrary<Scalar>>>()
const fixed = [2, 3] as const
const constant = laws.tensor(fixed, { domain: { low: 0, high: 1, apart: 0.1 } })
holds<Eq<typeof constant, Arbitrary<Tensor<[2, 3]>>>>()
const dynamic = laws.tensor(laws.shape())
holds<Eq<typeof dynamic, Arbitrary<Tensor<AnyShape>>>>()
declare const dtype: DType
const any = laws.tensor([2], { dtype })
holds<Eq<typeof any, Arbitrary<Tensor<[2], DType>>>>()

// @ts-expect-error no such domain
laws.tensor([2], { domain: 'normal' })
// @ts-expect-error no such element type
laws.tensor([2], { dtype: 'f16' })

const params = laws.tree({
  layers: [{ w: [3, 4], b: [4] }, { w: [4, 2] as const }],
  scale: { shape: [], dtype: 'f64' },
})
interface Params {
  readonly layers: readonly [
    { readonly w: Tensor<[3, 4]>; readonly b: Tensor<[4]> },
    { readonly w: Tensor<[4, 2]> },
  ]
  readonly scale: Tensor<[], 'f64'>
}
declare const someParams: typeof params extends Arbitrary<infer P> ? P : never
holds<Eq<(typeof someParams.layers)[0], Params['layers'][0]>>()
holds<Eq<(typeof someParams.layers)[1]['w'], Tensor<[4, 2]>>>()
holds<Eq<typeof someParams.scale, Tensor<[], 'f64'>>>()
export const asParams: Params = someParams

const both = laws.tree({ a: [2], b: { shape: [3], dtype: 'i32' } }, { dtype: 'f64' })
declare const someBoth: typeof both extends Arbitrary<infer P> ? P : never
holds<Eq<typeof someBoth.a, Tensor<[2], 'f64'>>>()
holds<Eq<typeof someBoth.b, Tensor<[3], 'i32'>>>()

const tangents = laws.like(someParams)
holds<Eq<typeof tangents, typeof params>>()
const key = laws.key()
holds<Eq<typeof key, Arbitrary<R.Key>>>()

const batches = laws.batch(both)
declare const someBatch: typeof batches extends Arbitrary<infer P> ? P : never
holds<Eq<typeof someBatch.a, Tensor<[number, 2], 'f64'>>>()
const four = laws.batch(matrix, 4)
holds<Eq<typeof four, Arbitrary<Tensor<[4, 2, 3]>>>>()
const range = laws.batch(matrix, [2, 5])
holds<Eq<typeof range, Arbitrary<Tensor<[number, 2, 3]>>>>()
