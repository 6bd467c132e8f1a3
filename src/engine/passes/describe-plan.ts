import { showType, slotNames } from '../../core/print.ts'
import { showShape } from '../../core/shape/dimension.ts'
import { rowMajor, sameAccess } from './access.ts'
import { equationAt } from './materialize.ts'
import type { Expression, Group, Plan, Read } from './plan.ts'

/** How something is read: nothing where that is row by row, else where from and in which steps. */
const showAccess = ({ access }: Read, sizes: readonly number[]): string => {
  if (sameAccess(access, rowMajor(sizes))) return ''
  const from = access.offset === 0 ? '' : `from ${access.offset} `
  return access.strides.every((stride) => stride === 0)
    ? `{at ${access.offset}}`
    : `{${from}by ${access.strides.join(', ')}}`
}

/**
 * A plan as text: for each group its kind and the sizes of its iteration, a line for each equation
 * that it computes and for each slot that it keeps. What is read otherwise than row by row is
 * followed by the steps along each axis of the iteration. Names are those of `print`.
 *
 * A layer:
 * ```
 * contraction [4, 5]
 *   d = dotGeneral a b
 *   f = add d c{by 0, 1}
 *   h = lessEqual f 0
 *   i = select h 0 f
 *   -> i: f32[4, 5]
 * ```
 */
export const describePlan = ({ program, groups }: Plan): string => {
  const names = slotNames(program)
  const nameOf = (slot: number): string => names[slot] ?? '?'
  const types = [...program.inputs, ...program.constants, ...program.equations]
  // of one element there is nothing to say
  const showRead = (read: Read, sizes: readonly number[]): string =>
    nameOf(read.slot) + (types[read.slot]?.shape.length === 0 ? '' : showAccess(read, sizes))
  const line = (slot: number, operands: readonly string[]): string =>
    `  ${nameOf(slot)} = ${[equationAt(program, slot)?.primitive, ...operands].join(' ')}`

  const showExpression = (
    { sizes, steps }: Expression,
    kernel: string,
  ): { readonly lines: readonly string[]; readonly last: string } => {
    const texts: string[] = []
    const lines: string[] = []
    for (const step of steps) {
      if (step.kind === 'kernel') texts.push(kernel)
      else if (step.kind === 'read') texts.push(showRead(step, sizes))
      else if (step.kind === 'index') texts.push(`index${showAccess(step, sizes)}`)
      else {
        lines.push(
          line(
            step.slot,
            step.operands.map((operand) => texts[operand] ?? '?'),
          ),
        )
        texts.push(nameOf(step.slot))
      }
    }
    return { lines, last: texts.at(-1) ?? '?' }
  }

  const showKernel = ({ kernel }: Group): readonly string[] => {
    if (kernel === null) return []
    if (kernel.kind !== 'reduction') {
      const operands = equationAt(program, kernel.slot)?.operands ?? []
      const shown = kernel.operands.map((read, i) =>
        showRead(read, types[operands[i] ?? -1]?.shape ?? []),
      )
      return [line(kernel.slot, shown)]
    }
    const { lines, last } = showExpression(kernel.term, '?')
    const over = kernel.term.sizes.slice(types[kernel.slot]?.shape.length)
    return [...lines, line(kernel.slot, [last, 'over', showShape(over)])]
  }

  return groups
    .map((group) => {
      const { lines } = showExpression(group.body, nameOf(group.kernel?.slot ?? -1))
      const outputs = group.outputs.map(({ slot, step }) => {
        const type = types[slot]
        const of = group.body.steps[step]
        const source = of?.kind === 'read' ? ` = ${showRead(of, group.body.sizes)}` : ''
        return `  -> ${nameOf(slot)}: ${type === undefined ? '?' : showType(type)}${source}`
      })
      const header = `${group.kind} ${showShape(group.body.sizes)}`
      return [header, ...showKernel(group), ...lines, ...outputs].join('\n')
    })
    .join('\n')
}
