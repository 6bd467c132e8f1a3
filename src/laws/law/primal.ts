import { jvp, linearize, vjp } from '../../autodiff/linearize.ts'
import { compile } from '../../compile/compile.ts'
import { run, trace } from '../../compile/trace.ts'
import { type Storage, dtypeOfArray } from '../../core/dtype.ts'
import type { Node } from '../../core/node.ts'
import { type Rules, registry } from '../../core/primitives/index.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import type { AnyTensor } from '../../core/tensor.ts'
import { nodeOf, tensorOf } from '../../core/tree.ts'
import { defaultEngine } from '../../engine/default.ts'
import type { Engine } from '../../engine/engine.ts'
import { directions, forward } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { compute } from '../oracle/measure.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same, sameBits } from '../report.ts'
import { type Probe, type Subject, differentiable, resultsOf } from '../subject.ts'

const tensor = (node: Node): AnyTensor => tensorOf(node)
const node = (value: unknown): Node => nodeOf('law', value)

/** A subject as a user's function of tensors. */
const functionOf =
  (of: Subject) =>
  (...operands: AnyTensor[]): readonly AnyTensor[] =>
    of.build(operands.map(node)).map(tensor)

type Read = (values: readonly unknown[]) => readonly Storage[]

/** Values computed by an engine. */
const readBy =
  (engine: Engine): Read =>
  (values) =>
    compute(values.map(node), engine)

/** The function of the operands that have derivatives, the others captured. */
const partialOf = (of: Subject): ((...leaves: AnyTensor[]) => readonly AnyTensor[]) => {
  const where = differentiable(of)
  const all = of.operands.map((operand) => tensor(nodeOfInput(operand)))
  return (...leaves) =>
    functionOf(of)(...all.map((operand, i) => leaves[where.indexOf(i)] ?? operand))
}

const primalsOf = (of: Subject): AnyTensor[] =>
  differentiable(of).map((i) => tensor(nodeOfInput(of.operands[i] as Input)))

/** One way to compute what another computes. */
type Way = readonly [name: string, values: () => readonly Storage[]]

const allSame = (law: string, ways: readonly Way[], expected: readonly Storage[]): Report =>
  firstFailure(ways, ([name, values]) => {
    const actual = values()
    return (
      same(law, `${name}, number of results`, actual.length, expected.length) ??
      firstFailure(expected.entries(), ([i, value]) =>
        sameBits(
          law,
          expected.length === 1 ? name : `${name}, result ${i}`,
          actual[i] as Storage,
          value,
        ),
      )
    )
  })

/**
 * Law 7: whatever a function is put through on an engine, it computes the same value, bit for bit.
 * What happens to rules is nothing to a value, so they are not asked for.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.everyWayGivesOneValue(probe) // null
 */
export const everyWayGivesOneValue = (
  { of, seed }: Probe,
  _rules: Rules = registry,
  engine: Engine = defaultEngine,
): Report => {
  const read = readBy(engine)
  const f = functionOf(of)
  const fresh = (): AnyTensor[] => of.operands.map((operand) => tensor(nodeOfInput(operand)))
  const expected = read(f(...fresh()))
  const program = trace(f)(...fresh())
  const compiled = compile(f, { engine })
  const partial = partialOf(of)
  const next = randomOf(seed)
  const along = directions(of, next).map((direction) => tensor(nodeOfInput(direction)))
  const derived: readonly Way[] =
    along.length === 0
      ? []
      : [
          ['jvp', () => read(jvp(partial)(primalsOf(of), along)[0])],
          ['vjp', () => read(vjp(partial)(...primalsOf(of))[0])],
          ['linearize', () => read(linearize(partial)(...primalsOf(of))[0])],
        ]
  const ways: readonly Way[] = [
    ['evaluated again', () => read(f(...fresh()))],
    ['run(trace)', () => read(run(engine)(program)(fresh()))],
    ['compile, first call', () => read(compiled(...fresh()))],
    ['compile, second call', () => read(compiled(...fresh()))],
    ...derived,
  ]
  return allSame('every way gives one value', ways, expected)
}

/**
 * Law 7 for tangents: jvp, the pushforward of linearize and a compiled jvp give the same bits.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.everyWayGivesOneTangent(probe) // null
 */
export const everyWayGivesOneTangent = (
  { of, seed }: Probe,
  _rules: Rules = registry,
  engine: Engine = defaultEngine,
): Report => {
  const read = readBy(engine)
  const where = differentiable(of)
  if (where.length === 0) return null
  const along = directions(of, randomOf(seed))
  const tangents = (): AnyTensor[] => along.map((direction) => tensor(nodeOfInput(direction)))
  const partial = partialOf(of)
  const expected = read(jvp(partial)(primalsOf(of), tangents())[1])
  const operands = of.operands.map(nodeOfInput)
  const direct = forward(
    of.build(operands),
    where.map((i) => operands[i] as Node),
    along.map(nodeOfInput),
    registry,
  )
  const compiled = compile((xs: AnyTensor[], vs: AnyTensor[]) => jvp(partial)(xs, vs)[1], {
    engine,
  })
  const ways: readonly Way[] = [
    ['the fold itself', () => compute(direct, engine)],
    ['linearize', () => read(linearize(partial)(...primalsOf(of))[1](...tangents()))],
    ['compiled jvp', () => read(compiled(primalsOf(of), tangents()))],
  ]
  return allSame('every way gives one tangent', ways, expected)
}

const hexadecimal = ({ value }: Input): string =>
  Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/**
 * Laws 13 and 14: computing changes no input, and computing again gives the same bits.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.inputsStay(probe) // null
 */
export const inputsStay = (probe: Probe): Report => {
  const { operands } = probe.of
  const before = operands.map(hexadecimal)
  everyWayGivesOneValue(probe)
  everyWayGivesOneTangent(probe)
  return firstFailure(operands.entries(), ([i, operand]) =>
    same('inputs stay as they are', `bytes of operand ${i}`, hexadecimal(operand), before[i] ?? ''),
  )
}

/**
 * Law 15: the inferred shapes and element types are those of the values.
 *
 * @example
 * import { T, type Tensor } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const probe = laws.probe((x: Tensor<[2]>) => T.sin(x))(T.tensor([1, 2]))
 * laws.inferenceIsRight(probe) // null
 */
export const inferenceIsRight = ({ of }: Probe): Report => {
  const law = 'inference is right'
  const results = resultsOf(of)
  const values = compute(results)
  return firstFailure(
    results.entries(),
    ([i, { shape, dtype }]) =>
      same(law, `length of result ${i}`, values[i]?.length ?? -1, sizeOf(shape)) ??
      same(law, `array type of result ${i}`, dtypeOfArray(values[i]) ?? 'none', dtype),
  )
}
