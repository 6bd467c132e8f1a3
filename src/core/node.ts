import { type DType, type Storage, allocate } from './dtype.ts'
import { ArgumentError } from './errors.ts'
import type { Attributes, Primitive } from './primitives/primitive.ts'

/** What a shape rule knows of a tensor: its sizes and its element type. */
export interface TensorType {
  readonly shape: readonly number[]
  readonly dtype: DType
}

/** The transformation that a variable belongs to, named in the error when its value is asked for. */
export type VariableOrigin =
  | 'vmap'
  | 'trace'
  | 'compile'
  | 'checkpoint'
  | 'customJvp'
  | 'customVjp'
  | 'linearize'
  | 'jacobian'

/**
 * The life of one transformation's marks. While it is open, every node that depends on one of them
 * keeps its operands, because a derivative may still have to walk them.
 */
export interface Scope {
  /** Ids increase, so the scope with the smallest birth is the outermost. */
  readonly birth: number
  open: boolean
  /** nodes that have a value and keep their operands only until this scope closes */
  readonly retained: Node[]
}

type Kind = 'constant' | 'variable' | 'mark' | 'apply'

const noOperands: readonly Node[] = []
const noAttributes: Attributes = Object.freeze({})

let lastId = 0

/**
 * A node of the expression graph. To a user it is an immutable tensor; inside, evaluation may fill
 * in its value once and let go of its operands, which nobody can observe.
 *
 * Ids only increase and operands are older than the node that uses them, so sorting by id is a
 * topological order, and a node older than a mark or a variable cannot depend on it.
 */
export class Node implements TensorType {
  readonly id: number
  /** Used by pending nodes only: an evaluated node no longer needs its operands' values. */
  uses = 0
  /** At least the longest chain of pending nodes under this one; exact when it was made. */
  depth: number
  /** The outermost scope that was open when this node was made and that it depends on. */
  readonly scope: Scope | null
  /** A variable without a value that this node depends on. */
  readonly unknown: Node | null

  constructor(
    readonly kind: Kind,
    readonly shape: readonly number[],
    readonly dtype: DType,
    readonly primitive: Primitive | null,
    public operands: readonly Node[],
    readonly attributes: Attributes,
    public value: Storage | null,
    ownScope: Scope | null,
  ) {
    this.id = ++lastId
    let scope = ownScope
    let unknown: Node | null = kind === 'variable' ? this : null
    let depth = 0
    for (const operand of operands) {
      const outer = operand.scope
      if (outer !== null && outer.open && (scope === null || outer.birth < scope.birth)) {
        scope = outer
      }
      unknown ??= operand.unknown
      if (operand.value === null && operand.depth > depth) depth = operand.depth
    }
    this.scope = scope
    this.unknown = unknown
    this.depth = depth + 1
    if (unknown === null) for (const operand of operands) operand.uses += 1
  }

  /** A short description, so that logging a tensor neither evaluates nor dumps a graph. */
  toString(): string {
    return `Tensor ${this.dtype}[${this.shape.join(', ')}]`
  }

  /** Writing a tensor as JSON by accident would silently lose its elements. */
  toJSON(): never {
    throw new ArgumentError(
      'toJSON',
      `JSON cannot hold ${this.toString()}: read its elements with T.toArray(x) and write those`,
    )
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** JavaScript's own operators cannot build an expression: `x + 1` would silently be a string. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new ArgumentError(
      'valueOf',
      `${this.toString()} is not a JavaScript number: write T.add(x, 1) for x + 1, and T.toNumber(x) to read a scalar`,
    )
  }
}

/** A node that holds its elements. The storage belongs to the node from now on. */
export const constant = (shape: readonly number[], dtype: DType, value: Storage): Node =>
  new Node('constant', shape, dtype, null, noOperands, noAttributes, value, null)

/** A constant of no dimensions. */
export const scalar = (value: number, dtype: DType): Node => {
  const storage = allocate(dtype, 1)
  storage[0] = value
  return constant([], dtype, storage)
}

/** An input without a value. */
export const variable = (type: TensorType, origin: VariableOrigin): Node =>
  new Node('variable', type.shape, type.dtype, null, noOperands, { origin }, null, null)

/** A moment: every node made later has a greater id. */
export const now = (): number => lastId

/** Opens the scope of a transformation. Close it with {@link closeScope} whatever happens. */
export const openScope = (): Scope => ({ birth: now(), open: true, retained: [] })

/** Closes a scope: what was kept only for its derivatives is let go. */
export const closeScope = (scope: Scope): void => {
  scope.open = false
  for (const node of scope.retained) node.operands = noOperands
  scope.retained.length = 0
}

/** A fresh identity node: it means its operand, and is told apart from every other node. */
export const mark = (operand: Node, scope: Scope): Node =>
  new Node(
    'mark',
    operand.shape,
    operand.dtype,
    null,
    [operand],
    noAttributes,
    operand.value,
    scope,
  )

/** An application of a primitive, its shape inferred and its errors thrown here. */
export const apply = <A extends Attributes>(
  primitive: Primitive<A>,
  operands: readonly Node[],
  attributes: A,
): Node => {
  const { shape, dtype } = primitive.infer(operands, attributes)
  return new Node('apply', shape, dtype, primitive, operands, attributes, null, null)
}

/** May a derivative still have to walk through this node? */
export const isTracked = (node: Node): boolean => node.scope?.open === true

/** Is the value of this node determined, and nobody differentiating through it? */
export const isConcrete = (node: Node): boolean => node.unknown === null && !isTracked(node)

/** Gives a node its value. Its operands are let go, now or when the scope that needs them closes. */
export const settle = (node: Node, value: Storage): void => {
  if (node.value !== null) return
  node.value = value
  for (const operand of node.operands) operand.uses -= 1
  if (node.scope?.open === true) node.scope.retained.push(node)
  else node.operands = noOperands
}

/** Do two tensors have the same shape? */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false
  return true
}
