/** A plan, computed group by group and element by element, as it says and in no faster way. */
import { type Storage, allocate } from '../../../../src/core/dtype.ts'
import type { TensorType } from '../../../../src/core/node.ts'
import type { Attributes } from '../../../../src/core/primitives/primitive.ts'
import type { Equation } from '../../../../src/core/program.ts'
import { sizeOf } from '../../../../src/core/shape/dimension.ts'
import type { Access } from '../../../../src/engine/passes/access.ts'
import type { Expression, Group, Plan, Read } from '../../../../src/engine/passes/plan.ts'
import { kernels } from '../../../../src/engine/reference/index.ts'
import type { Kernel, Operand } from '../../../../src/engine/reference/kernel.ts'
import { storageOf } from './elements.ts'
import { typesOf } from './laws.ts'

/** The indices of an iteration, row by row. */
const indices = (sizes: readonly number[]): readonly (readonly number[])[] =>
  sizes.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  )

const placeOf = ({ offset, strides }: Access, index: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * (strides[axis] as number), offset)

/** Runs a plan; throws where a group reads what is not there. */
export const interpret = (plan: Plan, inputs: readonly Storage[]): readonly Storage[] => {
  const { program, groups } = plan
  const types = typesOf(program)
  const first = program.inputs.length + program.constants.length
  const memory = new Map<number, Storage>(
    [...inputs, ...program.constants.map(({ value }) => value)].map((value, slot) => [slot, value]),
  )
  const typeAt = (slot: number): TensorType => types[slot] as TensorType
  const equationAt = (slot: number): Equation => program.equations[slot - first] as Equation
  const kernelOf = (slot: number): Kernel<Attributes> =>
    kernels[equationAt(slot).primitive] as Kernel<Attributes>
  const elementAt = ({ slot, access }: Read, index: readonly number[]): number => {
    const value = memory.get(slot)
    if (value === undefined) throw new RangeError(`slot ${slot} is read before it is made`)
    const place = placeOf(access, index)
    if (!(place >= 0 && place < value.length)) throw new RangeError(`slot ${slot} has no ${place}`)
    return value[place] as number
  }
  const scalar = (slot: number, value: number): Operand => {
    const { dtype } = typeAt(slot)
    return { shape: [], dtype, value: storageOf(dtype, [value]) }
  }

  /** Every step at every index. */
  const run = (
    { sizes, steps }: Expression,
    ofKernel: (i: number) => Operand,
    take: (i: number, values: readonly Operand[]) => void,
  ): void => {
    indices(sizes).forEach((index, i) => {
      const values: Operand[] = []
      for (const step of steps) {
        if (step.kind === 'read') values.push(scalar(step.slot, elementAt(step, index)))
        else if (step.kind === 'index') values.push(scalar(step.slot, placeOf(step.access, index)))
        else if (step.kind === 'kernel') values.push(ofKernel(i))
        else {
          const operands = step.operands.map((k) => values[k] as Operand)
          const { dtype } = typeAt(step.slot)
          const type = { shape: [], dtype }
          const value = kernelOf(step.slot)(operands, type, equationAt(step.slot).attributes)
          values.push({ ...type, value })
        }
      }
      take(i, values)
    })
  }

  const resultOfKernel = ({ kernel }: Group): Storage | null => {
    if (kernel === null) return null
    const equation = equationAt(kernel.slot)
    if (kernel.kind !== 'reduction') {
      const operands = kernel.operands.map((read, i): Operand => {
        const { shape, dtype } = typeAt(equation.operands[i] as number)
        const value = storageOf(
          dtype,
          indices(shape).map((index) => elementAt(read, index)),
        )
        return { shape, dtype, value }
      })
      return kernelOf(kernel.slot)(operands, equation, equation.attributes)
    }
    const { sizes } = kernel.term
    const { dtype } = typeAt(equation.operands[0] as number)
    const terms = allocate(dtype, sizeOf(sizes))
    run(
      kernel.term,
      () => {
        throw new TypeError('a term has no kernel')
      },
      (i, values) => {
        terms[i] = values.at(-1)?.value[0] as number
      },
    )
    const axes = sizes.map((_, axis) => axis).slice(equation.shape.length)
    return kernelOf(kernel.slot)([{ shape: sizes, dtype, value: terms }], equation, { axes })
  }

  for (const group of groups) {
    const computed = resultOfKernel(group)
    const outputs = group.outputs.map(({ slot, step }) => {
      if (memory.has(slot)) throw new RangeError(`slot ${slot} is made twice`)
      const { shape, dtype } = typeAt(slot)
      return { slot, step, value: allocate(dtype, sizeOf(shape)) }
    })
    run(
      group.body,
      (i) => scalar(group.kernel?.slot as number, computed?.[i] as number),
      (i, values) => {
        for (const { step, value } of outputs) value[i] = values[step]?.value[0] as number
      },
    )
    for (const { slot, value } of outputs) memory.set(slot, value)
  }
  return program.outputs.map((slot) => memory.get(slot) as Storage)
}
