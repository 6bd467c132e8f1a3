"""What the tables of NumPy values are written with: tensors as text, and NumPy in our element types.

A tensor is text such as 'f32[2, 2] 1 -0 nan 2.5': its element type, its shape, its elements row by
row, each the shortest decimal that reads back as itself. A number that JSON has no word for is text
such as 'number -inf'.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / 'test/fixtures/numpy'
ORDER = ['bool', 'u32', 'i32', 'f32', 'f64']
TYPES = dict(zip(ORDER, [np.bool_, np.uint32, np.int32, np.float32, np.float64]))
NAMES = {np.dtype(type): name for name, type in TYPES.items()}
WIDE = np.longdouble
inf, nan = float('inf'), float('nan')


def maker(name):
    return lambda values: np.array(values, TYPES[name])


boolean, u32, i32, f32, f64 = (maker(name) for name in ORDER)


def name_of(x):
    return NAMES[x.dtype]


def is_float(x):
    return name_of(x) in ('f32', 'f64')


def number_of(name):
    """As `NumberOf`: booleans are counted in i32."""
    return 'i32' if name == 'bool' else name


def float_of(name):
    """As `FloatOf`: what is no float becomes f32."""
    return name if name in ('f32', 'f64') else 'f32'


def same(name):
    return name


def promoted(operands, working=same):
    """Operands in the element type of our promotion; a number takes that of the tensors."""
    names = [name_of(x) for x in operands if isinstance(x, np.ndarray)]
    type = TYPES[working(max(names, key=ORDER.index))]
    return [np.asarray(x).astype(type) for x in operands]


def wide(x):
    """With more digits than any of our element types, so that what is computed from it is rounded once."""
    return x.astype(WIDE) if is_float(x) else x


def narrow(value, name):
    """Rounded to an element type, as an array also where NumPy gives a number."""
    return np.asarray(value).astype(TYPES[name])


def element(value, name):
    if name == 'bool':
        return '1' if value else '0'
    if name in ('i32', 'u32'):
        return str(int(value))
    text = repr(float(str(value)) if name == 'f32' else float(value))
    assert np.array(float(text), TYPES[name]).tobytes() == value.tobytes() or value != value
    return text.removesuffix('.0').replace('e+', 'e').replace('e-0', 'e-')


def shown(value):
    """An argument or a result as JSON."""
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        name = name_of(value)
        elements = [element(each, name) for each in value.ravel()]
        return ' '.join([f'{name}{list(value.shape)}', *elements])
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in value]
    if isinstance(value, dict):
        return {key: shown(each) for key, each in value.items()}
    if isinstance(value, float) and not np.isfinite(value):
        return f'number {value}'
    if isinstance(value, float) and value == 0 and np.signbit(value):
        return 'number -0'
    return value


class Table:
    """Cases of one file: `table('add', x, y)` is a case, its value from `meanings['add']`."""

    def __init__(self, meanings):
        self.meanings = meanings
        self.cases = []

    def __call__(self, operator, *args):
        with np.errstate(all='ignore'):
            value = self.meanings[operator](*args)
        shown_args = ['undefined' if arg is None else shown(arg) for arg in args]
        self.cases.append([operator, shown_args, shown(value)])

    def write(self, name):
        OUT.mkdir(parents=True, exist_ok=True)
        head = {
            'provenance': f'NumPy {np.__version__}, on operands in the element type of our promotion; '
            'what is not exact is computed in extended precision and rounded once. '
            'Each case is an operator of T, its arguments, its result.',
            'command': 'python3 scripts/fixtures/numpy_tables.py',
        }
        lines = ',\n'.join(json.dumps(case, separators=(',', ':'), allow_nan=False) for case in self.cases)
        body = json.dumps(head, indent=0)[:-2] + ',\n"cases": [\n' + lines + '\n]\n}\n'
        (OUT / f'{name}.json').write_text(body)
        print(name, len(self.cases))
