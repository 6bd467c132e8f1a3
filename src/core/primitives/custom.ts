import type { DType } from '../dtype.ts'
import { type Node, type TensorType, apply, variable } from '../node.ts'
import { substitute } from '../graph.ts'
import type { Program } from '../program.ts'
import { batchAll, only, zerosLike } from './align.ts'
import { addPresent } from './arithmetic.ts'
import {
  type DerivativeFolds,
  type NoAttributes,
  type Operation,
  type Primitive,
  none,
  operation,
  reals,
} from './primitive.ts'

/**
 * The primitives that hold programs. Each has the value of its first operand, which was computed in
 * the ordinary way, and a derivative of its own: that is what the other operands are for. Programs
 * are closed: whatever a user's function captured is among the operands.
 */

/** The tangents of arguments, zeros where there are none; `null` where there are none at all. */
const movedBy = (
  given: readonly Node[],
  tangents: readonly (Node | null)[],
): readonly Node[] | null =>
  tangents.every((tangent) => tangent === null)
    ? null
    : given.map((argument, i) => tangents[i] ?? zerosLike(argument))

/**
 * The tangent that a value has by what its function captured. The value was computed from detached
 * arguments, so that its own derivative by them is not taken; but the derivative by a capture depends
 * on them like any other, and is made of the arguments themselves.
 */
const byCaptures = (
  tangent: Node | null,
  given: readonly Node[],
  detached: readonly Node[],
): Node | null => {
  if (tangent === null) return null
  const attached = new Map(
    detached.flatMap((node, i) => {
      const argument = given[i]
      return argument === undefined || argument === node ? [] : [[node, argument] as const]
    }),
  )
  return attached.size === 0 ? tangent : (substitute([tangent], attached)[0] ?? tangent)
}

/** The attributes of {@link customJvp}. */
export type CustomJvpAttributes = {
  /** (arguments, a tangent for each, captures) -> the tangent of the value */
  readonly rule: Program
  /** how many arguments there are */
  readonly count: number
}

const customJvpPrimitive: Primitive<CustomJvpAttributes> = {
  name: 'customJvp',
  family: 'function',
  documentation: 'the first operand; its tangent by a program of (arguments, tangents, captures)',
  infer: (operands) => only('customJvp', operands),
  jvp: ([, ...others], [ofValue = null, ...tangents], _, { rule, count }, folds) => {
    const given = others.slice(0, count)
    const captures = byCaptures(ofValue, given, others.slice(count, 2 * count))
    const moved = movedBy(given, tangents.slice(0, count))
    if (moved === null) return captures
    const [tangent = null] = folds.inline(rule, [...given, ...moved, ...others.slice(2 * count)])
    return addPresent(captures, tangent)
  },
  transpose: null,
  batch: (operands, batched, size, { rule, count }, folds) =>
    apply(customJvpPrimitive, batchAll(operands, batched, size), {
      rule: folds.batchProgram(rule, size),
      count,
    }),
  domain: [reals],
  kinks: [],
}

/** Arguments, and the nodes that stand for them in the value: as many. */
export interface Given {
  readonly given: readonly Node[]
  readonly detached: readonly Node[]
}

/** A value whose tangent is given by a program. */
export const customJvp: Operation<
  [value: Node, of: Given, captured: readonly Node[], rule: Program],
  CustomJvpAttributes
> = operation(customJvpPrimitive, (value, { given, detached }, captured, rule) =>
  apply(customJvpPrimitive, [value, ...given, ...detached, ...captured], {
    rule,
    count: given.length,
  }),
)

/** The attributes of {@link customVjp} and of its linear part. */
export type CustomVjpAttributes = {
  /** (cotangent, residuals, captures) -> a cotangent for each argument */
  readonly backward: Program
  /** how many arguments there are */
  readonly count: number
}

/** The transpose of a backward program, applied to tangents: what forward mode needs of it. */
const transposed = (
  value: TensorType,
  moved: readonly Node[],
  residuals: readonly Node[],
  backward: Program,
  folds: DerivativeFolds,
): Node | null => {
  const cotangent = variable(value, 'linearize')
  const pulled = folds.inline(backward, [cotangent, ...residuals])
  const [tangent = null] = folds.pull(pulled, moved, [cotangent])
  return tangent
}

const customVjpPrimitive: Primitive<CustomVjpAttributes> = {
  name: 'customVjp',
  family: 'function',
  documentation: 'the first operand; its cotangents by a program of (cotangent, residuals)',
  infer: (operands) => only('customVjp', operands),
  jvp: ([, ...others], [ofValue = null, ...tangents], output, { backward, count }, folds) => {
    const given = others.slice(0, count)
    const captures = byCaptures(ofValue, given, others.slice(count, 2 * count))
    const moved = movedBy(given, tangents.slice(0, count))
    if (moved === null) return captures
    const residuals = others.slice(2 * count)
    const tangent =
      folds.mode === 'reverse'
        ? customVjpLinear(output, moved, residuals, backward)
        : transposed(output, moved, residuals, backward, folds)
    return addPresent(captures, tangent)
  },
  transpose: null,
  batch: (operands, batched, size, { backward, count }, folds) =>
    apply(customVjpPrimitive, batchAll(operands, batched, size), {
      backward: folds.batchProgram(backward, size),
      count,
    }),
  domain: [reals],
  kinks: [],
}

/** A value whose cotangents are given by a program. */
export const customVjp: Operation<
  [value: Node, of: Given, residuals: readonly Node[], backward: Program],
  CustomVjpAttributes
> = operation(customVjpPrimitive, (value, { given, detached }, residuals, backward) =>
  apply(customVjpPrimitive, [value, ...given, ...detached, ...residuals], {
    backward,
    count: given.length,
  }),
)

/** Attributes of a node that stands for a linear map and lives until it is transposed. */
export type LinearAttributes<A> = A & { readonly shape: readonly number[]; readonly dtype: DType }

const never = (name: string): never => {
  throw new TypeError(`${name} is only transposed: it has no value and no other derivative`)
}

const customVjpLinearPrimitive: Primitive<LinearAttributes<CustomVjpAttributes>> = {
  name: 'customVjpLinear',
  family: 'function',
  documentation: 'the linear map that the backward program of a customVjp transposes',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  jvp: () => never('customVjpLinear'),
  transpose: (cotangent, operands, linear, { backward, count }, folds) => {
    const pulled = folds.inline(backward, [cotangent, ...operands.slice(count)])
    return operands.map((_, i) => (linear[i] === true ? (pulled[i] ?? null) : null))
  },
  batch: () => never('customVjpLinear'),
  domain: [],
  kinks: [],
}

/** The linear map from tangents of the arguments to the tangent of a customVjp. */
export const customVjpLinear: Operation<
  [value: TensorType, moved: readonly Node[], residuals: readonly Node[], backward: Program],
  LinearAttributes<CustomVjpAttributes>
> = operation(customVjpLinearPrimitive, ({ shape, dtype }, moved, residuals, backward) =>
  apply(customVjpLinearPrimitive, [...moved, ...residuals], {
    backward,
    count: moved.length,
    shape,
    dtype,
  }),
)

/** The attributes of {@link checkpoint} and of its linear part. */
export type CheckpointAttributes = {
  /** (arguments and captures) -> the value */
  readonly body: Program
}

const checkpointPrimitive: Primitive<CheckpointAttributes> = {
  name: 'checkpoint',
  family: 'function',
  documentation: 'the first operand; its derivative computes it again from its arguments',
  infer: (operands) => only('checkpoint', operands),
  jvp: ([, ...given], [, ...tangents], output, { body }, folds) => {
    if (folds.mode === 'reverse') return checkpointLinear(output, given, tangents, body)
    const [value] = folds.inline(body, given)
    const seeds = new Map(
      given.flatMap((argument, i) => {
        const tangent = tangents[i]
        return tangent ? [[argument, tangent] as const] : []
      }),
    )
    return value === undefined ? null : (folds.push([value], seeds)[0] ?? null)
  },
  transpose: null,
  batch: (operands, batched, size, { body }, folds) =>
    apply(checkpointPrimitive, batchAll(operands, batched, size), {
      body: folds.batchProgram(body, size),
    }),
  domain: [reals],
  kinks: [],
}

/** A value that its derivative computes again. */
export const checkpoint: Operation<
  [value: Node, given: readonly Node[], body: Program],
  CheckpointAttributes
> = operation(checkpointPrimitive, (value, given, body) =>
  apply(checkpointPrimitive, [value, ...given], { body }),
)

/** The attributes of {@link checkpointLinear}. */
export type CheckpointLinearAttributes = LinearAttributes<
  CheckpointAttributes & {
    /** which arguments have a tangent */
    readonly moved: readonly boolean[]
  }
>

const checkpointLinearPrimitive: Primitive<CheckpointLinearAttributes> = {
  name: 'checkpointLinear',
  family: 'function',
  documentation: 'the derivative of a checkpointed value, not yet computed',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  jvp: () => never('checkpointLinear'),
  transpose: (cotangent, operands, _, { body, moved }, folds) => {
    const count = moved.filter(Boolean).length
    // Behind a barrier that waits for the cotangent, nothing can be merged with the first time
    const again = operands.slice(count).map((argument) => barrier(argument, cotangent))
    const seeds = new Map(
      again.flatMap((argument, i) =>
        moved[i] === true ? [[argument, variable(argument, 'linearize')] as const] : [],
      ),
    )
    const [value] = folds.inline(body, again)
    if (value === undefined) return operands.map(() => null)
    const pulled = folds.pull(folds.push([value], seeds), [cotangent], [...seeds.values()])
    return operands.map((_, i) => pulled[i] ?? null)
  },
  batch: () => never('checkpointLinear'),
  domain: [],
  kinks: [],
}

/** The linear map from tangents of the arguments to the tangent of a checkpointed value. */
export const checkpointLinear: Operation<
  [value: TensorType, given: readonly Node[], tangents: readonly (Node | null)[], body: Program],
  CheckpointLinearAttributes
> = operation(checkpointLinearPrimitive, ({ shape, dtype }, given, tangents, body) => {
  const moved = given.map((_, i) => (tangents[i] ?? null) !== null)
  const present = tangents.filter((tangent) => tangent !== null)
  return apply(checkpointLinearPrimitive, [...present, ...given], { body, moved, shape, dtype })
})

const barrierPrimitive: Primitive<NoAttributes> = {
  name: 'barrier',
  family: 'function',
  documentation: 'x, to be computed after y: nothing on the two sides is merged',
  infer: (operands) => only('barrier', operands),
  jvp: (_, [t]) => t ?? null,
  transpose: (cotangent) => [cotangent, null],
  batch: (operands, batched, size) =>
    apply(barrierPrimitive, batchAll(operands, batched, size), none),
  domain: [reals],
  kinks: [],
}

/** x, computed after y, and never merged with another computation of the same. */
export const barrier: Operation<[x: Node, y: Node], NoAttributes> = operation(
  barrierPrimitive,
  (x, y) => apply(barrierPrimitive, [x, y], none),
)
