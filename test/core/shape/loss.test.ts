import { describe } from 'vitest'
import {
  type LabelledPairs,
  labelledPairs,
  type LabelledRows,
  labelledRows,
  type LabelledSequences,
  labelledSequences,
  type SameExamples,
  type SameRows,
  type SameShape,
  sameExamples,
  sameRows,
  sameShapes,
} from '../../../src/core/shape/index.ts'
import { type Arg, agree, anything, degrades, infers, type Rule, shape, size } from './agree.ts'

interface SameRule extends Rule {
  readonly result: SameShape<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}
interface RowsRule extends Rule {
  readonly result: SameRows<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}
interface LabelsRule extends Rule {
  readonly result: LabelledRows<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}
interface PairsRule extends Rule {
  readonly result: LabelledPairs<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}
interface SequencesRule extends Rule {
  readonly result: LabelledSequences<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}
interface ExamplesRule extends Rule {
  readonly result: SameExamples<Arg<this, 0>, Arg<this, 1>, Arg<this, 2, string>>
}

describe('one shape', () => {
  const same = agree<SameRule>(sameShapes)
  same([[5, 4], [5, 4], 'huber'], [5, 4])
  same([[], [], 'huber'], [])
  same([[5], [5, 1], 'huber'], 'huber: predictions [5] and targets [5, 1] differ')
  same([[5, 1], [5], 'huber'], 'huber: predictions [5, 1] and targets [5] differ')
  same([[5], [1], 'huber'], 'huber: predictions [5] and targets [1] differ')
  same([[], [1], 'huber'], 'huber: predictions [] and targets [1] differ')

  const inferred = infers<SameRule>()
  inferred([['batch', size], ['batch', 10], 'huber'], ['batch', 10])
  inferred([['batch', 10], [size, size], 'huber'], ['batch', 10])
  inferred(
    [['batch', 10], ['other', 10], 'huber'],
    'huber: predictions [batch, 10] and targets [other, 10] differ',
  )
  inferred([shape, [5, 4], 'huber'], [5, 4])
  inferred([[5, 4], shape, 'huber'], [5, 4])
  const unknown = degrades<SameRule>()
  unknown([anything, [2, 3], 'huber'])
})

describe('rows', () => {
  const rows = agree<RowsRule>(sameRows)
  rows([[5, 4], [5, 4], 'kl'], [5])
  rows([[7], [7], 'kl'], [])
  rows([[5, 4], [5, 3], 'kl'], 'kl: predictions [5, 4] and targets [5, 3] differ')
  rows([[], [], 'kl'], 'kl: a scalar has no rows')

  const inferred = infers<RowsRule>()
  inferred([['batch', 10], [size, 10], 'kl'], ['batch'])
  const unknown = degrades<RowsRule>()
  unknown([[2, 3], anything, 'kl'])
})

describe('rows with labels', () => {
  const labels = agree<LabelsRule>(labelledRows)
  labels([[5, 4], [5], 'ce'], [5])
  labels([[4], [], 'ce'], [])
  labels([[2, 3, 4], [2, 3], 'ce'], [2, 3])
  labels([[5, 4], [4], 'ce'], 'ce: predictions [5, 4] need a class for each of [5], got [4]')
  labels([[5, 4], [5, 4], 'ce'], 'ce: predictions [5, 4] need a class for each of [5], got [5, 4]')
  labels([[], [], 'ce'], 'ce: a scalar has no classes')

  const inferred = infers<LabelsRule>()
  inferred([['batch', 10], [size], 'ce'], ['batch'])
  inferred([[size, 10], ['batch'], 'ce'], ['batch'])
  inferred([['batch', 10], shape, 'ce'], ['batch'])
  inferred([shape, ['batch'], 'ce'], ['batch'])
  const unknown = degrades<LabelsRule>()
  unknown([anything, [2], 'ce'])
})

describe('examples', () => {
  const examples = agree<ExamplesRule>(sameExamples)
  examples([[5, 8, 8, 3], [5, 8, 8, 3], 'dice'], [5])
  examples([[5, 3], [5, 3], 'dice'], [5])
  examples([[5], [5], 'dice'], 'dice: needs a batch and classes, got [5]')
  examples([[5, 3], [5, 2], 'dice'], 'dice: predictions [5, 3] and targets [5, 2] differ')

  const inferred = infers<ExamplesRule>()
  inferred([['batch', 8, 3], [size, 8, 3], 'dice'], ['batch'])
  inferred([shape, shape, 'dice'], [size])
})

describe('pairs of rows with labels', () => {
  const pairs = agree<PairsRule>(labelledPairs)
  pairs([[5, 4], [5], 'nt'], [])
  pairs([[5, 4], [4], 'nt'], 'nt: takes rows [batch, a] and labels [batch], got [5, 4] and [4]')
  pairs([[5], [5], 'nt'], 'nt: takes rows [batch, a] and labels [batch], got [5] and [5]')
  pairs(
    [[5, 4], [5, 4], 'nt'],
    'nt: takes rows [batch, a] and labels [batch], got [5, 4] and [5, 4]',
  )

  const inferred = infers<PairsRule>()
  inferred([['batch', 4], [size], 'nt'], [])
  inferred([shape, [4], 'nt'], [])
  inferred([[5, 4], shape, 'nt'], [])
})

describe('sequences with labels', () => {
  const sequences = agree<SequencesRule>(labelledSequences)
  sequences([[5, 9, 4], [5, 3], 'ctc'], [5])
  sequences(
    [[5, 9, 4], [4, 3], 'ctc'],
    'ctc: takes logits [batch, steps, classes] and labels [batch, n], got [5, 9, 4] and [4, 3]',
  )
  sequences(
    [[9, 4], [3], 'ctc'],
    'ctc: takes logits [batch, steps, classes] and labels [batch, n], got [9, 4] and [3]',
  )

  const inferred = infers<SequencesRule>()
  inferred([['batch', 9, 4], [size, 3], 'ctc'], ['batch'])
  inferred([[size, 9, 4], ['batch', 3], 'ctc'], ['batch'])
  inferred([shape, ['batch', 3], 'ctc'], ['batch'])
  inferred([['batch', 9, 4], shape, 'ctc'], ['batch'])
})
