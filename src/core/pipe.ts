/** A value through functions, one after the other: `pipe` of fp-ts without loading it. */
export function pipe<A, B>(a: A, f: (a: A) => B): B
export function pipe<A, B, C>(a: A, f: (a: A) => B, g: (b: B) => C): C
export function pipe(a: unknown, ...functions: readonly ((a: unknown) => unknown)[]): unknown {
  return functions.reduce((value, f) => f(value), a)
}
