import { trace } from '../../compile/trace.ts'
import type { TensorType } from '../../core/node.ts'
import { isPrimitive, registry } from '../../core/primitives/index.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { type Equation, type Program, valueProgram } from '../../core/program.ts'
import { sizeOf } from '../../core/shape/index.ts'
import { kernels } from '../../engine/reference/index.ts'
import type { Kernel } from '../../engine/reference/kernel.ts'
import type { TreeFunction } from '../function.ts'
import { type Report, firstFailure } from '../report.ts'

/** Names of keys: small numbers, the same one for the same key. */
interface Names {
  readonly of: (description: string) => number
  /** a name that nothing has */
  readonly fresh: () => number
}

const naming = (): Names => {
  const known = new Map<string, number>()
  let last = 0
  return {
    of: (description) => {
      const name = known.get(description) ?? ++last
      known.set(description, name)
      return name
    },
    fresh: () => ++last,
  }
}

/** A label for each word of a tensor of keys: two for each key, so that halves of keys are told apart. */
type Labels = Uint32Array

const labelsOf = (keys: readonly number[]): Labels => {
  const labels = new Uint32Array(2 * keys.length)
  keys.forEach((key, i) => labels.set([2 * key, 2 * key + 1], 2 * i))
  return labels
}

/** The keys that labels stand for; `null` where two words do not make a key that is known. */
const keysOf = (labels: Labels): readonly (number | null)[] =>
  Array.from({ length: labels.length / 2 }, (_, i) => {
    const [first, second] = [labels[2 * i] as number, labels[2 * i + 1] as number]
    return first > 0 && first % 2 === 0 && second === first + 1 ? first / 2 : null
  })

/** Are the last two words of a tensor a key, so that it may be one? */
const holdsKeys = ({ shape, dtype }: TensorType): boolean => dtype === 'u32' && shape.at(-1) === 2

const show = ({ primitive, dtype, shape }: Equation, i: number): string =>
  `equation ${i} (${primitive} ${dtype}[${shape.join(', ')}])`

/** Moving words moves their labels: the kernels that move are asked to. */
const movedLabels = (
  equation: Equation,
  types: readonly TensorType[],
  labelsIn: (slot: number) => Labels | null,
): Labels | null => {
  const { primitive, operands, attributes, shape } = equation
  // the one that adds up what it moves
  const adds = primitive === 'unwindows'
  const moves = !adds && isPrimitive(primitive) && registry[primitive].family === 'movement'
  if (!moves || equation.dtype !== 'u32') return null
  const own = operands.map(labelsIn)
  if (own.every((label) => label === null)) return null
  const kernel = kernels[primitive] as Kernel<Attributes>
  const given = operands.map((slot, i) => {
    const type = types[slot] as TensorType
    const value = own[i] ?? new Uint32Array(sizeOf(type.shape))
    return { shape: type.shape, dtype: type.dtype, value }
  })
  return kernel(given, { shape, dtype: 'u32' }, attributes) as Labels
}

/**
 * {@link usesKeysOnce} of a program. Keys get names: an input, a constant by its words, the i-th key
 * of a split, a key folded with a number; and movements move names.
 */
const drawsOncePerKey = (program: Program): Report => {
  const { inputs, constants, equations } = valueProgram(program)
  const types: readonly TensorType[] = [...inputs, ...constants, ...equations]
  const first = inputs.length + constants.length
  const names = naming()
  const labels: (Labels | null)[] = [
    ...inputs.map(() => null),
    ...constants.map(({ value, ...type }) =>
      holdsKeys(type)
        ? labelsOf(
            Array.from({ length: value.length / 2 }, (_, i) =>
              names.of(`R.key ${value[2 * i]} ${value[2 * i + 1]}`),
            ),
          )
        : null,
    ),
  ]
  /** the labels of a slot that may hold keys; where they come from nowhere known, new ones */
  const labelsIn = (slot: number): Labels | null => {
    const type = types[slot] as TensorType
    if (!holdsKeys(type)) return null
    const count = sizeOf(type.shape) / 2
    const own = labels[slot] ?? labelsOf(Array.from({ length: count }, names.fresh))
    labels[slot] = own
    return own
  }
  /** the names of the keys in a slot; two words that are not of one key make a new one */
  const namesIn = (slot: number): readonly number[] => {
    const keys = keysOf(labelsIn(slot) ?? new Uint32Array()).map((key) => key ?? names.fresh())
    labels[slot] = labelsOf(keys)
    return keys
  }
  const used = new Map<number, string>()
  return firstFailure(equations.entries(), ([i, equation]) => {
    const { primitive, operands, attributes } = equation
    const [key = -1, data = -1] = operands
    if (primitive === 'threefryFoldIn') {
      const constant = constants[data - inputs.length]?.value
      labels[first + i] = labelsOf(
        namesIn(key).map((name, k) =>
          names.of(
            `${name} with ${constant === undefined ? `slot ${data}, ${k}` : constant[k % constant.length]}`,
          ),
        ),
      )
      return null
    }
    if (primitive !== 'threefrySplit' && primitive !== 'threefryBits') {
      labels[first + i] = movedLabels(equation, types, labelsIn)
      return null
    }
    const given = namesIn(key)
    const { count = 0 } = attributes as { readonly count?: number }
    labels[first + i] =
      primitive === 'threefrySplit'
        ? labelsOf(
            given.flatMap((name) =>
              Array.from({ length: count }, (_, k) => names.of(`${name} with ${k}`)),
            ),
          )
        : null
    const here = show(equation, i)
    return firstFailure(given, (name) => {
      const before = used.get(name)
      used.set(name, here)
      return before === undefined
        ? null
        : {
            law: 'uses keys once',
            at: before === here ? `${here}, which holds one key twice` : `${before} and ${here}`,
            actual: 'one key, used twice',
            expected: 'a key each: R.split(key), or R.foldIn(key, i)',
            allowance: 0,
          }
    })
  })
}

/**
 * Keys are linear: what draws from a key or splits it uses it up, and nothing is used up twice.
 * Decided on the traced program, so for every value of the arguments, and before anything is drawn.
 *
 * As JAX's checker has it, a draw and a split use a key up and `foldIn` does not. Beyond it, keys are
 * known by what they are: `R.key(0)` written twice is one key, `foldIn` twice with one number gives
 * one key, and `foldIn(k, i)` is `split(k)[i]`. Numbers that only the run knows count as different.
 *
 * Catches dropout of two layers with one mask, weights of two layers that are equal, noise that is
 * correlated with the next step's. A region that `checkpoint` computes again draws again from its
 * key, and rightly so: ask this of the loss, not of its gradient.
 *
 * Throws `UnknownValueError` where the function looks at values and cannot be traced.
 *
 * @example
 * import { R } from 'cotangent'
 * import * as laws from 'cotangent/laws'
 *
 * const twice = (key: R.Key) => [R.normal(key, [2]), R.uniform(key, [2])]
 * laws.usesKeysOnce(twice, [R.key(0)])?.law // 'uses keys once'
 */
export const usesKeysOnce = (f: TreeFunction, args: readonly unknown[]): Report =>
  drawsOncePerKey(trace(f as unknown as (...all: unknown[]) => unknown)(...args))
