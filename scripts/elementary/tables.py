"""Writes the tables that src/engine/reference/elementary reads.

    python3 scripts/elementary/tables.py && npx biome format --write .

Standard library only. A number that a double cannot hold is written as a sum of two.
"""

from decimal import Decimal
from pathlib import Path

import precise

OUT = Path(__file__).resolve().parents[2] / 'src/engine/reference/elementary'
COMMAND = '\n * Written by `scripts/elementary/tables.py`.'


def two_parts(value):
    high = float(value)
    return high, float(value - Decimal(high))


def on_grid(value, step):
    """The nearest multiple of step (a power of two), and what is left."""
    high = float((value / Decimal(step)).to_integral_value()) * step
    return high, float(value - Decimal(high))


def rows(numbers, width):
    lines = [numbers[i : i + width] for i in range(0, len(numbers), width)]
    return '\n'.join('  ' + ', '.join(repr(v) for v in line) + ',' for line in lines)


def write(name, text):
    (OUT / name).write_text(text)


def exp_table():
    ln2 = Decimal(2).ln()
    entries = []
    for j in range(32):
        entries += two_parts((ln2 * j / 32).exp())
    high, low = on_grid(ln2 / 32, 2.0 ** -38)
    write(
        'expTable.ts',
        f'''/**
 * The 32 powers 2^(j/32), each as a double and what it misses.{COMMAND}
 */

/** 2^(j/32) at 2j, and 2^(j/32) minus it at 2j + 1. */
// biome-ignore format: one power a line
export const EXP_TABLE = Float64Array.of(
{rows(entries, 2)}
)

/** 32 / ln 2. */
export const STEPS_PER_UNIT = {float(32 / ln2)!r}
/** The leading 33 bits of ln 2 / 32: its product with a 16-bit integer is exact. */
export const STEP_HIGH = {high!r}
/** ln 2 / 32 - STEP_HIGH. */
export const STEP_LOW = {low!r}
''',
    )


def log_table():
    entries = []
    for j in range(64):
        # the j-th interval of [0.69, 1.38) in steps of 1/128 below one and of 1/64 above
        at = lambda i: 1 + (Decimal(i) - Decimal('39.5')) / (128 if i < 39.5 else 64)
        middle = Decimal(1) if j == 39 else (at(j) + at(j + 1)) / 2
        inverse = float((2048 / middle).to_integral_value()) / 2048
        high, low = on_grid(-Decimal(inverse).ln(), 2.0 ** -42)
        entries += [inverse, high, low]
    high, low = on_grid(Decimal(2).ln(), 2.0 ** -42)
    write(
        'logTable.ts',
        f'''/**
 * For each of 64 intervals that cover [0.69, 1.38): an inverse 1/c of a point c near its middle that
 * has at most 12 bits, and log c in two parts, the first a multiple of 2^-42.{COMMAND}
 */

/** 1/c at 3j, the leading part of log c at 3j + 1, the rest at 3j + 2. */
// biome-ignore format: one interval a line
export const LOG_TABLE = Float64Array.of(
{rows(entries, 3)}
)

/** The leading 42 bits of ln 2: its product with an 11-bit integer is exact. */
export const LN2_HIGH = {high!r}
/** ln 2 - LN2_HIGH. */
export const LN2_LOW = {low!r}
''',
    )


def interpolate(f, low, high, degree):
    """Coefficients, in powers of the argument, of the polynomial through Chebyshev's points."""
    n = degree + 1
    pi = precise.pi()
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [precise.cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    values = [f(middle + half * t) for t in nodes]
    # Newton's divided differences, multiplied out in the scaled argument t
    table = values[:]
    for level in range(1, n):
        for k in range(n - 1, level - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - level])
    coefficients = [table[n - 1]]
    for k in range(n - 2, -1, -1):
        shifted = [Decimal(0)] + coefficients
        for i, c in enumerate(coefficients):
            shifted[i] -= nodes[k] * c
        shifted[0] += table[k]
        coefficients = shifted
    return coefficients, middle, half


def rescaled(coefficients, half):
    return [c / half**i for i, c in enumerate(coefficients)]


def recentred(coefficients, middle):
    """The coefficients about 0 of a polynomial given about `middle`."""
    result = [Decimal(0)]
    for c in reversed(coefficients):
        shifted = [Decimal(0)] + result
        for i, r in enumerate(result):
            shifted[i] -= middle * r
        shifted[0] += c
        result = shifted
    return result[: len(coefficients)]


ERF_DEGREE = 12
ERF_PIECE_DEGREE = 11


def erf_table():
    slope = 2 / precise.pi().sqrt() - 1
    near = lambda s: precise.erf(s.sqrt()) / s.sqrt() - 1 if s > 0 else slope
    coefficients, middle, half = interpolate(near, Decimal(0), Decimal(1), ERF_DEGREE)
    central = [float(c) for c in recentred(rescaled(coefficients, half), middle)]
    entries = []
    for piece in range(20):
        low = 1 + Decimal(piece) / 4
        coefficients, _, half = interpolate(
            precise.erfc, low, low + Decimal(1) / 4, ERF_PIECE_DEGREE
        )
        entries += [float(c) for c in rescaled(coefficients, half)]
    write(
        'erfTable.ts',
        f'''/**
 * The polynomials of erf: interpolations through Chebyshev's points.{COMMAND}
 */

/** erf(x)/x - 1 on [-1, 1] in powers of x^2, constant first. */
// biome-ignore format: one coefficient a line
export const ERF_NEAR = Float64Array.of(
{rows(central, 1)}
)

/** How many coefficients a piece has. */
export const ERF_PIECE_LENGTH = {ERF_PIECE_DEGREE + 1}
/**
 * 1 - erf on the 20 pieces of width 1/4 of [1, 6), in powers of the distance from the middle of the
 * piece, constant first.
 */
// biome-ignore format: one piece a block
export const ERF_FAR = Float64Array.of(
{rows(entries, 4)}
)
''',
    )


ERFC_DEGREE = 21
ERFC_PIECES = [('0.5', '1', '2'), ('2', '3.75', '7'), ('7', '13.75', '27.4')]


def erfc_table():
    entries = []
    for low, center, high in ERFC_PIECES:
        c = Decimal(center)
        place = lambda x: (Decimal(x) - c) / (Decimal(x) + c)

        def scaled(t):
            x = c * (1 + t) / (1 - t)
            return precise.erfc(x) * (x * x).exp()

        coefficients = about(scaled, place(low), place(high), 0, ERFC_DEGREE)
        entries.append(f'Float64Array.of(\n{rows(coefficients, 1)}\n)')
    names = ['NEAR', 'MIDDLE', 'FAR']
    tables = '\n'.join(
        f'''/** The piece from {low} to {high}, with c = {center}. */
// biome-ignore format: one coefficient a line
export const ERFC_{name} = {entry}'''
        for name, entry, (low, center, high) in zip(names, entries, ERFC_PIECES)
    )
    write(
        'erfcTable.ts',
        f'''/**
 * The polynomials of erfc: interpolations of e^(x^2) erfc(x) through Chebyshev's points, in powers of
 * (x - c) / (x + c), constant first.{COMMAND}
 */

{tables}
''',
    )


def two_over_pi():
    bits = 1184
    with precise.extra(400):
        value = 2 / precise.pi(460)
        digits = f'{int(value * 2**bits):x}'
        half_pi = f'{int(precise.pi(460) / 2 * 2**192):x}'
    # the first parts have 33 bits each: their products with a 20-bit integer are exact
    rest, parts = precise.pi(100) / 2, []
    with precise.extra(60):
        rest = precise.pi(110) / 2
        for width in (32, 65, 98):
            part = float(int(rest * 2**width)) / 2.0**width
            parts.append(part)
            rest -= Decimal(part)
        parts.append(float(rest))
    lines = ' +\n  '.join(f"'{digits[i : i + 74]}'" for i in range(0, len(digits), 74))
    write(
        'piTable.ts',
        f'''/**
 * Pi as the reduction of angles needs it.{COMMAND}
 */

/** 2 / pi. */
export const TWO_OVER_PI = {float(2 / precise.pi())!r}
/** pi / 2 in four parts of which the first three have 33 bits. */
export const HALF_PI_1 = {parts[0]!r}
export const HALF_PI_2 = {parts[1]!r}
export const HALF_PI_3 = {parts[2]!r}
export const HALF_PI_4 = {parts[3]!r}

/** How many bits {{@link TWO_OVER_PI_BITS}} has after the point. */
export const TWO_OVER_PI_LENGTH = {bits}n
/** 2 / pi times 2^{bits}, in hexadecimal. */
export const TWO_OVER_PI_BITS =
  {lines}

/** How many bits {{@link HALF_PI_BITS}} has after the point. */
export const HALF_PI_LENGTH = 192
/** pi / 2 times 2^192, in hexadecimal. */
export const HALF_PI_BITS = '{half_pi}'
''',
    )


ATAN_STEPS = 16


def atan_table():
    entries = []
    for k in range(ATAN_STEPS + 1):
        entries += two_parts(precise.atan(Decimal(k) / ATAN_STEPS))
    half, half_low = two_parts(precise.pi() / 2)
    write(
        'atanTable.ts',
        f'''/**
 * The angles whose tangents are 0, 1/16, ... 1, and the quarter turn.{COMMAND}
 */

/** How many steps there are between 0 and 1. */
export const ATAN_STEPS = {ATAN_STEPS}
/** atan(k/16) at 2k, and what that misses at 2k + 1. */
// biome-ignore format: one angle a line
export const ATAN_TABLE = Float64Array.of(
{rows(entries, 2)}
)

/** pi / 2 in two parts. */
export const HALF_PI_HIGH = {half!r}
export const HALF_PI_LOW = {half_low!r}
''',
    )


def about(f, low, high, center, degree):
    """Coefficients in powers of the distance from a centre, of an interpolation between two ends."""
    coefficients, middle, half = interpolate(f, Decimal(low), Decimal(high), degree)
    return [float(c) for c in recentred(rescaled(coefficients, half), middle - Decimal(center))]


def gamma_table():
    near_one = about(lambda x: precise.lgamma(x) / (x - 1), '0.5', '1.25', '1', 25)
    near_two = about(lambda x: precise.lgamma(x) / (x - 2), '1.25', '2.5', '2', 23)
    root = precise.digamma_root()
    digamma = about(lambda x: precise.polygamma(0, x) / (x - root), '1', '2', '1.5', 22)
    high, low = two_parts(root)
    write(
        'gammaTable.ts',
        f'''/**
 * The polynomials of lgamma and digamma: interpolations through Chebyshev's points.{COMMAND}
 */

/** lgamma(x) / (x - 1) on [1/2, 5/4] in powers of x - 1, constant first. */
// biome-ignore format: one coefficient a line
export const LGAMMA_NEAR_ONE = Float64Array.of(
{rows(near_one, 1)}
)
/** lgamma(x) / (x - 2) on [5/4, 5/2] in powers of x - 2, constant first. */
// biome-ignore format: one coefficient a line
export const LGAMMA_NEAR_TWO = Float64Array.of(
{rows(near_two, 1)}
)

/** The positive root of digamma, in two parts. */
export const DIGAMMA_ROOT = {high!r}
export const DIGAMMA_ROOT_LOW = {low!r}
/** digamma(x) / (x - root) on [1, 2] in powers of x - 3/2, constant first. */
// biome-ignore format: one coefficient a line
export const DIGAMMA_NEAR = Float64Array.of(
{rows(digamma, 1)}
)
''',
    )


if __name__ == '__main__':
    exp_table()
    log_table()
    erf_table()
    erfc_table()
    two_over_pi()
    atan_table()
    gamma_table()
