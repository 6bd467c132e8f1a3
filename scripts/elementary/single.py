"""Writes the polynomials of single precision that src/engine/wasm/math/single reads.

    python3 scripts/elementary/single.py && npx biome format --write .

Standard library only.
"""

import struct
from decimal import Decimal
from pathlib import Path

import precise
from tables import interpolate, recentred, rescaled, rows

OUT = Path(__file__).resolve().parents[2] / 'src/engine/wasm/math/single/table.ts'


def rounded(value):
    return struct.unpack('f', struct.pack('f', value))[0]


def single(value):
    """The nearest number of single precision, with as many digits as tell it from its neighbours."""
    texts = (f'{rounded(value):.{digits}g}' for digits in range(6, 10))
    return float(next(text for text in texts if rounded(float(text)) == rounded(value)))


def polynomial(f, low, high, degree):
    coefficients, middle, half = interpolate(f, Decimal(low), Decimal(high), degree)
    return [single(float(c)) for c in recentred(rescaled(coefficients, half), middle)]


def exp_rest(r):
    return (precise.exp(r) - 1 - r) / r**2 if abs(r) > Decimal('1e-9') else Decimal('0.5')


def log_rest(f):
    return (precise.log1p(f) - f + f**2 / 2) / f**3 if abs(f) > Decimal('1e-6') else Decimal(1) / 3


def erf_near(s):
    return precise.erf(s.sqrt()) / s.sqrt() - 1 if s > 0 else 2 / precise.pi().sqrt() - 1


def erf_far(t):
    return precise.log(precise.erfc(t)) / t


def tanh_near(s):
    x = s.sqrt()
    return (precise.tanh(x) / x - 1) / s if s > Decimal('1e-12') else -Decimal(1) / 3


ERFC_CENTER = Decimal('2.5')


def erfc_scaled(t):
    x = ERFC_CENTER * (1 + t) / (1 - t)
    return precise.erfc(x) * precise.exp(x * x) if x > 0 else Decimal(1)


TABLES = [
    ('EXP', '(e^r - 1 - r) / r^2 for |r| <= ln 2 / 2', exp_rest, '-0.347', '0.347', 4),
    ('LOG', '(log(1 + f) - f + f^2/2) / f^3 for f in [sqrt(1/2) - 1, sqrt 2 - 1]', log_rest, '-0.2929', '0.4143', 8),
    ('TANH_NEAR', '(tanh(x)/x - 1) / x^2 in powers of x^2 for |x| <= 0.57', tanh_near, '0', '0.325', 5),
    ('ERF_NEAR', 'erf(x)/x - 1 in powers of x^2 for |x| <= 0.9', erf_near, '0', '0.81', 5),
    ('ERF_FAR', 'log(erfc t) / t on [0.9, 4]', erf_far, '0.9', '4', 8),
]

if __name__ == '__main__':
    ln2 = Decimal(2).ln()
    high = 355 / 512
    low = single(float(ln2 - Decimal(high)))
    text = f'''/**
 * Polynomials of single precision: interpolations through Chebyshev's points, constant first.
 * Written by `scripts/elementary/single.py`.
 */

/** The leading 10 bits of ln 2: its product with an 8-bit integer is exact. */
export const LN2_HIGH = {high!r}
/** ln 2 - LN2_HIGH. */
export const LN2_LOW = {low!r}
'''
    for name, meaning, f, low, high, degree in TABLES:
        text += f'''
/** {meaning}. */
// biome-ignore format: one coefficient a line
export const {name} = [
{rows(polynomial(f, low, high, degree), 1)}
] as const
'''
    end = (Decimal('10.1') - ERFC_CENTER) / (Decimal('10.1') + ERFC_CENTER)
    coefficients, middle, half = interpolate(erfc_scaled, Decimal(-1), end, 12)
    erfc = [float(c) for c in recentred(rescaled(coefficients, half), middle)]
    text += f'''
/** e^(x^2) erfc x on [0, 10.1], in powers of (x - 2.5) / (x + 2.5): in double precision. */
// biome-ignore format: one coefficient a line
export const ERFC = Float64Array.of(
{rows(erfc, 1)}
)
'''
    OUT.write_text(text)
