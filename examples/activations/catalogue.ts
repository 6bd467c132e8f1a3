/**
 * The activations of one number: what they are and what holds for them.
 */
import { grad, R, T, type Tensor, vmap } from 'cotangent'
import {
  at0,
  type Fact,
  fact,
  greatest,
  increases,
  least,
  leastAt,
  rounded,
  same,
  sameBelow0,
} from './fact.ts'
import type { Sample, Unary } from './sample.ts'

export type Curve = {
  /** what tells it from the other curves of the family */
  readonly label: string
  readonly f: Unary
}

export type Activation = {
  readonly name: string
  readonly definition: string
  /** one, or a family: the same function with several slopes */
  readonly curves: readonly [Curve, ...Curve[]]
  /** where it has no derivative, of the first order or the second */
  readonly kinks: readonly number[]
  /** each holds for every curve */
  readonly facts: readonly Fact<Sample>[]
}

const alone = (f: Unary): readonly [Curve] => [{ label: 'a', f }]

const slope = (value: number): Tensor<[], 'f64'> => T.tensor(value, 'f64')

type Sloped = (z: Tensor<[], 'f64'>, slope: Tensor<[], 'f64'>) => Tensor<[], 'f64'>

/** Learned or drawn, a slope is an operand like any other. */
const sloped = (f: Sloped, label: string, value: number): Curve => ({
  label,
  f: (z) => f(z, slope(value)),
})

const prelu: Sloped = (z, slope) => T.prelu(z, slope)
const rrelu: Sloped = (z, slope) => T.rrelu(z, slope)

/** The slope first: `grad` is by the first argument. */
const byAlpha: Sloped = (slope, z) => T.prelu(z, slope)

/** What a training step of a randomized leaky ReLU would draw, a few times. */
const [lowest, highest] = [1 / 8, 1 / 3] as const
const draws = T.toTypedArray(R.uniform(R.key(0), [5], { low: lowest, high: highest, dtype: 'f64' }))

/** The density of the standard normal distribution. */
const density = ({ z }: Sample) => T.div(T.exp(T.mul(T.square(z), -0.5)), Math.sqrt(2 * Math.PI))

/** The mean of x for standard normal z, as a sum over the places. */
const normalMean = (numbers: Sample, x: Sample['a']): number => {
  const weights = density(numbers)
  return T.toNumber(T.div(T.sum(T.mul(weights, x)), T.sum(weights)))
}

export const activations: readonly Activation[] = [
  {
    name: 'Linear',
    definition: 'a = z',
    curves: alone((z) => z),
    kinks: [],
    facts: [
      fact('a′ = 1', ({ slope }) => same(slope, 1)),
      fact('a″ = 0: a net of linear layers is one linear layer', ({ bend }) => same(bend, 0)),
    ],
  },
  {
    name: 'Sigmoid',
    definition: 'a = σ(z) = 1 / (1 + e⁻ᶻ)',
    curves: alone(T.sigmoid),
    kinks: [],
    facts: [
      fact('0 < a < 1', ({ a }) => least(a) > 0 && greatest(a) < 1),
      fact('a′ = a (1 − a)', ({ a, slope }) => same(slope, T.mul(a, T.sub(1, a)))),
      fact(
        'a′ ≤ 0.25, reached at 0',
        ({ slope }) => greatest(slope) === 0.25 && at0(slope) === 0.25,
      ),
      fact('σ(−z) = 1 − σ(z)', ({ a }) => same(T.flip(a), T.sub(1, a))),
    ],
  },
  {
    name: 'Tanh',
    definition: 'a = tanh z = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)',
    curves: alone(T.tanh),
    kinks: [],
    facts: [
      fact('−1 < a < 1', ({ a }) => least(a) > -1 && greatest(a) < 1),
      fact('zero-centred: tanh(−z) = −tanh z', ({ a }) => same(T.flip(a), T.neg(a))),
      fact('a′ = 1 − a²', ({ a, slope }) => same(slope, T.sub(1, T.square(a)))),
      fact('a′ ≤ 1, reached at 0', ({ slope }) => greatest(slope) === 1 && at0(slope) === 1),
      fact('a = 2 σ(2z) − 1', ({ z, a }) => same(a, T.sub(T.mul(T.sigmoid(T.mul(z, 2)), 2), 1))),
    ],
  },
  {
    name: 'ReLU',
    definition: 'a = max(0, z)',
    curves: alone(T.relu),
    kinks: [0],
    facts: [
      fact('a ≥ 0', ({ a }) => least(a) === 0),
      fact('a′ is 1 for z > 0 and 0 for z < 0, where the unit learns nothing', (s) =>
        same(T.sub(s.slope, T.cast(T.greater(s.z, 0), 'f64')), 0),
      ),
      fact('a′(0) = 0 by convention', ({ slope }) => at0(slope) === 0),
    ],
  },
  {
    name: 'Leaky ReLU',
    definition: 'a = max(0.01 z, z)',
    curves: alone((z) => T.leakyRelu(z)),
    kinks: [0],
    facts: [
      fact('a′ is 1 for z > 0, 0.01 for z < 0: no unit is dead', (s) =>
        same(s.slope, T.where(T.greater(s.z, 0), 1, T.where(T.less(s.z, 0), 0.01, s.slope))),
      ),
      fact('a′(0) = 0.01 by convention', ({ slope }) => at0(slope) === 0.01),
    ],
  },
  {
    name: 'PReLU',
    definition: 'a = z for z > 0, α z elsewhere, α learned',
    curves: [
      sloped(prelu, 'α = 0.1', 0.1),
      sloped(prelu, 'α = 0.25', 0.25),
      sloped(prelu, 'α = 0.5', 0.5),
    ],
    kinks: [0],
    facts: [
      fact('a = max(α z, z) for α ≤ 1', ({ z, a, slope }) =>
        same(a, T.maximum(T.mul(T.min(slope), z), z)),
      ),
      fact('∂a/∂α = min(z, 0)', ({ z }) =>
        same(vmap(grad(byAlpha), [null, 0])(slope(0.25), z), T.minimum(z, 0)),
      ),
      fact('a′(0) = α by convention', ({ slope }) => at0(slope) === least(slope)),
    ],
  },
  {
    name: 'RReLU',
    definition:
      'a = z for z > 0, α z elsewhere; in training α is drawn from [1/8, 1/3), in prediction 11/48',
    curves: [
      ...([...draws].map((value) => sloped(rrelu, 'in training', value)) as [Curve, ...Curve[]]),
      sloped(rrelu, 'in prediction', (lowest + highest) / 2),
    ],
    kinks: [0],
    facts: [
      fact(
        '1/8 ≤ a′ < 1/3 for z < 0',
        ({ slope }) => least(slope) >= 1 / 8 && least(slope) < 1 / 3,
      ),
      fact('a′(0) = α by convention', ({ slope }) => at0(slope) === least(slope)),
    ],
  },
  {
    name: 'ELU',
    definition: 'a = z for z > 0, eᶻ − 1 elsewhere',
    curves: alone(T.elu),
    kinks: [0],
    facts: [
      fact('a > −1', ({ a }) => least(a) > -1),
      fact('a′ = a + 1 for z < 0', (s) => sameBelow0(s, s.slope, T.add(s.a, 1))),
      fact(
        'a′(0) = 1 from both sides; a″ jumps there from 1 to 0',
        ({ slope, bend }) => at0(slope) === 1 && rounded(greatest(bend), 1) && least(bend) === 0,
      ),
    ],
  },
  {
    name: 'SELU',
    definition: 'a = λ z for z > 0, λ α (eᶻ − 1) elsewhere, λ = 1.0507…, α = 1.6733…',
    curves: alone(T.selu),
    kinks: [0],
    facts: [
      fact('a > −λ α = −1.7581…', ({ a }) => least(a) > -1.7581 && least(a) < -1.7574),
      fact('a′(0) = λ α by convention', ({ slope }) => rounded(at0(slope), 1.7581)),
      fact(
        'standard normal z give a of mean 0 and variance 1',
        (s) =>
          Math.abs(normalMean(s, s.a)) < 1e-5 && Math.abs(normalMean(s, T.square(s.a)) - 1) < 1e-5,
      ),
    ],
  },
  {
    name: 'GELU',
    definition: 'a = z Φ(z), Φ the normal distribution',
    curves: alone(T.gelu),
    kinks: [],
    facts: [
      fact(
        'a ≥ −0.17, reached at −0.7518',
        (s) => rounded(least(s.a), -0.17) && leastAt(s, s.a, -0.7518),
      ),
      fact('not monotone', (s) => !increases(s)),
      fact('a′ = Φ(z) + z Φ′(z), at most 1.1289, at √2', (s) => {
        const phi = T.mul(T.add(T.erf(T.mul(s.z, Math.SQRT1_2)), 1), 0.5)
        return (
          same(s.slope, T.add(phi, T.mul(s.z, density(s)))) &&
          rounded(greatest(s.slope), 1.1289) &&
          leastAt(s, T.neg(s.slope), Math.SQRT2)
        )
      }),
    ],
  },
  {
    name: 'SiLU',
    definition: 'a = z σ(z)',
    curves: alone(T.silu),
    kinks: [],
    facts: [
      fact(
        'a ≥ −0.2785, reached at −1.2785',
        (s) => rounded(least(s.a), -0.2785) && leastAt(s, s.a, -1.2785),
      ),
      fact('not monotone', (s) => !increases(s)),
      fact('a′ = a + σ(z) (1 − a), at most 1.0998, at 2.3994', (s) => {
        const gate = T.sigmoid(s.z)
        return (
          same(s.slope, T.add(s.a, T.mul(gate, T.sub(1, s.a)))) &&
          rounded(greatest(s.slope), 1.0998) &&
          leastAt(s, T.neg(s.slope), 2.3994)
        )
      }),
    ],
  },
  {
    name: 'Softplus',
    definition: 'a = log(1 + eᶻ)',
    curves: alone(T.softplus),
    kinks: [],
    facts: [
      fact('a > 0', ({ a }) => least(a) > 0),
      fact('a′ = σ(z)', ({ z, slope }) => same(slope, T.sigmoid(z))),
      fact('above ReLU by at most log 2, at 0', ({ z, a }) => {
        const above = T.sub(a, T.relu(z))
        return (
          least(above) > 0 &&
          at0(above) === greatest(above) &&
          Math.abs(at0(above) - Math.LN2) < 1e-12
        )
      }),
    ],
  },
]
