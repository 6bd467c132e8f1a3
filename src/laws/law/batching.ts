import { batchNodes } from '../../batching/batch.ts'
import { type Node, type TensorType, variable } from '../../core/node.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { repeat } from '../../batching/axes.ts'
import { backward, codirections, direction, directions, forward } from '../derivatives.ts'
import { type Input, inputOf, nodeOfInput, stack } from '../input.ts'
import { compute } from '../oracle/measure.ts'
import { type Random, randomOf, someOf, wholeBetween } from '../random.ts'
import { type Report, firstFailure, same, sameBits } from '../report.ts'
import { type Build, type Probe, graphAt, graphOf } from '../subject.ts'

/** Computes some leaves' function once for a whole batch; what is not batched is repeated. */
export const batched = (
  f: Build,
  types: readonly TensorType[],
  inputs: readonly (readonly [is: boolean, node: Node])[],
  size: number,
  rules: Rules,
): readonly Node[] => {
  const replacements = new Map<Node, Node>()
  const leaves = inputs.map(([is, node], i) => {
    if (!is) return node
    const example = variable(types[i] as TensorType, 'vmap')
    replacements.set(example, node)
    return example
  })
  const results = f(leaves)
  const answers = batchNodes(results, replacements, size, rules)
  return results.map((result, i) => answers[i] ?? repeat(result, size))
}

/** A batch of f is f of every example, bit for bit, whichever inputs are batched. */
const batchIsLoop = (
  law: string,
  f: Build,
  examples: readonly (readonly Input[])[],
  mask: readonly boolean[],
  types: readonly TensorType[],
  rules: Rules,
): Report => {
  const column = (i: number): readonly Input[] => examples.map((example) => example[i] as Input)
  const fixed = types.map((type, i) => examples[0]?.[i] ?? inputOf(type, () => 1))
  const inputs = types.map((type, i) => {
    const is = mask[i] === true
    return [is, nodeOfInput(is ? stack(type, column(i)) : (fixed[i] as Input))] as const
  })
  const results = batched(f, types, inputs, examples.length, rules)
  const looped = examples.map((example) =>
    f(example.map((input, i) => nodeOfInput(mask[i] === true ? input : (fixed[i] as Input)))),
  )
  const where = `inputs batched ${mask.join()}`
  const together = compute(results)
  const singles = looped.map((nodes) => compute(nodes))
  // what one example gives is known without an example
  const alone = f(types.map((type) => variable(type, 'vmap')))
  return firstFailure(results.keys(), (k) => {
    const node = alone[k] as Node
    const result = results[k] as Node
    const expected = stack(
      node,
      singles.map((values) => ({
        shape: node.shape,
        dtype: node.dtype,
        value: values[k] as Input['value'],
      })),
    )
    return (
      same(
        law,
        `${where}, type of result ${k}`,
        result.toString(),
        `Tensor ${node.dtype}[${expected.shape.join(', ')}]`,
      ) ?? sameBits(law, `${where}, result ${k}`, together[k] as Input['value'], expected.value)
    )
  })
}

/** Every way to batch at least one of some inputs; of many inputs, some ways. */
const masks = (count: number, next: Random): readonly (readonly boolean[])[] =>
  count > 4
    ? Array.from({ length: 6 }, () => someOf(next, count))
    : Array.from({ length: 2 ** count - 1 }, (_, bits) =>
        Array.from({ length: count }, (__, i) => (((bits + 1) >> i) & 1) === 1),
      )

/**
 * Law 5: every combination of batched and unbatched operands.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.batchingIsLooping(probe) // null
 */
export const batchingIsLooping = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const next = randomOf(seed)
  const examples = Array.from({ length: wholeBetween(next, 0, 3) }, () => of.another(next))
  return firstFailure(masks(of.operands.length, next), (mask) =>
    batchIsLoop('batching is looping', of.build, examples, mask, of.operands, rules),
  )
}

/**
 * Law 5, nested: a batch of batches; each operand has either batch axis, both or none.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.nestedBatchingIsLooping(probe) // null
 */
export const nestedBatchingIsLooping = ({ of, seed }: Probe, rules: Rules = registry): Report => {
  const count = of.operands.length
  if (count === 0) return null
  const next = randomOf(seed)
  const [outer, inner] = [someOf(next, count), someOf(next, count)]
  const [outerSize, innerSize] = [wholeBetween(next, 0, 3), wholeBetween(next, 2, 3)]
  const innerTypes = of.operands.map(({ shape, dtype }, i) => ({
    shape: inner[i] === true ? [innerSize, ...shape] : shape,
    dtype,
  }))
  const examples = Array.from({ length: outerSize }, () => {
    const many = Array.from({ length: innerSize }, () => of.another(next))
    return of.operands.map((type, i) =>
      inner[i] === true
        ? stack(
            type,
            many.map((example) => example[i] as Input),
          )
        : (many[0]?.[i] as Input),
    )
  })
  return batchIsLoop(
    `nested batching is looping, inside ${inner.join()}`,
    (leaves) =>
      batched(
        of.build,
        of.operands,
        leaves.map((leaf, i) => [inner[i] === true, leaf] as const),
        innerSize,
        rules,
      ),
    examples,
    outer,
    innerTypes,
    rules,
  )
}

/**
 * Law 5 for derivatives: a batch of jvp, and of vjp, is that of every example.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.batchingDerivativesIsLooping(probe) // null
 */
export const batchingDerivativesIsLooping = (
  { of, seed }: Probe,
  rules: Rules = registry,
): Report => {
  const next = randomOf(seed)
  const along = directions(of, next)
  if (along.length === 0) return null
  const across = codirections(graphOf(of), next)
  const count = of.operands.length
  const tangents = count + along.length
  const types: readonly TensorType[] = [...of.operands, ...along, ...across]
  const examples = Array.from({ length: wholeBetween(next, 0, 3) }, () => [
    ...of.another(next, 'smooth'),
    ...along.map((type) => direction(type, next)),
    ...across.map((type) => direction(type, next)),
  ])
  const derivativesOf: Build = (leaves) => {
    // marked: what is merely concrete, a custom rule or a checkpoint takes to be constant
    const { outputs, leaves: differentiated } = graphAt(of, leaves.slice(0, count))
    return [
      ...forward(outputs, differentiated, leaves.slice(count, tangents), rules),
      ...backward(outputs, differentiated, leaves.slice(tangents), rules),
    ]
  }
  return batchIsLoop(
    'batching derivatives is looping',
    derivativesOf,
    examples,
    someOf(next, types.length),
    types,
    rules,
  )
}
