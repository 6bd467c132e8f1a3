/** Smaller programs that still fail: shrinking on the graph. */
import { type DType, isFloat } from '../../core/dtype.ts'
import type { TensorType } from '../../core/node.ts'
import type { Attributes } from '../../core/primitives/primitive.ts'
import { sizeOf } from '../../core/shape/dimension.ts'
import { type Input, inputOf } from '../input.ts'
import { places } from '../places.ts'
import { type Edit, type Replacement, edited } from './edit.ts'
import { sameType } from './growth.ts'
import { isSmooth, valuesOf } from './smooth.ts'
import { type Sample, slotTypes } from './subject.ts'

/** How much a number says: 0 nothing, then ±1 and ½, small whole numbers, numbers of few digits. */
const costOf = (x: number): number => {
  if (Object.is(x, 0)) return 0
  if (x === 1) return 1
  if (x === -1) return 2
  if (x === 0.5) return 3
  if (Number.isInteger(x) && Math.abs(x) < 10) return 4
  return 4 + Math.min(20, String(x).length)
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const x of numbers) total += x
  return total
}

const numbersIn = (value: unknown): readonly number[] =>
  typeof value === 'number' ? [value] : Array.isArray(value) ? value.flatMap(numbersIn) : []

const attributeCost = (attributes: Attributes): number =>
  sum(Object.values(attributes).flatMap(numbersIn).map(Math.abs))

/**
 * The size of a program, the most important number first: equations, results, inputs and constants,
 * inputs, elements, numbers in attributes, and how much its elements say.
 */
export const sizeOfSample = ({ program, inputs }: Sample): readonly number[] => {
  const { constants, equations, outputs } = program
  const types = slotTypes(program)
  return [
    equations.length,
    outputs.length,
    inputs.length + constants.length,
    inputs.length,
    sum(types.map(({ shape }) => sizeOf(shape) + shape.length)),
    sum(equations.map(({ attributes }) => attributeCost(attributes))),
    sum([...inputs, ...constants].map(({ value }) => sum(Array.from(value, costOf)))),
  ]
}

/** Is the first size less than the second? */
const isLess = (a: readonly number[], b: readonly number[]): boolean => {
  const place = a.findIndex((x, i) => x !== b[i])
  return place >= 0 && (a[place] as number) < (b[place] as number)
}

/** One result instead of many, and any value of the program instead of those it returns. */
function* fewerOutputs({ program }: Sample): Generator<Edit> {
  const { outputs, inputs, constants, equations } = program
  if (outputs.length > 1) for (const slot of outputs) yield { outputs: [slot] }
  const first = inputs.length + constants.length
  for (const i of equations.keys()) yield { outputs: [first + i] }
  for (const place of outputs.keys()) {
    if (outputs.length > 1) yield { outputs: outputs.toSpliced(place, 1) }
  }
}

const only = (slot: number, replacement: Replacement): Edit => ({
  replace: new Map([[slot, replacement]]),
})

/** An equation replaced: by an input or a constant of its value, or by an earlier slot of its type. */
function* fewerEquations(sample: Sample): Generator<Edit> {
  const { program } = sample
  const values = valuesOf(sample)
  const types = slotTypes(program)
  const first = program.inputs.length + program.constants.length
  for (const i of [...program.equations.keys()].toReversed()) {
    const slot = first + i
    const { shape, dtype, operands } = program.equations[i] as (typeof program.equations)[number]
    const value = { shape, dtype, value: values[slot] as Input['value'] }
    if (isFloat(dtype)) yield only(slot, { kind: 'input', value })
    yield only(slot, { kind: 'constant', value })
    const isAlike = (other: number): boolean => sameType(types[other] as TensorType, value)
    const earlier = [...types.keys()].slice(0, slot).filter(isAlike)
    const near = [...operands.filter(isAlike), ...earlier.toReversed()].slice(0, 4)
    for (const other of new Set(near)) yield only(slot, { kind: 'slot', slot: other })
  }
}

/** An input that does not vary, or that another of its type stands for. */
function* fewerLeaves({ program, inputs }: Sample): Generator<Edit> {
  const leaves: readonly TensorType[] = [...inputs, ...program.constants]
  for (const [slot, type] of leaves.entries()) {
    for (const other of Array.from({ length: slot }, (_, i) => i)) {
      if (sameType(leaves[other] as TensorType, type))
        yield only(slot, { kind: 'slot', slot: other })
    }
  }
  for (const [slot, value] of inputs.entries()) yield only(slot, { kind: 'constant', value })
}

/** The first elements along each axis, in a shape that is nowhere larger. */
const cut = (input: Input, shape: readonly number[]): Input => {
  const kept = places(shape).map((place) =>
    place.reduce((index, at, axis) => index * (input.shape[axis] as number) + at, 0),
  )
  return inputOf({ shape, dtype: input.dtype }, (i) => input.value[kept[i] as number] as number)
}

const leavesOf = ({
  program,
  inputs,
}: Sample): readonly (readonly [Input, Replacement['kind']])[] => [
  ...inputs.map((input) => [input, 'input'] as const),
  ...program.constants.map((constant) => [constant, 'constant'] as const),
]

const leafEdit = (
  sample: Sample,
  change: (leaf: Input, slot: number) => Input | null,
  rename?: Edit['rename'],
): Edit => {
  const replace = new Map<number, Replacement>()
  for (const [slot, [leaf, kind]] of leavesOf(sample).entries()) {
    const value = change(leaf, slot)
    if (value !== null) replace.set(slot, { kind: kind === 'input' ? 'input' : 'constant', value })
  }
  return rename === undefined ? { replace } : { replace, rename }
}

const smallerSizes = (size: number): readonly number[] =>
  [...new Set([1, 2, size - 1])].filter((smaller) => smaller >= 1 && smaller < size)

/** Sizes: one wherever it stands, one axis of one leaf, axes of size 1 left out. */
function* fewerElements(sample: Sample): Generator<Edit> {
  const sizes = [...new Set(slotTypes(sample.program).flatMap(({ shape }) => shape))].sort(
    (a, b) => b - a,
  )
  const renames = (from: number, to: number) => (size: number) => (size === from ? to : size)
  for (const size of sizes) {
    for (const smaller of smallerSizes(size)) {
      const rename = renames(size, smaller)
      yield leafEdit(sample, (leaf) => cut(leaf, leaf.shape.map(rename)), rename)
      yield leafEdit(sample, () => null, rename)
    }
  }
  for (const [slot, [{ shape }]] of leavesOf(sample).entries()) {
    for (const [axis, size] of shape.entries()) {
      for (const smaller of smallerSizes(size)) {
        yield leafEdit(sample, (leaf, i) =>
          i === slot ? cut(leaf, shape.with(axis, smaller)) : null,
        )
      }
    }
  }
  const squeezed = (leaf: Input): Input => ({ ...leaf, shape: leaf.shape.filter((n) => n !== 1) })
  yield leafEdit(sample, squeezed)
  for (const slot of leavesOf(sample).keys()) {
    yield leafEdit(sample, (leaf, i) => (i === slot ? squeezed(leaf) : null))
  }
}

const mapNumbers = (value: unknown, change: (x: number) => number): unknown =>
  typeof value === 'number'
    ? change(value)
    : Array.isArray(value)
      ? value.map((x) => mapNumbers(x, change))
      : value

/** One attribute at a time with all its numbers 0, or 1, or no more than 1. */
function* simplerAttributes({ program }: Sample): Generator<Edit> {
  const first = program.inputs.length + program.constants.length
  for (const [i, { attributes }] of program.equations.entries()) {
    for (const [name, value] of Object.entries(attributes)) {
      for (const change of [() => 0, () => 1, (x: number) => Math.sign(x)]) {
        const changed = { ...attributes, [name]: mapNumbers(value, change) }
        yield only(first + i, { kind: 'attributes', attributes: changed })
      }
    }
  }
}

/** More elements than these are not changed one by one. */
const fewElements = 6

const simple: { readonly [D in DType]: readonly number[] } = {
  f32: [0, 1, -1, 0.5],
  f64: [0, 1, -1, 0.5],
  i32: [0, 1, -1],
  u32: [0, 1],
  bool: [0, 1],
}

const toDigits = (digits: number) => (x: number) => Number(x.toFixed(digits))

/** Elements 0, ±1, ½, or of few digits: those of a leaf together, then one by one. */
function* simplerValues(sample: Sample): Generator<Edit> {
  const changed = (slot: number, element: (x: number, i: number) => number): Edit =>
    leafEdit(sample, (leaf, i) =>
      i === slot ? inputOf(leaf, (k) => element(leaf.value[k] as number, k)) : null,
    )
  for (const [slot, [leaf]] of leavesOf(sample).entries()) {
    const count = leaf.value.length
    if (count === 0) continue
    for (const x of simple[leaf.dtype]) yield changed(slot, () => x)
    if (isFloat(leaf.dtype)) {
      for (const digits of [0, 1, 2]) yield changed(slot, toDigits(digits))
    }
    if (count > fewElements) continue
    for (let place = 0; place < count; place++) {
      const at = (element: (x: number) => number): Edit =>
        changed(slot, (x, i) => (i === place ? element(x) : x))
      for (const x of simple[leaf.dtype]) yield at(() => x)
      for (const digits of [0, 1]) yield at(toDigits(digits))
    }
  }
}

/**
 * Programs that are a step smaller, the largest steps first. A smooth program stays smooth: a value
 * on a kink would fail for a reason of its own.
 */
export function* smallerSamples(sample: Sample): Generator<Sample> {
  const size = sizeOfSample(sample)
  const wasSmooth = sample.smooth && isSmooth(sample)
  const kinds = [
    fewerOutputs,
    fewerEquations,
    fewerLeaves,
    fewerElements,
    simplerAttributes,
    simplerValues,
  ]
  for (const kind of kinds) {
    for (const edit of kind(sample)) {
      const candidate = edited(sample, edit)
      if (candidate === null || !isLess(sizeOfSample(candidate), size)) continue
      if (!wasSmooth || isSmooth(candidate)) yield candidate
    }
  }
}

/** The result of shrinking. */
export interface Shrunk {
  readonly sample: Sample
  /** how many candidates were tried */
  readonly tries: number
}

/**
 * A program that still fails and that no single step makes smaller, or the smallest found within a
 * number of tries. Never larger than the start.
 *
 * @example
 * import fc from 'fast-check'
 * import * as laws from 'cotangent/laws'
 *
 * const [start] = fc.sample(laws.program({ primitives: ['sin', 'mul'] }), { seed: 3, numRuns: 1 })
 * const holdsSin = ({ program }: laws.Sample) =>
 *   program.equations.some(({ primitive }) => primitive === 'sin')
 * const shrunk = start && holdsSin(start) ? laws.shrinkProgram(start, holdsSin) : null
 * shrunk?.sample.program.equations.length // 1
 */
export const shrinkProgram = (
  start: Sample,
  fails: (candidate: Sample) => boolean,
  mostTries = 2000,
): Shrunk => {
  let sample = start
  let tries = 0
  let steps = smallerSamples(sample)
  for (let step = steps.next(); step.done !== true && tries < mostTries; step = steps.next()) {
    tries += 1
    if (fails(step.value)) {
      sample = step.value
      steps = smallerSamples(sample)
    }
  }
  return { sample, tries }
}
