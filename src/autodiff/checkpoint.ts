import { isFloat } from '../core/dtype.ts'
import { isConcrete, now, variable } from '../core/node.ts'
import { checkpoint as checkpointNode } from '../core/primitives/custom.ts'
import { inlineProgram } from '../core/program.ts'
import { flatten, unflatten } from '../core/tree.ts'
import { closeSince } from '../engine/close.ts'
import { defaultEngine } from '../engine/default.ts'
import { flattenResult } from './arguments.ts'
import { packingOf } from './pack.ts'

/**
 * The same function, computed again when its derivative needs it: what it computes on the way is not
 * kept for the backward pass, which saves memory and costs one more evaluation.
 *
 * `checkpoint(f)` has the type of `f`. The function is traced, so it cannot look at values.
 *
 * Law: `checkpoint(f)` equals `f`, and so do its derivatives of every order.
 *
 * Throws `UnknownValueError` where the function looks at a value.
 *
 * @example
 * import { checkpoint, grad, type Scalar, T } from 'cotangent'
 *
 * const block = checkpoint((x: Scalar) => T.sin(T.exp(x)))
 * T.allClose(grad(block)(T.tensor(0)), T.cos(T.tensor(1))) // true
 */
export const checkpoint = <F extends (...args: never[]) => unknown>(f: F): F => {
  const checkpointed: (...args: never[]) => unknown = (...args) => {
    const given = flatten(args)
    const moment = now()
    const inputs = given.leaves.map((leaf) => variable(leaf, 'checkpoint'))
    const outputs = flattenResult(
      'checkpoint',
      f(...(unflatten(given.structure, inputs) as never[])),
    )
    const isOutput = outputs.leaves.map((leaf) => isFloat(leaf.dtype))
    const values = outputs.leaves.filter((_, i) => isOutput[i] === true)
    const others = outputs.leaves.filter((_, i) => isOutput[i] !== true)
    const packing = packingOf(values)
    const close = (nodes: typeof values): ReturnType<typeof closeSince> =>
      closeSince('checkpoint', moment, inputs, nodes, 'hand in', defaultEngine)

    const plain = close(others)
    const discrete = [...inlineProgram(plain.program, [...given.leaves, ...plain.captured])]
    if (values.length === 0) return unflatten(outputs.structure, discrete)
    const { program, captured } = close([packing.pack(values)])
    const operands = [...given.leaves, ...captured]
    const [value] = inlineProgram(program, operands)
    if (value === undefined) return unflatten(outputs.structure, discrete)
    // nobody can differentiate with respect to what is concrete
    const result = operands.every(isConcrete) ? value : checkpointNode(value, operands, program)
    const results = [...packing.unpack(result)]
    return unflatten(
      outputs.structure,
      isOutput.map((is) => (is ? results.shift() : discrete.shift())),
    )
  }
  return checkpointed as F
}
