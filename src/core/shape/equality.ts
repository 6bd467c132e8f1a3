/**
 * Questions about types that are answered for unresolved type parameters too.
 *
 * TypeScript leaves `A extends B` open while A is a type parameter, and every type built on it
 * stays open with it. The shape rules want an answer: inside `<B extends Dim>(x: Tensor<[B, 784]>)
 * => ...` the dimension `B` equals itself and nothing else, and `matmul(x, w)` is a `[B, 256]`.
 */
/** Are A and B the same type? Open where one of them is a type parameter and the other is not. */
export type Eq<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * Are A and B the same type, asked inside a rule over something known, S? (A shape of known rank,
 * whatever its dimensions are, or the name of an operator.) A type parameter among A and B is like
 * no known size, name or shape, which is answered at once; only of two different type parameters
 * nothing can be said.
 *
 * How: the identity of `[A]` and `[B]`, unlike that of A and B, is decided while they hold type
 * parameters. But a rule is a type with parameters of its own, where it would be decided too
 * early. S holds it back: it is open in the text of the rule and closed where the rule is applied.
 * (So it has to be a parameter of the rule, never a literal in its text.)
 */
export type EqIn<S, A, B> = S & (<T>() => T extends [A] ? 1 : 2) extends S &
  (<T>() => T extends [B] ? 1 : 2)
  ? true
  : false

/** Is T `any`? */
export type IsAny<T> = Eq<T, any>

/** Is T a union of several types, such as `0 | 1`? */
export type IsUnion<T> = true extends IsOneOfSeveral<T, T> ? true : false

type IsOneOfSeveral<Member, T> = Member extends unknown
  ? [T] extends [Member]
    ? false
    : true
  : never
