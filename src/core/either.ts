/**
 * `Either` of fp-ts without loading it, mostly under the names that it has there. Its values are plain data, so
 * those made here are its own, and what fp-ts makes is taken here.
 */
import type { Either, Left, Right } from 'fp-ts/lib/Either.js'

export type { Either }

/** What is wrong. */
export const left = <E, A = never>(value: E): Either<E, A> => ({ _tag: 'Left', left: value })

/** What was asked for. */
export const right = <A, E = never>(value: A): Either<E, A> => ({ _tag: 'Right', right: value })

/** Is something wrong? */
export const isLeft = <E, A>(either: Either<E, A>): either is Left<E> => either._tag === 'Left'

/** Is there what was asked for? */
export const isRight = <E, A>(either: Either<E, A>): either is Right<A> => either._tag === 'Right'

/** A function of what was asked for. */
export const map = <E, A, B>(either: Either<E, A>, f: (value: A) => B): Either<E, B> =>
  isLeft(either) ? either : right(f(either.right))

/** A function of what is wrong. */
export const mapLeft =
  <E, F>(f: (value: E) => F) =>
  <A>(either: Either<E, A>): Either<F, A> =>
    isLeft(either) ? left(f(either.left)) : either

/** A function of what was asked for that may fail itself. */
export const chain =
  <E, A, B>(f: (value: A) => Either<E, B>) =>
  (either: Either<E, A>): Either<E, B> =>
    isLeft(either) ? either : f(either.right)

/** An `Either` in another one. */
export const flatten = <E, A>(either: Either<E, Either<E, A>>): Either<E, A> =>
  isLeft(either) ? either : either.right

/** What a function gives, or what is made of what it throws. */
export const tryCatch = <E, A>(f: () => A, onThrow: (error: unknown) => E): Either<E, A> => {
  try {
    return right(f())
  } catch (error) {
    return left(onThrow(error))
  }
}
