/**
 * The errors that a mistake in a program throws. Each is tagged, names the operator that noticed
 * the mistake and says the way out. Failures that come from outside a program (files, data) are
 * not thrown: they are returned as `Either`.
 */

abstract class ProgramError extends Error {
  abstract readonly _tag: string
  constructor(
    /** the public name of the operator that noticed the mistake */
    readonly operator: string,
    detail: string,
  ) {
    super(`${operator}: ${detail}`)
    this.name = new.target.name
  }
}

/** Shapes, axes or sizes do not fit. */
export class ShapeError extends ProgramError {
  readonly _tag = 'ShapeError'
  constructor(
    operator: string,
    detail: string,
    /** the shapes that did not fit */
    readonly shapes: readonly (readonly number[])[] = [],
  ) {
    super(operator, detail)
  }
}

/** An element type is not one that the operator takes. */
export class DTypeError extends ProgramError {
  readonly _tag = 'DTypeError'
}

/** An argument is not what the operator takes (not a tensor, a ragged array, a negative count). */
export class ArgumentError extends ProgramError {
  readonly _tag = 'ArgumentError'
}

/** A tree has the wrong structure, or a leaf that the operator cannot take. */
export class TreeError extends ProgramError {
  readonly _tag = 'TreeError'
  constructor(
    operator: string,
    detail: string,
    /** where in the tree, e.g. `params.layers[0].kernel` */
    readonly path: string,
  ) {
    super(operator, detail)
  }
}

/** A value was asked of a tensor that has none: it stands for an input of a program being traced. */
export class UnknownValueError extends ProgramError {
  readonly _tag = 'UnknownValueError'
}
