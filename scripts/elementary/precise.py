"""Elementary functions to about sixty digits, with Python's `decimal` and nothing else.

The tables of the library and the values that it is tested against both come from here. Every
function takes a `Decimal` that stands for an exact number (use `Decimal(float)`) and answers a
`Decimal`. `decimal` itself rounds `exp`, `ln` and the square root correctly; the rest are series.
"""

import math
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

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
    # what cancels: e^(-x^2)
    with extra(40 + int(abs(x)) ** 2 // 2 + int(abs(x))):
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


def sinh(x):
    t = expm1(abs(x))
    return ((t + t / (1 + t)) / 2).copy_sign(x)


def cosh(x):
    return (x.exp() + (-x).exp()) / 2


def asinh(x):
    size = abs(x)
    return log1p(size + size * size / (1 + (1 + size * size).sqrt())).copy_sign(x)


def atan(x):
    """For x >= 0: halve the angle until it is small, then the series."""
    with extra(10):
        t, halvings = (x, 0) if x <= 1 else (1 / x, 0)
        while t > Decimal('0.01'):
            t, halvings = t / (1 + (1 + t * t).sqrt()), halvings + 1
        total, power, k = t, t, 1
        while power and total + power / k != total:
            power, k = -power * t * t, k + 2
            total += power / k
        total *= 2**halvings
        result = total if x <= 1 else pi(getcontext().prec) / 2 - total
    return +result


def atan2(y, x):
    with extra(10):
        half = pi(getcontext().prec) / 2
        if x == 0:
            angle = half
        else:
            near = atan(abs(y) / abs(x))
            angle = near if x > 0 else 2 * half - near
    return (+angle).copy_sign(y)


def bernoulli(count):
    """B_0, B_2, B_4, ... as fractions, by the recurrence of their definition."""
    numbers = [Fraction(1)]
    for m in range(1, 2 * count):
        numbers.append(-sum(math.comb(m + 1, k) * numbers[k] for k in range(m)) / (m + 1))
    return numbers[::2]


BERNOULLI = bernoulli(60)


def fraction(f):
    return Decimal(f.numerator) / Decimal(f.denominator)


def lgamma(x):
    """log |Gamma(x)|: Stirling's series where x is large; upwards by the recurrence, if need be."""
    with extra(40):
        if x < 0:
            sine = abs(sin(pi(getcontext().prec) * (x - x.to_integral_value())))
            result = (pi(getcontext().prec) / sine).ln() - lgamma(1 - x)
        else:
            product, shifted = Decimal(1), x
            while shifted < 80:
                product, shifted = product * shifted, shifted + 1
            total = (shifted - Decimal('0.5')) * shifted.ln() - shifted
            total += (2 * pi(getcontext().prec)).ln() / 2
            for k in range(1, 60):
                total += fraction(BERNOULLI[k]) / (2 * k * (2 * k - 1) * shifted ** (2 * k - 1))
            result = total - product.ln()
    return +result


def polygamma(n, x):
    """The derivative of order n of digamma: an asymptotic series and the recurrence."""
    with extra(40):
        if x < 0:
            # powers of c = cot(pi x) give its derivatives: c' = -(1 + c^2)
            own = pi(getcontext().prec)
            angle = own * (x - x.to_integral_value())
            c = cos(angle) / sin(angle)
            p = [Decimal(0), Decimal(1)]
            for _ in range(n):
                slope = [i * p[i] for i in range(1, len(p))]
                p = [
                    -(slope[i] if i < len(slope) else 0) - (slope[i - 2] if i >= 2 else 0)
                    for i in range(len(slope) + 2)
                ]
            value = sum(a * c**i for i, a in enumerate(p))
            result = (-1) ** n * polygamma(n, 1 - x) - own ** (n + 1) * value
        else:
            sign = 1 if n % 2 else -1
            factorial = Decimal(math.factorial(n))
            total, shifted = Decimal(0), x
            while shifted < 80 + n:
                total, shifted = total + sign * factorial / shifted ** (n + 1), shifted + 1
            if n == 0:
                total += shifted.ln()
            else:
                total += sign * factorial / n / shifted**n
            total += sign * factorial / (2 * shifted ** (n + 1))
            for k in range(1, 60):
                weight = fraction(BERNOULLI[k] * Fraction(math.factorial(2 * k + n - 1), math.factorial(2 * k)))
                total += sign * weight / shifted ** (2 * k + n)
            result = total
    return +result


def digamma_root():
    """Where digamma is 0, by Newton's method."""
    x = Decimal('1.4616')
    for _ in range(8):
        x -= polygamma(0, x) / polygamma(1, x)
    return x
