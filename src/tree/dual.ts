type AnyFunction = (...args: never[]) => unknown

/** The two forms of an operator of `count` operands: on a tree, and waiting for the tree. */
export const byCount = <Face extends AnyFunction>(
  count: number,
  body: (...args: never[]) => unknown,
): Face => {
  const call = body as (...args: readonly unknown[]) => unknown
  const operator = (...args: readonly unknown[]): unknown =>
    args.length >= count ? call(...args) : (tree: unknown) => call(tree, ...args)
  return operator as AnyFunction as Face
}
