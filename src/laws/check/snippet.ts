import type { Structure } from '../../core/tree.ts'
import type { FunctionSubject } from '../function.ts'
import { type Input, inputOf } from '../input.ts'
import { tensorSource } from '../program/literal.ts'

/** How often a simpler point is tried. */
const mostTries = 80

/** Of tensors with more elements only all are made simple, not each. */
const mostElements = 16

const simple = [0, 1, -1, 0.5] as const

const withElement = (input: Input, at: number, x: number): Input =>
  inputOf(input, (i) => (i === at ? x : (input.value[i] as number)))

/** Tensors that say less: one number everywhere, few digits, a simple number in one place. */
function* simpler(input: Input): Generator<Input> {
  for (const x of simple) {
    if (input.value.every((element) => element === x)) return
    yield inputOf(input, () => x)
  }
  yield inputOf(input, (i) => Number((input.value[i] as number).toPrecision(1)))
  if (input.value.length > mostElements) return
  for (const [at, element] of input.value.entries()) {
    for (const x of simple) {
      if (element === x) break
      yield withElement(input, at, x)
    }
  }
}

const same = (a: Input, b: Input): boolean => a.value.every((x, i) => Object.is(x, b.value[i]))

/** The simplest point found, within some tries, where a check still fails. */
export const simplestPoint = (
  operands: readonly Input[],
  fails: (operands: readonly Input[]) => boolean,
): readonly Input[] => {
  let point = operands
  let tries = 0
  for (const at of operands.keys()) {
    let candidates = simpler(point[at] as Input)
    for (let next = candidates.next(); next.done !== true; next = candidates.next()) {
      if (same(next.value, point[at] as Input)) continue
      tries += 1
      if (tries > mostTries) return point
      const candidate = point.with(at, next.value)
      if (!fails(candidate)) continue
      point = candidate
      candidates = simpler(next.value)
    }
  }
  return point
}

const isOne = ({ value }: Input): number | null => {
  const [first] = value
  return first !== undefined && value.length > 1 && value.every((x) => x === first) ? first : null
}

const source = (input: Input): string | null => {
  const { shape, dtype } = input
  const sizes = `[${shape.join(', ')}]`
  const all = isOne(input)
  if (all === null) return input.value.length > 64 ? null : tensorSource(input)
  if (Object.is(all, 0)) return `T.zeros(${sizes}, '${dtype}')`
  return all === 1 ? `T.ones(${sizes}, '${dtype}')` : `T.full(${sizes}, ${all}, '${dtype}')`
}

/** Arguments as source; `null` where they are too large, or hold what has no source. */
const argumentsSource = (structure: Structure, operands: readonly Input[]): string | null => {
  let next = 0
  const show = (part: Structure): string | null => {
    if (part.kind === 'tensor') return source(operands[next++] as Input)
    if (part.kind === 'static') {
      const isPlain =
        part.value === null || ['number', 'string', 'boolean'].includes(typeof part.value)
      return isPlain ? JSON.stringify(part.value) : null
    }
    const children = part.children.map(show)
    if (children.includes(null)) return null
    return part.kind === 'array'
      ? `[${children.join(', ')}]`
      : `{ ${children.map((child, i) => `${JSON.stringify(part.keys[i])}: ${child}`).join(', ')} }`
  }
  const all = structure.kind === 'array' ? structure.children.map(show) : [null]
  return all.includes(null) ? null : all.join(',\n  ')
}

/** The check at a point as source that runs where the function has its name. */
export const snippetOf = (
  { name, structure }: FunctionSubject,
  operands: readonly Input[],
  seed: number,
): string | null => {
  const args = argumentsSource(structure, operands)
  if (args === null) return null
  const f = /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'f'
  return [
    "import { T } from 'cotangent'",
    "import * as laws from 'cotangent/laws'",
    `laws.expectGrad(${f}, { seed: ${seed} })(\n  ${args},\n)`,
  ].join('\n')
}
