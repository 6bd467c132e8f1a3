"""What each operator of T means in NumPy, with our element types put in front."""

import numpy as np

from values import TYPES, WIDE, float_of, name_of, narrow, number_of, promoted, same, wide


def exact(f, working=number_of):
    """Elementwise, in the element type itself: the same operation on the same numbers."""
    return lambda *operands: np.asarray(f(*promoted(operands, working)))


def rounded(f):
    """Elementwise real functions: computed wide, rounded once."""

    def meaning(*operands):
        xs = promoted(operands, float_of)
        return narrow(f(*map(wide, xs)), name_of(xs[0]))

    return meaning


def axes_of(axes):
    return tuple(axes) if isinstance(axes, list) else axes


def reduction(f, working, result=None):
    """Over axes, with `{'keepdims': True}` last; computed wide, rounded once."""

    def meaning(x, axes=None, options=None):
        (x,) = promoted([x], working)
        value = f(wide(x), axis=axes_of(axes), **(options or {}))
        return narrow(value, result or name_of(x))

    return meaning


def wrapped_sum(x, **options):
    return np.sum(x, dtype=x.dtype, **options)


def wrapped_prod(x, **options):
    return np.prod(x, dtype=x.dtype, **options)


def argument(f):
    def meaning(x, axis=None, options=None):
        return narrow(f(x, axis=axis, **(options or {})), 'i32')

    return meaning


def norm(x, **options):
    return np.sqrt(np.sum(x * x, **options))


def logsumexp(x, **options):
    return np.logaddexp.reduce(x, **options)


def along(f):
    """A real function of the elements along one axis."""

    def meaning(x, axis=-1):
        (x,) = promoted([x], float_of)
        return narrow(f(wide(x), axis), name_of(x))

    return meaning


def softmax(x, axis):
    weights = np.exp(x - np.max(x, axis, keepdims=True))
    return weights / np.sum(weights, axis, keepdims=True)


def log_softmax(x, axis):
    return x - np.logaddexp.reduce(x, axis, keepdims=True)


def product(f):
    def meaning(x, y, *rest):
        x, y = promoted([x, y], number_of)
        return narrow(f(wide(x), wide(y), *rest), name_of(x))

    return meaning


def einsum(spec, *operands):
    xs = promoted(operands, number_of)
    return narrow(np.einsum(spec, *map(wide, xs)), name_of(xs[0]))


def cast(x, name):
    """Floats stop at the ends of an integer's range and NaN is 0, where C says nothing."""
    if name in ('i32', 'u32') and x.dtype.kind == 'f':
        limits = np.iinfo(TYPES[name])
        whole = np.nan_to_num(np.trunc(x.astype(np.float64)), nan=0, posinf=1e300, neginf=-1e300)
        return np.clip(whole, limits.min, limits.max).astype(TYPES[name])
    return x.astype(TYPES[name])


def clip(x, low, high):
    (x,) = promoted([x], number_of)
    low, high = (None if np.isinf(bound) else x.dtype.type(bound) for bound in (low, high))
    return x if low is high is None else np.clip(x, low, high)


def where(condition, x, y):
    if isinstance(x, (int, float)) and isinstance(y, (int, float)):
        return np.where(condition, np.float32(x), np.float32(y))
    return np.where(condition, *promoted([x, y]))


def pad(x, widths, options=None):
    options = options or {}
    mode = options.get('mode', 'constant')
    value = {'constant_values': options.get('value', 0)} if mode == 'constant' else {}
    return np.pad(x, widths, mode, **value)


def sliced(x, starts, stops=(), steps=()):
    at = lambda bounds, axis: bounds[axis] if axis < len(bounds) else None
    return x[tuple(slice(*(at(bounds, axis) for bounds in (starts, stops, steps))) for axis in range(x.ndim))]


def split(x, parts, axis):
    return np.split(x, parts if isinstance(parts, int) else np.cumsum(parts)[:-1].astype(int), axis)


def joined(f):
    return lambda tensors, axis: f(promoted(tensors), axis)


def dtype_of(options):
    return TYPES[(options or {}).get('dtype', 'f32')]


def linspace(first, last, n, options=None):
    return np.linspace(WIDE(first), WIDE(last), n).astype(dtype_of(options))


def one_hot(indices, classes):
    return (indices[..., None] == np.arange(classes)).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def in_order(f, working=same):
    """Along an axis that can be left out."""

    def meaning(x, *rest):
        (x,) = promoted([x], working)
        return narrow(f(x, *rest), name_of(x))

    return meaning


def cumulative(f):
    def meaning(x, axis, options=None):
        (x,) = promoted([x], number_of)
        turn = (lambda y: np.flip(y, axis)) if (options or {}).get('reverse') else (lambda y: y)
        return narrow(turn(f(turn(wide(x)), axis, dtype=wide(x).dtype)), name_of(x))

    return meaning


def top(x, k):
    order = np.argsort(-wide(x), kind='stable')[..., :k]
    return [np.take_along_axis(x, order, -1), order.astype(np.int32)]


def updated(change):
    def meaning(x, indices, values):
        copy = x.copy()
        change(copy, indices, values)
        return copy

    return meaning


def of_pairs(f):
    def meaning(x):
        (x,) = promoted([x], float_of)
        return narrow(np.atleast_2d(f(wide(x))), name_of(x))

    return meaning


def decomposed(f):
    """Of matrices, in f64 whatever the element type: numpy.linalg has no wider one."""

    def meaning(*args):
        arrays = promoted([arg for arg in args if isinstance(arg, np.ndarray)], float_of)
        others = [arg for arg in args if not isinstance(arg, np.ndarray)]
        value = f(*(x.astype(np.float64) for x in arrays), *others)
        name = name_of(arrays[0])
        parts = isinstance(value, tuple)
        return [narrow(part, name) for part in value] if parts else narrow(value, name)

    return meaning


def qr(a):
    q, r = np.linalg.qr(a)
    signs = np.where(np.diagonal(r, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return q * signs[..., None, :], r * signs[..., :, None]


def eigh(a):
    values, vectors = np.linalg.eigh(a)
    greatest = np.argmax(np.abs(vectors), -2, keepdims=True)
    return values, vectors * np.sign(np.take_along_axis(vectors, greatest, -2))


def triangular_solve(a, b, options=None):
    options = options or {}
    triangle = np.tril(a) if options.get('lower', True) else np.triu(a)
    return np.linalg.solve(np.swapaxes(triangle, -1, -2) if options.get('transposed') else triangle, b)


meanings = {
    'cholesky': decomposed(np.linalg.cholesky),
    'qr': decomposed(qr),
    'eigvalsh': decomposed(np.linalg.eigvalsh),
    'eigh': decomposed(eigh),
    'solve': decomposed(np.linalg.solve),
    'triangularSolve': decomposed(triangular_solve),
    'inverse': decomposed(np.linalg.inv),
    'det': decomposed(np.linalg.det),
    'slogdet': decomposed(np.linalg.slogdet),
    'diag': np.diag,
    'diagonal': lambda x: np.diagonal(x, axis1=-2, axis2=-1),
    'trace': lambda x: np.trace(
        *promoted([x], number_of), axis1=-2, axis2=-1, dtype=TYPES[number_of(name_of(x))]
    ),
    'tril': np.tril,
    'triu': np.triu,
    # elementwise
    **{name: exact(getattr(np, f)) for name, f in {
        'add': 'add', 'sub': 'subtract', 'mul': 'multiply', 'maximum': 'maximum',
        'minimum': 'minimum', 'neg': 'negative', 'abs': 'abs', 'sign': 'sign',
        'square': 'square', 'mod': 'mod', 'bitAnd': 'bitwise_and', 'bitOr': 'bitwise_or',
        'bitXor': 'bitwise_xor', 'bitNot': 'bitwise_not', 'shiftLeft': 'left_shift',
        'shiftRight': 'right_shift',
    }.items()},
    'floor': exact(lambda x: np.floor(x) if x.dtype.kind == 'f' else x),
    'ceil': exact(lambda x: np.ceil(x) if x.dtype.kind == 'f' else x),
    'round': exact(lambda x: np.round(x) if x.dtype.kind == 'f' else x),
    'trunc': exact(lambda x: np.trunc(x) if x.dtype.kind == 'f' else x),
    'nanToNum': exact(np.nan_to_num),
    'div': exact(np.divide, float_of),
    'sqrt': exact(np.sqrt, float_of),
    'reciprocal': exact(np.reciprocal, float_of),
    **{name: exact(getattr(np, f), same) for name, f in {
        'equal': 'equal', 'notEqual': 'not_equal', 'less': 'less', 'lessEqual': 'less_equal',
        'greater': 'greater', 'greaterEqual': 'greater_equal', 'and': 'logical_and',
        'or': 'logical_or', 'not': 'logical_not', 'isNaN': 'isnan', 'isFinite': 'isfinite',
        'isInf': 'isinf', 'xor': 'logical_xor',
    }.items()},
    **{name: rounded(getattr(np, f)) for name, f in {
        'pow': 'power', 'exp': 'exp', 'expm1': 'expm1', 'log': 'log', 'log1p': 'log1p',
        'sin': 'sin', 'cos': 'cos', 'tan': 'tan', 'sinh': 'sinh', 'cosh': 'cosh', 'tanh': 'tanh',
        'asin': 'arcsin', 'acos': 'arccos', 'atan': 'arctan', 'atan2': 'arctan2',
        'hypot': 'hypot', 'logAddExp': 'logaddexp', 'asinh': 'arcsinh', 'acosh': 'arccosh', 'atanh': 'arctanh',
    }.items()},
    'rsqrt': rounded(lambda x: 1 / np.sqrt(x)),
    'sigmoid': rounded(sigmoid),
    'silu': rounded(lambda x: x * sigmoid(x)),
    'softplus': rounded(lambda x: np.logaddexp(0, x)),
    'elu': rounded(lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    'relu': exact(lambda x: np.maximum(x, np.zeros_like(x))),
    'leakyRelu': lambda x, slope=0.01: np.where(x > 0, x, x * x.dtype.type(slope)),
    'clip': clip,
    'where': where,
    'cast': cast,
    # reductions
    'sum': reduction(wrapped_sum, number_of),
    'prod': reduction(wrapped_prod, number_of),
    'mean': reduction(np.mean, float_of),
    'variance': reduction(np.var, float_of),
    'std': reduction(np.std, float_of),
    'norm': reduction(norm, float_of),
    'logsumexp': reduction(logsumexp, float_of),
    'max': reduction(np.max, same),
    'min': reduction(np.min, same),
    'any': reduction(np.any, same, 'bool'),
    'all': reduction(np.all, same, 'bool'),
    'argmax': argument(np.argmax),
    'argmin': argument(np.argmin),
    'softmax': along(softmax),
    'logSoftmax': along(log_softmax),
    # products
    'matmul': product(np.matmul),
    'dot': product(np.dot),
    'outer': product(np.outer),
    'tensordot': product(np.tensordot),
    'einsum': einsum,
    # movement
    'reshape': lambda x, shape: np.reshape(x, shape),
    'flatten': lambda x: np.reshape(x, (x.shape[0], int(np.prod(x.shape[1:])))),
    'transpose': lambda x, permutation=None: np.transpose(x, permutation),
    'squeeze': lambda x, axes=None: np.squeeze(x, axes_of(axes)),
    'expandDims': lambda x, axis: np.expand_dims(x, axis),
    'broadcastTo': lambda x, shape: np.broadcast_to(x, shape),
    'concat': joined(np.concatenate),
    'stack': joined(np.stack),
    'split': split,
    'slice': sliced,
    'pad': pad,
    'flip': lambda x, axes=None: np.flip(x, axes_of(axes)),
    'tile': lambda x, repetitions: np.tile(x, repetitions),
    'roll': lambda x, shift, axis: np.roll(x, shift, axis),
    # making
    'zeros': lambda shape, name='f32': np.zeros(shape, TYPES[name]),
    'ones': lambda shape, name='f32': np.ones(shape, TYPES[name]),
    'full': lambda shape, value, name=None: np.full(
        shape, value, TYPES[name or ('bool' if isinstance(value, bool) else 'f32')]
    ),
    'zerosLike': np.zeros_like,
    'onesLike': np.ones_like,
    'fullLike': np.full_like,
    'eye': lambda n, options=None: np.eye(n, dtype=dtype_of(options)),
    'arange': lambda n, options=None: np.arange(n, dtype=dtype_of(options)),
    'range': lambda start, stop, step=1, options=None: np.arange(start, stop, step).astype(dtype_of(options)),
    'linspace': linspace,
    'oneHot': one_hot,
    # of order
    'cumsum': cumulative(np.cumsum),
    'cumprod': cumulative(np.cumprod),
    'sort': in_order(np.sort),
    'argsort': lambda x, *axis: np.argsort(x, *axis, kind='stable').astype(np.int32),
    'median': reduction(np.median, float_of),
    'quantile': lambda x, q, axis=None: narrow(np.quantile(wide(x), q, axis), name_of(x)),
    'topK': top,
    'cov': of_pairs(np.cov),
    'corrcoef': of_pairs(np.corrcoef),
    'setAt': updated(lambda x, indices, values: x.__setitem__(indices, values)),
    'addAt': updated(np.add.at),
    'take': lambda x, indices, axis: np.take(x, indices, axis),
    'takeAlongAxis': lambda x, indices, axis: np.take_along_axis(x, indices, axis),
}
