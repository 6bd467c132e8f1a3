import { type Rules, registry } from '../../core/primitives/index.ts'
import { backward, codirections, directions, forward } from '../derivatives.ts'
import { nodeOfInput } from '../input.ts'
import { programOf } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same } from '../report.ts'
import { type Probe, differentiable, graphOf, promoteSubject } from '../subject.ts'

/**
 * The derivatives of a function of doubles are computed with doubles: what went by way of f32 would
 * be right to 7 digits, and an oracle that knows how f32 rounds would believe it.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.doublesStayDoubles(probe) // null
 */
export const doublesStayDoubles = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const exact = promoteSubject(of)
  const graph = graphOf(exact)
  const { outputs, leaves } = graph
  const { equations } = programOf([
    ...forward(outputs, leaves, directions(exact, next).map(nodeOfInput), rules),
    ...backward(outputs, leaves, codirections(graph, next).map(nodeOfInput), rules),
  ])
  return firstFailure(equations, ({ primitive, dtype }) =>
    same('doubles stay doubles', primitive, String(dtype === 'f32'), 'false'),
  )
}
