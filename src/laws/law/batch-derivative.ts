import { type Rules, registry } from '../../core/primitives/index.ts'
import { direction, forward } from '../derivatives.ts'
import { type Input, nodeOfInput, stack } from '../input.ts'
import { estimate } from '../oracle/measure.ts'
import { randomOf, someOf, wholeBetween } from '../random.ts'
import { type Estimate, type Report, agreeEach } from '../report.ts'
import { type Graph, type Probe, type Subject, differentiable, graphAt } from '../subject.ts'
import { batched } from './batching.ts'

/** Estimates of a batch, one after the other. */
const joined = (examples: readonly Estimate[]): Estimate => ({
  value: examples.flatMap(({ value }) => Array.from(value)),
  error: examples.flatMap(({ error }) => Array.from(error)),
})

/**
 * Law 5, the other way round: the jvp of a batch is the batch of jvps. A batch that has the right
 * value and has lost its derivative breaks it.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.differentiatingBatchesIsLooping(probe) // null
 */
export const differentiatingBatchesIsLooping = (
  { of, seed }: Probe,
  rules: Rules = registry,
): Report => {
  const where = differentiable(of)
  if (where.length === 0) return null
  const next = randomOf(seed)
  const mask = someOf(next, of.operands.length)
  const size = wholeBetween(next, 2, 3)

  // what is not batched is the same in every example
  const shared = (draw: () => readonly Input[]): readonly (readonly Input[])[] => {
    const first = draw()
    return Array.from({ length: size }, () =>
      draw().map((input, i) => (mask[i] === true ? input : (first[i] as Input))),
    )
  }
  const points = shared(() => of.another(next, 'smooth'))
  const tangents = shared(() => of.operands.map((operand) => direction(operand, next)))
  const whole = (examples: readonly (readonly Input[])[]): readonly Input[] =>
    of.operands.map((operand, i) => {
      const column = examples.map((example) => example[i] as Input)
      return mask[i] === true ? stack(operand, column) : (column[0] as Input)
    })
  const push = ({ outputs, leaves }: Graph, along: readonly Input[]): readonly Estimate[] => {
    const moved = where.map((i) => nodeOfInput(along[i] as Input))
    return estimate(forward(outputs, leaves, moved, rules))
  }

  const batch: Subject = {
    ...of,
    operands: whole(points),
    build: (nodes) =>
      batched(
        of.build,
        of.operands,
        nodes.map((node, i) => [mask[i] === true, node] as const),
        size,
        rules,
      ),
  }
  const together = push(graphAt(batch, batch.operands.map(nodeOfInput)), whole(tangents))
  const singles = points.map((point, i) =>
    push(graphAt(of, point.map(nodeOfInput)), tangents[i] as readonly Input[]),
  )
  return agreeEach(
    'differentiating batches is looping',
    'tangent',
    together,
    together.map((_, k) => joined(singles.map((results) => results[k] as Estimate))),
  )
}
