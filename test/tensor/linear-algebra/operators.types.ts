/** What linear algebra makes of types. Checked by the compiler; nothing here runs. */
import type { Eq } from '../../../src/core/shape/index.ts'
import { type Dim, T, type Tensor } from '../../../src/index.ts'
import { holds } from '../../core/shape/agree.ts'

declare const tensor: <const S extends Dim[]>(...shape: S) => Tensor<S>
declare const integers: Tensor<[3, 3], 'i32'>
declare const doubles: Tensor<[3], 'f64'>

const l = T.cholesky(tensor('b', 3, 3))
holds<Eq<typeof l, Tensor<['b', 3, 3]>>>()
const d = T.det(tensor('b', 'n', 'n'))
holds<Eq<typeof d, Tensor<['b']>>>()
const [sign, logarithm] = T.slogdet(integers)
holds<Eq<typeof sign, Tensor<[]>>>()
holds<Eq<typeof logarithm, Tensor<[]>>>()
const x = T.solve(integers, doubles)
holds<Eq<typeof x, Tensor<[3], 'f64'>>>()
const y = T.triangularSolve(tensor(3, 2), { lower: false })(tensor('b', 3, 3))
holds<Eq<typeof y, Tensor<['b', 3, 2]>>>()
const [q, r] = T.qr(tensor('b', 5, 3))
holds<Eq<typeof q, Tensor<['b', 5, 3]>>>()
holds<Eq<typeof r, Tensor<['b', 3, 3]>>>()
const [values, vectors] = T.eigh(tensor(4, 4))
holds<Eq<typeof values, Tensor<[4]>>>()
holds<Eq<typeof vectors, Tensor<[4, 4]>>>()
const t = T.trace(tensor('b', 2, 3))
holds<Eq<typeof t, Tensor<['b']>>>()
const lower = T.tril(-1)(tensor('m', 'n'))
holds<Eq<typeof lower, Tensor<['m', 'n']>>>()

/** A function that is generic in a dimension is exact in it. */
export const generic = <N extends Dim>(a: Tensor<[N, N]>, b: Tensor<[N]>): void => {
  const solution = T.solve(a, b)
  holds<Eq<typeof solution, Tensor<[N]>>>()
  const inverse = T.inverse(a)
  holds<Eq<typeof inverse, Tensor<[N, N]>>>()
  const diagonal = T.diagonal(a)
  holds<Eq<typeof diagonal, Tensor<[N]>>>()
}

// @ts-expect-error cholesky: [2, 3] is not square: 2 rows, 3 columns
T.cholesky(tensor(2, 3))
// @ts-expect-error det: [3] must have rank >= 2
T.det(tensor(3))
// @ts-expect-error solve: sizes differ: 3 (last of [3, 3]) vs 4 (last of [4])
T.solve(tensor(3, 3), tensor(4))
// @ts-expect-error triangularSolve: sizes differ
T.triangularSolve(tensor(4))(tensor(3, 3))
// @ts-expect-error qr: [3] must have rank >= 2
T.qr(tensor(3))
// @ts-expect-error an option that is not there
T.triangularSolve(tensor(3, 3), tensor(3), { upper: true })
