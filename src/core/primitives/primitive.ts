import type { Node, TensorType } from '../node.ts'
import type { Program } from '../program.ts'
import type { RegistryName } from './index.ts'

/** What a primitive is told beside its operands: plain data, so that programs can be compared. */
export type Attributes = Readonly<Record<string, unknown>>

/** The attributes of a primitive that takes none. */
export type NoAttributes = Readonly<Record<string, never>>

/** The attributes record of a primitive that takes none. */
export const none: NoAttributes = Object.freeze({})

/** Where an operand may be sampled: an open interval, outside which a result is not a real number. */
export interface Domain {
  readonly low: number
  readonly high: number
}

/** All real numbers. */
export const reals: Domain = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** The positive real numbers. */
export const positives: Domain = { low: 0, high: Number.POSITIVE_INFINITY }

/** A place where a primitive has no derivative, and the subgradient that is taken there. */
export interface Kink {
  /** where, in the names of the documentation, e.g. `x = y` */
  readonly at: string
  /** what the derivative is taken to be, e.g. `½ to each` */
  readonly subgradient: string
}

/** The family, which says how much of a law suite applies. */
export type Family =
  | 'elementwise'
  | 'reduction'
  | 'contraction'
  | 'matrix'
  | 'movement'
  | 'order'
  | 'indexing'
  | 'creation'
  | 'random'
  | 'function'

/** What a derivative rule of a primitive that holds programs may do with them. */
export interface DerivativeFolds {
  /** Will tangents be looked at (`forward`), or only be transposed (`reverse`)? */
  readonly mode: 'forward' | 'reverse'
  push(roots: readonly Node[], seeds: ReadonlyMap<Node, Node>): readonly (Node | null)[]
  pull(
    outputs: readonly (Node | null)[],
    cotangents: readonly Node[],
    variables: readonly Node[],
  ): readonly (Node | null)[]
  inline(program: Program, inputs: readonly Node[]): readonly Node[]
}

/** What a batch rule of a primitive that holds programs may do with them. */
export interface BatchFolds {
  /** The program of a function of a whole batch, every input and output with a leading axis. */
  batchProgram(program: Program, size: number): Program
}

/**
 * One primitive as mathematics: everything that a transformation has to know of it. Engines and
 * exporters hold tables of their own. No field is optional: a primitive without a rule does not
 * compile.
 *
 * Rules are methods so that a table may hold primitives of different attributes.
 */
export interface Primitive<A extends Attributes = Attributes> {
  readonly name: RegistryName
  readonly family: Family
  /** One line: the meaning as an equation. */
  readonly documentation: string
  /** The shape and element type of the result. Throws where operands do not fit. */
  infer(operands: readonly TensorType[], attributes: A): TensorType
  /**
   * The tangent of the output for tangents of the operands; `null` stands for a tangent of zero,
   * and at least one is not null. Linear in the tangents.
   */
  jvp(
    operands: readonly Node[],
    tangents: readonly (Node | null)[],
    output: Node,
    attributes: A,
    folds: DerivativeFolds,
  ): Node | null
  /**
   * For a primitive that is linear in some operands: the cotangent of each operand that `linear`
   * marks (`null` elsewhere, and where it is zero). The values of the operands marked are not known.
   */
  readonly transpose: TransposeRule<A> | null
  /**
   * The same operation on a whole batch: operands that `batched` marks carry a leading axis of
   * `size`, and so does the result.
   */
  batch(
    operands: readonly Node[],
    batched: readonly boolean[],
    size: number,
    attributes: A,
    folds: BatchFolds,
  ): Node
  /** Where each operand may be sampled; the last entry repeats. */
  readonly domain: readonly Domain[]
  readonly kinks: readonly Kink[]
}

interface TransposeMethod<A extends Attributes> {
  transpose(
    cotangent: Node,
    operands: readonly Node[],
    linear: readonly boolean[],
    attributes: A,
    folds: DerivativeFolds,
  ): readonly (Node | null)[]
}

/** See {@link Primitive.transpose}. */
export type TransposeRule<A extends Attributes> = TransposeMethod<A>['transpose']

/** The jvp rule of a primitive whose derivative is zero wherever it exists. */
export const noTangent = (): null => null

/** The builder of a primitive: a function that makes its node, carrying the record itself. */
export type Operation<Args extends readonly unknown[], A extends Attributes> = ((
  ...args: Args
) => Node) & { readonly primitive: Primitive<A> }

/** Joins a primitive and the function that builds its node. */
export const operation = <Args extends readonly unknown[], A extends Attributes>(
  primitive: Primitive<A>,
  build: (...args: Args) => Node,
): Operation<Args, A> => Object.assign(build, { primitive })
