import { jvp, linearize, vjp } from '../../src/autodiff/linearize.ts'
import { vmap } from '../../src/batching/vmap.ts'
import type { AnyShape, Tensor } from '../../src/core/tensor.ts'
import { nodeOf, tensorOf } from '../../src/core/tree.ts'
import { direction } from '../../src/laws/derivatives.ts'
import { derivative } from '../../src/laws/oracle/differences.ts'
import { type Input, inputOf, nodeOfInput, stack } from '../../src/laws/input.ts'
import { compute } from '../../src/laws/oracle/measure.ts'
import { type Random, randomOf } from '../../src/laws/random.ts'
import { type Estimate, type Report, agree, firstFailure, sameBits } from '../../src/laws/report.ts'

/** A tensor of doubles of any shape. */
export type Doubles = Tensor<AnyShape, 'f64'>

/** A function that is made of primitives: its rules are theirs, but what it is made of may be wrong. */
export type DerivedFunction = (x: Doubles) => Doubles

const tensor = (input: Input): Doubles => tensorOf<AnyShape, 'f64'>(nodeOfInput(input))

const read = (x: Doubles): Estimate => {
  const [value] = compute([nodeOf('law', x)])
  const elements = Float64Array.from(value ?? [])
  // a few dozen roundings, of numbers of the size of the result or of 1
  return { value: elements, error: elements.map((element) => 2 ** -47 * (1 + Math.abs(element))) }
}

const movedBy = (x: Input, along: Input, h: number): Input =>
  inputOf(x, (i) => (x.value[i] as number) + h * (along.value[i] as number))

const push = (f: DerivedFunction, x: Input, along: Input): Doubles =>
  jvp(f)([tensor(x)], [tensor(along)])[1]

const inner = (a: Estimate, b: Estimate): Estimate => {
  const terms = Array.from(a.value, (x, i) => x * (b.value[i] as number))
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 1)
  return { value: [terms.reduce((sum, term) => sum + term, 0)], error: [2 ** -45 * size] }
}

/** First order: forward against differences, reverse against forward. */
const firstOrder = (f: DerivedFunction, x: Input, next: Random): Report => {
  const along = direction(x, next)
  const pushed = read(push(f, x, along))
  const [output, pullback] = vjp(f)(tensor(x))
  const co = direction({ shape: output.shape, dtype: 'f64' }, next)
  const [pulled] = pullback(tensor(co))
  return (
    agree(
      'jvp is the derivative',
      'tangent',
      pushed,
      derivative((h) => read(f(tensor(movedBy(x, along, h))))),
    ) ??
    agree(
      'vjp is the adjoint of jvp',
      '⟨u, Jv⟩',
      inner(pushed, read(tensor(co))),
      inner(read(pulled), read(tensor(along))),
    )
  )
}

/** Second order: forward over forward against differences, and all mixtures of modes. */
const secondOrder = (f: DerivedFunction, x: Input, next: Random): Report => {
  const along = direction(x, next)
  const across = direction(x, next)
  const tangent: DerivedFunction = (y) => jvp(f)([y], [tensor(along)])[1]
  const second = read(push(tangent, x, across))
  const co = direction({ shape: f(tensor(x)).shape, dtype: 'f64' }, next)
  const cotangent: DerivedFunction = (y) => vjp(f)(y)[1](tensor(co))[0]
  const paired = inner(second, read(tensor(co)))
  const overReverse = read(push(cotangent, x, across))
  const [reversed] = vjp(cotangent)(tensor(x))[1](tensor(across))
  return (
    agree(
      'jvp of jvp is the second derivative',
      'second tangent',
      second,
      derivative((h) => read(push(f, movedBy(x, across, h), along))),
    ) ??
    agree('forward over reverse', '⟨u, D²f⟩', inner(overReverse, read(tensor(along))), paired) ??
    agree('reverse over reverse', '⟨u, D²f⟩', inner(read(reversed), read(tensor(along))), paired)
  )
}

/** A batch is a loop, and linearize is jvp, bit for bit. */
const sameEverywhere = (f: DerivedFunction, x: Input, next: Random): Report => {
  const examples = [x, direction(x, next), direction(x, next)]
  const one = f(tensor(x))
  const [together] = compute([nodeOf('law', vmap(f)(tensor(stack(x, examples))))])
  const results = examples.map((example) => {
    const [value] = compute([nodeOf('law', f(tensor(example)))])
    return { shape: one.shape, dtype: one.dtype, value: value as Float64Array }
  })
  const along = direction(x, next)
  const [pushed, linear] = compute([
    nodeOf('law', push(f, x, along)),
    nodeOf('law', linearize(f)(tensor(x))[1](tensor(along))),
  ])
  return firstFailure(
    [
      ['a batch is a loop', together, stack(one, results).value],
      ['linearize is jvp', linear, pushed],
    ] as const,
    ([law, actual, expected]) =>
      sameBits(law, 'result', actual as Float64Array, expected as Float64Array),
  )
}

/** What holds of the derivatives and batches of any smooth function, at a point. */
export const functionLaws = (f: DerivedFunction, x: Input, seed: number): Report => {
  const next = randomOf(seed)
  return firstFailure([firstOrder, secondOrder, sameEverywhere], (law) => law(f, x, next))
}
