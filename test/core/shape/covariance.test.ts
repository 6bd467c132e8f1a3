import { describe } from 'vitest'
import { type Covariance, covarianceShape } from '../../../src/core/shape/index.ts'
import { type Arg, agree, degrades, infers, type Rule, shape, size } from './agree.ts'

interface CovarianceRule extends Rule {
  readonly result: Covariance<Arg<this, 0>, 'cov'>
}

describe('cov', () => {
  const cov = agree<CovarianceRule>((s) => covarianceShape(s, 'cov'))
  cov([[3, 10]], [3, 3])
  cov([[0, 10]], [0, 0])
  cov([[3]], 'cov: takes [variables, observations], got [3]')
  cov([[]], 'cov: takes [variables, observations], got []')
  cov([[2, 3, 4]], 'cov: takes [variables, observations], got [2, 3, 4]')

  const inferred = infers<CovarianceRule>()
  inferred([['v', size]], ['v', 'v'])
  const unknown = degrades<CovarianceRule>()
  unknown([shape])
})
