/**
 * Arithmetic on the sizes of dimensions at type level: `Mul<28, 28>` is `784`.
 *
 * Numbers are strings of decimal digits, worked through one digit at a time as on paper, with the
 * tables of `digit-tables.ts`. (Counting with the lengths of tuples ends at a thousand and costs a
 * thousand times the memory.) Inside, a number that is read from its last digit is written last
 * digit first: 784 is `'487'`.
 *
 * Everything here is gradual: where an operand is not a whole number >= 0 that is known (`number`,
 * a name like `'batch'`, `any`, a negative or fractional literal), the result is `number`.
 */
import type {
  DifferenceBorrow,
  DifferenceDigit,
  ProductCarry,
  ProductDigit,
  SumCarry,
  SumDigit,
} from './digit-tables.ts'
import type { Eq } from './equality.ts'

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Bit = '0' | '1'
type Carry = Exclude<Digit, '9'>

// ---------------------------------------------------------------------------------- digit strings

type Reverse<S extends string, Done extends string = ''> = S extends `${infer Head}${infer Tail}`
  ? Reverse<Tail, `${Head}${Done}`>
  : Done

/** Without leading zeros, of a string written first digit first. */
type Trim<S extends string> = S extends `0${infer Tail}` ? (Tail extends '' ? '0' : Trim<Tail>) : S

/** The number that a string spells, first digit first. */
type ToNumber<S extends string> = Trim<S> extends `${infer N extends number}` ? N : never

/** The digits of a number, last digit first. */
type Digits<N extends number> = Reverse<`${N}`>

/** A + B: takes both last digit first, gives the sum first digit first. */
type AddDigits<
  A extends string,
  B extends string,
  C extends Bit = '0',
  Sum extends string = '',
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? AddDigits<RestA, RestB, SumCarry[C][a][b], `${SumDigit[C][a][b]}${Sum}`>
    : C extends '0'
      ? `${Reverse<A>}${Sum}`
      : AddDigits<A, '0', C, Sum>
  : B extends ''
    ? C extends '0'
      ? Sum
      : `1${Sum}`
    : C extends '0'
      ? `${Reverse<B>}${Sum}`
      : AddDigits<'0', B, C, Sum>

/** A - B: takes both last digit first, gives the difference first digit first, `never` below 0. */
type SubtractDigits<
  A extends string,
  B extends string,
  Borrow extends Bit = '0',
  Difference extends string = '',
> = A extends `${infer a extends Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? SubtractDigits<
        RestA,
        RestB,
        DifferenceBorrow[Borrow][a][b],
        `${DifferenceDigit[Borrow][a][b]}${Difference}`
      >
    : Borrow extends '0'
      ? `${Reverse<A>}${Difference}`
      : SubtractDigits<A, '0', Borrow, Difference>
  : B extends ''
    ? Borrow extends '0'
      ? Difference
      : never
    : Trim<Reverse<B>> extends '0'
      ? SubtractDigits<'', '', Borrow, Difference>
      : never

/** A * d: takes A last digit first, gives the product first digit first. */
type TimesDigit<
  A extends string,
  d extends Digit,
  C extends Carry = '0',
  Product extends string = '',
> = A extends `${infer a extends Digit}${infer RestA}`
  ? TimesDigit<RestA, d, ProductCarry[a][d][C], `${ProductDigit[a][d][C]}${Product}`>
  : `${C}${Product}`

/**
 * A * B: takes A last digit first, B and the product so far first digit first.
 * Every digit `d` of B makes the product so far `10 * product + A * d`.
 */
type MultiplyDigits<
  A extends string,
  B extends string,
  Product extends string = '0',
> = B extends `${infer d extends Digit}${infer RestB}`
  ? MultiplyDigits<
      A,
      RestB,
      d extends '0' ? `${Product}0` : AddDigits<`0${Reverse<Product>}`, Reverse<TimesDigit<A, d>>>
    >
  : Product

type Successor = ['1', '2', '3', '4', '5', '6', '7', '8', '9', never]

/**
 * How often B goes into R (less than ten times) and what is left: takes both last digit first,
 * gives the rest first digit first.
 */
type Fit<R extends string, B extends string, Times extends Digit = '0'> =
  SubtractDigits<R, B> extends infer Rest extends string
    ? [Rest] extends [never]
      ? [Times, R]
      : Fit<Reverse<Rest>, B, Successor[Times]>
    : [Times, R]

/**
 * Long division: takes A first digit first, B and the rest so far last digit first (so that
 * bringing down a digit is `${d}${Rest}`), gives the quotient first digit first and the rest.
 */
type DivideDigits<
  A extends string,
  B extends string,
  Rest extends string = '',
  Quotient extends string = '',
> = A extends `${infer d extends Digit}${infer RestA}`
  ? Fit<`${d}${Rest}`, B> extends [infer q extends string, infer R extends string]
    ? DivideDigits<RestA, B, R, `${Quotient}${q}`>
    : never
  : [Quotient, Rest]

// --------------------------------------------------------------------------------------- numbers

/** Is A a known whole number >= 0? (From 1e21 on JavaScript prints an exponent: not known.) */
export type IsSize<A> = number extends A
  ? false
  : A extends number
    ? `${A}` extends `-${string}`
      ? false
      : `${A}` extends `${bigint}`
        ? true
        : false
    : false

type AreSizes<A, B> = IsSize<A> extends true ? IsSize<B> : false

/** A + B. */
export type Add<A, B> =
  AreSizes<A, B> extends true ? ToNumber<AddDigits<Digits<A & number>, Digits<B & number>>> : number

/** A - B, `never` where that is negative. */
export type Sub<A, B> =
  AreSizes<A, B> extends true
    ? ToNumber<SubtractDigits<Digits<A & number>, Digits<B & number>>>
    : number

/** A * B. Once a dimension of any kind is that dimension. */
export type Mul<A, B> =
  Eq<A, 1> extends true
    ? B
    : Eq<B, 1> extends true
      ? A
      : AreSizes<A, B> extends true
        ? ToNumber<MultiplyDigits<Digits<A & number>, `${B & number}`>>
        : number

/** `[quotient, rest]` of A by B, `[never, never]` where B is 0. */
export type DivMod<A, B> =
  AreSizes<A, B> extends true
    ? B extends 0
      ? [never, never]
      : DivideDigits<`${A & number}`, Digits<B & number>> extends [
            infer Q extends string,
            infer R extends string,
          ]
        ? [ToNumber<Q>, ToNumber<Reverse<R>>]
        : never
    : [number, number]

/** A divided by B, rounded down. */
export type Div<A, B> = Eq<B, 1> extends true ? A : DivMod<A, B>[0]

/** The rest of A divided by B. */
export type Mod<A, B> = DivMod<A, B>[1]

/** A divided by B, rounded up. */
export type CeilDiv<A, B> =
  DivMod<A, B> extends [infer Q, infer R] ? (R extends 0 ? Q : Add<Q, 1>) : never

/** A <= B; `boolean` where one of them is not known. */
export type Lte<A, B> =
  AreSizes<A, B> extends true ? ([Sub<B, A>] extends [never] ? false : true) : boolean
