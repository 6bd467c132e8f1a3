/** Kernels of elementwise expressions over any iteration. */
import type { Expression } from '../../passes/plan.ts'
import { rowMajor } from '../../passes/access.ts'
import type { Body, Local, Value } from '../encode/index.ts'
import { i32 } from '../encode/index.ts'
import { bytesOf } from '../kernels/elementwise/lanes.ts'
import { add, blocks, forEach, mul, once, quotient, remainder } from '../kernels/integers.ts'
import type { WasmKernel } from '../kernels/kernel.ts'
import { type Argument, type KernelCall, kernelOf, parameterOf } from '../kernels/plan.ts'
import { type Iteration, joined } from './axes.ts'
import { type Code, keyOfCode } from './expression.ts'
import { type RowRead, type RowResult, innerOf, rowLoop } from './loop.ts'

/** Elements of a unit where all lie in one row. */
const CHUNK = 2048

const isIndexRead = ({ steps }: Code, i: number): boolean =>
  steps.some((step) => step.kind === 'index' && step.read === i)

const outputTypes = ({ steps, outputs }: Code): readonly RowResult['dtype'][] =>
  outputs.map((step) => steps[step]?.dtype ?? 'f32')

/** The names of a kernel's parameters, in their order. */
const namesOf = (code: Code, outer: number): readonly string[] => [
  'count',
  ...Array.from({ length: outer }, (_, axis) => `size${axis}`),
  ...code.reads.flatMap((_, i) => [
    `read${i}`,
    `read${i} inner`,
    ...Array.from({ length: outer }, (__, axis) => `read${i} step${axis}`),
  ]),
  ...code.outputs.map((_, i) => `result${i}`),
]

const kernel = (code: Code, { steps }: Iteration, outer: number): WasmKernel => {
  const inner = code.reads.map((_, i) => innerOf(steps[i]?.at(-1) ?? 0))
  const types = outputTypes(code)
  const key = `elementwise ${outer} ${inner.join()} ${keyOfCode(code)}`
  return kernelOf(key, namesOf(code, outer), (body, from, to, parameters) => {
    const named = (name: string): Local<'i32'> => parameterOf(parameters, name)
    const rest = body.local('i32')
    const reads = code.reads.map(
      ({ dtype }, i): RowRead => ({
        inner: inner[i] ?? 'same',
        dtype,
        at: body.local('i32'),
        step: named(`read${i} inner`),
        isIndex: isIndexRead(code, i),
      }),
    )
    const results = types.map((dtype): RowResult => ({ at: body.local('i32'), dtype }))
    /** one row: where it begins in every tensor, and how many elements it has */
    const row = (
      start: (i: number) => Value<'i32'>,
      first: Value<'i32'>,
      count: Value<'i32'>,
    ): void => {
      reads.forEach((read, i) => body.set(read.at, start(i)))
      results.forEach(({ at, dtype }, i) =>
        body.set(at, add(named(`result${i}`), mul(first, bytesOf[dtype]))),
      )
      body.set(rest, count)
      rowLoop(body, code, rest, reads, results)
    }
    if (outer === 0) {
      const part = chunk(body, from, to, named('count'))
      row(
        (i) => add(named(`read${i}`), mul(part.first, named(`read${i} inner`))),
        part.first,
        part.count,
      )
      return
    }
    const axes = Array.from({ length: outer }, (_, axis) => axis)
    const starts = reads.map(() => body.local('i32'))
    forEach(body, from, to, 1, (unit) => {
      const number = body.local('i32')
      body.set(number, unit)
      starts.forEach((start, i) => body.set(start, named(`read${i}`)))
      for (const axis of axes.toReversed()) {
        const size = named(`size${axis}`)
        const index = axis === 0 ? number : once(body, remainder(number, size))
        starts.forEach((start, i) =>
          body.set(start, add(start, mul(index, named(`read${i} step${axis}`)))),
        )
        if (axis > 0) body.set(number, quotient(number, size))
      }
      row((i) => starts[i] ?? i32(0), once(body, mul(unit, named('count'))), named('count'))
    })
  })
}

/** The elements of some chunks of a row. */
const chunk = (
  body: Body,
  from: Value<'i32'>,
  to: Value<'i32'>,
  total: Value<'i32'>,
): ReturnType<typeof blocks> => blocks(body, from, to, CHUNK, total)

/** The call that computes an expression for every index; none where there is no index. */
export const elementwiseCall = (
  { sizes }: Pick<Expression, 'sizes'>,
  code: Code,
  addressOf: (read: number) => Argument,
  results: readonly Argument[],
): readonly KernelCall[] => {
  if (sizes.includes(0)) return []
  const iteration = joined(sizes, [...code.reads.map(({ access }) => access), rowMajor(sizes)])
  const count = iteration.sizes.at(-1) ?? 1
  const outerSizes = iteration.sizes.slice(0, -1)
  const outer = outerSizes.length
  const args = [
    count,
    ...outerSizes,
    ...code.reads.flatMap(({ dtype }, i) => {
      const scale = isIndexRead(code, i) ? 1 : bytesOf[dtype]
      const steps = (iteration.steps[i] ?? []).map((step) => step * scale)
      return [addressOf(i), steps.at(-1) ?? 0, ...steps.slice(0, -1)]
    }),
    ...results,
  ]
  const rows = outerSizes.reduce((product, size) => product * size, 1)
  const units = outer === 0 ? Math.ceil(count / CHUNK) : rows
  return [{ kernel: kernel(code, iteration, outer), args, units }]
}
