"""Elementary functions to about sixty digits, with Python's `decimal` and nothing else.

The tables of the library and the values that it is tested against both come from here. Every
function takes a `Decimal` that stands for an exact number (use `Decimal(float)`) and answers a
`Decimal`. `decimal` itself rounds `exp`, `ln` and the square root correctly; the rest are series.
"""

from decimal import Decimal, getcontext, localcontext

DIGITS = 60
getcontext().prec = DIGITS
getcontext().Emin = -999999
getcontext().Emax = 999999


def pi(digits=DIGITS):
    """Machin: pi/4 = 4 arctan(1/5) - arctan(1/239), in integers."""
    one = 10 ** (digits + 10)

    def arctan_inverse(n):
        total = term = one // n
        k, sign = 1, 1
        while term:
            term //= n * n
            k, sign = k + 2, -sign
            total += sign * (term // k)
        return total

    with localcontext() as c:
        c.prec = digits
        return Decimal(4 * (4 * arctan_inverse(5) - arctan_inverse(239))) / Decimal(one)


def series(first, ratio):
    """first + first ratio(1) + first ratio(1) ratio(2) + ... until nothing changes."""
    total, term, n = first, first, 1
    while True:
        term = term * ratio(n)
        if total + term == total:
            return total
        total, n = total + term, n + 1


def extra(digits):
    """A context with that many more digits, against cancellation."""
    c = getcontext().copy()
    c.prec += digits
    return localcontext(c)


def exp(x):
    return x.exp()


def expm1(x):
    return x + 0 if x == 0 else (series(x, lambda n: x / (n + 1)) if abs(x) < 1 else x.exp() - 1)


def log(x):
    return x.ln()


def log1p(x):
    if x == 0:
        return x
    if abs(x) > Decimal('0.1'):
        with extra(10):
            return (1 + x).ln()
    # log((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...)
    s = x / (2 + x)
    total, power, k = s, s, 1
    while True:
        power, k = power * s * s, k + 2
        if total + power / k == total:
            return 2 * total
        total += power / k


def quadrant(x):
    """x - n pi/2 in [-pi/4, pi/4], and n mod 4."""
    with extra(max(0, x.adjusted()) + 60):
        half = pi(getcontext().prec) / 2
        n = (x / half).to_integral_value()
        rest = x - n * half
    return +rest, int(n) % 4


def sin_series(x):
    return x + 0 if x == 0 else series(x, lambda n: -x * x / ((2 * n) * (2 * n + 1)))


def cos_series(x):
    return series(Decimal(1), lambda n: -x * x / ((2 * n - 1) * (2 * n)))


def sin(x):
    rest, n = quadrant(x)
    return (sin_series(rest), cos_series(rest), -sin_series(rest), -cos_series(rest))[n]


def cos(x):
    rest, n = quadrant(x)
    return (cos_series(rest), -sin_series(rest), -cos_series(rest), sin_series(rest))[n]


def tanh(x):
    t = expm1(-2 * abs(x))
    return (-t / (2 + t)).copy_sign(x)


def logistic(x):
    return 1 / (1 + (-x).exp())


def erf(x):
    """erf x = 2/sqrt(pi) e^(-x^2) (x + 2x^3/3 + 4x^5/15 + ...), in which nothing cancels."""
    if x == 0:
        return x
    with extra(10):
        total = series(x, lambda n: 2 * x * x / (2 * n + 1))
        result = 2 / pi(getcontext().prec).sqrt() * (-x * x).exp() * total
    return +result


def erfc(x):
    with extra(40):
        return 1 - erf(x)


def power(x, y):
    """x^y for positive x."""
    with extra(10):
        return (y * x.ln()).exp()


def erf_inv(y):
    """Newton's method on erf x - y, for -1 < y < 1."""
    if y == 0:
        return y
    with extra(40):
        slope = 2 / pi(getcontext().prec).sqrt()
        # ln erfc(x) is nearly -x^2, which is near enough to start from
        x = (-(1 - y * y).ln()).sqrt().copy_sign(y) * Decimal('0.9')
        for _ in range(200):
            step = (erf(x) - y) / (slope * (-x * x).exp())
            # far out a full step may overshoot
            step = max(min(step, Decimal('0.5')), Decimal('-0.5'))
            x -= step
            if abs(step) < abs(x) * Decimal(10) ** -(DIGITS - 10):
                break
        return x
