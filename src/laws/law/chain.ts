import { isFloat } from '../../core/dtype.ts'
import { type Node, closeScope, constant, mark, openScope } from '../../core/node.ts'
import { add } from '../../core/primitives/arithmetic.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { backward, codirections, direction, directions, forward } from '../derivatives.ts'
import { type TreeFunction, buildOf } from '../function.ts'
import { nodeOfInput } from '../input.ts'
import { compute, estimate } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, agreeEach, firstFailure, sameBits } from '../report.ts'
import { type Build, type Probe, differentiable, graphOf } from '../subject.ts'

/** The floats among what g makes of some nodes. */
const floatsOf = (g: Build, nodes: readonly Node[]): readonly Node[] =>
  g(nodes).filter(({ dtype }) => isFloat(dtype))

/**
 * Derivatives respect composition: with y = f(x),
 *
 *     jvp(g ∘ f)(x, v) = jvp(g)(y, jvp(f)(x, v))
 *     vjp(g ∘ f)(x, u) = vjp(f)(x, vjp(g)(y, u))
 *     jvp(id)(x, v) = v,  vjp(id)(x, u) = u
 *     jvp(⟨f, g ∘ f⟩) = ⟨jvp f, jvp(g ∘ f)⟩,  vjp(⟨f, g ∘ f⟩)(u, w) = vjp(f)(u) + vjp(g ∘ f)(w)
 *
 * Catches a rule that looks further than its own operands, a derivative of one's own that depends on
 * what it was called with, a fold that shares what it must not. `g` takes the results of the function
 * that are floats, one after the other.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.chainRule(probe, (y: Tensor<[2]>) => T.mul(y, T.exp(y))) // null
 */
export const chainRule = (
  { of, seed }: Probe,
  g: TreeFunction,
  rules: Rules = registry,
): Report => {
  const law = 'chain rule'
  const build = buildOf(g)
  if (differentiable(of).length === 0) return null
  const next = randomOf(seed)
  const graph = graphOf(of)
  const { leaves, outputs } = graph
  const along = directions(of, next).map(nodeOfInput)
  const whole = floatsOf(build, outputs)

  const scope = openScope()
  try {
    const values = compute(outputs)
    const middle = outputs.map(({ shape, dtype }, i) =>
      mark(constant(shape, dtype, values[i] as Float64Array), scope),
    )
    const outer = floatsOf(build, middle)
    const across = codirections(graph, next).map(nodeOfInput)
    const last = whole.map((node) => nodeOfInput(direction(node, next)))

    const pushed = forward(outputs, leaves, along, rules)
    const composed = forward(whole, leaves, along, rules)
    const pulled = backward(outputs, leaves, across, rules)
    const pulledWhole = backward(whole, leaves, last, rules)
    const paired = backward([...outputs, ...whole], leaves, [...across, ...last], rules)
    const bits = (title: string, actual: readonly Node[], expected: readonly Node[]): Report => {
      const [left, right] = [compute(actual), compute(expected)]
      return firstFailure(left.entries(), ([i, value]) =>
        sameBits(`${law}: ${title}`, `derivative ${i}`, value, right[i] as Float64Array),
      )
    }
    const near = (title: string, actual: readonly Node[], expected: readonly Node[]): Report =>
      agreeEach(`${law}: ${title}`, 'derivative', estimate(actual), estimate(expected))
    return (
      bits('jvp(id) = id', forward(leaves, leaves, along, rules), along) ??
      bits('vjp(id) = id', backward(leaves, leaves, along, rules), along) ??
      near('jvp(g ∘ f) = jvp(g) ∘ jvp(f)', composed, forward(outer, middle, pushed, rules)) ??
      near(
        'vjp(g ∘ f) = vjp(f) ∘ vjp(g)',
        pulledWhole,
        backward(outputs, leaves, backward(outer, middle, last, rules), rules),
      ) ??
      near('jvp(⟨f, g⟩) = ⟨jvp f, jvp g⟩', forward([...outputs, ...whole], leaves, along, rules), [
        ...pushed,
        ...composed,
      ]) ??
      near(
        'vjp(⟨f, g⟩) = vjp f + vjp g',
        paired,
        pulled.map((node, i) => add(node, pulledWhole[i] as Node)),
      )
    )
  } finally {
    closeScope(scope)
  }
}
