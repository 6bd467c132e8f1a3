import { jvp, linearize, vjp } from '../../../src/autodiff/linearize.ts'
import { compile } from '../../../src/compile/compile.ts'
import { run, trace } from '../../../src/compile/trace.ts'
import { type FloatDType, type Storage, dtypeOfArray } from '../../../src/core/dtype.ts'
import type { Node } from '../../../src/core/node.ts'
import { sizeOf } from '../../../src/core/shape/dimension.ts'
import type { AnyShape, Tensor } from '../../../src/core/tensor.ts'
import { nodeOf, tensorOf } from '../../../src/core/tree.ts'
import { referenceEngine } from '../../../src/engine/reference/index.ts'
import { valueOf } from '../../../src/engine/evaluate.ts'
import { type Case, type Probe, applyCase, differentiable, resultOf } from '../cases.ts'
import { directions, forward } from '../derivatives.ts'
import { type Input, nodeOfInput } from '../input.ts'
import { compute } from '../measure.ts'
import { randomOf } from '../random.ts'
import { type Report, firstFailure, same, sameBits } from '../report.ts'
import { registry } from '../../../src/core/primitives/index.ts'

type Float = Tensor<AnyShape, FloatDType>

const tensor = (node: Node): Float => tensorOf<AnyShape, FloatDType>(node)
const node = (value: unknown): Node => nodeOf('law', value)

/** A case as a user's function of tensors. */
const functionOf =
  (of: Case) =>
  (...operands: Float[]): Float =>
    tensor(applyCase(of, operands.map(node)))

const read = (value: unknown): Storage => valueOf('law', node(value), referenceEngine)

/** Law 7: whatever a function is put through, it computes the same value, bit for bit. */
export const everyWayGivesOneValue = ({ of, seed }: Probe): Report => {
  const law = 'every way gives one value'
  const f = functionOf(of)
  const fresh = (): Float[] => of.operands.map((operand) => tensor(nodeOfInput(operand)))
  const expected = read(f(...fresh()))
  const program = trace(f)(...fresh())
  const compiled = compile(f)
  const where = differentiable(of)
  const all = fresh()
  /** the function of the operands that have derivatives, the others captured */
  const partial = (...leaves: Float[]): Float =>
    f(...all.map((operand, i) => leaves[where.indexOf(i)] ?? operand))
  const primals = (): Float[] => where.map((i) => tensor(nodeOfInput(of.operands[i] as Input)))
  const next = randomOf(seed)
  const along = directions(of, next).map((direction) => tensor(nodeOfInput(direction)))

  const ways: readonly (readonly [name: string, value: () => Storage])[] = [
    ['evaluated again', () => read(f(...fresh()))],
    ['in one program', () => compute([node(f(...fresh()))])[0] as Storage],
    ['run(trace)', () => read(run(referenceEngine)(program)(fresh()))],
    ['compile, first call', () => read(compiled(...fresh()))],
    ['compile, second call', () => read(compiled(...fresh()))],
    ['jvp', () => read(jvp(partial)(primals(), along)[0])],
    ['vjp', () => read(vjp(partial)(...primals())[0])],
    ['linearize', () => read(linearize(partial)(...primals())[0])],
  ]
  return firstFailure(ways, ([name, value]) => sameBits(law, name, value(), expected))
}

/** Law 7 for tangents: jvp, the pushforward of linearize and a compiled jvp give the same bits. */
export const everyWayGivesOneTangent = ({ of, seed }: Probe): Report => {
  const law = 'every way gives one tangent'
  const where = differentiable(of)
  if (where.length === 0) return null
  const f = functionOf(of)
  const next = randomOf(seed)
  const along = directions(of, next)
  const tangents = (): Float[] => along.map((direction) => tensor(nodeOfInput(direction)))
  const all = of.operands.map((operand) => tensor(nodeOfInput(operand)))
  const partial = (...leaves: Float[]): Float =>
    f(...all.map((operand, i) => leaves[where.indexOf(i)] ?? operand))
  const primals = (): Float[] => where.map((i) => tensor(nodeOfInput(of.operands[i] as Input)))
  const expected = read(jvp(partial)(primals(), tangents())[1])
  const operands = of.operands.map(nodeOfInput)
  const direct = forward(
    applyCase(of, operands),
    where.map((i) => operands[i] as Node),
    along.map(nodeOfInput),
    registry,
  )
  const compiled = compile((xs: Float[], vs: Float[]) => jvp(partial)(xs, vs)[1])
  const ways: readonly (readonly [name: string, value: () => Storage])[] = [
    ['the fold itself', () => compute([direct])[0] as Storage],
    ['linearize', () => read(linearize(partial)(...primals())[1](...tangents()))],
    ['compiled jvp', () => read(compiled(primals(), tangents()))],
  ]
  return firstFailure(ways, ([name, value]) => sameBits(law, name, value(), expected))
}

/** Laws 13 and 14: computing changes no input, and computing again gives the same bits. */
export const inputsStay = (probe: Probe): Report => {
  const { of } = probe
  const law = 'inputs stay as they are'
  const bytes = (): readonly string[] =>
    of.operands.map(({ value }) =>
      Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex'),
    )
  const before = bytes()
  everyWayGivesOneValue(probe)
  everyWayGivesOneTangent(probe)
  return firstFailure(bytes().keys(), (i) =>
    same(law, `bytes of operand ${i}`, bytes()[i] ?? '', before[i] ?? ''),
  )
}

/** Law 15: the inferred shape and element type are those of the value. */
export const inferenceIsRight = ({ of }: Probe): Report => {
  const law = 'inference is right'
  const output = applyCase(of, of.operands.map(nodeOfInput))
  const [value] = compute([output])
  const { shape, dtype } = resultOf(of)
  return (
    same(law, 'shape', output.shape.join(), shape.join()) ??
    same(law, 'element type', output.dtype, dtype) ??
    same(law, 'length', value?.length ?? -1, sizeOf(shape)) ??
    same(law, 'array type', dtypeOfArray(value) ?? 'none', dtype)
  )
}
