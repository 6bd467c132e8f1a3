/**
 * The activations of a whole vector: scores in, a share for each out. Their derivative is a matrix.
 */
import { jacobian, T, type Tensor } from 'cotangent'
import { type Fact, fact, same } from './fact.ts'

export type Scores = Tensor<[number], 'f64'>

export type VectorSample = {
  readonly z: Scores
  readonly a: Scores
  /** ∂aᵢ/∂zⱼ in row i and column j */
  readonly slopes: Tensor<[number, number], 'f64'>
  /** the function itself, to be asked about other scores */
  readonly f: (z: Scores) => Scores
}

export type VectorActivation = {
  readonly name: string
  readonly definition: string
  readonly f: (z: Scores) => Scores
  readonly facts: readonly Fact<VectorSample>[]
}

export const sampleVector = (f: (z: Scores) => Scores, z: Scores): VectorSample => ({
  z,
  a: f(z),
  slopes: jacobian(f)(z),
  f,
})

/** The scores that the page shows. */
export const scores: Scores = T.tensor([2, 1, 0.5, -1], 'f64')

const sharesOne = fact<VectorSample>('Σ a = 1', ({ a }) => same(T.sum(a), 1))

const shiftInvariant = fact<VectorSample>('the same for z + c', ({ z, a, f }) =>
  same(f(T.add(z, 100)), a),
)

export const vectorActivations: readonly VectorActivation[] = [
  {
    name: 'Softmax',
    definition: 'aᵢ = exp zᵢ / Σⱼ exp zⱼ',
    f: (z) => T.softmax(z),
    facts: [
      sharesOne,
      fact('0 < a < 1', ({ a }) => T.toNumber(T.min(a)) > 0 && T.toNumber(T.max(a)) < 1),
      shiftInvariant,
      fact(
        'the greatest score has the greatest share',
        ({ z, a }) => T.toNumber(T.argmax(z)) === T.toNumber(T.argmax(a)),
      ),
      fact('∂aᵢ/∂zⱼ = aᵢ (δᵢⱼ − aⱼ)', ({ a, slopes }) => {
        const identity = T.eye(T.dim(a, 0), { dtype: 'f64' })
        return same(slopes, T.mul(T.expandDims(a, 1), T.sub(identity, a)))
      }),
    ],
  },
  {
    name: 'Hardmax',
    definition: 'aᵢ = 1 for the greatest zᵢ (the first of several), 0 elsewhere',
    f: (z) => T.hardmax(z),
    facts: [
      sharesOne,
      shiftInvariant,
      fact('softmax(z / τ) becomes it as τ → 0', ({ z, a }) => same(T.softmax(T.div(z, 0.01)), a)),
      fact('∂aᵢ/∂zⱼ = 0: nothing can be learned through it', ({ slopes }) => same(slopes, 0)),
    ],
  },
]
