import fc, { Arbitrary, type Random, Stream, Value } from 'fast-check'
import type { DType, Storage } from '../../core/dtype.ts'
import { ShapeError } from '../../core/errors.ts'
import { Node, sameShape } from '../../core/node.ts'
import { isSize, showShape, sizeOf } from '../../core/shape/index.ts'
import type { AnyShape, Shape, Tensor } from '../../core/tensor.ts'
import { tensorOf } from '../../core/tree.ts'
import { inputOfNode } from '../function.ts'
import { type Input, inputOf, nodeOfInput } from '../input.ts'
import { randomOf } from '../random.ts'
import { type Domain, elementsOf } from './domain.ts'
import { type Progress, again, beginning, simplerElements } from './elements.ts'
import { parts } from './part.ts'
import { sourceOf } from './source.ts'

/** What the elements of a tensor are. */
export interface TensorOptions<D extends DType = 'f32'> {
  /**
   * The element type.
   * @defaultValue 'f32'
   */
  readonly dtype?: D
  /**
   * Where the elements lie.
   * @defaultValue 'well-scaled'
   */
  readonly domain?: Domain
}

/** The static shape of a tensor whose shape is an S: unknown where S is not literal. */
export type TensorShape<S extends readonly number[]> = number extends S['length']
  ? AnyShape
  : { -readonly [K in keyof S]: S[K] }

/** A value that a report shows as the program that makes it. */
export const shownAs = <A extends object>(value: A, source: () => string): A =>
  Object.defineProperty(value, fc.toStringMethod, { value: source })

/** A tensor that a report shows as the program that makes it. */
export const tensorOfInput = <S extends Shape, D extends DType>(input: Input): Tensor<S, D> =>
  tensorOf(shownAs(nodeOfInput(input), () => sourceOf(input)))

/** What the shrinking of a tensor remembers. */
interface Context {
  /** what the arbitrary of shapes remembers */
  readonly shape: unknown
  readonly progress: Progress
}

const fresh: Context = { shape: undefined, progress: beginning }

const isContext = (context: unknown): context is Context =>
  typeof context === 'object' && context !== null && 'progress' in context

/** How much an element matters: what is simple least, then the smaller ones. */
const weightOf = (x: number): number =>
  x === 0 || Math.abs(x) === 1 || x === 0.5 ? -1 : Number.isNaN(x) ? Infinity : Math.abs(x)

class TensorArbitrary<S extends Shape, D extends DType> extends Arbitrary<Tensor<S, D>> {
  constructor(
    private readonly shapes: Arbitrary<readonly number[]>,
    /** may a tensor that did not come from here have this shape? */
    private readonly takes: (shape: readonly number[]) => boolean,
    private readonly dtype: D,
    private readonly domain: Domain,
  ) {
    super()
  }

  private drawn(shape: readonly number[], seed: number): Storage {
    const elements = elementsOf(this.dtype, this.domain, sizeOf(shape)).draw(randomOf(seed))
    return inputOf({ shape, dtype: this.dtype }, (i) => elements[i] as number).value
  }

  private made(shape: readonly number[], value: Storage, context: Context) {
    return new Value(tensorOfInput<S, D>({ shape, dtype: this.dtype, value }), context)
  }

  override generate(random: Random, bias: number | undefined): Value<Tensor<S, D>> {
    const shape = this.shapes.generate(random, bias)
    const value = this.drawn(shape.value, random.nextInt(0, 2 ** 31 - 1))
    return this.made(shape.value, value, { shape: shape.context, progress: beginning })
  }

  override canShrinkWithoutContext(value: unknown): value is Tensor<S, D> {
    if (!(value instanceof Node) || value.dtype !== this.dtype) return false
    if (!this.takes(value.shape)) return false
    const elements = inputOfNode('laws', value).value
    const { contains } = elementsOf(this.dtype, this.domain, elements.length)
    return elements.every(contains)
  }

  override shrink(tensor: Tensor<S, D>, context: unknown): Stream<Value<Tensor<S, D>>> {
    const input = inputOfNode('laws', tensor as unknown as Node)
    return new Stream(this.simpler(input, isContext(context) ? context : fresh))
  }

  private *simpler(input: Input, context: Context): Generator<Value<Tensor<S, D>>> {
    const { shape, value } = input
    const { progress } = context
    if (progress.phase === 'start' || progress.phase === 'again') {
      yield* this.smaller(input, context)
    }
    const elements = elementsOf(this.dtype, this.domain, value.length)
    for (const next of simplerElements(value, elements, this.dtype, progress)) {
      yield this.made(shape, next.value, { ...context, progress: next.progress })
    }
    if (progress.changed) yield* this.simpler(input, { ...context, progress: again })
  }

  /** Tensors of smaller shapes, that keep some of the elements. */
  private *smaller({ shape, value }: Input, context: Context): Generator<Value<Tensor<S, D>>> {
    const weight = (place: number): number => weightOf(value[place] as number)
    for (const next of this.shapes.shrink(shape, context.shape)) {
      const own: Context = { shape: next.context, progress: beginning }
      const kept = parts(shape, next.value, weight)
      if (kept.length === 0) yield this.made(next.value, this.drawn(next.value, 0), own)
      for (const places of kept) {
        const some = { shape: next.value, dtype: this.dtype }
        const elements = inputOf(some, (i) => value[places[i] as number] as number).value
        yield this.made(next.value, elements, own)
      }
    }
  }
}

const isShape = (shape: unknown): shape is readonly number[] => Array.isArray(shape)

/**
 * Tensors of a shape, or of the shapes of an arbitrary: `tensor(shape, { dtype, domain })`. The
 * elements are of the {@link Domain}; the static type has the shape and the element type. In a
 * report a tensor is the program that makes it.
 *
 * Shrinks to a small shape, keeping the elements that fail, and to elements that are 0, 1, −1 or ½
 * where the domain has them; an element that matters is left alone among such, and made whole or
 * rounded. So a large tensor takes about as many tries as its size has digits.
 *
 * Throws `ShapeError` where the shape is none, `ArgumentError` where the domain is empty, or too
 * small for elements that are some distance apart.
 *
 * @example
 * import fc from 'fast-check'
 * import { T } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * fc.assert(
 *   fc.property(laws.tensor([2, 3]), laws.tensor([3], { domain: 'edge' }), (x, y) => {
 *     const [sum, other] = [T.toTypedArray(T.add(x, y)), T.toTypedArray(T.add(y, x))]
 *     return sum.every((element, i) => Object.is(element, other[i]))
 *   }),
 * )
 */
export const tensor = <const S extends readonly number[], D extends DType = 'f32'>(
  shape: S | Arbitrary<S>,
  options: TensorOptions<D> = {},
): Arbitrary<Tensor<TensorShape<S>, D>> => {
  const { dtype = 'f32' as D, domain = 'well-scaled' } = options
  if (!isShape(shape)) {
    const takes = (own: readonly number[]): boolean => shape.canShrinkWithoutContext(own)
    return new TensorArbitrary(shape, takes, dtype, domain)
  }
  if (!shape.every(isSize)) {
    throw new ShapeError('tensor', `sizes are whole numbers ≥ 0, got ${showShape(shape)}`)
  }
  // mistakes in the domain are those of whoever wrote it here, not of the property
  elementsOf(dtype, domain, sizeOf(shape))
  const takes = (own: readonly number[]): boolean => sameShape(own, shape)
  return new TensorArbitrary(fc.constant(shape), takes, dtype, domain)
}
