/**
 * The two forms of an operator: data first with all operands, `sub(x, y)`, and data last with one
 * less, `sub(y)(x)`, for pipes.
 *
 * Here alone the typed face of an operator meets its body, which knows nodes and checks what it is
 * given: the face is what the type tests hold, the body what the value tests hold.
 */
import { isTensor } from '../core/tree.ts'

type Body = (...args: never[]) => unknown
type AnyBody = (...args: readonly unknown[]) => unknown

/** An operator that is data first when it is given `count` arguments. */
export const byCount = <Face>(count: number, body: Body): Face => {
  const call = body as AnyBody
  const operator: AnyBody = (...args) =>
    args.length >= count ? call(...args) : (data: unknown) => call(data, ...args)
  return operator as Face
}

/** An operator with optional arguments, which is data first when a tensor stands in front. */
export const byTensor = <Face>(body: Body): Face => {
  const call = body as AnyBody
  const operator: AnyBody = (...args) =>
    isTensor(args[0]) ? call(...args) : (data: unknown) => call(data, ...args)
  return operator as Face
}

/** An operator of two tensors and optional arguments: data first when the second is a tensor too. */
export const bySecond = <Face>(body: Body): Face => {
  const call = body as AnyBody
  const operator: AnyBody = (...args) =>
    isTensor(args[1]) ? call(...args) : (data: unknown) => call(data, ...args)
  return operator as Face
}

/** An operator of one form. */
export const only = <Face>(body: Body): Face => body as AnyBody as Face
